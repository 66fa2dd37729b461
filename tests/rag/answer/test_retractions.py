"""A paper that was taken back is never cited unmarked."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.answer.retractions import retracted
from rag.domain import Paper
from rag.engine.library import Library
from tests.screen.chromium import settings_in


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("RETRACTED: Kites cure colds", "Kites cure colds."),
        ("Kites cure colds (Retracted article)", "Kites cure colds."),
        ("Kites cure colds", "This paper has been withdrawn by the authors."),
    ],
)
def test_title_or_abstract_say_that_a_paper_was_taken_back(title: str, abstract: str) -> None:
    assert retracted(Paper("k", title, abstract))


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("Retracted papers and who cites them", "We count citations of retracted papers."),
        ("Retraction notices", "This article was retracted from the list of kites by wind."),
        ("Withdrawing kites", "Kites were withdrawn from the sky."),
    ],
)
def test_a_paper_about_such_papers_was_not(title: str, abstract: str) -> None:
    assert not retracted(Paper("k", title, abstract))


def test_an_answer_says_which_of_its_papers_was_retracted(tmp_path: Path) -> None:
    text = "Red kites cure common colds within two days."
    with Library(settings_in(tmp_path)) as library:
        library.add(
            [
                Paper("k", "RETRACTED: Red kites and colds", text),
                Paper("b", "Boats in rain", "Boats fill with rain within an hour."),
            ]
        )
        answer = library.ask("Do red kites cure common colds?")
        assert answer.sentences[0].text == text
        assert answer.note == "[1] was retracted."
        assert library.ask("What fills with rain?").note == ""
