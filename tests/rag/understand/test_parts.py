"""Texts that ask several things, and those that ask one."""

from __future__ import annotations

import pytest

from rag.understand.parts import taken_apart


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("What is a kite and how does it fly?", ["What is a kite?", "How does it fly?"]),
        ("what is a kite and how does it fly", ["What is a kite?", "How does it fly?"]),
        ("What does Kite do? Does it beat Hawk?", ["What does Kite do?", "Does it beat Hawk?"]),
        (
            "I fly kites. Which ropes hold, and how do they wear?",
            ["I fly kites. Which ropes hold?", "How do they wear?"],
        ),
        (
            "Who wrote Kite and when was it published?",
            ["Who wrote Kite?", "When was it published?"],
        ),
    ],
)
def test_several_questions_are_taken_apart(text: str, parts: list[str]) -> None:
    assert taken_apart(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "How many ropes and how many tails does it have?",
        "When and where was Kite published?",
        "What is the difference between kites and sails?",
        "Which papers use ropes and which use wires?",
        "Is Kite fast? I am new to this.",
        "What is “Ropes and how are they made”?",
        "What is a? Is b? Is c? Is d?",
        "kites and wind",
        "why?",
        "",
    ],
)
def test_one_question_stays_one(text: str) -> None:
    assert taken_apart(text) == [text]
