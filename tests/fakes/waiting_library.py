"""A scripted library whose work waits for the test, to see what happens meanwhile."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from queue import Queue
from threading import Event as Flag
from typing import Any

from rag.domain import Question
from rag.events import Event
from rag.retrieval.ingest import Added
from tests.fakes.scripted_library import ScriptedLibrary
from tests.screen.chromium import settings_in

WORKS = ("load", "answer", "add", "save")


class WaitingLibrary(ScriptedLibrary):
    """Each of WORKS goes on until `hold`, then waits until `go_on`; `saved` are the models set."""

    def __init__(self, home: Path) -> None:
        super().__init__(home, settings=settings_in(home))
        self.saved: Queue[str] = Queue()
        self._may = {work: Flag() for work in WORKS}
        self.go_on()

    def hold(self, work: str) -> None:
        self._may[work].clear()

    def go_on(self) -> None:
        for flag in self._may.values():
            flag.set()

    def _wait(self, work: str) -> None:
        assert self._may[work].wait(60)

    def facets(self) -> dict[str, Any]:
        self._wait("load")
        return super().facets()

    def stream(self, question: Question) -> Generator[Event, None, None]:
        self._wait("answer")
        yield from super().stream(question)

    def add(self, *given: Any, **more: Any) -> Added:  # noqa: ANN401
        self._wait("add")
        return super().add(*given, **more)

    def configure(self, **changes: object) -> None:
        self._wait("save")
        super().configure(**changes)
        self.saved.put(self.settings.llm)
