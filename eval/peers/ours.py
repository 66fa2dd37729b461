"""footnote itself, as `footnote search` and `footnote ask` call it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from eval.measure.retrieval import Footnote
from rag.domain import Paper, Question
from rag.engine.library import open_library


class Ours:
    """The embedded default over a library of its own."""

    name = "footnote"
    note = (
        "the default; its encoder was tuned on papers and on SciFact's training claims, which the "
        "others have not seen: on SciFact read the questions told apart as unseen"
    )

    def __init__(self, home: Path) -> None:
        self._library = open_library(home=home, encoder="embedded", llm="")
        self._search = Footnote(self._library)

    def index(self, papers: Sequence[Paper]) -> None:
        self._library.add(papers)

    def search(self, question: str, k: int) -> list[tuple[str, float]]:
        return self._search.search(question, k)

    def citations(self, questions: Sequence[str]) -> dict[str, int]:
        """What extracted answers number, and how many of their sentences were checked."""
        numbers, papers, twice, checked = 0, 0, 0, 0
        for question in questions:
            answer = self._library.ask(Question(question, use_llm=False))
            owners = [source.paper.paper_id for source in answer.sources]
            numbers, papers = numbers + len(owners), papers + len(set(owners))
            twice += len(set(owners)) < len(owners)
            checked += answer.verified
        return {"numbered": numbers, "papers": papers, "twice": twice, "checked": checked}

    def close(self) -> None:
        self._library.close()
