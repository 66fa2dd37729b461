"""Conversations over the sample library, for tests of what a follow-up means."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import rag
from rag.domain import Answer, Citation, Paper, Quote, Scope, Sentence, Source, Turn
from rag.formats.read import read_papers
from rag.understand.filters import filters_in

CANONIZATION = "Rethinking the Power of Graph Canonization"
SUBSPACE = "Diffusion Models Learn Low-Dimensional"


def sample_papers() -> tuple[Paper, ...]:
    sample = Path(rag.__file__).parent / "data" / "sample.txt"
    return read_papers(sample, 10_000_000).papers


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
