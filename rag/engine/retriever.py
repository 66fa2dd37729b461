"""Retrieval as LlamaIndex sees it: a BaseRetriever whose nodes carry our Hits."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from pydantic import ConfigDict, Field

from rag.domain import Hit, Question, Retrieved, Scope
from rag.errors import UsageError, shown
from rag.retrieval.search import Search


class PaperNode(TextNode):
    """A passage under its stable id; `hit` is the whole finding."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    hit: Hit = Field(exclude=True)

    @classmethod
    def of(cls, hit: Hit) -> PaperNode:
        paper = hit.paper
        metadata = {
            "paper_id": paper.paper_id,
            "title": paper.title,
            "authors": ", ".join(paper.authors),
            "year": paper.year,
            "venue": paper.venue,
            "url": paper.url,
        }
        node = cls(id_=hit.passage.passage_id, text=hit.passage.text or paper.title, hit=hit)
        node.metadata = {name: value for name, value in metadata.items() if value}
        return node


@dataclass
class PaperQuery(QueryBundle):
    """A query with the whole question; the retriever leaves in it what it found and how fast."""

    question: Question = field(default_factory=lambda: Question(""))
    retrieved: Retrieved = field(default_factory=lambda: Retrieved((), 0, 0))

    @classmethod
    def of(cls, question: Question) -> PaperQuery:
        return cls(question.text, question=question)


class PaperRetriever(BaseRetriever):
    """Hybrid retrieval over a footnote library, one node a paper, best first.

    `k` and `scope` hold where the query is plain text; a PaperQuery brings its own.
    """

    def __init__(self, search: Search, k: int, scope: Scope = Scope()) -> None:
        self._search = search
        self._k = k
        self._scope = scope
        super().__init__()

    def query(self, bundle: QueryBundle) -> PaperQuery:
        """The query with all that its question leaves open filled in."""
        if isinstance(bundle, PaperQuery):
            return bundle
        return PaperQuery.of(Question(bundle.query_str, self._scope))

    def hits_of(self, nodes: Sequence[NodeWithScore]) -> tuple[Hit, ...]:
        """The Hits that nodes carry, in their order; one rebuilt by others is found by its id.

        Raises UsageError for a node that is no passage of the library: leaving it out in silence
        would make a failure look like a refusal.
        """
        bare = [node for node in nodes if not isinstance(node.node, PaperNode)]
        found = self._search.hits({node.node_id: node.score or 0.0 for node in bare})
        strange = next((node.node_id for node in bare if node.node_id not in found), None)
        if strange is not None:
            raise UsageError(
                f"The node {shown(strange)} is no passage of this library; let node "
                "postprocessors keep the ids of the nodes they are given."
            )
        return tuple(
            node.node.hit if isinstance(node.node, PaperNode) else found[node.node_id]
            for node in nodes
        )

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        query = self.query(query_bundle)
        question = query.question
        query.retrieved = self._search.retrieve(
            question.text, question.k or self._k, question.scope
        )
        return [
            NodeWithScore(node=PaperNode.of(hit), score=hit.score) for hit in query.retrieved.hits
        ]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)
