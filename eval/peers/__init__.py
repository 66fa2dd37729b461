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
    def find(self, question: str, k: int) -> list[str]:
        """Ids of the `k` papers that fit best, best first."""


def text_of(paper: Paper) -> str:
    """A paper as one text, which is all that most tools take."""
    return f"{paper.title}\n{paper.abstract}"


def distinct(paper_ids: Sequence[str], k: int) -> list[str]:
    """The first `k` papers of a list of chunks; a paper counts where its best chunk stands."""
    return list(dict.fromkeys(paper_ids))[:k]
