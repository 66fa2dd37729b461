"""What a person says of themselves before they ask."""

from __future__ import annotations

import pytest

from rag.understand.background import without_background
from rag.understand.parts import taken_apart


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        (
            "I am writing a survey on rope splicing. Which methods are used?",
            "Which methods are used for rope splicing?",
        ),
        (
            "We work on tidal kites. What datasets are there?",
            "What datasets are there for tidal kites?",
        ),
        (
            "I'm new to rope splicing. Where should I start?",
            "Where should I start with rope splicing?",
        ),
        (
            "As a sailor I study knots. Which papers should I read first?",
            "Which papers should I read first about knots?",
        ),
        (
            "My thesis is a report on knots. How do trams brake in snow?",
            "How do trams brake in snow?",
        ),
    ],
)
def test_the_topic_of_what_is_told_is_asked_about(typed: str, asked: str) -> None:
    assert without_background(typed) == asked


@pytest.mark.parametrize(
    "typed",
    [
        "My kite tips over. What can I do about it?",
        "Kite is a tethered wing. Does it fly?",
        "I fly kites. Which ropes hold?",
        "I read a paper on kites. Is that true?",
        "Which ropes hold?",
    ],
)
def test_what_is_asked_of_what_was_told_stays_whole(typed: str) -> None:
    assert without_background(typed) == typed


def test_of_several_questions_the_first_takes_the_topic() -> None:
    typed = (
        "I am writing a review of tidal kites. Which methods are there, and how do they compare?"
    )
    assert taken_apart(typed) == [
        "Which methods are there for tidal kites?",
        "How do they compare?",
    ]
