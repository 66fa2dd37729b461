"""The check set: what is wrong in one thing is caught, what is right passes."""

from __future__ import annotations

import random

import pytest

from eval.measure.changes import reworded
from eval.measure.verification import evaluate, sample_cases, written_cases
from rag.verify.support import Similarity


@pytest.fixture(scope="module")
def shares() -> dict[str, dict[str, float]]:
    words_only: Similarity | None = None
    return evaluate([*list(sample_cases(random.Random(1)))[::3], *written_cases()], words_only)


@pytest.mark.parametrize("kind", ["verbatim", "reworded", "written, right"])
def test_right_sentences_pass(shares: dict[str, dict[str, float]], kind: str) -> None:
    assert shares[kind]["verified"] >= 0.95


@pytest.mark.parametrize(
    "kind", ["number", "negation added", "name of the paper", "name from elsewhere", "direction"]
)
def test_wrong_sentences_are_caught(shares: dict[str, dict[str, float]], kind: str) -> None:
    assert shares[kind]["cases"] >= 3
    assert shares[kind]["verified"] <= 0.1


def test_most_wrong_sentences_written_by_hand_are_caught(
    shares: dict[str, dict[str, float]],
) -> None:
    assert shares["written, wrong"]["verified"] <= 0.15


def test_reworded_says_the_same() -> None:
    text = "However, we propose a novel approach (the NA way) in order to obtain more."
    assert reworded(text) == "The authors propose a new method to reach more."
