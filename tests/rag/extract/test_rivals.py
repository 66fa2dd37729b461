"""Which of two is ahead."""

from __future__ import annotations

import pytest

from rag.extract.rivals import decided

FAST = "Hawk needs 3 ms, more than 1,000 times faster than Owl."


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("hawk faster than owl", FAST, "yes"),
        ("owl faster than hawk", FAST, "no"),
        ("owl slower than hawk", FAST, "yes"),
        ("hawk slower than owl", FAST, "no"),
        ("owl slower", FAST, "yes"),
        ("hawk slower", FAST, "no"),
        ("hawk outperform owl", "We find that Hawk outperforms birds including Owl.", "yes"),
        ("owl better than hawk", "Hawk surpasses Owl by two points.", "no"),
        ("owl worse than hawk", "Hawk surpasses Owl by two points.", "yes"),
        ("hawk inferior to owl", "Hawk is inferior to Owl at night.", "yes"),
        ("hawk more robust than owl", "Owl is less robust than Hawk.", "yes"),
        ("hawk larger than owl", FAST, ""),
        ("hawk better than owl", "Eagle outperforms Hawk and Owl.", ""),
        ("hawk better than owl", "Hawk does not outperform Owl.", ""),
        ("hawk fly at night", FAST, ""),
        ("the linker Hawk worse than owl", "Hawk is competitive with Owl.", "no"),
        ("hawk better than owl", "Hawk is competitive with Owl.", ""),
        ("hawk compete with owl", "Hawk surpasses Owl by two points.", "yes"),
        ("hawk compete with owl", "Hawk is inferior to Owl.", "no"),
        (
            "hawk better than owl",
            "This shows the superiority of Hawk over birds (e.g., Owl).",
            "yes",
        ),
    ],
)
def test_the_direction_of_a_comparison_decides(asked: str, text: str, expected: str) -> None:
    assert decided(asked, text) == expected


def test_rivals_may_differ_by_one_word() -> None:
    said = "We show that striped kites outperform plain kites at sea."
    assert decided("striped kites worse than plain ones", said) == "no"


def test_our_model_stands_for_the_name_of_the_paper() -> None:
    text = "Our model outperforms Owl by two points."
    assert decided("hawk better than owl", text, {"hawk"}) == "yes"
    assert decided("owl better than hawk", text, {"hawk"}) == "no"
    assert decided("hawk better than owl", text) == ""
