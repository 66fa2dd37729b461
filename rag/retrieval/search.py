"""A question to Hits: dense and keyword search mixed, passages folded into papers."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.domain import Hit, Paper, Retrieved, Scope
from rag.errors import InputMissing, UsageError
from rag.ports import Embedder
from rag.retrieval.fusion import mix
from rag.retrieval.sync import SyncedIndex
from rag.store.papers import PaperStore
from rag.text.definitions import of_the_field, says_what, term_of, two_terms, written
from rag.text.names import coded_names, named_in, names_of, says
from rag.text.passages import sentence_spans
from rag.text.words import keywords

_REACH = 200  # passages are fewer papers, where several passages of one are near
_EXACT = 4000  # a scope of up to so many papers is compared exactly
_WIDE = 2000  # passages asked of the index when a larger scope filters them
_TITLED = 40  # papers whose titles are looked at for a name
_ASKS = re.compile(
    r"^\W*(?:what|how|why|which|who|when|where|is|are|do|does|did|can|compare|explain|define|tell)\b"
    r"|\?\s*$",
    re.IGNORECASE,
)
_RARE = 3
_NAMED = 1.0  # above every score of a paper that is not named
_SHINGLE = 5
_SAME = 0.8


class Search:
    """Hybrid retrieval over one library with one encoder."""

    def __init__(self, store: PaperStore, embedder: Embedder, index: SyncedIndex) -> None:
        self._store = store
        self._embedder = embedder
        self._index = index

    def retrieve(
        self,
        question: str,
        k: int = 10,
        scope: Scope = Scope(),
        collapse: bool = True,
        reach: int = _REACH,
    ) -> Retrieved:
        """The `k` papers that fit the question best, near-duplicates folded into the better one.

        Each kind of search looks at its `reach` best: passages by vector, papers by keyword.
        """
        started = time.perf_counter()
        vector = self._embedder.embed_question(question)
        embedded = time.perf_counter()
        allowed = None if scope.empty else set(self._store.ids(scope))
        papers = self._store.count()
        dense = self._dense(vector, allowed, reach)
        searched = time.perf_counter()
        keyword = self._store.keyword_scores(keywords(question), reach, scope=scope)
        found = time.perf_counter()
        asked_for = self._named(question, scope) or self._defining(question, scope)
        best = self._complete(vector, dense, [*keyword, *asked_for])
        scores = mix({p: s for p, (s, _) in best.items()}, keyword)
        for paper_id in asked_for:
            if paper_id in best:
                scores[paper_id] = _NAMED + scores[paper_id]
        hits = self._hits(best, scores, keyword, k, collapse)
        return Retrieved(
            hits,
            papers if allowed is None else len(allowed),
            papers,
            {
                "embed": embedded - started,
                "dense": searched - embedded,
                "keyword": found - searched,
                "rank": time.perf_counter() - found,
            },
        )

    def hits(self, scores: Mapping[str, float]) -> dict[str, Hit]:
        """Passage id -> its Hit with the score given, for the passages that the library has."""
        passages = self._store.passages(list(scores))
        papers = self._store.papers_by_id([p.paper_id for p in passages.values()])
        return {
            passage_id: Hit(papers[passage.paper_id], passage, scores[passage_id])
            for passage_id, passage in passages.items()
        }

    def similar(self, paper_id: str, k: int = 10) -> tuple[Hit, ...]:
        """Papers nearest in meaning to one that the library has."""
        paper = self._store.paper(paper_id)
        # Its own paper is found first, hence one more.
        found = self.retrieve(f"{paper.title}\n{paper.abstract}"[:2000], k + 1)
        return tuple(hit for hit in found.hits if hit.paper.paper_id != paper_id)[:k]

    def _named(self, question: str, scope: Scope) -> list[str]:
        """Papers that the question names; a name is told from a word by how titles use it."""
        # A claim is full of names of genes and drugs that no paper owns.
        if not _ASKS.search(question):
            return []
        near = self._store.keyword_scores(keywords(question), _TITLED, 10.0, scope)
        papers = self._store.papers_by_id(list(near))
        named = [
            paper_id
            for paper_id in near
            if any(named_in(question, name) for name in names_of(papers[paper_id]))
        ]
        for name in [] if named else coded_names(question):
            found = self._store.papers_by_id(
                list(self._store.keyword_scores(keywords(name), _TITLED, scope=scope))
            )
            speak = [paper_id for paper_id, paper in found.items() if says(paper, name)]
            # A name that many papers have is a word of the field.
            named += speak if len(speak) <= _RARE else []
        return named

    def _defining(self, question: str, scope: Scope) -> list[str]:
        """Papers that say what a term of the field is, where that is asked: a few, likeliest first.

        Such a sentence opens an abstract about something else, which no vector is near.
        """
        term = term_of(question) if _ASKS.search(question) else ""
        terms = two_terms(question) or (term,)
        return [
            paper_id
            for one in terms
            if of_the_field(one)
            for paper_id in self._saying(one, scope)[: _RARE - len(terms) + 1]
        ]

    def _saying(self, term: str, scope: Scope) -> list[str]:
        near = self._store.keyword_scores(written(term), _REACH, scope=scope)
        papers = self._store.papers_by_id(list(near))
        return [paper_id for paper_id in near if _says_what(papers[paper_id], term)]

    def _dense(
        self, vector: NDArray[np.float32], allowed: set[str] | None, reach: int
    ) -> dict[str, tuple[float, str]]:
        """Paper id -> cosine of its best passage, and that passage."""
        if allowed is not None and len(allowed) <= _EXACT:
            return self._exact(vector, sorted(allowed))
        passages = self._index.nearest(vector, reach if allowed is None else _WIDE)
        owners = self._store.papers_of([passage_id for passage_id, _ in passages])
        return _fold(passages, owners, allowed)

    def _exact(
        self, vector: NDArray[np.float32], paper_ids: Sequence[str]
    ) -> dict[str, tuple[float, str]]:
        owners = self._store.passage_ids_of(paper_ids)
        stored = self._store.vectors(self._embedder.fingerprint, list(owners))
        cosines = [(i, float(other @ vector)) for i, other in stored.items()]
        return _fold(sorted(cosines, key=lambda pair: -pair[1]), owners, None)

    def _complete(
        self,
        vector: NDArray[np.float32],
        dense: Mapping[str, tuple[float, str]],
        others: Sequence[str],
    ) -> dict[str, tuple[float, str]]:
        """Papers found in another way get their cosine too, so that the mix is fair."""
        missing = [paper_id for paper_id in dict.fromkeys(others) if paper_id not in dense]
        return {**dense, **self._exact(vector, missing)} if missing else dict(dense)

    def _hits(
        self,
        best: Mapping[str, tuple[float, str]],
        scores: Mapping[str, float],
        keyword: Mapping[str, float],
        k: int,
        collapse: bool,
    ) -> tuple[Hit, ...]:
        order = sorted((p for p in scores if p in best), key=lambda p: (-scores[p], p))
        # Twice as many, so that `k` are left after duplicates fold.
        order = order[: k * 2 if collapse else k]
        papers = self._store.papers_by_id(order)
        passages = self._store.passages([best[p][1] for p in order])
        top = max(keyword.values(), default=1.0)
        hits = [
            Hit(
                papers[p],
                passages[best[p][1]],
                round(min(scores[p], 1.0), 6),
                best[p][0],
                keyword.get(p, 0.0) / top,
            )
            for p in order
            if p in papers and best[p][1] in passages
        ]
        return collapsed(hits)[:k] if collapse else tuple(hits[:k])


def _says_what(paper: Paper, term: str) -> bool:
    text = paper.abstract
    return any(says_what(term, text[start:end]) for start, end in sentence_spans(text))


def valid_question(question: str, limit: int, store: PaperStore) -> str:
    """The question on one line, without marks that nobody sees.

    Raises UsageError, or InputMissing where there are no papers.
    """
    text = " ".join("".join(" " if _unseen(c) else c for c in question).split())
    if not text:
        raise UsageError("The question is empty; write one, such as: What is shown about X?")
    if len(text) > limit:
        raise UsageError(
            f"The question has over {limit:,} characters, which is the most; shorten it."
        )
    if not store.count():
        raise InputMissing(
            f"The library in {store.home} holds no papers yet; add some with `footnote add FILE`."
        )
    return text


def _unseen(character: str) -> bool:
    """Controls, and halves of a character that no file can hold; joiners of emoji stay."""
    kind = unicodedata.category(character)
    return kind in ("Cc", "Cs") or (kind == "Cf" and character != "\u200d")


def valid_scope(scope: Scope, store: PaperStore) -> Scope:
    """The filters set by a person; raises InputMissing for a paper that the library lacks."""
    known = store.digests(scope.paper_ids)
    for paper_id in scope.paper_ids:
        if paper_id not in known:
            # Raises the error that says what to do.
            store.paper(paper_id)
    return scope


def collapsed(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Near-duplicates (same words in 80 % of their five-word runs) fold into the better hit."""
    kept: list[tuple[Hit, set[int], list[str]]] = []
    for hit in hits:
        shingles = _shingles(hit.paper)
        for _, others, duplicates in kept:
            if _overlap(shingles, others) >= _SAME:
                duplicates.append(hit.paper.paper_id)
                break
        else:
            kept.append((hit, shingles, []))
    return tuple(Hit(h.paper, h.passage, h.score, h.dense, h.keyword, tuple(d)) for h, _, d in kept)


def _shingles(paper: Paper) -> set[int]:
    words = re.findall(r"\w+", f"{paper.title} {paper.abstract}".lower())
    runs = range(max(1, len(words) - _SHINGLE + 1))
    # Hashes of text differ between processes; these sets never leave this one.
    return {hash(tuple(words[i : i + _SHINGLE])) for i in runs}


def _overlap(one: set[int], other: set[int]) -> float:
    # Of the shorter one, for one copy's abstract may be the beginning of the other's.
    return len(one & other) / max(1, min(len(one), len(other)))


def _fold(
    passages: Sequence[tuple[str, float]],
    owners: Mapping[str, str],
    allowed: set[str] | None,
) -> dict[str, tuple[float, str]]:
    best: dict[str, tuple[float, str]] = {}
    for passage_id, cosine in passages:
        paper_id = owners.get(passage_id)
        if paper_id is None or (allowed is not None and paper_id not in allowed):
            continue
        if paper_id not in best or cosine > best[paper_id][0]:
            best[paper_id] = (cosine, passage_id)
    return best
