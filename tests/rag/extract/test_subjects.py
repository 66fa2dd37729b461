"""Which of the papers found a question names, and which names none of them has."""

from __future__ import annotations

import pytest

from rag.domain import Hit, Paper
from rag.extract.subjects import focus, unheard, unstated

HITS = [
    Hit.whole(Paper(f"p{n}", title, abstract))
    for n, (title, abstract) in enumerate(
        (
            ("Kite: Flying Without Wind", "We propose Kite. It runs on RoBERTa-base."),
            (
                "NENN: Edges in Neural Networks",
                "We propose a model of edge features in Neural Networks (NENN), which is fast.",
            ),
            ("Deep neural networks", "RoBERTa and other neural networks are large."),
            ("On neural networks", "We probe RoBERTa, GPT3 and neural networks."),
        )
    )
]


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("How does Kite fly?", [0]),
        ("What is NENN?", [1]),
        ("Why are neural networks large?", []),
        ("Is RoBERTa large?", []),
        ("Is XLNet better than RoBERTa?", []),
        ("How many tokens has GPT-3 seen?", [3]),
    ],
)
def test_a_name_means_the_paper_whose_own_it_is(question: str, named: list[int]) -> None:
    assert focus(question, HITS) == named


@pytest.mark.parametrize(
    ("question", "strange"),
    [
        ("How large is GPT-3?", []),
        ("How large is roberta?", []),
        ("Which languages does XTREME-S cover?", ["XTREME-S"]),
        ("Is LoRA better than RoBERTa?", ["LoRA"]),
        ("Is it used in the USA?", []),
    ],
)
def test_a_name_that_no_paper_has_is_told(question: str, strange: list[str]) -> None:
    assert unheard(question, HITS) == strange


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("How does Kite protect privacy?", ["protect", "privacy"]),
        ("How does Kite work?", []),
        ("How do neural networks protect privacy?", []),
    ],
)
def test_what_a_named_paper_does_not_mention_is_told(question: str, absent: list[str]) -> None:
    assert unstated(question, HITS, "how") == absent
