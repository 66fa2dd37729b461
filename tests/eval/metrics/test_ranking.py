"""Measures by hand-worked examples, and against pytrec_eval on random rankings."""

from __future__ import annotations

import random

import pytest

from eval.metrics.ranking import (
    MEASURES,
    Measure,
    average_precision,
    bootstrap,
    ndcg,
    recall,
    reciprocal_rank,
)

TREC_NAMES = {
    "ndcg@10": "ndcg_cut_10",
    "recall@5": "recall_5",
    "recall@10": "recall_10",
    "recall@20": "recall_20",
    "mrr": "recip_rank",
    "map": "map",
}


def test_ndcg_counts_graded_gains_by_rank() -> None:
    judged = {"a": 2, "b": 1}
    assert ndcg(["a", "b"], judged) == 1.0
    assert ndcg(["b", "a"], judged) == pytest.approx((1 + 2 / 1.5849625) / (2 + 1 / 1.5849625))
    assert ndcg(["x"] * 10 + ["a"], judged) == 0.0


def test_recall_is_of_all_that_is_relevant() -> None:
    assert recall(["a", "x", "b"], {"a": 1, "b": 1, "c": 1, "d": 0}, k=2) == pytest.approx(1 / 3)


def test_reciprocal_rank_looks_at_the_first_relevant() -> None:
    assert reciprocal_rank(["x", "y", "a", "b"], {"a": 1, "b": 1}) == pytest.approx(1 / 3)


def test_average_precision_counts_what_was_missed() -> None:
    assert average_precision(["a", "x", "b"], {"a": 1, "b": 1, "c": 1}) == pytest.approx(5 / 9)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES.keys())
def test_nothing_relevant_or_nothing_found_is_zero(measure: Measure) -> None:
    assert measure(["a"], {"a": 0}) == 0.0
    assert measure([], {"a": 1}) == 0.0


def test_all_measures_agree_with_trec_eval() -> None:
    pytrec_eval = pytest.importorskip("pytrec_eval")
    chance = random.Random(7)
    ids = [f"d{i:02}" for i in range(60)]
    judged = {
        f"q{q}": {i: chance.choice([0, 1, 2, 3]) for i in chance.sample(ids, 12)} for q in range(40)
    }
    rankings = {q: chance.sample(ids, 30) for q in judged}
    run = {q: {i: float(-r) for r, i in enumerate(ids)} for q, ids in rankings.items()}
    theirs = pytrec_eval.RelevanceEvaluator(judged, set(TREC_NAMES.values())).evaluate(run)
    for name, measure in MEASURES.items():
        ours = [measure(rankings[q], judged[q]) for q in judged]
        assert ours == pytest.approx([theirs[q][TREC_NAMES[name]] for q in judged])


def test_the_bootstrap_interval_holds_the_mean_and_repeats() -> None:
    differences = [0.1, 0.2, 0.0, -0.1, 0.3] * 20
    low, high = bootstrap(differences)
    assert low < 0.1 < high
    assert (low, high) == bootstrap(differences)
    assert bootstrap([]) == (0.0, 0.0)
