"""Who is ahead by the figures of two papers."""

from __future__ import annotations

import pytest

from rag.domain import Hit, Paper
from rag.extract.duels import best_of, duel


def hits_of(*abstracts: str) -> list[Hit]:
    return [Hit.whole(Paper(f"p{i}", f"Paper {i}", text)) for i, text in enumerate(abstracts)]


KITE = "KiteNet reaches 87.6% accuracy on the Long Rope test."
HAWK = "HawkNet averages 85\\% on the Long Rope test."


@pytest.mark.parametrize(
    ("question", "abstracts", "verdict"),
    [
        ("Is KiteNet better than HawkNet on the Long Rope test?", (KITE, HAWK), "yes"),
        ("Is HawkNet better than KiteNet on the Long Rope test?", (KITE, HAWK), "no"),
        ("Is KiteNet better than HawkNet on the Short Rope trial?", (KITE, HAWK), ""),
        ("Is KiteNet better than OwlNet on the Long Rope test?", (KITE, HAWK), ""),
        ("Is KiteNet better than HawkNet?", (KITE, HAWK), ""),
        (
            "Is KiteNet better than HawkNet on the Long Rope test?",
            (KITE, "HawkNet has an error of 5% on the Long Rope test."),
            "",
        ),
        (
            "Is KiteNet better than HawkNet on the Long Rope test?",
            (KITE, "HawkNet improves by 12% on the Long Rope test."),
            "",
        ),
    ],
)
def test_two_figures_for_one_test_say_who_is_ahead(
    question: str, abstracts: tuple[str, ...], verdict: str
) -> None:
    assert duel(question, hits_of(*abstracts))[0] == verdict


def test_the_best_of_several_is_told_with_the_others() -> None:
    hits = hits_of(HAWK, KITE, "We fly kites on the Long Rope test.")
    found = best_of("Which of these papers is best on the Long Rope test?", hits)
    assert [(one.value, one.sentence.hit) for one in found] == [(87.6, 1), (85.0, 0)]
    assert best_of("Which of these papers is best on the Long Rope test?", hits[:1]) == ()
    assert best_of("Which of these papers is on the Long Rope test?", hits) == ()
