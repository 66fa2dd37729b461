"""One open library of papers: what the command line, the screen and scripts ask."""

from __future__ import annotations

import math
import threading
from collections.abc import Generator, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from rag.answer.comparison import compare
from rag.answer.sides import both_sides
from rag.answer.suggestions import examples, follow_ups
from rag.domain import (
    Answer,
    BothSides,
    Comparison,
    Hit,
    Paper,
    Passage,
    Question,
    Retrieved,
    Scope,
)
from rag.engine.doctor import Finding, examine
from rag.engine.parts import make_encoder, make_engine, make_summariser
from rag.engine.replay import Replay, replay, settings_then
from rag.errors import ConfigurationError, UsageError
from rag.events import Event
from rag.formats.read import Reading, read_bytes, read_papers
from rag.formats.write_papers import export
from rag.models.encoders import EmbeddedEncoder
from rag.retrieval.ingest import Added, Ingest
from rag.retrieval.map import MapPoint, map_points
from rag.retrieval.search import Search, valid_question, valid_scope
from rag.retrieval.sync import Progress, SyncedIndex
from rag.settings import Settings, load_settings
from rag.store.history import History
from rag.store.lock import WriteLock
from rag.store.papers import PaperStore
from rag.text.passages import passages_of
from rag.understand.requests import resolve

if TYPE_CHECKING:
    from llama_index.core.postprocessor.types import BaseNodePostprocessor

    from rag.engine.engine import Engine
    from rag.engine.query_engine import PaperQueryEngine
    from rag.engine.retriever import PaperRetriever

AT_OPENING = ("home", "encoder", "encoder_url", "encoder_price")
"""Settings that the parts of an open library are made from."""


def open_library(**settings: object) -> Library:
    """The library in `home`, or in your data folder; any setting may be named."""
    return Library(load_settings(**settings))


