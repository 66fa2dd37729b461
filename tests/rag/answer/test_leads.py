"""The number in front of an answer."""

from __future__ import annotations

import pytest

from rag.answer.leads import (
    EACH_ALONE,
    UNCOUNTED,
    UNEXPLAINED,
    UNNAMED,
    lead_of,
    telling_first,
)
from rag.domain import Citation, Hit, Kind, Paper, Question, Quote, Sentence


@pytest.mark.parametrize(
    ("said", "lead"),
    [
        ("Kite raises the hit rate from 57% to 82% at sea.", "From 57% to 82%."),
        ("Kite cuts drag by 15%-25% at sea.", "15%-25%."),
        ("Kite saves 10% to 30% of rope.", "10% to 30%."),
        ("Kite saves 12% of rope and more.", "12%."),
    ],
)
def test_a_range_is_told_whole(said: str, lead: str) -> None:
    hits = [Hit.whole(Paper("k", "Kite", said))]
    quote = Sentence(said, (Citation(1, Quote("k", said, 0, len(said)), "exact"),))
    asked = Question("How much does Kite improve?", kind="number")
    assert lead_of(asked, hits, [quote], "") == lead


@pytest.mark.parametrize(
    ("said", "lead"),
    [
        ("Kite has 36 wet and 144 dry ropes.", "36 wet and 144 dry ropes."),
        (
            "Kite has 9.6K wet ropes as well as 23.1K ropes.",
            "9.6K wet ropes as well as 23.1K ropes.",
        ),
        ("Kite has 144 dry ropes.", "144 dry ropes."),
    ],
)
def test_a_count_in_two_parts_is_told_whole(said: str, lead: str) -> None:
    hits = [Hit.whole(Paper("k", "Kite", said))]
    quote = Sentence(said, (Citation(1, Quote("k", said, 0, len(said)), "exact"),))
    assert lead_of(Question("How many ropes has Kite?", kind="number"), hits, [quote], "") == lead


def test_what_says_what_a_term_is_stands_before_what_names_it() -> None:
    said = ("We study a task called rope splicing.", "Rope splicing is the task of joining ropes.")
    quotes = [Sentence(text, ()) for text in said]
    asked = Question("What is rope splicing?", kind="definition")
    assert [one.text for one in telling_first(asked, [], quotes)] == [said[1], said[0]]


def test_what_says_why_stands_first() -> None:
    said = ("Wet ropes break.", "Wet ropes break because they rot.")
    hits = [Hit.whole(Paper("r", "Of Knots", " ".join(said)))]
    quotes = [Sentence(text, (Citation(1, Quote("r", text, 0, 9), "exact"),)) for text in said]
    asked = Question("Why do wet ropes break?", kind="how")
    assert [one.text for one in telling_first(asked, hits, quotes)] == [said[1], said[0]]


@pytest.mark.parametrize(
    ("question", "kind", "said", "lead"),
    [
        ("How many ropes hold?", "number", "Ropes hold (1) in rain and (2) in snow.", UNCOUNTED),
        ("How many ropes hold?", "number", "Of all ropes 12 ropes hold.", "12 ropes hold."),
        ("Why do ropes break?", "how", "Ropes break in rain.", UNEXPLAINED),
        ("Why do ropes break?", "how", "Ropes break because they rot.", ""),
        ("Which is longer, hemp rope or wire rope?", "comparison", "Hemp rope is old.", EACH_ALONE),
    ],
)
def test_what_only_comes_near_is_said_to(question: str, kind: Kind, said: str, lead: str) -> None:
    hits = [Hit.whole(Paper("r", "Of Knots", said))]
    quote = Sentence(said, (Citation(1, Quote("r", said, 0, len(said)), "exact"),))
    assert lead_of(Question(question, kind=kind), hits, [quote], "") == lead


@pytest.mark.parametrize(
    "said",
    [
        "We prepare KiteNLI, a set of flights, and show that it helps.",
        "KiteNLI, lately proposed by Byron, combines flights with ropes.",
    ],
)
def test_a_name_is_told_by_what_brings_it_and_by_what_it_does(said: str) -> None:
    hits = [Hit.whole(Paper("k", "On Ropes", said))]
    quote = Sentence(said, (Citation(1, Quote("k", said, 0, len(said)), "exact"),))
    asked = Question("What is KiteNLI?", kind="definition")
    assert lead_of(asked, hits, [quote], "") == ""


def test_how_much_something_hurts_is_a_share() -> None:
    said = "Rain slows flights, e.g., by 4% at sea."
    hits = [Hit.whole(Paper("k", "Kite", said))]
    quote = Sentence(said, (Citation(1, Quote("k", said, 0, len(said)), "exact"),))
    assert lead_of(Question("How much does rain hurt?", kind="number"), hits, [quote], "") == "4%."


def test_two_things_are_compared_by_their_initials() -> None:
    said = "RS is slower than KF at sea."
    hits = [Hit.whole(Paper("k", "On Boats", said))]
    quote = Sentence(said, (Citation(1, Quote("k", said, 0, len(said)), "exact"),))
    asked = Question("rope splicing vs kite flying, what is the difference", kind="comparison")
    assert lead_of(asked, hits, [quote], "") == ""


def test_a_rate_is_told_by_its_letters() -> None:
    said = "Kite flies at 900+ FPS."
    hits = [Hit.whole(Paper("k", "Kite", said))]
    quote = Sentence(said, (Citation(1, Quote("k", said, 0, len(said)), "exact"),))
    asked = Question("How many frames per second does Kite reach?", kind="number")
    assert lead_of(asked, hits, [quote], "") == "900+ FPS."


@pytest.mark.parametrize(
    ("said", "lead"),
    [
        ("KiteNet flies well on several datasets.", UNNAMED),
        ("KiteNet flies well on RopeSet and FUNSD.", ""),
        ("We fly KiteNet on the coast benchmark.", ""),
    ],
)
def test_data_that_no_sentence_names_is_said_to_be_unnamed(said: str, lead: str) -> None:
    hits = [Hit.whole(Paper("k", "KiteNet: Flying", said))]
    quote = Sentence(said, (Citation(1, Quote("k", said, 0, len(said)), "exact"),))
    assert lead_of(Question("Which datasets was KiteNet tested on?"), hits, [quote], "") == lead
