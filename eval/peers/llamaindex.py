"""LlamaIndex: its starter on Chroma, and its CitationQueryEngine over the same index."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.peers import folded, text_of
from eval.peers.weights import chroma_folder
from rag.domain import Paper

if TYPE_CHECKING:
    from llama_index.core import VectorStoreIndex
    from llama_index.core.embeddings import BaseEmbedding

CHUNKS = 2
"""Chunks asked of the index for each paper wanted, so that folding leaves enough papers."""


class Starter:
    """Documents into a VectorStoreIndex on Chroma, chunk size and all else as it comes."""

    name = "LlamaIndex starter on Chroma"
    note = "Chroma's default embedding, its fp32 MiniLM exported from the published weights"

    def __init__(self, home: Path, cache: Path) -> None:
        self._home = home
        self._embedding = _chroma_default(cache)
        self._index: VectorStoreIndex | None = None

    def index(self, papers: Sequence[Paper]) -> None:
        import chromadb
        from chromadb.config import Settings
        from llama_index.core import Document, StorageContext, VectorStoreIndex
        from llama_index.vector_stores.chroma import ChromaVectorStore

        client = chromadb.PersistentClient(
            str(self._home), settings=Settings(anonymized_telemetry=False)
        )
        store = ChromaVectorStore(chroma_collection=client.get_or_create_collection("papers"))
        self._index = VectorStoreIndex.from_documents(
            [Document(text=text_of(paper), doc_id=paper.paper_id) for paper in papers],
            storage_context=StorageContext.from_defaults(vector_store=store),
            embed_model=self._embedding,
        )

    def search(self, question: str, k: int) -> list[tuple[str, float]]:
        nodes = self._filled.as_retriever(similarity_top_k=k * CHUNKS).retrieve(question)
        return folded([(str(one.node.ref_doc_id), float(one.score or 0)) for one in nodes], k)

    @property
    def _filled(self) -> VectorStoreIndex:
        assert self._index is not None, "index papers first"
        return self._index

    def citations(self, questions: Sequence[str]) -> dict[str, int]:
        """What CitationQueryEngine numbers and checks, with a model that only echoes.

        Its default of two chunks is raised to eight, the number of papers that footnote reads.
        """
        from llama_index.core.llms import MockLLM
        from llama_index.core.query_engine import CitationQueryEngine

        engine = CitationQueryEngine.from_args(
            self._filled, llm=MockLLM(max_tokens=64), similarity_top_k=8
        )
        numbers, papers, twice, checked = 0, 0, 0, 0
        for question in questions:
            response = engine.query(question)
            owners = [str(source.node.ref_doc_id) for source in response.source_nodes]
            numbers, papers = numbers + len(owners), papers + len(set(owners))
            twice += len(set(owners)) < len(owners)
            checked += "verified" in (response.metadata or {})
        return {"numbered": numbers, "papers": papers, "twice": twice, "checked": checked}


def _chroma_default(cache: Path) -> BaseEmbedding:
    """Chroma's own embedding function as LlamaIndex's embedding."""
    from chromadb.utils.embedding_functions import ONNXMiniLM_L6_V2
    from llama_index.core.embeddings import BaseEmbedding

    class LocalMiniLM(ONNXMiniLM_L6_V2):
        DOWNLOAD_PATH = chroma_folder(cache)

    embed = LocalMiniLM()

    class ChromaDefault(BaseEmbedding):
        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return [[float(value) for value in vector] for vector in embed(texts)]

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

    options: dict[str, Any] = {"model_name": "all-MiniLM-L6-v2", "embed_batch_size": 32}
    return ChromaDefault(**options)
