"""A blocking stream of events, read without blocking the server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Flag
from typing import cast

from rag.events import Event

_END = object()


async def batches(
    events: Generator[Event, None, None], pool: ThreadPoolExecutor, pause: float, closed: Flag
) -> AsyncGenerator[list[Event], None]:
    """Events as they come, in batches at least `pause` seconds apart.

    Leaving early closes the stream at its next event; `closed` is set once that is done.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[object] = asyncio.Queue()
    stopped = Flag()

    def pump() -> None:
        try:
            for event in events:
                if stopped.is_set():
                    return
                loop.call_soon_threadsafe(queue.put_nowait, event)
        finally:
            events.close()
            closed.set()

    pumping = loop.run_in_executor(pool, pump)
    pumping.add_done_callback(lambda _: queue.put_nowait(_END))
    try:
        ended = False
        while not ended:
            found = [await queue.get()]
            while not queue.empty():
                found.append(queue.get_nowait())
            ended = found[-1] is _END
            batch = [cast(Event, event) for event in found if event is not _END]
            if batch:
                yield batch
            if not ended:
                await asyncio.sleep(pause)
        await pumping
    finally:
        stopped.set()
