"""Dense and keyword scores to one ranking of papers; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import pstdev

DENSE_WEIGHT = 0.7  # how it was chosen: eval/EXPERIMENTS.md


def mix(dense: Mapping[str, float], keyword: Mapping[str, float]) -> dict[str, float]:
    """Papers, best first, with scores in [0, 1]: the weighted sum of both sides.

    Each side is divided by its standard deviation over the candidates, so that the weight means
    the same for every encoder and question. A paper without a keyword score counts as holding no
    word, one without a dense score as the farthest. Equal scores are ordered by id.
    """
    papers = sorted(dense.keys() | keyword.keys())
    farthest = min(dense.values(), default=0.0)
    near = _scaled([dense.get(paper_id, farthest) for paper_id in papers])
    worded = _scaled([keyword.get(paper_id, 0.0) for paper_id in papers])
    sums = [DENSE_WEIGHT * d + (1 - DENSE_WEIGHT) * k for d, k in zip(near, worded, strict=True)]
    low, high = min(sums, default=0.0), max(sums, default=0.0)
    scores = [(value - low) / (high - low) if high > low else 1.0 for value in sums]
    return dict(sorted(zip(papers, scores, strict=True), key=lambda item: -item[1]))


def _scaled(scores: Sequence[float]) -> list[float]:
    """Scores over their standard deviation; zeros where all are the same."""
    spread = pstdev(scores) if scores else 0.0
    return [score / spread if spread > 1e-9 else 0.0 for score in scores]
