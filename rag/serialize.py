"""Every JSON contract: answers, papers, hits, comparisons and sides; answers and papers back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rag.domain import (
    Answer,
    BothSides,
    Cell,
    Citation,
    Comparison,
    Paper,
    Quote,
    Retrieved,
    Scope,
    Sentence,
    Source,
    Usage,
)

_LATER = ("kind", "lead", "verdict", "likely")
"""Fields of an answer that conversations of earlier releases lack."""


def paper_to_json(paper: Paper) -> dict[str, Any]:
    """The contract of `papers show`; `abstract` is the text that quotes index into."""
    return {
        "paper_id": paper.paper_id,
        "title": paper.title,
        "abstract": paper.abstract,
        "authors": list(paper.authors),
        "year": paper.year,
        "venue": paper.venue,
        "url": paper.url,
        "collections": list(paper.collections),
        "metadata": dict(paper.metadata),
    }


def hits_to_json(found: Retrieved) -> dict[str, Any]:
    """The contract of `search --json`, for the command line and the page's API alike."""
    return {
        "hits": [
            {
                "paper_id": hit.paper.paper_id,
                "title": hit.paper.title,
                "score": hit.score,
                "passage": hit.passage.text,
                "year": hit.paper.year,
                "venue": hit.paper.venue,
                "duplicates": list(hit.duplicates),
            }
            for hit in found.hits
        ],
        "in_scope": found.in_scope,
        "papers": found.papers,
        "timings": {name: round(value, 4) for name, value in found.timings.items()},
    }


def answer_to_json(answer: Answer, whole: bool = False) -> dict[str, Any]:
    """The contract of `ask --json`; `whole` adds the abstracts, so that nothing is lost."""
    return {
        "question": answer.question,
        "understood": answer.understood,
        "scope": {name: value for name, value in asdict(answer.scope).items() if value},
        "status": answer.status,
        "kind": answer.kind,
        "lead": answer.lead,
        "verdict": answer.verdict,
        "likely": None if answer.likely is None else round(answer.likely, 4),
        "mode": answer.mode,
        "sentences": [_sentence_to_json(sentence) for sentence in answer.sentences],
        "sources": [_source_to_json(source, whole) for source in answer.sources],
        "verified": {"sentences": answer.verified, "of": len(answer.sentences)},
        "removed_markers": answer.removed_markers,
        "note": answer.note,
        "model": answer.model,
        "usage": asdict(answer.usage),
        "timings": {name: round(value, 4) for name, value in answer.timings.items()},
        "receipt": answer.receipt,
    }


def comparison_to_json(table: Comparison) -> dict[str, Any]:
    """The contract of `compare --json`: rows of papers; a cell that says nothing is null."""
    return {
        "aspects": list(table.aspects),
        "papers": [
            {
                "paper_id": paper.paper_id,
                "title": paper.title,
                "cells": {
                    aspect: _cell_to_json(table.cell(paper, aspect)) for aspect in table.aspects
                },
            }
            for paper in table.papers
        ],
    }


def _cell_to_json(cell: Cell) -> dict[str, Any] | None:
    if cell.quote is None:
        return None
    return {
        "text": cell.text,
        "quote": cell.quote.text,
        "start": cell.quote.start,
        "end": cell.quote.end,
        "status": cell.status,
    }


def sides_to_json(sides: BothSides) -> dict[str, Any]:
    """The contract of `sides --json`: two lists of quotes, each with its paper."""
    titles = {source.n: source.paper.title for source in sides.sources}

    def column(citations: Sequence[Citation]) -> list[dict[str, Any]]:
        return [
            {
                "paper_id": c.quote.paper_id,
                "title": titles[c.n],
                "quote": c.quote.text,
                "start": c.quote.start,
                "end": c.quote.end,
            }
            for c in citations
        ]

    return {
        "claim": sides.claim,
        "supporting": column(sides.supporting),
        "contradicting": column(sides.contradicting),
        "neutral": sides.neutral,
    }


def _sentence_to_json(sentence: Sentence) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "status": sentence.status,
        "citations": [
            {
                "n": citation.n,
                "paper_id": citation.quote.paper_id,
                "quote": citation.quote.text,
                "start": citation.quote.start,
                "end": citation.quote.end,
                "status": citation.status,
                "why": citation.why,
            }
            for citation in sentence.citations
        ],
    }


def _source_to_json(source: Source, whole: bool) -> dict[str, Any]:
    paper = source.paper
    found: dict[str, Any] = {
        "n": source.n,
        "paper_id": paper.paper_id,
        "title": paper.title,
        "authors": list(paper.authors),
        "year": paper.year,
        "venue": paper.venue,
        "url": paper.url,
        "score": round(source.score, 4),
        "cited": source.cited,
    }
    if whole:
        found["paper"] = paper_to_json(paper)
    return found


def answer_from_json(stored: Mapping[str, Any]) -> Answer:
    """The answer that `answer_to_json(answer, whole=True)` wrote."""
    scope: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in stored["scope"].items()
    }
    return Answer(
        question=stored["question"],
        status=stored["status"],
        mode=stored["mode"],
        sentences=tuple(_sentence_from_json(sentence) for sentence in stored["sentences"]),
        sources=tuple(
            Source(s["n"], paper_from_json(s["paper"]), s["score"], s["cited"])
            for s in stored["sources"]
        ),
        understood=stored["understood"],
        scope=Scope(**scope),
        model=stored["model"],
        usage=Usage(**stored["usage"]),
        timings=stored["timings"],
        receipt=stored["receipt"],
        note=stored["note"],
        removed_markers=stored["removed_markers"],
        **{name: stored[name] for name in _LATER if name in stored},
    )


def _sentence_from_json(stored: Mapping[str, Any]) -> Sentence:
    return Sentence(
        stored["text"],
        tuple(
            Citation(
                c["n"],
                Quote(c["paper_id"], c["quote"], c["start"], c["end"]),
                c["status"],
                c.get("why", ""),
            )
            for c in stored["citations"]
        ),
    )


def paper_from_json(stored: Mapping[str, Any]) -> Paper:
    return Paper(
        paper_id=stored["paper_id"],
        title=stored["title"],
        abstract=stored["abstract"],
        authors=tuple(stored["authors"]),
        year=stored["year"],
        venue=stored["venue"],
        url=stored["url"],
        collections=tuple(stored["collections"]),
        metadata=stored["metadata"],
    )
