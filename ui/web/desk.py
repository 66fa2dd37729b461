"""What the screen asks of the engine behind it; `rag.engine.engine.Engine` is the real one."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING, Protocol

from rag.domain import Answer, Hit, Retrieved, Scope
from rag.events import Event
from rag.formats.read import Reading
from rag.retrieval.ingest import Added
from rag.settings import Settings
from rag.store.papers import PaperStore

if TYPE_CHECKING:
    from rag.domain import Comparison

Progress = Callable[[int, int], None]
"""Called with (done, total) papers."""


class Desk(Protocol):
    """One library, ready to answer."""

    @property
    def store(self) -> PaperStore: ...
    @property
    def settings(self) -> Settings: ...

    def stream(
        self,
        question: str,
        *,
        scope: Scope,
        conversation: str | None,
        use_llm: bool | None,
        accept_cost: bool = False,
    ) -> Generator[Event, None, None]:
        """Answer and save the turn; closing the iterator stops and saves what there is."""
        ...

    def configure(self, **changes: object) -> None:
        """Change settings for as long as this process lives; raises ConfigurationError."""
        ...

    def find(self, question: str, k: int) -> Retrieved: ...
    def examples(self, n: int) -> list[str]: ...
    def follow_ups(self, answer: Answer) -> list[str]: ...
    def similar(self, paper_id: str, k: int) -> list[Hit]: ...
    def map_points(self) -> list[tuple[str, float, float, str, int | None]]: ...
    def compare(
        self,
        paper_ids: Sequence[str],
        aspects: Sequence[str],
        use_llm: bool = True,
        accept_cost: bool = False,
    ) -> Comparison: ...
    def preview(self, data: bytes, name: str) -> Reading: ...
    def add(
        self, reading: Reading, collection: str, progress: Progress, accept_cost: bool
    ) -> Added: ...
