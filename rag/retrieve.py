"""Retrieval as LlamaIndex sees it: a BaseRetriever whose nodes carry our Hits."""

from __future__ import annotations

from collections.abc import Sequence

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from pydantic import ConfigDict, Field

from rag.domain import Hit, Scope
from rag.search import Retrieved, Search


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

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        self.retrieved = self._search.retrieve(query_bundle.query_str, self._k, self._scope)
        return [
            NodeWithScore(node=PaperNode.of(hit), score=hit.score) for hit in self.retrieved.hits
        ]


def hits_of(nodes: Sequence[NodeWithScore]) -> tuple[Hit, ...]:
    """The Hits that nodes carry, in their order; nodes of other retrievers are left out."""
    return tuple(node.node.hit for node in nodes if isinstance(node.node, PaperNode))
