"""Questions that ask what is wrong with a thing, and what tells it."""

from __future__ import annotations

import pytest

from rag.domain import Citation, Hit, Paper, Quote, Sentence
from rag.extract.fitness import fitness
from rag.extract.troubles import asks_trouble, own_troubles


@pytest.mark.parametrize(
    ("question", "trouble"),
    [
        ("What problem do kites have?", True),
        ("what's wrong with kites?", True),
        ("What are the main limitations of kites?", True),
        ("And which drawbacks do kites have?", True),
        ("What goes wrong when kites land?", True),
        ("What is hard about landing kites?", True),
        ("What are the limits of kites?", True),
        ("Where do kites fail?", True),
        ("What problem does Kite solve?", False),
        ("What are the open problems in flying?", False),
        ("How do kites fly?", False),
    ],
)
def test_troubles_are_asked_for_in_several_words(question: str, trouble: bool) -> None:
    assert asks_trouble(question) is trouble


def test_what_is_wrong_fits_better_than_what_is_done_against_it() -> None:
    said = [
        "However, kites suffer from strong wind.",
        "Kites are slow in strong wind.",
        "We propose Hawk, which is not slow in strong wind.",
        "Kites are flown at sea.",
    ]
    fits = fitness("fact", "What is wrong with kites?", said).tolist()
    assert fits == sorted(fits, reverse=True)
    assert len(set(fits)) == 4


def test_what_led_to_a_paper_is_no_fault_of_it() -> None:
    before, own, plain = (
        "Hawks cannot land.",
        "However, Kite is slower at sea.",
        "Kite lands with few errors.",
    )
    text = f"{before} We propose Kite. {own} {plain}"
    hits = [Hit.whole(Paper("k", "Kite", text))]
    sentences = [
        Sentence(said, (Citation(1, Quote("k", said, at, at + len(said)), "exact"),))
        for said in (before, own, plain)
        for at in (text.index(said),)
    ]
    assert [one.text for one in own_troubles(hits, sentences)] == [own]
