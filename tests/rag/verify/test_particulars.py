"""Numbers and names must be those of the evidence."""

from __future__ import annotations

import pytest

from rag.verify.particulars import missing_name, missing_number, names, swapped


@pytest.mark.parametrize(
    ("text", "evidence", "missing"),
    [
        ("42% of mice", "In mice, 42 percent", ""),
        ("43% of mice", "In mice, 42 percent", "43"),
        ("1,200 papers", "1200 papers", ""),
        ("three datasets", "3 datasets", ""),
        ("3 datasets", "three datasets", ""),
        ("four datasets", "3 datasets", "four"),
        ("about 25% of users", "24.8% of users", ""),
        ("about 25% of users", "31% of users", "25"),
        ("25% of users", "24.8% of users", "25"),
        ("GPT-4 and IL-6", "nothing", ""),
        ("a 10-fold gain", "a 10 fold gain", ""),
        ("0.5 nats", "0.05 nats", "0.5"),
    ],
)
def test_number_is_missing(text: str, evidence: str, missing: str) -> None:
    assert missing_number(text, evidence) == missing


def test_year_of_the_paper_is_no_stranger() -> None:
    assert missing_number("A 2021 study shows it.", "It is shown.", [2021]) == ""
    assert missing_number("A 2020 study shows it.", "It is shown.", [2021]) == "2020"


def test_names_are_acronyms_mixed_case_digits_and_inner_capitals() -> None:
    text = "Deep nets: CycleGAN and GPT-4 beat p53 in European IL-6 tests. We use MPA."
    assert list(names(text)) == ["CycleGAN", "GPT-4", "p53", "European", "IL-6", "MPA"]


@pytest.mark.parametrize(
    ("text", "evidence", "missing"),
    [
        ("With GANs it works", "a GAN works", ""),
        ("The GAN works", "generative adversarial nets work", ""),
        ("So GPT 4 wins", "GPT-4 wins", ""),
        ("In IL6 tests", "IL-6 tests", ""),
        ("An Aire-expressing cell", "Aire is expressed in cells", ""),
        ("With BERT it works", "a GAN works", "BERT"),
    ],
)
def test_name_is_missing(text: str, evidence: str, missing: str) -> None:
    assert missing_name(text, evidence, "") == missing


def test_name_of_the_paper_may_stand_for_a_pronoun_only() -> None:
    paper = "GraphCast is a model. BERT is older."
    assert missing_name("And GraphCast wins", "It wins", paper) == ""
    assert missing_name("And GraphCast wins", "A dog wins", paper) == "GraphCast"
    assert missing_name("And GraphCast beats all", "It and BERT beat all", paper) == "GraphCast"


@pytest.mark.parametrize(
    ("text", "evidence", "pair"),
    [
        ("In tests BERT beats LSTM by far", "In tests GPT beats LSTM by far", ("BERT", "GPT")),
        ("In tests BERT beats LSTM by far", "In tests BERT beats LSTM by far", None),
        ("It grew to 81 and then 81", "It grew to 75 and then 81", ("81", "75")),
        ("In tests BERT beats LSTM by far", "In tests it beats LSTM by far", None),
        ("In tests BERT beats LSTM by far", "In tests our model beats LSTM by far", None),
    ],
)
def test_name_in_the_place_of_another_is_seen(
    text: str, evidence: str, pair: tuple[str, str] | None
) -> None:
    assert swapped(text, evidence) == pair
