"""Retrieval as LlamaIndex sees it: a BaseRetriever whose nodes carry our Hits."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from pydantic import ConfigDict, Field

from rag.domain import Hit, Retrieved, Scope
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


class PaperRetriever(BaseRetriever):
    """Hybrid retrieval over a footnote library, one node a paper, best first."""

    def __init__(self, search: Search, k: int = 8, scope: Scope = Scope()) -> None:
        self._search = search
        self._k = k
        self._scope = scope
        self.retrieved = Retrieved((), 0, 0)
        super().__init__()

    @property
    def search(self) -> Search:
        return self._search

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        self.retrieved = self._search.retrieve(query_bundle.query_str, self._k, self._scope)
        return [
            NodeWithScore(node=PaperNode.of(hit), score=hit.score) for hit in self.retrieved.hits
        ]


def hits_of(nodes: Sequence[NodeWithScore], search: Search) -> tuple[Hit, ...]:
    """The Hits that nodes carry, in their order; one rebuilt by others is found by its id.

    Raises UsageError for a node that is no passage of the library: leaving it out in silence
    would make a failure look like a refusal.
    """
    bare = [node for node in nodes if not isinstance(node.node, PaperNode)]
    found = search.hits({node.node_id: node.score or 0.0 for node in bare})
    strange = next((node.node_id for node in bare if node.node_id not in found), None)
    if strange is not None:
        raise UsageError(
            f"The node {shown(strange)} is no passage of this library; let node postprocessors "
            "keep the ids of the nodes they are given."
        )
    return tuple(
        node.node.hit if isinstance(node.node, PaperNode) else found[node.node_id] for node in nodes
    )
