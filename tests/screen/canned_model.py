"""A model server on loopback that says one thing, for pictures and figures."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from socket import create_server

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route


@contextmanager
def canned_model(reply: str, pause: float) -> Iterator[str]:
    """The base URL of a server that streams `reply` word by word, `pause` seconds apart."""

    async def completion(request: Request) -> StreamingResponse:
        await request.body()
        return StreamingResponse(_pieces(reply, pause), media_type="text/event-stream")

    app = Starlette(routes=[Route("/v1/chat/completions", completion, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    with create_server(("127.0.0.1", 0)) as listening:
        serving = server.serve(sockets=[listening])
        thread = threading.Thread(target=asyncio.run, args=(serving,))
        thread.start()
        while not server.started:
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        finally:
            server.should_exit = True
            thread.join(10)


async def _pieces(reply: str, pause: float) -> AsyncIterator[str]:
    for word in reply.split(" "):
        await asyncio.sleep(pause)
        yield _event({"content": word + " "}, None)
    yield _event({}, "stop")
    yield "data: [DONE]\n\n"


def _event(delta: dict[str, str], finish: str | None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {"id": "canned", "object": "chat.completion.chunk", "created": 0, "model": "canned"}
    return f"data: {json.dumps({**chunk, 'choices': [choice]})}\n\n"
