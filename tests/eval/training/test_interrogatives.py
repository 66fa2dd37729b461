"""Statements as questions, and questions turned round."""

from __future__ import annotations

import random

import pytest

from eval.training.interrogatives import asked, denying, elsewhere, turned


@pytest.mark.parametrize(
    ("statement", "question", "denied"),
    [
        ("We show that pruning improves the speed of networks.",
         "Does pruning improve the speed of networks?", False),
        ("Our results indicate that Kite is robust to strong wind.",
         "Is Kite robust to strong wind?", False),
        ("Adapters cannot replace fine-tuning on small data.",
         "Can adapters replace fine-tuning on small data?", True),
        ("Longer tails did not reduce drag in storms, while shorter ones did.",
         "Did longer tails reduce drag in storms?", True),
        ("Such kites mitigate stalls.", "", False),
        ("We propose a kite without a tail.", "", False),
        ("A kite", "", False),
    ],
)  # fmt: skip
def test_a_statement_becomes_its_question(statement: str, question: str, denied: bool) -> None:
    found = asked(statement)
    assert (found.text, found.denied) == (question, denied) if found else not question


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("Does pruning improve the speed?", "Does pruning degrade the speed?"),
        ("Is Kite robust to wind?", "Is Kite fragile to wind?"),
        ("Is Kite red?", None),
        ("Do larger tails increase drag?", None),
    ],
)
def test_one_word_turns_a_question_round(question: str, other: str | None) -> None:
    assert turned(question, random.Random(1)) == other


def test_rivals_change_places() -> None:
    found = {turned("Does Kite outperform Hawk on flights?", random.Random(n)) for n in range(20)}
    assert found == {
        "Does Hawk outperform Kite on flights?",
        "Does Kite underperform Hawk on flights?",
    }


def test_what_is_asked_elsewhere_keeps_the_subject() -> None:
    question = asked("We find that kites improve the mood of pilots.")
    assert question is not None
    found = elsewhere(question, random.Random(1))
    assert found.startswith("Are kites ")
    assert found.endswith(" pilots?")


@pytest.mark.parametrize(
    ("statement", "denials"),
    [
        ("We show that kites can fly at night.", {"We show that kites cannot fly at night."}),
        (
            "Kite improves the mood of pilots.",
            {
                "Kite does not improve the mood of pilots.",
                "Kite fails to improve the mood of pilots.",
            },
        ),
        ("Kite is not red at night.", {None}),
    ],
)
def test_a_statement_is_denied_at_its_verb(statement: str, denials: set[str | None]) -> None:
    question = asked(statement)
    assert question is not None
    found = {denying(statement, question, random.Random(n)) for n in range(20)}
    assert found == denials
