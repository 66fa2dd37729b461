"""Terms, and sentences that say what they are."""

from __future__ import annotations

import pytest

from rag.text.definitions import of_the_field, says_what, written


@pytest.mark.parametrize(
    "sentence",
    [
        "Kite flying is the task of keeping a kite in the air.",
        "While kite flying (KF) aims to keep a kite in the air, nobody measures it.",
        "Kite flying refers to keeping kites in the air.",
        "We study kite flying, a task in which kites are kept in the air.",
        "Keeping kites up is known as kite-flying.",
        "Kite-flying is a widely used way to measure wind.",
    ],
)
def test_a_sentence_that_says_what_a_term_is(sentence: str) -> None:
    assert says_what("kite flying", sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "We present max-margin kite flying (MMKF).",
        "Kite flying is a challenging problem.",
        "Kite flying is essential for children.",
        "Standard kite flying usually requires wind.",
        "In deep kite flying, ropes are learned.",
        "The sport of boat sailing is a way to move.",
    ],
)
def test_a_sentence_that_only_speaks_of_a_term(sentence: str) -> None:
    assert not says_what("kite flying", sentence)


def test_a_name_is_no_term_of_the_field() -> None:
    assert [of_the_field(t) for t in ("dropout", "LoRA", "BERT", "")] == [True, False, False, False]


def test_a_term_is_sought_with_its_hyphen_and_without() -> None:
    assert written("over-smoothing") == ["over-smoothing", "oversmoothing"]
    assert written("dropout") == ["dropout"]
