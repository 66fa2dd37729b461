"""One question from understanding to receipt; what the command line and the screen call."""

from __future__ import annotations

import secrets
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rag.answer.answerer import Answerer, Question, sources_of, stopped
from rag.domain import Answer, ChatModel, Hit, Scope, Sentence, Turn
from rag.engine.requests import Wishes
from rag.errors import AccessDenied, StorageError
from rag.events import Checked, Done, Draft, Event, Found, Step
from rag.retrieval.search import Search, valid_question, valid_scope
from rag.store.history import History
from rag.store.papers import PaperStore
from rag.understand.filters import Known
from rag.understand.followup import Understood, understanding

if TYPE_CHECKING:
    from rag.engine.query_engine import PaperQueryEngine


@dataclass(frozen=True, slots=True)
class Limits:
    """What a question may be and how many papers are read for it."""

    k: int = 8
    question: int = 8000


class Engine:
    """Answers questions over a library, within conversations that the library keeps."""

    def __init__(
        self,
        store: PaperStore,
        history: History,
        search: Search,
        answerer: Answerer,
        limits: Limits,
        fingerprints: Mapping[str, Any],
        wishes: Wishes | None = None,
    ) -> None:
        self.store = store
        self.history = history
        self.search = search
        self._answerer = answerer
        self._limits = limits
        self._fingerprints = fingerprints
        self._wishes = wishes

    @property
    def model(self) -> ChatModel | None:
        """The chat model, where one is set up."""
        return self._answerer.model

    def query_engine(self, k: int | None = None, scope: Scope = Scope()) -> PaperQueryEngine:
        """The LlamaIndex query engine over this library."""
        from rag.engine.query_engine import PaperQueryEngine
        from rag.engine.retriever import PaperRetriever

        return PaperQueryEngine(
            PaperRetriever(self.search, k or self._limits.k, scope), self._answerer
        )

    def ask(
        self,
        question: str,
        *,
        scope: Scope = Scope(),
        conversation: str | None = None,
        use_llm: bool = True,
        accept_cost: bool = False,
        k: int | None = None,
    ) -> Answer:
        """The answer, or a refusal; failures raise FootnoteError."""
        events = self.stream(
            question,
            scope=scope,
            conversation=conversation,
            use_llm=use_llm,
            accept_cost=accept_cost,
            k=k,
        )
        return next(event.answer for event in events if isinstance(event, Done))

    def stream(
        self,
        question: str,
        *,
        scope: Scope = Scope(),
        conversation: str | None = None,
        use_llm: bool = True,
        accept_cost: bool = False,
        k: int | None = None,
    ) -> Generator[Event, None, None]:
        """The events of one answer, ending with Done; closing the iterator stops everything."""
        typed = valid_question(question, self._limits.question, self.store)
        scope = valid_scope(scope, self.store)
        turns = self.history.turns(conversation) if conversation else []
        started = time.perf_counter()
        if self._wishes is not None:
            wish = yield from self._wishes.granting(typed, turns, scope, use_llm, accept_cost, k)
            if wish is not None:
                yield from self._granted(wish, conversation, k, started)
                return
        understood = yield from self._understood(typed, scope, turns, use_llm)
        seconds = time.perf_counter() - started
        yield Step("understood", understood.question, seconds)
        query_engine = self.query_engine(k, understood.scope)
        nodes = query_engine.retrieve_text(understood.question)
        retrieved = query_engine.paper_retriever.retrieved
        searched = time.perf_counter() - started - seconds
        detail = f"searched {retrieved.in_scope} of {retrieved.papers} papers"
        yield Step("searched", detail, searched)
        yield Found(sources_of(retrieved.hits), retrieved.in_scope, retrieved.papers)
        ask = Question(understood.question, typed, understood.scope, use_llm, accept_cost)
        written = query_engine.stream(ask, nodes)
        answer = yield from self._written(written, ask, retrieved.hits, conversation, k)
        timings = {"understand": seconds, **retrieved.timings, **answer.timings}
        timings["total"] = time.perf_counter() - started
        note = " ".join(filter(None, [answer.note, understood.note]))
        usage = understood.usage + answer.usage
        answer = replace(answer, timings=timings, usage=usage, note=note)
        yield Done(self._kept(answer, conversation, k))

    def _understood(
        self, typed: str, scope: Scope, turns: Sequence[Turn], use_llm: bool
    ) -> Generator[Draft, None, Understood]:
        """What is asked, with empty drafts while a model condenses it: closing stops there."""
        model = self._answerer.model if use_llm else None
        understood = Understood(typed, scope)
        for item in understanding(typed, scope, turns, model, Known(self.store)):
            if item is None:
                yield Draft("")
            else:
                understood = item
        return understood

    def _written(
        self,
        events: Iterator[Event],
        ask: Question,
        hits: Sequence[Hit],
        conversation: str | None,
        k: int | None,
    ) -> Generator[Event, None, Answer]:
        """Passes the events on, returns the answer; of a stopped one the checked part is kept."""
        shown: list[Sentence] = []
        try:
            for event in events:
                if isinstance(event, Done):
                    return event.answer
                if isinstance(event, Checked):
                    shown.append(event.sentence)
                yield event
        except GeneratorExit:
            if conversation and shown:
                self._kept(stopped(ask, hits, shown), conversation, k)
            raise
        raise AssertionError("an answer ends with Done")

    def _granted(
        self, wish: Answer, conversation: str | None, k: int | None, started: float
    ) -> Iterator[Event]:
        seconds = time.perf_counter() - started
        yield Step("read", f"read {len(wish.sources)} papers", seconds)
        yield Found(wish.sources, len(wish.sources), self.store.count())
        for sentence in wish.sentences:
            yield Checked(sentence)
        answer = replace(wish, timings={"total": seconds})
        yield Done(self._kept(answer, conversation, k))

    def _kept(self, answer: Answer, conversation: str | None, k: int | None) -> Answer:
        """The answer under its receipt; one that cannot be stored says so and has none."""
        evidence = {
            **self._fingerprints,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "k": k or self._limits.k,
            "papers": self.store.count(),
            "changes": self.store.changes,
            "retrieved": [[s.paper.paper_id, round(s.score, 6)] for s in answer.sources],
            "scope": asdict(answer.scope),
        }
        answer = replace(answer, receipt=secrets.token_hex(8))
        try:
            self.history.save(answer, evidence, conversation, answer.question)
        except (AccessDenied, StorageError) as error:
            note = " ".join(filter(None, [answer.note, f"Not kept: {error}"]))
            return replace(answer, note=note, receipt="")
        return answer
