"""What people type in a conversation that is no question: compare these, summarise that."""

from __future__ import annotations

import math
import re
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from threading import Event

from rag.answer.comparison import as_answer, compare
from rag.answer.sides import READ, both_sides, sides_as_answer
from rag.answer.summary import Summariser
from rag.domain import Answer, Paper, Question, Scope, Turn
from rag.errors import BrokenStream
from rag.events import Pulse
from rag.ports import ChatModel, Completion, Message
from rag.retrieval.named import is_named, papers_called
from rag.retrieval.search import Search
from rag.store.papers import PaperStore
from rag.understand.condense import closed
from rag.understand.filters import filter_labels
from rag.understand.requests import NotNamed, comparison_request, resolve, summary_request

_PAUSE = 0.1  # seconds between two places to stop
# A question that compares is told the essence; a table of all aspects has to be asked for.
_TELLING = ("method", "results")
# A claim of fewer than 8 characters says nothing, one of over 600 is no short request.
_SIDES = re.compile(
    r"^(?:show (?:me )?|what (?:is|speaks|are) (?:the )?)?(?:evidence )?"
    r"(?:both sides|for and against|pros and cons)(?: of| on| for)?(?: the claim)?(?: that|:)? "
    r"(?P<claim>.{8,600})$",
    re.IGNORECASE,
)


class _Stoppable:
    """A chat model that falls silent once `stop` is set."""

    def __init__(self, model: ChatModel, stop: Event) -> None:
        self.name = model.name
        self.context_window = model.context_window
        self.count_tokens = model.count_tokens
        self.dollars = model.dollars
        self._model = model
        self._stop = stop

    def stream(self, messages: Sequence[Message], max_tokens: int) -> Iterator[str | Completion]:
        with closed(self._model.stream(messages, max_tokens)) as stream:
            for item in stream:
                if self._stop.is_set():
                    raise BrokenStream("Stopped before the end.")
                yield item


def _is_request(typed: str) -> bool:
    sides = _SIDES.match(typed.strip(" .?!"))
    return bool(sides or comparison_request(typed) or summary_request(typed))


