"""The fitting of the small functions: what is minimised, and that seeds are fixed."""

from __future__ import annotations

import math
from types import ModuleType

import numpy as np
import pytest

from rag.extract.scorer import Scorer


@pytest.fixture
def fitting() -> ModuleType:
    """`eval.training.fitting`, where the libraries of the extra `train` are installed."""
    for library in ("sklearn", "torch"):
        pytest.importorskip(library, reason=f"{library} comes with the extra `train`")
    from eval.training import fitting

    return fitting


def test_logistic_stands_where_the_decayed_weighted_mean_loss_is_flat(fitting: ModuleType) -> None:
    chance = np.random.default_rng(0)
    rows = chance.normal(3, 2, (200, 4)).astype(np.float32)
    truth = (rows[:, 0] + chance.normal(0, 2, 200) > 3).astype(np.float32)
    importance = chance.uniform(0.3, 1, 200).astype(np.float32)
    weights, constant, mean, scale = fitting.logistic(rows, truth, 0.05, importance)
    scaled = np.clip((rows - mean) / scale, -5, 5)
    error = 1 / (1 + np.exp(-(scaled @ weights + constant))) - truth
    error *= importance / importance.sum()
    assert np.abs(scaled.T @ error + 0.05 * weights).max() < 1e-5
    assert abs(error.sum()) < 1e-5


def test_half_of_the_loss_asks_for_any_answer_and_half_for_all(fitting: ModuleType) -> None:
    import torch

    rows = np.array([[2.0], [0.0], [1.0]], np.float32)
    answers = np.array([1, 1, 0], np.float32)
    still = fitting.Recipe(hidden=1, dropout=0.0, noise=0.0)
    weights = {
        "linear": torch.ones(1),
        "hidden": torch.zeros(1, 1),
        "bias": torch.zeros(1),
        "out": torch.zeros(1),
    }
    loss = float(fitting.listwise_loss([(rows, answers)], weights, still))
    total = math.e**2 + 1 + math.e
    any_answer = -math.log((math.e**2 + 1) / total)
    all_answers = -(math.log(math.e**2 / total) + math.log(1 / total)) / 2
    assert loss == pytest.approx((any_answer + all_answers) / 2, abs=1e-6)


def test_listwise_ranks_what_answers_first_and_gives_the_same_twice(fitting: ModuleType) -> None:
    chance = np.random.default_rng(0)
    lists = []
    for _ in range(40):
        rows, answers = chance.normal(0, 1, (6, 3)).astype(np.float32), np.zeros(6, np.float32)
        answers[chance.integers(6)] = 1
        rows[:, 1] += 8 * answers
        lists.append((rows, answers))
    names, recipe = ("one", "two", "three"), fitting.Recipe(hidden=2, epochs=10, batch=4)
    table = fitting.listwise(lists, names, recipe)
    assert table == fitting.listwise(lists, names, recipe)
    assert np.shape(table["hidden"]) == (3, 6)
    for rows, answers in lists:
        assert Scorer(table)(rows).argmax() == answers.argmax()
