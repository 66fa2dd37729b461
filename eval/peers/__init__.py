"""What footnote is measured beside: other tools, each as its own guide says to use it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rag.domain import Paper


class Peer(Protocol):
    """A tool that takes papers in and finds them again; `note` says how it was set up."""

    name: str
    note: str

    def index(self, papers: Sequence[Paper]) -> None: ...
    def search(self, question: str, k: int) -> list[tuple[str, float]]:
        """(paper id, score) of the `k` papers that fit best, best first."""


def text_of(paper: Paper) -> str:
    """A paper as one text, which is all that most tools take."""
    return f"{paper.title}\n{paper.abstract}"


def folded(chunks: Sequence[tuple[str, float]], k: int) -> list[tuple[str, float]]:
    """The first `k` papers of a ranking of chunks; a paper stands where its best chunk does."""
    best: dict[str, float] = {}
    for paper_id, score in chunks:
        best.setdefault(paper_id, score)
    return list(best.items())[:k]
