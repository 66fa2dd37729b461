"""Are the sentences cited the right ones?

`python -m eval.measure.citations --data DIR [--home DIR]` prints it.

DIR holds SciFact; its 300 validation claims are asked, first with each abstract that has evidence
given, then with retrieval. `--home` keeps the library for the next run.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.data.scifact import Claim, SciFact, hit_of, load, overlaps
from eval.measure.claims_read import Reader
from rag.domain import Hit, Quote, Span
from rag.extract.sentences import Extraction, extract


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether each ranked candidate is evidence, whether each shown sentence is, and all there is.

    `quotes` are the sentences shown.
    """

    ranked: list[bool]
    shown: list[bool]
    known: int
    quotes: list[Quote]


def evaluate(data: Path, home: Path | None = None, limit: int = 5) -> dict[str, Any]:
    """Shares of first sentences that are evidence, and precision, recall and F1 of all shown."""
    facts = load(data)
    claims = [claim for claim in facts.of("validation") if claim.evidence]
    with Reader(facts, home) as reader:
        started = time.perf_counter()
        given = [
            _judge(facts, claim, reader, (hit_of(facts.papers[paper]),), limit, (paper,))
            for claim in claims
            for paper in claim.evidence
        ]
        middle = time.perf_counter()
        found = [
            _judge(facts, claim, reader, reader.hits(claim), limit, tuple(claim.evidence))
            for claim in claims
        ]
        ended = time.perf_counter()
    return {
        "given": _figures(given) | {"seconds": round(middle - started, 1)},
        "retrieved": _figures(found) | {"seconds": round(ended - middle, 1)},
        "cases": [_case(facts, *pair) for pair in zip(claims, found, strict=True)],
    }


def _judge(
    facts: SciFact,
    claim: Claim,
    reader: Reader,
    hits: Sequence[Hit],
    limit: int,
    papers: Sequence[str],
) -> Judged:
    extraction = extract(claim.text, hits, reader.sentence_encoder, limit)
    quotes = [sentence.citations[0].quote for sentence in extraction.sentences]
    return Judged(
        _ranked(facts, claim, hits, extraction),
        [_is_evidence(facts, claim, q.paper_id, (q.start, q.end)) for q in quotes],
        sum(len(claim.evidence[paper]) for paper in papers),
        quotes,
    )


def _case(facts: SciFact, claim: Claim, judged: Judged) -> dict[str, Any]:
    """One claim asked with retrieval, as `eval.report.run` keeps it."""
    figures = _figures([judged])
    return {
        "id": claim.claim_id,
        "text": claim.text,
        "metrics": {name: figures[name] for name in ("sentence_f1", "first_is_evidence")},
        "expected": [
            f"{facts.papers[paper].title}: {facts.papers[paper].abstract[slice(*span)]}"
            for paper in claim.evidence
            for span in facts.gold(claim, paper)
        ],
        "found": [f"{facts.papers[q.paper_id].title}: {q.text}" for q in judged.quotes],
    }


def _ranked(
    facts: SciFact, claim: Claim, hits: Sequence[Hit], extraction: Extraction
) -> list[bool]:
    return [
        _is_evidence(facts, claim, hits[one.hit].paper.paper_id, one.span)
        for one in extraction.candidates
    ]


def _is_evidence(facts: SciFact, claim: Claim, paper_id: str, span: Span) -> bool:
    return overlaps(span, facts.gold(claim, paper_id))


def _figures(judged: Sequence[Judged]) -> dict[str, Any]:
    right, said = sum(sum(one.shown) for one in judged), sum(len(one.shown) for one in judged)
    known = sum(one.known for one in judged)
    precision, recall = right / max(said, 1), right / max(known, 1)
    return {
        "questions": len(judged),
        "first_is_evidence": _share([one.shown[:1] for one in judged]),
        "best_is_evidence": _share([one.ranked[:1] for one in judged]),
        "best_three_hold_evidence": _share([one.ranked[:3] for one in judged]),
        "sentence_precision": round(precision, 4),
        "sentence_recall": round(recall, 4),
        "sentence_f1": round(2 * precision * recall / max(precision + recall, 1e-9), 4),
        "sentences_shown": round(said / max(len(judged), 1), 2),
    }


def _share(rows: Sequence[Sequence[bool]]) -> float:
    return round(sum(any(row) for row in rows) / max(len(rows), 1), 4)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m eval.measure.citations", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of SciFact")
    parser.add_argument("--home", type=Path, help="library to keep and use again")
    options = parser.parse_args(arguments)
    result = evaluate(options.data, options.home)
    del result["cases"]
    sys.stdout.write(json.dumps(result, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
