from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import rag
from rag.domain import Answer, Citation, Paper, Quote, Scope, Sentence, Source, Turn
from rag.filters import Known, filters_in
from rag.followup import understand
from rag.library import Library
from rag.readers import read_papers

SAMPLE = Path(rag.__file__).parent / "data" / "sample.txt"
CANONIZATION = "Rethinking the Power of Graph Canonization"
SUBSPACE = "Diffusion Models Learn Low-Dimensional"


@pytest.fixture(scope="module")
def sample() -> tuple[Paper, ...]:
    return read_papers(SAMPLE, 10_000_000).papers


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def dated(library: Library) -> Library:
    """Three papers with years, authors, venues and a collection."""
    for n, venue in enumerate(["nips2019", "AAAI", "ICLR 2022"]):
        library.put(Paper(f"p{n}", f"T{n}", "On t.", ("Geoffrey Hinton",), 2019 + n, venue), ())
    library.set_collection(["p1"], "thesis", True)
    return library


def turn(
    sample: Sequence[Paper],
    asked: str,
    *cited: str,
    also: Sequence[str] = (),
    scope: Scope = Scope(),
) -> Turn:
    """An exchange whose answer cites a sentence of each paper `cited`, and shows `also` below."""
    papers = [
        next(p for p in sample if name in p.title + p.abstract[:900]) for name in [*cited, *also]
    ]
    sentences = tuple(
        Sentence(
            p.abstract[:40], (Citation(n, Quote(p.paper_id, p.abstract[:40], 0, 40), "exact"),)
        )
        for n, p in enumerate(papers[: len(cited)], 1)
    )
    sources = tuple(Source(n, p, 1 / n) for n, p in enumerate(papers, 1))
    question = filters_in(asked)[0]
    return Turn(asked, Answer(asked, "answered", "extractive", sentences, sources, question, scope))


def conversation(sample: Sequence[Paper], about: str) -> list[Turn]:
    twins = turn(sample, "What is Barlow Twins?", "Barlow Twins:")
    return {
        "twins": [twins],
        "pair": [
            twins,
            turn(
                sample,
                "Which losses avoid collapse?",
                "Barlow Twins:",
                "CoLiDE:",
                also=["SpaceTime"],
            ),
        ],
        "graphs": [twins, turn(sample, "How can GNNs be made more expressive?", CANONIZATION)],
        "topic": [turn(sample, "What are diffusion models?", SUBSPACE, "Adaptive Guidance")],
        "nothing": [turn(sample, "What is Mamba?", also=["SpaceTime"])],
        "dated": [
            turn(sample, "What was shown on GANs since 2020?", "CycleGAN", scope=Scope(2020)),
        ],
    }[about]


LEANING = """
twins | and its limits?
    What are the limits of Barlow Twins? | Barlow
twins | How does it compare with CoLiDE?
    How does Barlow Twins compare with CoLiDE? |
twins | What loss does it use?
    What loss does Barlow Twins use? | Barlow
twins | Which data was it trained on?
    Which data was Barlow Twins trained on? | Barlow
twins | And the results?
    What are the results of Barlow Twins? | Barlow
twins | Is there code?
    Is there code for Barlow Twins? | Barlow
twins | who are the authors?
    Who are the authors of Barlow Twins? | Barlow
twins | How does this work?
    How does Barlow Twins work? | Barlow
twins | What does this paper propose?
    What does Barlow Twins propose? | Barlow
twins | in that paper, what is the loss?
    In Barlow Twins, what is the loss? | Barlow
twins | What is the idea behind it?
    What is the idea behind Barlow Twins? | Barlow
twins | tell me more
    What else is shown about Barlow Twins? | Barlow
twins | Which other methods build on it?
    Which other methods build on Barlow Twins? |
twins | What about CoLiDE?
    What is CoLiDE? |
twins | and in robotics?
    What is Barlow Twins in robotics? |
pair | How does it compare with the second one?
    How does Barlow Twins compare with CoLiDE? | Barlow CoLiDE
pair | Compare the first two on method
    Compare Barlow Twins and CoLiDE on method | Barlow CoLiDE
pair | what does [2] say about noise?
    What does CoLiDE say about noise? | CoLiDE
pair | What does the last one say?
    What does CoLiDE say? | CoLiDE
pair | and paper 3?
    Which losses avoid collapse, according to SpaceTime? | SpaceTime
pair | What data do they use?
    What data do Barlow Twins and CoLiDE use? | Barlow CoLiDE
pair | limits of the second one?
    What are the limits of CoLiDE? | CoLiDE
pair | Compare the first and third on data
    Compare Barlow Twins and SpaceTime on data | Barlow SpaceTime
pair | how does it compare?
    How does Barlow Twins compare with CoLiDE? | Barlow CoLiDE
graphs | And for transformers?
    How can GNNs be made more expressive for transformers? |
topic | What are their limits?
    What are the limits of diffusion models? |
topic | How do they compare with GANs?
    How do diffusion models compare with GANs? |
topic | And what about GANs?
    What are GANs? |
nothing | and its limits?
    What are the limits of Mamba? |
"""
"""Conversation | typed, then the question understood | papers that it is narrowed to."""

STANDING = """
What is dropout?
What is Barlow Twins?
How does SpaceTime work and what are its limits?
How do GNNs learn from their neighbours?
Is it possible to train GNNs without labels?
How long does it take to train a diffusion model?
What is the second law of thermodynamics?
Which was the first paper to use attention?
Do networks with large widths keep the features they start with?
Why do GANs collapse and how is it avoided?
What is accuracy?
Does self-distillation help when it is repeated?
Which models scale as they are trained on more data?
What is known about score matching?
How are state space models parameterised?
Which loss functions separate classes in few-shot learning?
Thanks
"""


