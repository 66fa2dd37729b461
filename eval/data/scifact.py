"""SciFact's claims with their evidence, as the scripts here and in `eval.training` read them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.domain import Hit, Paper, Passage, Span


@dataclass(frozen=True, slots=True)
class Claim:
    """`evidence`: paper id -> sentences that bear on the claim; `labels`: paper id -> verdict."""

    claim_id: str
    text: str
    split: str
    cited: tuple[str, ...]
    evidence: dict[str, frozenset[int]]
    labels: dict[str, str]


@dataclass(frozen=True, slots=True)
class SciFact:
    papers: dict[str, Paper]
    sentences: dict[str, tuple[Span, ...]]
    claims: tuple[Claim, ...]

    def of(self, split: str) -> list[Claim]:
        return [claim for claim in self.claims if claim.split == split]

    def gold(self, claim: Claim, paper_id: str) -> list[Span]:
        """Characters of the rationale sentences of a paper for a claim."""
        spans = self.sentences[paper_id]
        return [spans[i] for i in sorted(claim.evidence.get(paper_id, ()))]


def load(data: Path) -> SciFact:
    """Read `data`, the folder of `corpus.jsonl` and `queries.jsonl`."""
    papers: dict[str, Paper] = {}
    sentences: dict[str, tuple[Span, ...]] = {}
    for record in _records(data / "corpus.jsonl"):
        paper_id = str(record["_id"])
        text, spans = _joined(record["sentences"])
        papers[paper_id] = Paper(paper_id, str(record["title"]), text)
        sentences[paper_id] = spans
    claims = tuple(_claim(record) for record in _records(data / "queries.jsonl"))
    return SciFact(papers, sentences, claims)


def hit_of(paper: Paper, score: float = 1.0, dense: float = 0.0, keyword: float = 1.0) -> Hit:
    """A Hit of the whole abstract."""
    passage = Passage(
        paper.paper_id, paper.paper_id, paper.title, paper.abstract, 0, len(paper.abstract), ()
    )
    return Hit(paper, passage, score, dense, keyword)


def overlaps(span: Span, gold: Sequence[Span]) -> bool:
    """Whether a sentence is, by half of the shorter one's characters, one of `gold`."""
    return any(
        min(span[1], end) - max(span[0], start) > 0.5 * min(span[1] - span[0], end - start)
        for start, end in gold
    )


def _records(file: Path) -> list[dict[str, object]]:
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _joined(sentences: object) -> tuple[str, tuple[Span, ...]]:
    assert isinstance(sentences, list)
    spans, start = [], 0
    for sentence in sentences:
        spans.append((start, start + len(sentence)))
        start += len(sentence) + 1
    return " ".join(sentences), tuple(spans)


def _claim(record: dict[str, object]) -> Claim:
    evidence = record["evidence"]
    cited = record["cited"]
    assert isinstance(evidence, dict)
    assert isinstance(cited, list)
    rationale = {
        paper: frozenset(i for one in found for i in one["sentences"])
        for paper, found in evidence.items()
    }
    labels = {paper: str(found[0]["label"]) for paper, found in evidence.items()}
    return Claim(
        str(record["_id"]),
        str(record["text"]),
        str(record["split"]),
        tuple(map(str, cited)),
        rationale,
        labels,
    )
