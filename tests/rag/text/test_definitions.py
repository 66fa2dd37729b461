"""Terms, and sentences that say what they are."""

from __future__ import annotations

import pytest

from rag.text.definitions import coins, of_the_field, says_what, two_terms, written


@pytest.mark.parametrize(
    "sentence",
    [
        "Kite flying is the task of keeping a kite in the air.",
        "While kite flying (KF) aims to keep a kite in the air, nobody measures it.",
        "Kite flying refers to keeping kites in the air.",
        "We study kite flying, a task in which kites are kept in the air.",
        "Keeping kites up is known as kite-flying.",
        "Kite-flying is a widely used way to measure wind.",
        "Kite flying detects all winds of a field by a kite.",
        "A new sport - Kite Flying (KF) - given a kite, we keep it up.",
        "Kite flying enables children to feel the wind.",
        "Kite flying (KF) has been recently proposed as a way to measure wind.",
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


def test_a_name_is_given_where_it_is_spelled_out_or_proposed() -> None:
    assert coins("AG", 'We propose "Adaptive Guidance" (AG), a variant.')
    assert coins("Hawk", "A kite called Hawk flies.")
    assert not coins("AG", "AG is trained on images, and we propose to shrink AG.")


def test_what_a_term_is_done_to_does_not_define_it() -> None:
    linking = "Linking ties names to entities in a kite graph, a crucial task for pilots."
    assert not says_what("kite graph", linking)
    assert says_what("entity linking", "Entity linking (EL) and parsing are two popular tasks.")


def test_what_a_thing_does_or_holds_says_what_it_is() -> None:
    assert says_what("kite flying", "Kite flying, which only moves ropes, is cheap.")
    assert says_what("wind map", "Wind maps store the speed of the wind.")
    assert not says_what("kite flying", "Kite flying, which is cheap, is old.")


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        (
            "What is the difference between soft and hard landing?",
            ("soft landing", "hard landing"),
        ),
        ("kites vs planes for mail", ("kites", "planes")),
        ("Compare soft landing with hard landing", ("soft landing", "hard landing")),
        ("How is gliding different from flying?", ("gliding", "flying")),
        ("What is gliding?", ()),
    ],
)
def test_two_terms_are_taken_from_a_comparison(question: str, terms: tuple[str, ...]) -> None:
    assert two_terms(question) == terms


def test_a_term_may_be_marks_alone() -> None:
    assert not says_what("-1 !!!", "Kites fly.")
    assert not says_what("!!!", "Kites fly.")


def test_an_abbreviation_stands_for_its_term() -> None:
    assert says_what("loose rope handling", "LRH aims to keep ropes loose.")
    assert says_what("kite flying", "We study kite flying (KF), which keeps kites in the air.")
    assert not says_what("loose rope handling", "Lrh aims to keep ropes loose.")
