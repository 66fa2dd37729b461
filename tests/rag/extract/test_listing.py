from __future__ import annotations

import pytest

from rag.domain import Hit, Paper
from rag.extract.listing import listed, listed_topic
from tests.fakes.library import cut


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Which papers study diffusion models?", "diffusion models"),
        ("What papers are there about graph kernels?", "graph kernels"),
        ("List all papers on causal discovery.", "causal discovery"),
        ("Which of the papers deal with quantization?", "quantization"),
        ("Are there any studies of memory?", "memory"),
        ("Which method avoids collapse?", ""),
        ("What is shown about papers?", ""),
    ],
)
def test_topic_of(question: str, topic: str) -> None:
    assert listed_topic(question) == topic


def hit(number: int, title: str, abstract: str) -> Hit:
    paper = Paper(f"p{number}", title, abstract)
    return Hit(paper, cut(paper)[0], 1.0)


def test_each_paper_about_it_gives_its_sentence() -> None:
    hits = [
        hit(1, "One", "We begin. Diffusion models learn images."),
        hit(2, "Two", "Kernels are smooth. They stay so."),
        hit(3, "Diffusion at work", "Every diffusion model denoises. We stop."),
    ]
    found = listed("diffusion models", hits)
    assert [(s.text, s.citations[0].n) for s in found] == [
        ("Diffusion models learn images.", 1),
        ("Every diffusion model denoises.", 3),
    ]
    assert all(s.citations[0].status == "exact" for s in found)


def test_words_scattered_over_an_abstract_are_not_its_subject() -> None:
    scattered = hit(1, "One", "The kernel falls. A graph is drawn.")
    assert listed("graph kernels", [scattered]) == ()
