"""All that a face needs of one open library."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rag.answer.suggestions import examples, follow_ups
from rag.domain import Answer, Embedder, Hit, Retrieved, Scope
from rag.errors import ConfigurationError
from rag.events import Event
from rag.formats.read import Reading, read_bytes
from rag.retrieval.ingest import Added, Ingest
from rag.retrieval.search import Search, valid_question, valid_scope
from rag.retrieval.sync import Progress, SyncedIndex
from rag.settings import Settings, load_settings
from rag.store.history import History
from rag.store.papers import PaperStore

if TYPE_CHECKING:
    from rag.domain import Comparison
    from rag.engine.engine import Engine


AT_OPENING = ("home", "encoder", "encoder_url", "encoder_price")
"""Settings that the parts of an open library are made from."""


@dataclass
class Desk:
    """One library, ready to be asked; the engine is made at the first question."""

    settings: Settings
    store: PaperStore
    history: History
    search: Search
    ingest: Ingest
    index: SyncedIndex
    judge: Embedder
    encoder: Embedder
    make_engine: Callable[[Desk], Engine]
    _engine: Engine | None = None
    _map: tuple[int, list[tuple[str, float, float, str, int | None]]] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def engine(self) -> Engine:
        with self._lock:
            if self._engine is None:
                self._engine = self.make_engine(self)
            return self._engine

    def configure(self, **changes: object) -> None:
        """Change settings for as long as this process lives.

        Raises ConfigurationError for a value that does not fit, and for a setting that the open
        library already rests on.
        """
        given = self.settings.model_dump() | changes
        settings = load_settings(**given)
        for name in AT_OPENING:
            if getattr(settings, name) != getattr(self.settings, name):
                raise ConfigurationError(
                    f"The setting {name} cannot change while the library is open; set "
                    f"FOOTNOTE_{name.upper()} and start footnote again."
                )
        with self._lock:
            self.settings = settings
            self._engine = None

    def stream(
        self,
        question: str,
        *,
        scope: Scope = Scope(),
        conversation: str | None = None,
        use_llm: bool | None = None,
        accept_cost: bool = False,
        k: int | None = None,
    ) -> Generator[Event, None, None]:
        """The events of one answer; closing the iterator stops everything."""
        return self.engine.stream(
            question,
            scope=scope,
            conversation=conversation,
            use_llm=use_llm is not False,
            accept_cost=accept_cost,
            k=k,
        )

    def find(self, question: str, k: int, scope: Scope = Scope()) -> Retrieved:
        """Papers for a question, without LlamaIndex: what `search` prints."""
        text = valid_question(question, self.settings.question_limit, self.store)
        return self.search.retrieve(text, k, valid_scope(scope, self.store))

    def preview(self, data: bytes, name: str) -> Reading:
        """What a dropped file or pasted text holds, before anything is stored."""
        return read_bytes(data, name, self.settings.file_limit)

    def add(
        self,
        reading: Reading,
        collection: str = "",
        progress: Progress | None = None,
        accept_cost: bool = False,
    ) -> Added:
        return self.ingest.add(reading.papers, collection, accept_cost, progress)

    def examples(self, n: int = 4) -> list[str]:
        """Questions that the papers can answer."""
        return examples(self.store, n)

    def follow_ups(self, answer: Answer) -> list[str]:
        return follow_ups(answer)

    def compare(
        self,
        paper_ids: Sequence[str],
        aspects: Sequence[str],
        use_llm: bool = True,
        accept_cost: bool = False,
    ) -> Comparison:
        """Papers by aspects, each cell a verified quote or "not stated"."""
        from rag.answer.comparison import Budget, compare

        model = self.engine.model if use_llm else None
        budget = Budget(self.settings.cost_cap, accept_cost)
        return compare(paper_ids, aspects, self.store, self.judge, model, budget)

    def map_points(self) -> list[tuple[str, float, float, str, int | None]]:
        """(paper id, x, y, title, year) of every paper, near ones alike in meaning."""
        from rag.retrieval.map import map_points

        changes = self.store.changes
        with self._lock:
            if self._map is None or self._map[0] != changes:
                self._map = changes, map_points(self.store, self.encoder.fingerprint)
            return self._map[1]

    def similar(self, paper_id: str, k: int) -> list[Hit]:
        return list(self.search.similar(paper_id, k))

    def close(self) -> None:
        self.index.close()
        self.store.close()
