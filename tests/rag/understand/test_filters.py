from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from rag.domain import Paper, Scope
from rag.store.papers import PaperStore
from rag.understand.filters import Known, filters_in
from tests.fakes.conversations import conversation, sample_papers
from tests.fakes.understanding import understood_of


@pytest.fixture(scope="module")
def sample() -> tuple[Paper, ...]:
    return sample_papers()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PaperStore]:
    opened = PaperStore(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def dated(store: PaperStore) -> PaperStore:
    """Three papers with years, authors, venues and a collection."""
    for n, venue in enumerate(["nips2019", "AAAI", "ICLR 2022"]):
        store.put(Paper(f"p{n}", f"T{n}", "On t.", ("Geoffrey Hinton",), 2019 + n, venue), ())
    store.set_collection(["p1"], "thesis", True)
    return store


FILTERED = """
What was published about GNNs since 2020? | What was published about GNNs? | 2020-
What is new after 2021 in vision? | What is new in vision? | 2022-
What was known before 2019? | What was known? | -2018
Which methods came between 2018 and 2020? | Which methods came? | 2018-2020
Which losses were proposed in 2023? | Which losses were proposed? | 2023-2023
GNNs since 2020 | GNNs | 2020-
What was shown after 2018 and before 2021? | What was shown? | 2019-2020
What is new in 2020 or later? | What is new? | 2020-
How does ResNet-2020 work? | How does ResNet-2020 work? | -
Incidence of heart failure increased in women since 1979. | = | -
How many people had pneumonia in 2010? | = | -
Has sepsis become rarer from 2009 to 2014? | = | -
What was the fashion of the 1990s? | = | -
"""


@pytest.mark.parametrize("line", FILTERED.strip().split("\n"))
def test_years_are_read_out_of_a_first_question(line: str) -> None:
    typed, question, years = (part.strip() for part in line.split("|"))

    rest, scope = filters_in(typed)

    assert rest == (typed if question == "=" else question)
    assert years == f"{scope.year_from or ''}-{scope.year_to or ''}"


@pytest.mark.parametrize(
    ("typed", "question", "scope"),
    [
        ("What do papers by Hinton say?", "What do papers say?", Scope(authors=("Hinton",))),
        ("Which papers were written by Hinton?", "Which papers?", Scope(authors=("Hinton",))),
        ("papers authored by hinton on rope", "papers on rope", Scope(authors=("hinton",))),
        (
            "Which papers on rope are from 2022 and use wax?",
            "Which papers on rope and use wax?",
            Scope(2022, 2022),
        ),
        ("How is training sped up by Adam?", "", Scope()),
        ("What is new at NeurIPS on GNNs?", "What is new on GNNs?", Scope(venues=("NIPS",))),
        ("What is known in AI about planning?", "", Scope()),
        ("What does collection thesis hold?", "", Scope()),
        ("What is said in my collection thesis?", "What is said?", Scope(collections=("thesis",))),
    ],
)
def test_names_filter_only_where_the_library_knows_them(
    dated: PaperStore, typed: str, question: str, scope: Scope
) -> None:
    assert filters_in(typed, Known(dated)) == (question or typed, scope)


def test_only_those_after_asks_again_and_the_filter_holds_for_what_leans_on_it(
    sample: Sequence[Paper], dated: PaperStore
) -> None:
    turns = conversation(sample, "dated")
    known = Known(dated)

    again = understood_of("only those after 2021", Scope(), turns, known=known)
    leaning = understood_of("and its limits?", Scope(), turns, known=known)
    alone = understood_of("What is dropout?", Scope(), turns, known=known)

    assert (again.question, again.scope) == ("What was shown on GANs?", Scope(2022))
    assert leaning.scope.year_from == 2020
    assert alone.scope == Scope()


def test_the_filters_set_beside_the_question_hold_until_they_are_waved_away(
    sample: Sequence[Paper],
) -> None:
    turns, venue = conversation(sample, "twins"), Scope(venues=("ICLR",))

    assert understood_of("What is dropout?", venue, turns).scope == venue
    assert understood_of("and its limits?", venue, turns).scope.venues == ("ICLR",)
    waved = understood_of("ignore the filters", venue, turns)
    assert (waved.question, waved.scope) == ("What is Barlow Twins?", Scope())


def test_years_are_not_applied_where_no_paper_has_one_and_the_answer_can_say_so(
    store: PaperStore,
) -> None:
    store.put(Paper("a", "A", "On a."), ())

    understood = understood_of("What is new since 2020?", Scope(), [], known=Known(store))

    assert understood.scope == Scope()
    assert understood.note == "No paper here has a year, so the years asked for were not applied."


def test_filters_that_no_paper_passes_are_named(dated: PaperStore) -> None:
    understood = understood_of("What is new since 2030?", Scope(), [], known=Known(dated))

    assert understood.note == "No paper here passes the filters: since 2030."


def test_each_filter_is_a_chip_that_can_be_taken_away() -> None:
    found = understood_of("What is new?", Scope(2018, 2020, ("Hinton",), paper_ids=("p1",)), [])

    assert found.chips({"p1": "Capsules"}) == [
        ("2018–2020", Scope(authors=("Hinton",), paper_ids=("p1",))),
        ("by Hinton", Scope(2018, 2020, paper_ids=("p1",))),
        ("only Capsules", Scope(2018, 2020, ("Hinton",))),
    ]
