"""Dense and keyword scores to one ranking of papers; pure."""

from __future__ import annotations

from collections.abc import Mapping

KEYWORD_WEIGHT = 0.2  # in cosines; how it was chosen: eval/EXPERIMENTS.md


def mix(dense: Mapping[str, float], keyword: Mapping[str, float]) -> dict[str, float]:
    """Papers, best first: cosine + `KEYWORD_WEIGHT` x the share of the best keyword score.

    A paper without a keyword score holds none of the words; one without a cosine counts as the
    farthest. Scores are then stretched to [0, 1], and equal ones ordered by id.
    """
    farthest = min(dense.values(), default=0.0)
    best = max(keyword.values(), default=0.0)
    share = KEYWORD_WEIGHT / best if best > 0 else 0.0
    sums = {
        paper_id: dense.get(paper_id, farthest) + share * keyword.get(paper_id, 0.0)
        for paper_id in sorted(dense.keys() | keyword.keys())
    }
    low, high = min(sums.values(), default=0.0), max(sums.values(), default=0.0)
    scores = {
        paper_id: (value - low) / (high - low) if high > low else 1.0
        for paper_id, value in sums.items()
    }
    return dict(sorted(scores.items(), key=lambda item: -item[1]))
