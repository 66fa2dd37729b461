"""Two sides of evidence become one ranking."""

from __future__ import annotations

import pytest

from rag.retrieval.fusion import mix


def test_the_best_on_both_sides_leads_with_a_score_of_one() -> None:
    scores = mix({"a": 0.9, "b": 0.5, "c": 0.1}, {"a": 10.0, "b": 5.0})
    assert list(scores) == ["a", "b", "c"]
    assert scores == pytest.approx({"a": 1.0, "b": 0.5, "c": 0.0})


def test_the_best_word_match_is_worth_a_fifth_of_a_cosine() -> None:
    assert list(mix({"a": 0.50, "b": 0.31}, {"b": 7.0})) == ["b", "a"]
    assert list(mix({"a": 0.52, "b": 0.31}, {"b": 7.0})) == ["a", "b"]


def test_without_words_the_dense_side_decides() -> None:
    assert list(mix({"a": 0.1, "b": 0.2}, {})) == ["b", "a"]


def test_without_vectors_the_words_decide() -> None:
    assert list(mix({}, {"a": 1.0, "b": 2.0})) == ["b", "a"]


def test_a_paper_without_the_words_counts_as_holding_none() -> None:
    scores = mix({"a": 0.5, "b": 0.5, "c": 0.5}, {"a": 4.0, "b": 3.0})
    assert scores == pytest.approx({"a": 1.0, "b": 0.75, "c": 0.0})


def test_ties_are_ordered_by_id() -> None:
    assert mix({"b": 0.5, "a": 0.5}, {}) == {"a": 1.0, "b": 1.0}


def test_nothing_found_is_an_empty_ranking() -> None:
    assert mix({}, {}) == {}
