"""How the fake server writes: chunked events on a socket, watching whether the client stays."""

from __future__ import annotations

import json
import select
import socket
import struct
import time
from http.server import BaseHTTPRequestHandler
from threading import Event
from typing import Any


class ClientGoneError(Exception):
    """The client closed its connection."""


def piece(text: str | None, finish: str | None = None) -> dict[str, Any]:
    """One chunk of a streamed chat completion."""
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    return {"id": "c", "object": "chat.completion.chunk", "model": "m", "choices": [choice]}


class Exchange:
    """One request being answered; writes are seen to fail once the client has left."""

    def __init__(self, sent: list[float], stopped: Event, handler: BaseHTTPRequestHandler) -> None:
        self.sent = sent
        self.stopped = stopped
        self.handler = handler

    def pause(self, seconds: float) -> None:
        """Wait, and notice within 10 ms that the client left."""
        end = time.monotonic() + seconds
        while not self.stopped.is_set():
            ready, _, _ = select.select([self.handler.connection], [], [], 0.01)
            if ready and not self.handler.connection.recv(1, socket.MSG_PEEK):
                raise ClientGoneError
            if time.monotonic() >= end:
                return
        raise ClientGoneError

    def body(self, status: int, kind: str, data: bytes, headers: dict[str, str]) -> None:
        self.handler.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            self.handler.send_header(name, value)
        self.handler.send_header("Content-Length", str(len(data)))
        self.handler.end_headers()
        self.handler.wfile.write(data)

    def json(self, value: object, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self.body(status, "application/json", json.dumps(value).encode(), headers or {})

    def start(self) -> None:
        self.handler.send_response(200)
        self.handler.send_header("Content-Type", "text/event-stream")
        self.handler.send_header("Transfer-Encoding", "chunked")
        self.handler.end_headers()

    def raw(self, data: bytes) -> None:
        self.handler.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.handler.wfile.flush()

    def event(self, value: object) -> None:
        self.raw(b"data: " + json.dumps(value).encode() + b"\n\n")

    def words(self, text: str, delay: float = 0.0) -> None:
        for number, word in enumerate(text.split(" ")):
            if delay:
                self.pause(delay)
            if number == 0:
                self.sent.append(time.monotonic())
            self.event(piece(word if number == 0 else f" {word}"))

    def end(self, finish: str = "stop", usage: tuple[int, int] | None = None) -> None:
        self.event(piece(None, finish))
        if usage:
            counts = {"prompt_tokens": usage[0], "completion_tokens": usage[1]}
            self.event({**piece(None), "choices": [], "usage": counts})
        self.raw(b"data: [DONE]\n\n")
        self.finish()

    def finish(self) -> None:
        self.handler.wfile.write(b"0\r\n\r\n")

    def reset(self) -> None:
        """Break the TCP connection off, as a crashed server does."""
        linger = struct.pack("ii", 1, 0)
        self.handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.handler.close_connection = True
        self.handler.connection.close()