@dataclass(frozen=True, slots=True)
class Requests:
    """Grants comparisons, summaries and both sides of a claim as answers that cite."""

    store: PaperStore
    search: Search
    summariser: Summariser

    def granting(
        self, question: Question, turns: Sequence[Turn]
    ) -> Generator[Pulse, None, Answer | None]:
        """`granted`, with a Pulse now and then while a model works: closing there stops it."""
        model = self.summariser.model if question.use_llm else None
        if model is None or not _is_request(question.text):
            return self.granted(question, turns)
        stop = Event()
        summariser = replace(self.summariser, model=_Stoppable(model, stop))
        working = replace(self, summariser=summariser)
        # A thread cannot be broken off: `stop` ends the work at its model's next piece.
        with ThreadPoolExecutor(1) as pool:
            work = pool.submit(working.granted, question, turns)
            try:
                while not work.done():
                    yield Pulse()
                    wait([work], timeout=_PAUSE)
            finally:
                stop.set()
            return work.result()

    def granted(self, question: Question, turns: Sequence[Turn]) -> Answer | None:
        """The answer to a request, or None where the text is a question.

        Where only some of the papers named are known, a refusal offers those that may be meant.
        """
        try:
            answer = (
                self._comparison(question, turns)
                or self._summary(question, turns)
                or self._sides(question)
            )
        except NotNamed as unknown:
            answer = Answer.of(question, unknown.near, note=str(unknown))
        return replace(answer, question=question.text, scope=question.scope) if answer else None

    def _comparison(self, question: Question, turns: Sequence[Turn]) -> Answer | None:
        request = comparison_request(question.text)
        model = self.summariser.model if question.use_llm else None
        # A model answers "how does A compare with B?" better than a table can.
        if request is None or (model is not None and not request.explicit):
            return None
        ids = self._known(request.names, turns, request.explicit)
        if ids is None or len(ids) < 2:
            return None
        papers, outside = self._within(ids, question.scope)
        if len(papers) < 2:
            return Answer.of(question, (), note=outside)
        aspects = request.aspects or (() if request.explicit else _TELLING)
        cap = math.inf if question.accept_cost else self.summariser.answering.cost_cap
        table = compare(papers, aspects, self.summariser.encoder, model, cap)
        on = f" on {', '.join(aspects)}" if aspects else ""
        asked = Question(f"compare {_quoted(papers)}{on}", kind="comparison")
        answer = as_answer(table, asked, model.name if model else "")
        return replace(answer, note=" ".join(filter(None, [answer.note, outside])))

    def _summary(self, question: Question, turns: Sequence[Turn]) -> Answer | None:
        request = summary_request(question.text)
        if request is None:
            return None
        scope, accept_cost = question.scope, question.accept_cost
        summariser = self.summariser if question.use_llm else self.summariser.without_model()
        if request.since:
            return summariser.new_since(request.since, scope=scope, accept_cost=accept_cost)
        if request.collection:
            answer = summariser.collection(request.collection, scope, accept_cost)
            return replace(answer, understood=f"summarise the collection {request.collection}")
        ids = self._known(request.names, turns, True)
        if not ids:
            return None
        papers, outside = self._within(ids, scope)
        if not papers:
            return Answer.of(question, (), note=outside)
        answer = summariser.papers([p.paper_id for p in papers], accept_cost=accept_cost)
        note = " ".join(filter(None, [answer.note, outside]))
        return replace(answer, understood=f"summarise {_quoted(papers)}", note=note)

    def _sides(self, question: Question) -> Answer | None:
        found = _SIDES.match(question.text.strip(" .?!"))
        if found is None:
            return None
        claim, k, encoder = found["claim"], question.k or READ, self.summariser.encoder
        sides = both_sides(claim, self.search, encoder, k, question.scope)
        return sides_as_answer(sides, Question(f"both sides of: {claim}", kind="sides"))

    def _within(self, paper_ids: Sequence[str], scope: Scope) -> tuple[list[Paper], str]:
        """The papers that pass the filters, and a sentence that names those left out."""
        papers = [self.store.paper(paper_id) for paper_id in paper_ids]
        if scope.empty:
            return papers, ""
        allowed = set(self.store.ids(scope))
        left_out = [paper for paper in papers if paper.paper_id not in allowed]
        filters = "; ".join(label for label, _ in filter_labels(scope))
        note = f"Left out by the filters ({filters}): {_quoted(left_out)}." if left_out else ""
        return [paper for paper in papers if paper.paper_id in allowed], note

    def _known(
        self, names: Sequence[str], turns: Sequence[Turn], explicit: bool
    ) -> list[str] | None:
        """Paper ids, or None where none of the names is a paper's: then it is a question."""
        if all(self._is_topic(name) for name in names):
            return None
        try:
            return resolve(names, self.store, self.search, turns)
        except NotNamed:
            if not explicit or not any(self._is_paper(name, turns) for name in names):
                return None
            raise

    def _is_paper(self, name: str, turns: Sequence[Turn]) -> bool:
        try:
            found = resolve([name], self.store, None, turns)
        except NotNamed:
            return False
        return bool(found) and not self._is_topic(name)

    def _is_topic(self, name: str) -> bool:
        """Whether small letters, or GNNs, name no paper, though they are part of a title."""
        plain = name == name.lower() or re.fullmatch(r"[A-Z]{2,6}s", name)
        part = papers_called(name, self.store) if plain else []
        return bool(part) and not is_named(name, self.store)


def _quoted(papers: Sequence[Paper]) -> str:
    """Titles, so that what was understood can be typed and replayed anywhere."""
    return " and ".join(f"“{paper.title}”" for paper in papers)
