"""Papers in: stored, cut into passages, embedded and indexed; whatever is cut short resumes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from rag.domain import Paper, Passage
from rag.errors import CostNotAccepted
from rag.formats.record import Rejected
from rag.ports import Embedder, PaidEmbedder
from rag.retrieval.sync import Progress, SyncedIndex
from rag.store.batches import batched
from rag.store.lock import WriteLock
from rag.store.papers import PaperStore
from rag.store.rows import paper_digest
from rag.text.tokens import EMBEDDING_ENCODING, count

Cut = Callable[[Paper], tuple[Passage, ...]]
_PAPERS = 64  # one transaction, and one step of the progress bar


@dataclass(frozen=True, slots=True)
class Added:
    """How many papers were new, changed or known already, and which records were not read."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: tuple[Rejected, ...] = ()


class Ingest:
    """Writes papers into the library and keeps every passage embedded and indexed."""

    def __init__(
        self, store: PaperStore, embedder: Embedder, index: SyncedIndex, lock: WriteLock, cut: Cut
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._index = index
        self._lock = lock
        self._cut = cut

    def writing(self) -> AbstractContextManager[None]:
        """The right to write, for as long as the context is open; raises TryLater."""
        return self._lock.held()

    def add(
        self,
        papers: Sequence[Paper],
        collection: str = "",
        accept_cost: bool = False,
        progress: Progress | None = None,
    ) -> Added:
        """Store papers and index them; a paper known already costs no embedding.

        Killed at any moment, the next `add` of the same papers goes on where this one stopped.
        """
        total = Added()
        with self._lock.held():
            done = 0
            for batch in batched(papers, _PAPERS):
                total = _sum(total, self._put(batch, collection))
                self._embed(self._missing_of(batch), accept_cost)
                done += len(batch)
                if progress is not None:
                    progress(done, len(papers))
            self._embed(self._store.without_vectors(self._embedder.fingerprint), accept_cost)
            self._index.catch_up()
        return total

    def _missing_of(self, papers: Sequence[Paper]) -> list[str]:
        ids = list(self._store.passage_ids_of([paper.paper_id for paper in papers]))
        have = self._store.vectors(self._embedder.fingerprint, ids)
        return [passage_id for passage_id in ids if passage_id not in have]

    def _put(self, papers: Sequence[Paper], collection: str) -> Added:
        ids = [paper.paper_id for paper in papers]
        known, stored = self._store.digests(ids), self._store.papers_by_id(ids)
        counts = {"added": 0, "updated": 0, "unchanged": 0}
        with self._store.database.writing():
            for given in papers:
                old = known.get(given.paper_id)
                paper = completed(given, stored[given.paper_id]) if old else given
                if old == paper_digest(paper):
                    counts["unchanged"] += 1
                else:
                    self._store.put(paper, self._cut(paper))
                    counts["added" if old is None else "updated"] += 1
                for name in {*paper.collections, *([collection] if collection else [])}:
                    self._store.set_collection([paper.paper_id], name, True)
        return Added(counts["added"], counts["updated"], counts["unchanged"])

    def embed_missing(self, accept_cost: bool = False, progress: Progress | None = None) -> int:
        """Embed whatever this encoder has not seen, as after a change of encoder."""
        with self._lock.held():
            missing = self._store.without_vectors(self._embedder.fingerprint)
            self._embed(missing, accept_cost, progress)
            self._index.catch_up()
        return len(missing)

    def _embed(
        self, missing: Sequence[str], accept_cost: bool, progress: Progress | None = None
    ) -> None:
        encoder = self._embedder.fingerprint
        if missing and not accept_cost:
            self._ask_first(missing)
        done = 0
        for ids in batched(missing, _PAPERS):
            passages = list(self._store.passages(ids).values())
            vectors = self._embedder.embed_passages([p.embedded_text for p in passages])
            self._store.put_vectors(encoder, [p.passage_id for p in passages], vectors)
            done += len(ids)
            if progress is not None:
                progress(done, len(missing))

    def _ask_first(self, missing: Sequence[str]) -> None:
        if not isinstance(self._embedder, PaidEmbedder):
            return
        texts = [p.embedded_text for p in self._store.passages(missing).values()]
        tokens = sum(count(text, EMBEDDING_ENCODING) for text in texts)
        dollars = self._embedder.price_estimate(tokens)
        price = "at an unknown price" if dollars is None else f"for about ${dollars:.4f}"
        raise CostNotAccepted(
            f"{self._embedder.name} would embed {len(texts)} passages, {tokens} tokens, {price}; "
            "say yes with --yes, or set FOOTNOTE_ENCODER=embedded."
        )


def completed(paper: Paper, known: Paper) -> Paper:
    """`paper` with what only the stored one has: a bare reference takes no abstract away."""
    bare = not paper.abstract and bool(known.abstract)
    return replace(
        paper,
        abstract=known.abstract if bare else paper.abstract,
        authors=paper.authors or known.authors,
        year=paper.year if paper.year is not None else known.year,
        venue=paper.venue or known.venue,
        url=paper.url or known.url,
        metadata={**known.metadata, **paper.metadata},
        original=known.original if bare else paper.original,
    )


def _sum(one: Added, other: Added) -> Added:
    return replace(
        one,
        added=one.added + other.added,
        updated=one.updated + other.updated,
        unchanged=one.unchanged + other.unchanged,
    )
