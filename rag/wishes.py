"""What people type in a conversation that is no question: compare these, summarise that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.bothsides import both_sides, sides_as_answer
from rag.choosing import comparison_request, resolve, summary_request
from rag.compare import Budget, as_answer, compare
from rag.domain import Answer, Turn
from rag.errors import UsageError
from rag.library import Library
from rag.search import Search
from rag.summary import Summariser

_TELLING = ("method", "results")
_SIDES = re.compile(
    r"^(?:show (?:me )?|what (?:is|speaks|are) (?:the )?)?(?:evidence )?"
    r"(?:both sides|for and against|pros and cons)(?: of| on| for)?(?: the claim)?(?: that|:)? "
    r"(?P<claim>.{8,600})$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """Grants comparisons, summaries and both sides of a claim as answers that cite."""

    library: Library
    search: Search
    summariser: Summariser

    def granted(
        self, typed: str, turns: Sequence[Turn], use_llm: bool = True, accept_cost: bool = False
    ) -> Answer | None:
        """The answer to a wish, or None where `typed` is a question.

        Raises UsageError where only some of the papers named are known.
        """
        answers = (turn.answer for turn in reversed(turns))
        last = next((answer for answer in answers if answer.verified), None)
        answer = (
            self._comparison(typed, last, use_llm, accept_cost)
            or self._summary(typed, last, use_llm, accept_cost)
            or self._sides(typed)
        )
        return replace(answer, question=typed) if answer else None

    def _comparison(
        self, typed: str, last: Answer | None, use_llm: bool, accept_cost: bool
    ) -> Answer | None:
        request = comparison_request(typed)
        model = self.summariser.model if use_llm else None
        # A model answers "how does A compare with B?" better than a table can.
        if request is None or (model is not None and not request.explicit):
            return None
        ids = self._known(request.names, last, request.explicit)
        if ids is None or len(ids) < 2:
            return None
        budget = Budget(self.summariser.limits.cost_cap, accept_cost)
        aspects = request.aspects or (() if request.explicit else _TELLING)
        table = compare(ids, aspects, self.library, self.summariser.encoder, model, budget)
        on = f" on {', '.join(aspects)}" if aspects else ""
        asked = f"compare {self._quoted(ids)}{on}"
        return as_answer(table, asked, model.name if model else "")

    def _summary(
        self, typed: str, last: Answer | None, use_llm: bool, accept_cost: bool
    ) -> Answer | None:
        request = summary_request(typed)
        if request is None:
            return None
        summariser = self.summariser if use_llm else replace(self.summariser, model=None)
        if request.since:
            return summariser.new_since(request.since, accept_cost=accept_cost)
        if request.collection:
            answer = summariser.collection(request.collection, accept_cost)
            return replace(answer, understood=f"summarise the collection {request.collection}")
        ids = self._known(request.names, last, True)
        if not ids:
            return None
        answer = summariser.papers(ids, accept_cost=accept_cost)
        return replace(answer, understood=f"summarise {self._quoted(ids)}")

    def _sides(self, typed: str) -> Answer | None:
        found = _SIDES.match(typed.strip(" .?!"))
        if found is None:
            return None
        sides = both_sides(found["claim"], self.search, self.summariser.encoder)
        return sides_as_answer(sides)

    def _quoted(self, paper_ids: Sequence[str]) -> str:
        """Titles, so that what was understood can be typed and replayed anywhere."""
        return " and ".join(f"“{self.library.paper(paper_id).title}”" for paper_id in paper_ids)

    def _known(self, names: Sequence[str], last: Answer | None, explicit: bool) -> list[str] | None:
        """Paper ids, or None where none of the names is a paper's: then it is a question."""
        try:
            return resolve(names, self.library, self.search, last)
        except UsageError:
            if not explicit or not any(self._is_paper(name, last) for name in names):
                return None
            raise

    def _is_paper(self, name: str, last: Answer | None) -> bool:
        try:
            return bool(resolve([name], self.library, None, last))
        except UsageError:
            return False
