"""footnote itself, as `footnote search` calls it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rag.build import make_desk
from rag.domain import Paper
from rag.settings import load_settings


class Footnote:
    """The embedded default over a library of its own."""

    name = "footnote"
    note = "the default: embedded encoder, mixed search"

    def __init__(self, home: Path) -> None:
        self._desk = make_desk(load_settings(home=home, encoder="embedded", llm=""))

    def index(self, papers: Sequence[Paper]) -> None:
        self._desk.ingest.add(papers)

    def find(self, question: str, k: int) -> list[str]:
        found = self._desk.search.retrieve(question, k, collapse=False)
        return [hit.paper.paper_id for hit in found.hits]

    def close(self) -> None:
        self._desk.close()
