"""Scores of passages to a ranking of papers; pure."""

from __future__ import annotations

from collections.abc import Mapping

DENSE_WEIGHT = 0.6  # chosen on SciFact's training questions, see eval/EXPERIMENTS.md


def fold(
    passages: Mapping[str, float], paper_of: Mapping[str, str]
) -> dict[str, tuple[str, float]]:
    """Each paper with its best passage and that passage's score; the first wins a tie."""
    best: dict[str, tuple[str, float]] = {}
    for passage_id, score in passages.items():
        paper_id = paper_of[passage_id]
        if paper_id not in best or score > best[paper_id][1]:
            best[paper_id] = (passage_id, score)
    return best


def mix(dense: Mapping[str, float], keyword: Mapping[str, float]) -> dict[str, float]:
    """Papers, best first, by the weighted sum of both scores, each stretched to [0, 1].

    A paper that one side did not find counts as that side's worst. Equal scores are ordered by
    id, so that a ranking repeats.
    """
    near, worded = _stretched(dense), _stretched(keyword)
    weight = DENSE_WEIGHT if worded else 1.0
    scores = {
        paper_id: weight * near.get(paper_id, 0.0) + (1 - weight) * worded.get(paper_id, 0.0)
        for paper_id in dense.keys() | keyword.keys()
    }
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


def _stretched(scores: Mapping[str, float]) -> dict[str, float]:
    """Scores moved linearly to [0, 1]; where all are equal they are 1."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    if high == low:
        return dict.fromkeys(scores, 1.0)
    return {key: (score - low) / (high - low) for key, score in scores.items()}
