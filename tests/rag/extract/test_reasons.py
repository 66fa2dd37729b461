"""Sentences that give a reason for what is asked about."""

from __future__ import annotations

import pytest

from rag.extract.reasons import asks_why, gives_reason


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("Why do kites spin?", True),
        ("And why is that?", True),
        ("What causes kites to spin?", True),
        ("What are the main reasons for spinning?", True),
        ("For what reason do kites spin?", True),
        ("How do kites spin?", False),
        ("What do kites cause?", False),
    ],
)
def test_reasons_are_asked_for_in_several_words(question: str, why: bool) -> None:
    assert asks_why(question) is why


@pytest.mark.parametrize(
    ("title", "said", "reason"),
    [
        ("Ropes", "Tethered kites spin because their tails are short.", True),
        ("Why Tethered Kites Spin", "Kites with short tails lead to spinning.", True),
        ("Ropes", "Tethered kites spin in most winds.", False),
        ("Ropes", "Since 2019 tethered kites spin.", False),
        ("Ropes", "Trams stop because their brakes are short.", False),
    ],
)
def test_a_reason_is_one_for_what_is_asked_about(title: str, said: str, reason: bool) -> None:
    assert gives_reason("Why do tethered kites spin?", title, said) is reason


def test_a_reason_may_be_told_in_words_of_one_root() -> None:
    said = "Tethered kites cannot fly privately because their tails are long."
    assert gives_reason("Why do tethered kites fly without privacy?", "Ropes", said)


def test_a_compound_is_asked_about_as_a_whole() -> None:
    said = "Learning fails due to a sparse context."
    assert gives_reason("Why does in-context learning fail?", "Kites", said) is False
    assert gives_reason("Why does in-context learning fail?", "In-Context Learning", said) is True


def test_the_reason_is_of_what_stands_before() -> None:
    assert gives_reason(
        "Why do tethered kites spin?", "Tethered Kites", "The reason is the tether."
    )
    assert not gives_reason("Why do tethered kites spin?", "Trams", "The reason is the wire.")
