"""What people type in a conversation that is no question: compare these, summarise that."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from threading import Event

from rag.answer.comparison import Budget, as_answer, compare
from rag.answer.sides import READ, both_sides, sides_as_answer
from rag.answer.summary import Summariser
from rag.domain import Answer, ChatModel, Completion, Message, Scope, Turn
from rag.errors import BrokenStream, UsageError
from rag.events import Draft
from rag.retrieval.search import Search
from rag.store.papers import PaperStore
from rag.understand.condense import closed
from rag.understand.filters import scope_chips
from rag.understand.requests import comparison_request, resolve, summary_request

_PAUSE = 0.1  # seconds between two places to stop
_TELLING = ("method", "results")
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


def _is_wish(typed: str) -> bool:
    sides = _SIDES.match(typed.strip(" .?!"))
    return bool(sides or comparison_request(typed) or summary_request(typed))


@dataclass(frozen=True, slots=True)
class Wishes:
    """Grants comparisons, summaries and both sides of a claim as answers that cite."""

    store: PaperStore
    search: Search
    summariser: Summariser

    def granting(
        self,
        typed: str,
        turns: Sequence[Turn],
        scope: Scope = Scope(),
        use_llm: bool = True,
        accept_cost: bool = False,
        k: int | None = None,
    ) -> Generator[Draft, None, Answer | None]:
        """`granted` with empty drafts while a model works: closing there stops the model."""
        model = self.summariser.model if use_llm else None
        if model is None or not _is_wish(typed):
            return self.granted(typed, turns, scope, use_llm, accept_cost, k)
        stop = Event()
        summariser = replace(self.summariser, model=_Stoppable(model, stop))
        working = replace(self, summariser=summariser)
        with ThreadPoolExecutor(1) as pool:
            work = pool.submit(working.granted, typed, turns, scope, use_llm, accept_cost, k)
            try:
                while not work.done():
                    yield Draft("")
                    wait([work], timeout=_PAUSE)
            finally:
                stop.set()
            return work.result()

    def granted(
        self,
        typed: str,
        turns: Sequence[Turn],
        scope: Scope = Scope(),
        use_llm: bool = True,
        accept_cost: bool = False,
        k: int | None = None,
    ) -> Answer | None:
        """The answer to a wish, or None where `typed` is a question.

        Raises UsageError where only some of the papers named are known.
        """
        answers = (turn.answer for turn in reversed(turns))
        last = next((answer for answer in answers if answer.verified), None)
        answer = (
            self._comparison(typed, last, scope, use_llm, accept_cost)
            or self._summary(typed, last, scope, use_llm, accept_cost)
            or self._sides(typed, scope, k)
        )
        return replace(answer, question=typed, scope=scope) if answer else None

    def _comparison(
        self, typed: str, last: Answer | None, scope: Scope, use_llm: bool, accept_cost: bool
    ) -> Answer | None:
        request = comparison_request(typed)
        model = self.summariser.model if use_llm else None
        # A model answers "how does A compare with B?" better than a table can.
        if request is None or (model is not None and not request.explicit):
            return None
        ids = self._known(request.names, last, request.explicit)
        if ids is None or len(ids) < 2:
            return None
        ids, outside = self._within(ids, scope)
        if len(ids) < 2:
            return self._refusal(typed, outside)
        budget = Budget(self.summariser.limits.cost_cap, accept_cost)
        aspects = request.aspects or (() if request.explicit else _TELLING)
        table = compare(ids, aspects, self.store, self.summariser.encoder, model, budget)
        on = f" on {', '.join(aspects)}" if aspects else ""
        asked = f"compare {self._quoted(ids)}{on}"
        answer = as_answer(table, asked, model.name if model else "")
        return replace(answer, note=" ".join(filter(None, [answer.note, outside])))

    def _summary(
        self, typed: str, last: Answer | None, scope: Scope, use_llm: bool, accept_cost: bool
    ) -> Answer | None:
        request = summary_request(typed)
        if request is None:
            return None
        summariser = self.summariser if use_llm else replace(self.summariser, model=None)
        if request.since:
            return summariser.new_since(request.since, scope=scope, accept_cost=accept_cost)
        if request.collection:
            answer = summariser.collection(request.collection, scope, accept_cost)
            return replace(answer, understood=f"summarise the collection {request.collection}")
        ids = self._known(request.names, last, True)
        if not ids:
            return None
        ids, outside = self._within(ids, scope)
        if not ids:
            return self._refusal(typed, outside)
        answer = summariser.papers(ids, accept_cost=accept_cost)
        note = " ".join(filter(None, [answer.note, outside]))
        return replace(answer, understood=f"summarise {self._quoted(ids)}", note=note)

    def _within(self, paper_ids: Sequence[str], scope: Scope) -> tuple[list[str], str]:
        """The papers that pass the filters, and a sentence that names those left out."""
        if scope.empty:
            return list(paper_ids), ""
        allowed = set(self.store.ids(scope))
        left_out = [paper_id for paper_id in paper_ids if paper_id not in allowed]
        filters = "; ".join(label for label, _ in scope_chips(scope))
        note = f"Left out by the filters ({filters}): {self._quoted(left_out)}." if left_out else ""
        return [paper_id for paper_id in paper_ids if paper_id in allowed], note

    def _refusal(self, typed: str, note: str) -> Answer:
        return Answer(typed, "refused", "extractive", (), (), typed, note=note)

    def _sides(self, typed: str, scope: Scope, k: int | None) -> Answer | None:
        found = _SIDES.match(typed.strip(" .?!"))
        if found is None:
            return None
        read = k or READ
        sides = both_sides(found["claim"], self.search, self.summariser.encoder, read, scope)
        return sides_as_answer(sides)

    def _quoted(self, paper_ids: Sequence[str]) -> str:
        """Titles, so that what was understood can be typed and replayed anywhere."""
        return " and ".join(f"“{self.store.paper(paper_id).title}”" for paper_id in paper_ids)

    def _known(self, names: Sequence[str], last: Answer | None, explicit: bool) -> list[str] | None:
        """Paper ids, or None where none of the names is a paper's: then it is a question."""
        try:
            return resolve(names, self.store, self.search, last)
        except UsageError:
            if not explicit or not any(self._is_paper(name, last) for name in names):
                return None
            raise

    def _is_paper(self, name: str, last: Answer | None) -> bool:
        try:
            return bool(resolve([name], self.store, None, last))
        except UsageError:
            return False
