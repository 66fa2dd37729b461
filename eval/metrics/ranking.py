"""Measures of a ranking against judgements; pure, with the published definition of each.

A ranking lists ids, best first, each once. Ties are the ranker's to break before it gets here;
footnote breaks them by id. Judgements map an id to its gain; a gain of 0 or less is irrelevant.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Judgements = Mapping[str, int]
Measure = Callable[[Sequence[str], Judgements], float]


def ndcg(ranking: Sequence[str], judged: Judgements, k: int = 10) -> float:
    """Normalized discounted cumulative gain, Järvelin and Kekäläinen 2002, as trec_eval has it.

    DCG = sum of gain / log2(rank + 1) over the first `k`; divided by that of the best order.
    """
    ideal = _dcg(sorted(_gains(judged).values(), reverse=True)[:k])
    gains = _gains(judged)
    return _dcg([gains.get(item, 0) for item in ranking[:k]]) / ideal if ideal else 0.0


def recall(ranking: Sequence[str], judged: Judgements, k: int) -> float:
    """Share of the relevant ids that are among the first `k`."""
    relevant = _gains(judged)
    return sum(item in relevant for item in ranking[:k]) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], judged: Judgements) -> float:
    """1 / rank of the first relevant id, 0 without one; its mean over questions is the MRR."""
    relevant = _gains(judged)
    return next((1 / rank for rank, item in enumerate(ranking, 1) if item in relevant), 0.0)


def average_precision(ranking: Sequence[str], judged: Judgements) -> float:
    """Mean over the relevant ids of the precision at each one's rank, 0 for those not ranked."""
    relevant = _gains(judged)
    found, total = 0, 0.0
    for rank, item in enumerate(ranking, 1):
        if item in relevant:
            found += 1
            total += found / rank
    return total / len(relevant) if relevant else 0.0


MEASURES: dict[str, Measure] = {
    "ndcg@10": ndcg,
    "recall@5": lambda ranking, judged: recall(ranking, judged, 5),
    "recall@10": lambda ranking, judged: recall(ranking, judged, 10),
    "recall@20": lambda ranking, judged: recall(ranking, judged, 20),
    "mrr": reciprocal_rank,
    "map": average_precision,
}


def bootstrap(
    differences: Sequence[float], samples: int = 2000, seed: int = 0
) -> tuple[float, float]:
    """95 % interval of the mean of paired differences, by the percentile bootstrap (Efron 1979)."""
    values: NDArray[np.float64] = np.asarray(differences, np.float64)
    if not len(values):
        return (0.0, 0.0)
    draws = np.random.default_rng(seed).integers(0, len(values), (samples, len(values)))
    low, high = np.percentile(values[draws].mean(axis=1), [2.5, 97.5])
    return (float(low), float(high))


def _gains(judged: Judgements) -> dict[str, int]:
    return {item: gain for item, gain in judged.items() if gain > 0}


def _dcg(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))
