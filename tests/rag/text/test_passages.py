"""Sentence ends on scientific text, and passages that fit the encoder."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eval.measure.sentences import agreement, gold, ours
from rag.domain import Paper, Passage
from rag.text.passages import passages_of, sentence_spans


def words(text: str) -> int:
    return len(text.split())


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def paper(abstract: str, title: str = "Title") -> Paper:
    return Paper("p1", title, abstract)


@pytest.mark.parametrize(
    "text",
    [
        "We use tools, e.g. BERT, i.e. a model, vs. GPT-4.1 (cf. Fig. 3).|It works.",
        "As Smith et al. (2020) and J. K. Smith show, it is 3.5 times faster.|Yes.",
        "So do Smith et al.|However,.",
        "E. coli and S. aureus grow in approx. 5 h at No. 7.|They stop.",
        "The effect was small (p < 0.05).|We saw it in the U.S. market w.r.t. cost.",
        "It was shown [1].|Others disagree [2, 3].|Is it so?|Yes!",
        "He called it “odd.”|We do not.",
        "Brackets hold (two. Sentences here) together.|The end.",
        "Take $f. G$ as given, for $5.|Then stop.",
        "Patients lacked vitamin D.|They got it.",
        "It owes to neuroscientist H. Barlow's principle.|It works.",
        "We call it C++ v2.0.|mRNA levels rose.|α-SMA fell.",
        "Dr. Who wrote vol. 3, pp. 4-5.|Nobody read it",
        'It has two parts.|1. The first.|2. The second.|"They match. "',
        "We follow the rule by J. Smith and A. Jones.|They agree.",
        "Pages . . . . . . 12 follow.|End.",
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str) -> None:
    assert sentences(text.replace("|", " ")) == text.split("|")


def test_sentences_glued_together_are_parted() -> None:
    assert sentences("It gives good results.We show (a).Node.js at www.A.Com is no end.") == [
        "It gives good results.",
        "We show (a).",
        "Node.js at www.A.Com is no end.",
    ]


@given(st.text(alphabet="aB .!?()[]$\"'1\n", max_size=120))
def test_spans_are_ordered_stripped_and_cover_all_text(text: str) -> None:
    spans = sentence_spans(text)
    assert all(text[s:e] == text[s:e].strip() != "" for s, e in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert "".join("".join(text[s:e].split()) for s, e in spans) == "".join(text.split())


def test_short_abstract_is_one_passage() -> None:
    (passage,) = passages_of(paper("One here. Two here."), 10, words)
    assert (passage.text, passage.sentences) == ("One here. Two here.", ((0, 9), (10, 19)))
    assert passage.embedded_text == "Title\nOne here. Two here."


def test_empty_abstract_is_one_passage_of_the_title() -> None:
    (passage,) = passages_of(paper(""), 10, words)
    assert (passage.text, passage.start, passage.end, passage.sentences) == ("", 0, 0, ())


def test_neighbours_share_one_sentence() -> None:
    passages = passages_of(paper("A b. C d. E f. G h. I j."), 7, words)
    assert [p.text for p in passages] == ["A b. C d. E f.", "E f. G h. I j."]


def test_overlong_sentence_is_cut_at_a_clause_then_a_word() -> None:
    passages = passages_of(paper("one two three, four five six seven eight nine."), 6, words)
    assert [p.text for p in passages] == ["one two three,", "four five six seven eight", "nine."]


def test_ids_depend_on_title_place_and_text_alone() -> None:
    (first,) = passages_of(paper("One."), 10, words)
    (again,) = passages_of(paper("One."), 99, len)
    (retitled,) = passages_of(paper("One.", "Other title"), 10, words)
    assert first.passage_id == again.passage_id != retitled.passage_id
    assert first.passage_id[:16] == "914abece859dfd32"


def _fits(passage: Passage, abstract: str, budget: int) -> bool:
    exact = passage.text == abstract[passage.start : passage.end]
    return exact and len(passage.embedded_text) <= budget


@example("C" * 24 + " C", 27)
@given(st.text(alphabet="ab. ,C", max_size=200), st.integers(20, 60))
def test_passages_fit_the_budget_and_lose_nothing(abstract: str, budget: int) -> None:
    passages = passages_of(paper(abstract, "T"), budget, len)
    assert all(_fits(passage, abstract, budget) for passage in passages)
    covered = {i for p in passages for i in range(p.start, p.end)}
    assert {i for i, c in enumerate(abstract) if not c.isspace()} <= covered
    assert len({p.passage_id for p in passages}) == len(passages)


@pytest.mark.shared
@pytest.mark.parametrize(("data", "f1"), [("scifact", 0.975), ("csabstruct", 0.985)])
def test_sentence_ends_agree_with_published_lists(shared_data: Path, data: str, f1: float) -> None:
    assert agreement(list(gold(shared_data / data)), ours)["f1"] >= f1
