"""The cross-encoder that ships, on sentences far apart enough for any good one."""

from __future__ import annotations

import pytest

from rag.models.answer_scorer import Told, answer_scorer

TITLE = "Kite: Flying Without Wind"
ANSWERS = "Kite reduces the training time of pilots by 40 %."
STRANGE = "The festival of kites is held in spring."


def test_what_answers_scores_above_what_does_not() -> None:
    asked = "How much does Kite reduce training time?"
    told = [Told(TITLE, "", ANSWERS), Told(TITLE, "", STRANGE)]
    one, other = answer_scorer().read(asked, told)[0]
    assert one > other + 2


def test_it_says_yes_or_that_nothing_is_settled() -> None:
    asked = "Does Kite reduce the training time of pilots?"
    _, said = answer_scorer().read(asked, [Told(TITLE, "", ANSWERS), Told(TITLE, "", STRANGE)])
    assert said.shape == (2, 3)
    assert said.sum(1) == pytest.approx([1.0, 1.0])
    assert said.argmax(1).tolist() == [0, 2]


def test_no_sentence_says_nothing() -> None:
    assert answer_scorer().read("Why?", [])[0].shape == (0,)
    assert answer_scorer().read("Why?", [])[1].shape == (0, 3)
