from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from rag.answer.summary import Summariser, since
from rag.answer.themes import themes
from rag.domain import Answer, Paper
from rag.errors import InputMissing, UsageError
from rag.models.encoders import EmbeddedEncoder
from rag.models.scripted import ScriptedModel
from rag.understand.requests import SummaryRequest, summary_request
from tests.fakes.conversations import sample_papers
from tests.fakes.engine import answering
from tests.fakes.library import SmallLibrary

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
TOPICS = ("diffusion", "state space", "graph")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallLibrary]:
    opened = SmallLibrary(tmp_path_factory.mktemp("library"))
    opened.ingest.add(sample_papers())
    yield opened
    opened.close()


def summariser(library: SmallLibrary, model: ScriptedModel | None = None) -> Summariser:
    return Summariser(
        library.store, EmbeddedEncoder(), library.encoder.fingerprint, model, answering()
    )


def about(library: SmallLibrary, start: str) -> Paper:
    return next(p for p in library.store.papers() if p.title.startswith(start))


def quotes(answer: Answer) -> list[tuple[str, str]]:
    papers = {source.n: source.paper for source in answer.sources}
    found = [(s.text, c) for s in answer.sentences for c in s.citations]
    return [(text, papers[c.n].abstract[c.quote.start : c.quote.end]) for text, c in found]


def test_one_paper_is_told_in_its_own_sentences_in_their_order(library: SmallLibrary) -> None:
    paper = about(library, "Barlow Twins")

    answer = summariser(library).paper(paper.paper_id)

    places = [paper.abstract.index(s.text) for s in answer.sentences]
    assert 2 <= len(places) <= 4
    assert places == sorted(set(places))
    assert answer.status == "answered"
    assert all(text == quote for text, quote in quotes(answer))


def test_a_collection_is_told_by_themes_with_a_footnote_for_each_paper(
    library: SmallLibrary,
) -> None:
    papers = [p for p in library.store.papers() if any(t in p.title.lower() for t in TOPICS)]
    library.store.set_collection([p.paper_id for p in papers], "mixed", True)

    answer = summariser(library).collection("mixed")

    assert answer.note.startswith("Themes: ")
    assert f"({len(papers)} papers)" not in answer.note
    assert answer.verified == len(answer.sentences) == len(answer.sources)
    assert all(text == quote for text, quote in quotes(answer))


def test_what_a_model_writes_is_checked(library: SmallLibrary) -> None:
    paper = about(library, "Barlow Twins")
    model = ScriptedModel(
        "The method is called Barlow Twins [1]. It won a prize in 1999 [1].", "1: DROP"
    )

    answer = summariser(library, model).paper(paper.paper_id)

    assert (answer.mode, answer.verified, len(answer.sentences)) == ("llm", 1, 2)
    assert "Summarise the paper." in model.heard[0]


def test_what_is_new_counts_the_papers_and_refuses_where_there_are_none(
    library: SmallLibrary,
) -> None:
    told = summariser(library)

    fresh = told.new_since("last week")
    none = told.new_since("2099-01-01")

    assert fresh.note.startswith(f"{library.store.count()} papers were added since")
    assert (none.status, none.note) == ("refused", "No paper was added since 1 January 2099.")


def test_a_collection_nobody_made_is_said_so(library: SmallLibrary) -> None:
    with pytest.raises(InputMissing, match="no papers in the collection 'dreams'"):
        summariser(library).collection("dreams")


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("last week", datetime(2026, 11, 17, 9, 30, tzinfo=UTC)),
        ("3 days", datetime(2026, 11, 21, 9, 30, tzinfo=UTC)),
        ("the last 2 weeks", datetime(2026, 11, 10, 9, 30, tzinfo=UTC)),
        ("an hour ago", datetime(2026, 11, 24, 8, 30, tzinfo=UTC)),
        ("yesterday", datetime(2026, 11, 23, tzinfo=UTC)),
        ("today", datetime(2026, 11, 24, tzinfo=UTC)),
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)),
    ],
)
def test_times_are_read(words: str, start: datetime) -> None:
    assert since(words, NOW) == start


@pytest.mark.parametrize("words", ["", "the dawn of time", "2026-13-01", "9999 years"])
def test_words_that_name_no_time_are_refused(words: str) -> None:
    with pytest.raises(UsageError, match="names no time"):
        since(words, NOW)


@pytest.mark.parametrize(
    ("typed", "request_"),
    [
        ("summarise Barlow Twins", SummaryRequest(names=("Barlow Twins",))),
        ("Please summarize the first two.", SummaryRequest(names=("the first two",))),
        ("summarise my collection thesis", SummaryRequest(collection="thesis")),
        ("What is new since last week?", SummaryRequest(since="last week")),
        ("what's new since 2026-11-01?", SummaryRequest(since="2026-11-01")),
        ("What is new since 2020?", None),
        ("What is new in diffusion models?", None),
        ("How are papers summarised?", None),
    ],
)
def test_a_wish_for_a_summary_is_told_from_a_question(
    typed: str, request_: SummaryRequest | None
) -> None:
    assert summary_request(typed) == request_


def test_papers_alike_make_a_theme_that_is_named_after_what_they_share() -> None:
    papers = [Paper(f"w{n}", "Whale songs", f"Whales sing {n}.") for n in range(4)]
    papers += [Paper(f"s{n}", "Ship engines", f"Ships steam {n}.") for n in range(4)]
    vectors = np.eye(2, dtype=np.float32).repeat(4, axis=0)

    found = themes(papers, vectors)

    assert [theme.places for theme in found] == [(0, 1, 2, 3), (4, 5, 6, 7)]
    assert "whale" in found[0].name
    assert "ship" in found[1].name


def test_a_paper_not_embedded_yet_is_left_out(tmp_path: Path) -> None:
    library = SmallLibrary(tmp_path)
    papers = sample_papers()[:2]
    for paper in papers:
        library.store.put(replace(paper), ())

    with pytest.raises(InputMissing, match="not embedded yet"):
        summariser(library).papers([paper.paper_id for paper in papers])
    library.close()
