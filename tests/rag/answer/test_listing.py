from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.answer.listing import Lister
from rag.domain import Answer, Paper, Question, Scope
from rag.models.encoders import PAPERS, EmbeddedEncoder
from rag.retrieval.search import Search
from tests.fakes.library import SmallLibrary

LISTED = (
    Paper("p1", "Sarcasm in tweets", "We begin. Sarcasm detection in tweets is hard.", year=2020),
    Paper(
        "p2", "On irony", "Sarcasm detection needs context. Sarcasm detection is new.", year=2022
    ),
    Paper("p3", "Crop yields", "Weather shapes crop yields. We release a new dataset.", year=2021),
    Paper("p4", "LLM agents", "Our LLM agents plan. LLM agents act.", year=2023),
    Paper("p5", "Planning", "Large language models (LLMs) plan badly.", year=2019),
    Paper("p6", "Acting", "Large language models (LLMs) act on a known dataset.", year=2018),
)


@pytest.fixture(scope="module")
def lister(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lister]:
    encoder = EmbeddedEncoder(PAPERS)
    library = SmallLibrary(Path(tmp_path_factory.mktemp("list")), encoder)  # type: ignore[arg-type]
    library.ingest.add(LISTED)
    yield Lister(library.store, Search(library.store, encoder, library.index))
    library.close()


def ids(answer: Answer) -> list[str]:
    return [source.paper.paper_id for source in answer.sources]


def test_every_paper_about_it_gives_the_sentence_that_says_so(lister: Lister) -> None:
    answer = lister.answer(Question("papers on sarcasm detection"), "sarcasm detection")

    assert sorted(ids(answer)) == ["p1", "p2"]
    assert (answer.status, answer.kind) == ("answered", "list")
    said = {s.citations[0].quote.paper_id: (s.text, s.citations[0].n) for s in answer.sentences}
    assert said["p1"] == ("Sarcasm detection in tweets is hard.", ids(answer).index("p1") + 1)
    assert all(sentence.status == "exact" for sentence in answer.sentences)
    assert all(source.cited for source in answer.sources)


@pytest.mark.parametrize(
    ("topic", "status"),
    [("detection in tweets", "answered"), ("sarcasm detection in crops", "refused")],
)
def test_a_topic_of_two_sides_is_that_of_papers_with_both(
    lister: Lister, topic: str, status: str
) -> None:
    assert lister.answer(Question(f"papers on {topic}"), topic).status == status


def test_an_abbreviation_that_papers_define_finds_those_that_only_use_it(lister: Lister) -> None:
    answer = lister.answer(Question("q"), "large language models")

    assert set(ids(answer)) == {"p4", "p5", "p6"}


def test_what_papers_do_is_read_in_one_sentence(lister: Lister) -> None:
    answer = lister.answer(Question("q"), "release a dataset")

    assert ids(answer) == ["p3"]
    assert answer.lead == "1 paper here matches “release a dataset”."


def test_an_order_by_year_is_obeyed(lister: Lister) -> None:
    newest = Question("papers on sarcasm detection, newest first")
    oldest = Question("papers on sarcasm detection chronologically")

    assert ids(lister.answer(newest, "sarcasm detection")) == ["p2", "p1"]
    assert ids(lister.answer(oldest, "sarcasm detection")) == ["p1", "p2"]


def test_without_a_topic_all_papers_of_the_scope_are_listed_by_year(lister: Lister) -> None:
    answer = lister.answer(Question("papers", Scope(2020, 2022)), "")

    assert ids(answer) == ["p2", "p3", "p1"]
    assert (answer.status, answer.lead) == ("library", "3 papers here from 2020 to 2022.")


def test_papers_that_mention_it_are_not_among_those_without_it(lister: Lister) -> None:
    answer = lister.answer(Question("q"), "not sarcasm")

    assert ids(answer) == ["p3", "p4", "p5", "p6"]
    assert answer.lead == (
        "4 of 6 papers here do not mention sarcasm; "
        "an abstract does not tell all that a paper does without."
    )


def test_where_no_paper_is_about_it_that_is_said(lister: Lister) -> None:
    answer = lister.answer(Question("q"), "quantum gravity")

    assert answer.status == "refused"
    assert answer.note.startswith("No paper here is about quantum gravity. The nearest: “")
    assert not any(source.cited for source in answer.sources)


def test_a_set_too_large_to_be_read_is_told_by_its_words(
    lister: Lister, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.answer.listing._READ", 2)
    shown = Scope(paper_ids=("p1", "p3", "p4"))
    asked = Question("Which of these papers makes data available?", scope=shown)
    assert lister.answer(asked, "makes data available").status == "refused"


def test_which_of_those_shown_does_something_is_read_in_other_words(lister: Lister) -> None:
    shown = Scope(paper_ids=("p1", "p3", "p4"))
    asked = Question("Which of these papers makes data available?", scope=shown)
    answer = lister.answer(asked, "makes data available")
    assert ids(answer) == ["p3"]
    assert [s.text for s in answer.sentences] == ["We release a new dataset."]
