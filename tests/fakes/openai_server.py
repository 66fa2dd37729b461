"""A fake OpenAI server on loopback: scripted replies, every broken form, and a log of requests.

    with FakeOpenAI() as server:
        server.reply("Cats purr [1].", delay=0.02)
        server.fault("html200")
        OpenAIChat("any-model", url=server.base_url, context_window=8192)

What is queued is served in order; an empty queue answers from the sources in the prompt.
"""

from __future__ import annotations

import base64
import json
import socket
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import numpy as np

from tests.fakes.answers import answer_to
from tests.fakes.faults import FAULTS
from tests.fakes.wire import ClientGoneError, Exchange, piece

DIMENSIONS = 32
STATUS_BODIES = {400: "bad request", 404: "the model does not exist", 429: "slow down"}


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    at: float = field(default_factory=time.monotonic)

    @property
    def prompt(self) -> str:
        return "\n".join(message["content"] for message in self.body.get("messages", ()))


@dataclass(frozen=True)
class Script:
    kind: str
    text: str = ""
    delay: float = 0.0
    finish: str = "stop"
    usage: bool = True
    headers: dict[str, str] = field(default_factory=dict)


class FakeOpenAI:
    """Times are of `time.monotonic`: `sent` when first tokens left, `closed` when clients left."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.sent: list[float] = []
        self.closed: list[float] = []
        self.refused_text = ""
        self.delay = 0.0
        self._queue: deque[Script] = deque()
        self._standing: Script | None = None
        self._stopped = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def reply(
        self, text: str, delay: float = 0.0, finish: str = "stop", usage: bool = True
    ) -> None:
        """Stream `text` word by word, `delay` seconds before each."""
        self._queue.append(Script("reply", text, delay, finish, usage))

    def fault(self, kind: str, times: int = 1, retry_after: str = "", text: str = "") -> None:
        """Serve a status ("429") or one of `FAULTS` for the next `times` requests."""
        headers = {"Retry-After": retry_after} if retry_after else {}
        self._queue.extend(Script(kind, text, headers=headers) for _ in range(times))

    def answer_from_prompt(self, delay: float = 0.0) -> None:
        """Forget what is queued; answer each request from the sources in its prompt."""
        self._queue.clear()
        self._standing, self.delay = None, delay

    def always(self, text: str, delay: float = 0.0) -> None:
        """Stream `text` to every request from now on."""
        self._queue.clear()
        self._standing = Script("reply", text, delay)

    def next_script(self, request: Request) -> Script:
        self.requests.append(request)
        if self._queue:
            return self._queue.popleft()
        if self._standing is not None:
            return self._standing
        text = answer_to(request.prompt) if "messages" in request.body else ""
        return Script("reply", text, self.delay)

    def waiting_for_close(self, seconds: float = 30.0) -> float | None:
        """When the client of the last request closed its connection; None if it did not."""
        end = time.monotonic() + seconds
        while not self.closed and time.monotonic() < end:
            time.sleep(0.005)
        return self.closed[-1] if self.closed else None

    @property
    def stopped(self) -> threading.Event:
        return self._stopped

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that a fault broke off is no news."""
        if not isinstance(sys.exc_info()[1], OSError | ValueError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def vector(text: str) -> list[float]:
    """Unit vector of the words of `text`: texts that share words are near."""
    sums = np.full(DIMENSIONS, 0.01)
    for word in text.lower().split():
        sums[sum(word.encode()) % DIMENSIONS] += 1
    return [float(value) for value in sums / np.linalg.norm(sums)]


def _handler(fake: FakeOpenAI) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        connection: socket.socket

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            request = Request(self.path, dict(self.headers), body)
            try:
                exchange = Exchange(fake.sent, fake.stopped, self)
                _serve(fake, exchange, fake.next_script(request), request)
            except (ClientGoneError, BrokenPipeError, ConnectionResetError):
                fake.closed.append(time.monotonic())
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    return Handler


def _serve(fake: FakeOpenAI, exchange: Exchange, script: Script, request: Request) -> None:
    if script.kind.isdigit():
        _refuse(exchange, script, request)
    elif script.kind in FAULTS:
        FAULTS[script.kind](exchange)
    elif request.path.endswith("/embeddings"):
        _embed(exchange, script.kind, request, fake.refused_text)
    else:
        exchange.start()
        exchange.event(piece(""))
        exchange.words(script.text, script.delay)
        count = len(script.text.split(" "))
        exchange.end(script.finish, (100, count) if script.usage else None)


def _refuse(exchange: Exchange, script: Script, request: Request) -> None:
    status = int(script.kind)
    said = script.text or STATUS_BODIES.get(status, "something is wrong")
    if status == 401:
        said = f"Incorrect API key: {request.headers.get('Authorization', '')}"
    exchange.json({"error": {"message": said, "type": "e"}}, status, script.headers)


def _embed(exchange: Exchange, kind: str, request: Request, refused: str) -> None:
    texts = request.body["input"]
    if refused and any(refused in text for text in texts):
        exchange.json({"error": {"message": "invalid input"}}, 400)
        return
    vectors = [vector(text) for text in texts]
    if kind == "wrong_dimension":
        vectors[-1] = vectors[-1][:-1]
    if kind == "nan":
        vectors[0][0] = float("nan")
    rows = [{"index": n, "embedding": _encoded(v, request)} for n, v in enumerate(vectors)]
    rows = rows[:-1] if kind == "one_short" else rows
    rows = rows[::-1] if kind == "reordered" else rows
    exchange.json({"data": rows, "usage": {"prompt_tokens": 1, "total_tokens": 1}})


def _encoded(values: list[float], request: Request) -> object:
    if request.body.get("encoding_format") != "base64":
        return values
    return base64.b64encode(np.asarray(values, dtype="<f4").tobytes()).decode()
