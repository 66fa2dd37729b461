"""Citation recall and precision of ALCE (Gao et al. 2023, section 4), with a checker of choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from rag.domain import Answer, Paper, Sentence

Supports = Callable[[str, Sequence[Paper]], bool]
"""Whether papers, read together, support a statement: ALCE's entailment model."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A statement and the papers it cites."""

    text: str
    papers: tuple[Paper, ...]


def cited(answer: Answer) -> list[Cited]:
    """The sentences of an answer with the papers of their footnotes."""
    papers = {source.paper.paper_id: source.paper for source in answer.sources}
    return [Cited(sentence.text, _papers(sentence, papers)) for sentence in answer.sentences]


def _papers(sentence: Sentence, papers: dict[str, Paper]) -> tuple[Paper, ...]:
    named = dict.fromkeys(citation.quote.paper_id for citation in sentence.citations)
    return tuple(papers[paper_id] for paper_id in named if paper_id in papers)


def recall(statements: Sequence[Cited], supports: Supports) -> float:
    """Share of statements that cite something and are supported by all of it together."""
    return fmean(_recalled(one, supports) for one in statements) if statements else 0.0


def precision(statements: Sequence[Cited], supports: Supports) -> float:
    """Share of citations that are not irrelevant, 0 where nothing is cited.

    A citation counts if its statement is recalled and it is needed: alone it supports the
    statement, or without it the others no longer do.
    """
    counted = [
        _recalled(one, supports) and _needed(one, paper, supports)
        for one in statements
        for paper in one.papers
    ]
    return fmean(counted) if counted else 0.0


def _recalled(one: Cited, supports: Supports) -> bool:
    return bool(one.papers) and supports(one.text, one.papers)


def _needed(one: Cited, paper: Paper, supports: Supports) -> bool:
    if len(one.papers) == 1 or supports(one.text, [paper]):
        return True
    rest = [other for other in one.papers if other is not paper]
    return not supports(one.text, rest)
