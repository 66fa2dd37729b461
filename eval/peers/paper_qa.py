"""paper-qa: its retrieval by the embedder that needs no server."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from eval.peers import folded, text_of
from rag.domain import Paper
from rag.text.tokens import EMBEDDING_ENCODING, count


class PaperQA:
    """`Docs.retrieve_texts` with the sparse embedding; a text for each abstract."""

    name = "paper-qa, sparse embedder"
    note = "Docs.retrieve_texts; mmr_lambda 1.0, the default"

    def __init__(self) -> None:
        from lmi import SparseEmbeddingModel
        from paperqa import Docs, Settings

        # Counting once lets tiktoken find its table on this disk instead of downloading it.
        count("papers", EMBEDDING_ENCODING)
        self._embedder = SparseEmbeddingModel()
        self._settings = Settings(embedding="sparse")
        self._docs = Docs()
        self._loop = asyncio.new_event_loop()

    def index(self, papers: Sequence[Paper]) -> None:
        self._loop.run_until_complete(self._add(papers))

    async def _add(self, papers: Sequence[Paper]) -> None:
        from paperqa.types import Doc, Text

        for paper in papers:
            doc = Doc(docname=paper.paper_id, dockey=paper.paper_id, citation=paper.title)
            text: Any = Text(text=text_of(paper), name=paper.paper_id, doc=doc)
            await self._docs.aadd_texts([text], doc, self._settings, self._embedder)

    def search(self, question: str, k: int) -> list[tuple[str, float]]:
        texts = self._loop.run_until_complete(
            self._docs.retrieve_texts(question, k, self._settings, self._embedder)
        )
        # It gives an order without scores.
        ranked = [(str(text.doc.dockey), 1 / rank) for rank, text in enumerate(texts, 1)]
        return folded(ranked, k)
