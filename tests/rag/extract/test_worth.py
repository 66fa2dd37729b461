"""Whether a sentence speaks well or badly of what is to be judged."""

from __future__ import annotations

import pytest

from rag.extract.worth import Worth, judged, worth_of


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("Does ballast help?", "Ballast helps on long flights.", "yes"),
        ("Does ballast hurt landing?", "Ballast improves landing by far.", "no"),
        ("Does ballast hurt landing?", "Landing suffers, and ballast degrades it.", "yes"),
        ("Is ballast useful for landing?", "Landing with ballast fails often.", "no"),
        ("Is ballast useful for landing?", "Ballast is unreliable for landing.", "no"),
        ("Is a long tail a good design?", "Long tails have great potential as a design.", "yes"),
        ("Is a long tail a good design?", "A tail that is short has limitations by design.", ""),
        ("Does ballast help?", "Using ballast improves every flight.", "yes"),
        ("Does ballast help?", "Our kite improves flights that ballast made.", ""),
        ("Does ballast help?", "Sand outperforms ballast and improves flights.", ""),
        ("Does ballast help?", "We propose ballast, which improves flights.", ""),
        ("Does ballast help?", "Ballast does not improve flights.", "no"),
        ("Does ballast help?", "Does ballast improve flights?", ""),
        ("Can kites handle storms?", "Kites fail in storms.", "no"),
        ("Can kites handle storms?", "We propose kites that are robust to storms.", "yes"),
        ("Can kites handle storms?", "Kites are painted red.", ""),
    ],
)
def test_a_sentence_judges_what_is_asked_about(question: str, text: str, expected: str) -> None:
    worth = worth_of(question)
    assert worth is not None
    assert judged(worth, text, "On Flight") == expected


@pytest.mark.parametrize(
    "question",
    [
        "Does ballast always help?",
        "Can kites fly without wind?",
        "Is ballast heavy?",
        "What helps?",
    ],
)
def test_what_asks_for_no_plain_judgement_has_no_worth(question: str) -> None:
    assert worth_of(question) is None


def test_what_a_thing_is_good_for_is_told_apart_from_it() -> None:
    assert worth_of("Is ROUGE a good metric for summaries?") == Worth(
        ("roug",), ("metric", "summary")
    )
