from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.answer.sides import both_sides, sides_as_answer
from rag.domain import Paper, Question
from rag.models.encoders import EmbeddedEncoder
from tests.fakes.library import SmallLibrary

CLAIM = "Statins reduce mortality in heart failure"
SAID = {
    "for": "We followed 900 patients. Statins reduced mortality in heart failure.",
    "against": "Statins did not reduce mortality in heart failure. Ages were recorded.",
    "aside": "Patients with heart failure slept badly. Sleep was recorded every night.",
}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[SmallLibrary]:
    opened = SmallLibrary(tmp_path)
    opened.ingest.add([Paper(name, f"Trial {name}", text) for name, text in SAID.items()])
    yield opened
    opened.close()


def test_each_side_is_quoted_verbatim_with_its_paper(library: SmallLibrary) -> None:
    sides = both_sides(CLAIM, library.retrieval, EmbeddedEncoder())

    papers = {source.n: source.paper for source in sides.sources}
    assert [papers[c.n].paper_id for c in sides.supporting] == ["for"]
    assert [papers[c.n].paper_id for c in sides.contradicting] == ["against"]
    for citation in (*sides.supporting, *sides.contradicting):
        quote = citation.quote
        assert papers[citation.n].abstract[quote.start : quote.end] == quote.text
    assert sides.neutral == 4


def test_both_columns_read_out_as_an_answer_that_counts_them(library: SmallLibrary) -> None:
    answer = sides_as_answer(
        both_sides(CLAIM, library.retrieval, EmbeddedEncoder()), Question(CLAIM)
    )

    assert answer.note == "1 for, 1 against; 4 sentences read take no side."
    assert answer.verified == len(answer.sentences) == 2
    assert [source.cited for source in answer.sources].count(True) == 2


def test_a_claim_that_nobody_speaks_of_has_no_sides(library: SmallLibrary) -> None:
    answer = sides_as_answer(
        both_sides("Mars has moons", library.retrieval, EmbeddedEncoder()), Question("Mars")
    )

    assert (answer.status, answer.sentences) == ("refused", ())