class Library:
    """One library, ready to be asked; close it, or open it with `with`."""

    def __init__(self, settings: Settings) -> None:
        if settings.encoder.startswith("openai:") and not settings.encoder_url:
            # The encoder stays with its server when the chat model moves to another.
            settings = settings.model_copy(update={"encoder_url": settings.llm_url})
        self.settings = settings
        self.store = PaperStore(settings.home)
        self.history = History(self.store.database)
        self.sentence_encoder = EmbeddedEncoder()
        self.encoder = make_encoder(settings)
        lock = WriteLock(settings.home)
        self.index = SyncedIndex(self.store, self.encoder, lock)
        self.ingest = Ingest(self.store, self.encoder, self.index, lock, self._cut)
        self.retrieval = Search(self.store, self.encoder, self.index)
        self._engine: Engine | None = None
        self._map: tuple[int, list[MapPoint]] | None = None
        self._gate = threading.Lock()

    def _cut(self, paper: Paper) -> tuple[Passage, ...]:
        # Passages do not depend on the encoder in use, so a change of encoder keeps their ids.
        encoder = self.sentence_encoder
        return passages_of(paper, encoder.max_tokens, encoder.count_tokens)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.index.close()
        self.store.close()

    def configure(self, **changes: object) -> None:
        """Change settings for as long as this process lives; raises ConfigurationError."""
        settings = self._changed(changes)
        with self._gate:
            self.settings, self._engine = settings, None

    def _changed(self, changes: dict[str, Any]) -> Settings:
        settings = load_settings(**(self.settings.model_dump() | changes))
        for name in AT_OPENING:
            if getattr(settings, name) != getattr(self.settings, name):
                raise ConfigurationError(
                    f"The setting {name} cannot change while the library is open; set "
                    f"FOOTNOTE_{name.upper()} and start footnote again."
                )
        return settings

    def read(self, data: bytes, name: str) -> Reading:
        """What a file or pasted text holds, before anything is stored."""
        return read_bytes(data, name, self.settings.file_limit)

    def add(
        self,
        source: Reading | Sequence[Paper] | Path | str,
        collection: str = "",
        accept_cost: bool = False,
        progress: Progress | None = None,
    ) -> Added:
        """Add papers from a file, or such as were read; raises CostNotAccepted before it pays."""
        if isinstance(source, str | Path):
            source = read_papers(Path(source), self.settings.file_limit)
        if not isinstance(source, Reading):
            return self.ingest.add(source, collection, accept_cost, progress)
        added = self.ingest.add(source.papers, collection, accept_cost, progress)
        return replace(added, rejected=source.rejected)

    def add_sample(self, accept_cost: bool = False, progress: Progress | None = None) -> Added:
        """Add the listing that footnote ships."""
        data = files("rag").joinpath("data/sample.txt").read_bytes()
        reading = read_bytes(data, "sample.txt", len(data))
        return self.add(reading, "Sample", accept_cost, progress)

    def remove(self, paper_ids: Sequence[str]) -> int:
        """Forget papers, and say how many; raises InputMissing before any is gone."""
        with self.ingest.writing():
            for paper_id in paper_ids:
                self.store.paper(paper_id)
            removed = self.store.remove(paper_ids)
            self.index.catch_up()
        return removed

    def collect(self, paper_ids: Sequence[str], name: str, member: bool = True) -> None:
        """Put papers into a named collection, or take them out of it."""
        self.store.set_collection(paper_ids, name, member)

    def paper(self, paper_id: str) -> Paper:
        """One paper by its id, or by the beginning of it; raises InputMissing."""
        return self.store.paper_named(paper_id)

    def known(self, paper_ids: Sequence[str]) -> dict[str, Paper]:
        """Those of the papers that are here."""
        return self.store.papers_by_id(paper_ids)

    def papers(self, scope: Scope = Scope(), limit: int = -1, offset: int = 0) -> list[Paper]:
        """Papers that pass the filters, newest additions last."""
        return self.store.papers(scope, limit, offset)

    def ids(self, scope: Scope = Scope()) -> list[str]:
        return self.store.ids(scope)

    def count(self, scope: Scope = Scope()) -> int:
        return self.store.count(scope)

    def facets(self) -> dict[str, Any]:
        """What can be filtered on; see `PaperStore.facets`."""
        return self.store.facets()

    def export(self, form: str, scope: Scope = Scope()) -> str:
        """Papers as bibtex, jsonl or csv, in a form that `add` reads again."""
        return export(self.papers(scope), form)

    @property
    def waiting(self) -> int:
        """Passages that the encoder in use has not embedded yet."""
        return len(self.store.without_vectors(self.encoder.fingerprint))

    def embed(self, accept_cost: bool = False, progress: Progress | None = None) -> int:
        """Embed what waits, as after a change of encoder; raises CostNotAccepted, TryLater."""
        return self.ingest.embed_missing(accept_cost, progress)

    def search(self, question: str, k: int = 10, scope: Scope = Scope()) -> Retrieved:
        """Papers for a question, without an answer."""
        text = valid_question(question, self.settings.question_limit, self.store)
        return self.retrieval.retrieve(text, k, valid_scope(scope, self.store))

    def ask(
        self, question: str | Question, scope: Scope = Scope(), conversation: str | None = None
    ) -> Answer:
        """The answer, or a refusal; failures raise FootnoteError. A Question says it all itself."""
        return self.engine.ask(question, scope, conversation)

    def stream(self, question: Question) -> Generator[Event, None, None]:
        """The events of one answer; closing the generator stops everything."""
        return self.engine.stream(question)

    def compare(
        self,
        papers: Sequence[str],
        on: Sequence[str] = (),
        use_llm: bool = True,
        accept_cost: bool = False,
    ) -> Comparison:
        """Papers by id or title, by aspects; each cell is a verified quote or "not stated"."""
        ids = resolve(papers, self.store, self.retrieval)
        chosen = [self.store.paper(paper_id) for paper_id in ids]
        model = self.engine.model if use_llm else None
        cap = math.inf if accept_cost else self.settings.cost_cap
        return compare(chosen, on, self.sentence_encoder, model, cap)

    def summarise(
        self,
        papers: Sequence[str] = (),
        collection: str = "",
        since: str = "",
        use_llm: bool = True,
        accept_cost: bool = False,
    ) -> Answer:
        """What some papers say, or a collection, or what came since a time; one of the three."""
        if sum(map(bool, (papers, collection, since))) != 1:
            raise UsageError("Name papers, or a collection, or a time since when; one of three.")
        summariser = make_summariser(self, self.settings)
        if use_llm and self.settings.has_llm:
            summariser = self.engine.requests.summariser
        if since:
            return summariser.new_since(since, accept_cost=accept_cost)
        if collection:
            return summariser.collection(collection, accept_cost=accept_cost)
        ids = resolve(papers, self.store, self.retrieval)
        return summariser.papers(ids, accept_cost=accept_cost)

    def sides(self, claim: str, k: int = 20, scope: Scope = Scope()) -> BothSides:
        """The sentences for a claim and those against it, verbatim."""
        text = valid_question(claim, self.settings.question_limit, self.store)
        scope = valid_scope(scope, self.store)
        return both_sides(text, self.retrieval, self.sentence_encoder, k, scope)

    def similar(self, paper_id: str, k: int = 10) -> list[Hit]:
        """The papers nearest in meaning to one."""
        return list(self.retrieval.similar(paper_id, k))

    def examples(self, n: int = 4) -> list[str]:
        """Questions that the papers can answer."""
        return examples(self.store, n)

    def follow_ups(self, answer: Answer) -> list[str]:
        """Questions to go on with."""
        return follow_ups(answer)

    def map(self) -> list[MapPoint]:
        """(paper id, x, y, title, year) of every paper, near ones alike in meaning."""
        changes = self.store.changes
        with self._gate:
            if self._map is None or self._map[0] != changes:
                self._map = changes, map_points(self.store, self.encoder.fingerprint)
            return self._map[1]

    def replay(self, receipt: str, accept_cost: bool = False, as_is: bool = False) -> Replay:
        """Ask again what a receipt holds, with its settings or, `as_is`, with those of now."""
        if as_is:
            return replay(receipt, self.engine, accept_cost)
        settings = self._changed(settings_then(self.history, receipt))
        return replay(receipt, make_engine(self, settings), accept_cost)

    def examine(self) -> list[Finding]:
        """What is set up and what is not; changes nothing but a stale index."""
        return examine(self)

    @property
    def engine(self) -> Engine:
        """Made at the first question, since LlamaIndex takes a second to load."""
        with self._gate:
            if self._engine is None:
                self._engine = make_engine(self, self.settings)
            return self._engine

    def as_retriever(self, k: int | None = None, scope: Scope = Scope()) -> PaperRetriever:
        """A LlamaIndex retriever over this library."""
        from rag.engine.retriever import PaperRetriever

        return PaperRetriever(self.retrieval, k or self.settings.k, scope)

    def as_query_engine(
        self,
        k: int | None = None,
        scope: Scope = Scope(),
        node_postprocessors: Sequence[BaseNodePostprocessor] = (),
    ) -> PaperQueryEngine:
        """A LlamaIndex query engine whose `response.metadata["answer"]` is an Answer."""
        from rag.engine.query_engine import PaperQueryEngine

        answerer = self.engine.query_engine.answerer
        return PaperQueryEngine(self.as_retriever(k, scope), answerer, list(node_postprocessors))
