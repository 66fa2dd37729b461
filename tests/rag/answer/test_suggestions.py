from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import rag
from rag.answer.suggestions import examples, follow_ups
from rag.domain import Answer, Paper, Source
from rag.formats.read import read_papers
from rag.store.papers import PaperStore
from rag.text.names import Named, own_name
from rag.text.words import keywords

SAMPLE = Path(rag.__file__).parent / "data" / "sample.txt"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PaperStore]:
    opened = PaperStore(tmp_path)
    for paper in read_papers(SAMPLE, 10_000_000).papers:
        opened.put(paper, ())
    yield opened
    opened.close()


def answer(*papers: Paper, asked: str = "What is new?") -> Answer:
    sources = tuple(Source(n, paper, 1.0, cited=True) for n, paper in enumerate(papers, 1))
    return Answer(asked, "answered", "extractive", (), sources)


def test_examples_are_of_several_kinds_and_the_same_each_time(store: PaperStore) -> None:
    found = examples(store, 5)

    assert found == examples(store, 5)
    assert found == [
        "What is SpaceTime?",
        "What do the papers say about table structure recognition?",
        "How does EvoNorms compare with BatchNorm?",
        "How efficient is LLM-generated code?",
        "What are Equiangular Basis Vectors?",
    ]


def test_every_word_an_example_asks_about_stands_in_one_paper(store: PaperStore) -> None:
    texts = [f"{paper.title} {paper.abstract}".lower() for paper in store.papers()]
    asking = {"work", "compare"}

    for question in examples(store, 30):
        words = [word for word in keywords(question) if word not in asking]
        assert any(all(word in text for word in words) for text in texts), question


def test_an_empty_library_has_no_examples(tmp_path: Path) -> None:
    assert examples(PaperStore(tmp_path / "empty"), 4) == []


@pytest.mark.parametrize(
    ("title", "abstract", "named"),
    [
        ("CoLiDE: DAGs", "This yields CoLiDE (Concomitant Linear DAG Estimation).",
         Named("CoLiDE", "Concomitant Linear DAG Estimation")),
        ("Barlow Twins: Learning", "The method is called Barlow Twins.", Named("Barlow Twins")),
        ("On frames", "We introduce Frame Averaging (FA), a framework.",
         Named("FA", "Frame Averaging")),
        ("Stop Regressing: Training Values", "We regress no more.", None),
        ("On control", "We present a controller with reinforcement learning (RL).", None),
        ("On errors", "We study error feedback called EF21 (Richtarik et al., 2021).", None),
    ],
)  # fmt: skip
def test_a_paper_is_called_only_by_a_name_it_gives_itself(
    title: str, abstract: str, named: Named | None
) -> None:
    assert own_name(Paper("p", title, abstract)) == named


def test_limits_are_offered_only_where_the_abstract_speaks_of_them() -> None:
    silent = Paper("a", "Alpha", "We achieve good results. Prior methods have limitations.")
    open_ = Paper("b", "Beta", "A limitation of our method is speed.")

    assert follow_ups(answer(silent)) == ["What are the results of “Alpha”?"]
    assert follow_ups(answer(open_)) == ["What are the limits of “Beta”?"]


def test_two_cited_papers_can_be_compared_and_nothing_is_asked_twice(store: PaperStore) -> None:
    cited = [p for p in store.papers() if re.match("Barlow Twins|CoLiDE", p.title)]

    found = follow_ups(answer(*cited, asked="What data does Barlow Twins use?"))

    assert found == [
        "How does Barlow Twins compare with CoLiDE?",
        "What are the results of Barlow Twins?",
        "What are the results of CoLiDE?",
    ]
