"""txtai: dense and keyword search together, its `hybrid` setting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eval.peers import text_of
from eval.peers.weights import minilm
from rag.domain import Paper


class Txtai:
    """`Embeddings(hybrid=True)` over the published MiniLM weights in fp32."""

    name = "txtai hybrid"
    note = "Embeddings(hybrid=True), the same fp32 weights by torch"

    def __init__(self) -> None:
        from txtai import Embeddings

        self._embeddings: Any = Embeddings(path=str(minilm()), hybrid=True)

    def index(self, papers: Sequence[Paper]) -> None:
        self._embeddings.index((paper.paper_id, text_of(paper), None) for paper in papers)

    def search(self, question: str, k: int) -> list[tuple[str, float]]:
        found = self._embeddings.search(question, k)
        return [(str(paper_id), float(score)) for paper_id, score in found]
