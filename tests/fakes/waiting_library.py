"""A scripted library whose work waits for the test, to see what happens meanwhile."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from queue import Queue
from threading import Event as Flag
from typing import Any

from rag.domain import Answer, Question, Scope
from rag.events import Checked, Event
from rag.formats.read import Reading
from rag.retrieval.ingest import Added
from tests.fakes.scripted_library import ScriptedLibrary
from tests.screen.chromium import settings_in


class WaitingLibrary(ScriptedLibrary):
    """Work that has been put on `hold` waits until all may `go_on`.

    `reached` has the work that is waiting, `saved` the models set, `ended` the questions, in order.
    """

    def __init__(self, home: Path) -> None:
        super().__init__(home, settings=settings_in(home))
        self.reached: Queue[str] = Queue()
        self.saved: Queue[str] = Queue()
        self.ended: Queue[str] = Queue()
        self._on_hold: dict[str, Flag] = {}
        self._held: list[Flag] = []

    def hold(self, work: str) -> None:
        self._on_hold[work] = Flag()
        self._held.append(self._on_hold[work])

    def hold_no_more(self, work: str) -> None:
        """What is waiting goes on waiting; what comes does not."""
        del self._on_hold[work]

    def go_on(self) -> None:
        self._on_hold.clear()
        for flag in self._held:
            flag.set()

    def _wait(self, work: str) -> None:
        flag = self._on_hold.get(work)
        if flag is not None:
            self.reached.put(work)
            assert flag.wait(60)

    def count(self, scope: Scope = Scope()) -> int:
        if scope != Scope():
            self._wait("count")
        return super().count(scope)

    def facets(self) -> dict[str, Any]:
        self._wait("load")
        return super().facets()

    def examples(self, n: int = 4) -> list[str]:
        self._wait("new")
        return super().examples(n)

    def follow_ups(self, answer: Answer) -> list[str]:
        self._wait("open")
        return super().follow_ups(answer)

    def stream(self, question: Question) -> Generator[Event, None, None]:
        if question.conversation is None:  # the server warms itself
            yield from super().stream(question)
            return
        self._wait("answer")
        try:
            yield from super().stream(question)
        finally:
            self.ended.put(question.text)

    def _events(self, answer: Answer, scope: Scope) -> Iterator[Event]:
        for event in super()._events(answer, scope):
            if isinstance(event, Checked):
                self._wait("piece")
            yield event
            if isinstance(event, Checked):
                self._wait("next piece")

    def read(self, data: bytes, name: str) -> Reading:
        self._wait("review")
        return super().read(data, name)

    def add(self, *given: Any, **more: Any) -> Added:  # noqa: ANN401
        self._wait("add")
        return super().add(*given, **more)

    def configure(self, **changes: object) -> None:
        self._wait("save")
        super().configure(**changes)
        self.saved.put(self.settings.llm)