def leaning() -> list[tuple[str, ...]]:
    """(conversation, typed, question, papers) of each pair of lines."""
    halves = [
        tuple(part.strip() for part in line.split("|")) for line in LEANING.split("\n") if line
    ]
    return [(*one, *other) for one, other in zip(halves[::2], halves[1::2], strict=True)]


@pytest.mark.parametrize(("about", "typed", "question", "papers"), leaning())
def test_a_question_that_leans_on_the_last_answer_is_made_to_stand(
    sample: Sequence[Paper], about: str, typed: str, question: str, papers: str
) -> None:
    understood = understand(typed, Scope(), conversation(sample, about))
    titles = {paper.paper_id: paper.title + paper.abstract[:900] for paper in sample}
    named = [titles[paper_id] for paper_id in understood.scope.paper_ids]

    assert understood.question == question
    assert len(named) == len(papers.split())
    assert all(name in title for name, title in zip(papers.split(), named, strict=True))


@pytest.mark.parametrize("about", ["twins", "pair", "graphs", "topic"])
@pytest.mark.parametrize("typed", STANDING.strip().split("\n"))
def test_a_question_that_stands_alone_is_left_alone(
    sample: Sequence[Paper], about: str, typed: str
) -> None:
    understood = understand(typed, Scope(), conversation(sample, about))

    assert (understood.question, understood.scope) == (typed, Scope())


def test_a_title_stands_in_where_the_paper_has_no_name(sample: Sequence[Paper]) -> None:
    turns = conversation(sample, "graphs")

    understood = understand("and its limits?", Scope(), turns)

    title = turns[-1].answer.sources[0].paper.title
    assert understood.question == f"What are the limits of “{title}”?"
    assert understood.scope.paper_ids == understood.papers != ()


FILTERED = """
What was published about GNNs since 2020? | What was published about GNNs? | 2020-
What is new after 2021 in vision? | What is new in vision? | 2022-
What was known before 2019? | What was known? | -2018
What changed between 2018 and 2020? | What changed? | 2018-2020
Which losses were used in 2023? | Which losses were used? | 2023-2023
What was shown after 2018 and before 2021? | What was shown? | 2019-2020
What is new in 2020 or later? | What is new? | 2020-
How does ResNet-2020 work? | How does ResNet-2020 work? | -
What was the fashion of the 1990s? | What was the fashion of the 1990s? | -
"""


@pytest.mark.parametrize("line", FILTERED.strip().split("\n"))
def test_years_are_read_out_of_a_first_question(line: str) -> None:
    typed, question, years = (part.strip() for part in line.split("|"))

    rest, scope = filters_in(typed)

    assert rest == question
    assert years == f"{scope.year_from or ''}-{scope.year_to or ''}"


@pytest.mark.parametrize(
    ("typed", "question", "scope"),
    [
        ("What do papers by Hinton say?", "What do papers say?", Scope(authors=("Hinton",))),
        ("How is training sped up by Adam?", "", Scope()),
        ("What is new at NeurIPS on GNNs?", "What is new on GNNs?", Scope(venues=("NIPS",))),
        ("What is known in AI about planning?", "", Scope()),
        ("What does collection thesis hold?", "", Scope()),
        ("What is said in my collection thesis?", "What is said?", Scope(collections=("thesis",))),
    ],
)
def test_names_filter_only_where_the_library_knows_them(
    dated: Library, typed: str, question: str, scope: Scope
) -> None:
    assert filters_in(typed, Known(dated)) == (question or typed, scope)


def test_only_those_after_asks_again_and_the_filter_holds_for_what_leans_on_it(
    sample: Sequence[Paper], dated: Library
) -> None:
    turns = conversation(sample, "dated")
    known = Known(dated)

    again = understand("only those after 2021", Scope(), turns, known=known)
    leaning = understand("and its limits?", Scope(), turns, known=known)
    alone = understand("What is dropout?", Scope(), turns, known=known)

    assert (again.question, again.scope) == ("What was shown on GANs?", Scope(2022))
    assert leaning.scope.year_from == 2020
    assert alone.scope == Scope()


def test_the_filters_set_beside_the_question_hold_until_they_are_waved_away(
    sample: Sequence[Paper],
) -> None:
    turns, venue = conversation(sample, "twins"), Scope(venues=("ICLR",))

    assert understand("What is dropout?", venue, turns).scope == venue
    assert understand("and its limits?", venue, turns).scope.venues == ("ICLR",)
    waved = understand("ignore the filters", venue, turns)
    assert (waved.question, waved.scope) == ("What is Barlow Twins?", Scope())


def test_years_are_not_applied_where_no_paper_has_one_and_the_answer_can_say_so(
    library: Library,
) -> None:
    library.put(Paper("a", "A", "On a."), ())

    understood = understand("What is new since 2020?", Scope(), [], known=Known(library))

    assert understood.scope == Scope()
    assert understood.note == "No paper here has a year, so the years asked for were not applied."


def test_filters_that_no_paper_passes_are_named(dated: Library) -> None:
    understood = understand("What is new since 2030?", Scope(), [], known=Known(dated))

    assert understood.note == "No paper here passes the filters: since 2030."


def test_each_filter_is_a_chip_that_can_be_taken_away() -> None:
    found = understand("What is new?", Scope(2018, 2020, ("Hinton",), paper_ids=("p1",)), [])

    assert found.chips({"p1": "Capsules"}) == [
        ("2018–2020", Scope(authors=("Hinton",), paper_ids=("p1",))),
        ("by Hinton", Scope(2018, 2020, paper_ids=("p1",))),
        ("only Capsules", Scope(2018, 2020, ("Hinton",))),
    ]
