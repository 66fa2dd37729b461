"""A stream of text that any thread can stop, fed by one event loop beside the reader."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from functools import cache
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any

from rag.ports import Completion

PULSE = 0.2
"""Seconds after which a silent stream yields "", so that its reader can stop."""

_STARTING = Lock()

Put = Callable[[str | Completion], None]


class ChatStream(Iterator[str | Completion]):
    """Text, then one Completion. `close` works from any thread and closes the connection.

    While the model is silent it yields "" every `PULSE` seconds. A closed stream just ends.
    """

    def __init__(self, run: Callable[[Put], Coroutine[Any, Any, None]]) -> None:
        self._items: SimpleQueue[str | Completion | None] = SimpleQueue()
        self._ended = False
        put, items = self._items.put, self._items
        self._work = run_soon(lambda: run(put))
        self._work.add_done_callback(lambda _: items.put(None))

    def __next__(self) -> str | Completion:
        if self._ended:
            raise StopIteration
        try:
            item = self._items.get(timeout=PULSE)
        except Empty:
            return ""
        if item is not None and not self._work.cancelled():
            return item
        self._ended = True
        if not self._work.cancelled():
            self._work.result()
        raise StopIteration

    def close(self) -> None:
        self._work.cancel()

    def __del__(self) -> None:
        self.close()


def run_soon(work: Callable[[], Coroutine[Any, Any, None]]) -> Future[None]:
    with _STARTING:
        loop = _loop()
    return asyncio.run_coroutine_threadsafe(work(), loop)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The event loop of all streams, in one thread: cancelling a task there closes its socket."""
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, name="openai-streams", daemon=True).start()
    return loop
