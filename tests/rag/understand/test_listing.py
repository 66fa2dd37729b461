from __future__ import annotations

import pytest

from rag.domain import Answer, Citation, Question, Quote, Sentence, Turn
from rag.understand.listing import known_already, list_topic


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Which papers study diffusion models?", "diffusion models"),
        ("What papers are there about graph kernels?", "graph kernels"),
        ("please list all the papers on causal discovery, newest first", "causal discovery"),
        ("Are there any studies of memory in here?", "memory"),
        ("What do you have on drums?", "drums"),
        ("What did the papers have on drums?", "drums"),
        ("Has anyone studied drums?", "drums"),
        ("Has anyone applied drums to sleep?", "drums to sleep"),
        ("Which papers combine drums with sleep?", "drums and sleep"),
        ("anything else for drums?", "drums"),
        ("Which papers make drums with wood?", "drums with wood"),
        ("Which papers make their code available?", "make their code"),
        ("list all datasets for drums", "release a dataset for drums"),
        ("What should I read first about drums?", "drums"),
        ("Where do I start with drums?", "drums"),
        ("Which paper should I read to understand drums?", "drums"),
        ("recommend something to read on drums", "drums"),
        ("Have drums been used for sleep?", "drums for sleep"),
        ("recent work on drums", "drums"),
        ("hate speech papers", "hate speech"),
        ("timeline of drum papers", "drum"),
        ("which of them look at frequencies?", "frequencies"),
        ("Which papers release a dataset?", "release a dataset"),
        ("Which papers have their code on GitHub?", "have their code on GitHub"),
        ("papers that use drums", "drums"),
        ("Which papers do not use drums?", "not drums"),
        ("papers without drums", "not drums"),
        ("papers", ""),
        ("which of these are?", ""),
        ("all the papers you have", ""),
    ],
)
def test_what_the_papers_asked_for_are_about(text: str, topic: str) -> None:
    assert list_topic(text) == topic


@pytest.mark.parametrize(
    "text",
    [
        "Which method avoids collapse?",
        "Which models work on graphs?",
        "What do the papers say about dropout?",
        "What papers show that dropout helps?",
        "Which paper has the best BLEU?",
        "which of them is best on LRA?",
        "What is the paper about?",
        "What research gaps remain in NMT?",
        "Write a related work paragraph on drums",
        "Summarise the papers on drums",
    ],
)
def test_no_papers_are_asked_for(text: str) -> None:
    assert list_topic(text) is None


def test_other_papers_leave_out_those_that_were_quoted() -> None:
    quote = Quote("a", "Kites fly.", 0, 10)
    said = Sentence("Kites fly.", (Citation(1, quote, "exact"),))
    answer = Answer.of(Question("what is a kite?"), (), (said,))
    turns = [Turn("what is a kite?", answer)]
    assert known_already("which other papers deal with kites", turns) == {"a"}
    assert known_already("who else flies kites?", turns) == {"a"}
    assert known_already("which papers deal with kites", turns) == frozenset()
    assert known_already("which other papers deal with kites", []) == frozenset()
