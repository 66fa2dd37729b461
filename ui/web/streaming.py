"""A blocking stream of events, read without blocking the server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event as Flag
from typing import cast

from rag.events import Event

_END = object()
_SILENCE = 0.5
"""Seconds without an event until an empty batch lets the server notice that the reader left."""


@dataclass
class Streaming:
    """A stream on its way: whether it has begun, should end early, and is closed."""

    begun: Flag = field(default_factory=Flag)
    stopped: Flag = field(default_factory=Flag)
    closed: Flag = field(default_factory=Flag)


async def batches(
    events: Generator[Event, None, None],
    pool: ThreadPoolExecutor,
    pause: float,
    streaming: Streaming,
) -> AsyncGenerator[list[Event], None]:
    """Events as they come, in batches at least `pause` seconds apart; empty ones while none come.

    Leaving early, like `stopped`, closes the stream at its next event, which is not told.
    """
    streaming.begun.set()
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[object] = asyncio.Queue()

    def pump() -> None:
        try:
            for event in events:
                if streaming.stopped.is_set():
                    return
                loop.call_soon_threadsafe(queue.put_nowait, event)
        finally:
            events.close()
            streaming.closed.set()

    pumping = loop.run_in_executor(pool, pump)
    pumping.add_done_callback(lambda _: queue.put_nowait(_END))
    try:
        ended = False
        while not ended:
            found = []
            with suppress(TimeoutError):
                found.append(await asyncio.wait_for(queue.get(), _SILENCE))
            while not queue.empty():
                found.append(queue.get_nowait())
            ended = found[-1:] == [_END]
            batch = [cast(Event, event) for event in found if event is not _END]
            if batch or not ended:
                yield batch
            if not ended:
                await asyncio.sleep(pause)
        await pumping
    finally:
        streaming.stopped.set()
