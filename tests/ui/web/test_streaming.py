from __future__ import annotations

import asyncio
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing

import pytest

from rag.errors import ServerError
from rag.events import Draft, Event
from ui.web.streaming import Streaming, batches


def counting(told: list[str], count: int, pause: float = 0.0) -> Generator[Event, None, None]:
    try:
        for n in range(count):
            time.sleep(pause)
            yield Draft(str(n))
    finally:
        told.append("closed")


def read(events: Generator[Event, None, None], most: int = 10**6) -> list[list[Event]]:
    async def gather() -> list[list[Event]]:
        found = []
        with ThreadPoolExecutor(1) as pool:
            async with aclosing(batches(events, pool, 0.02, Streaming())) as stream:
                async for batch in stream:
                    found.append(batch)
                    if len(found) == most:
                        break
        return found

    return asyncio.run(gather())


def test_every_event_comes_once_and_in_order() -> None:
    told: list[str] = []
    found = read(counting(told, 50))
    assert [event for batch in found for event in batch] == [Draft(str(n)) for n in range(50)]
    assert told == ["closed"]


def test_events_that_come_together_are_told_together() -> None:
    assert len(read(counting([], 50, 0.002))) < 20


def test_leaving_early_closes_the_stream() -> None:
    told: list[str] = []
    read(counting(told, 1000, 0.005), most=2)
    assert told == ["closed"]


def test_a_failure_reaches_the_reader() -> None:
    def failing() -> Generator[Event, None, None]:
        yield Draft("one")
        raise ServerError("The server is down; start it.")

    with pytest.raises(ServerError, match="start it"):
        read(failing())
