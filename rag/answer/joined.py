"""Answers to the parts of one text, joined into one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.domain import Answer, Question, Sentence, Usage
from rag.formats.seal import SILENCE


def joined(question: Question, parts: Sequence[Answer]) -> Answer:
    """What each part says, in the order asked; a part that is refused is named in the note."""
    sources = list({s.paper.paper_id: s for part in parts for s in part.sources}.values())
    places = {source.paper.paper_id: n for n, source in enumerate(sources, 1)}
    numbered = [_renumbered(one, places) for part in parts for one in part.sentences]
    sentences = list({one.text: one for one in numbered}.values())
    sure = [part.likely for part in parts if part.likely is not None]
    told = [part for part in parts if part.sentences or part.status in ("library", "social")]
    return replace(
        Answer.of(replace(question, kind=parts[0].kind), sources, sentences),
        status="answered" if sentences else "library" if told else "refused",
        understood=" ".join(part.understood for part in parts),
        scope=parts[0].scope,
        lead=" ".join(f"{part.understood} {part.lead}" for part in told if part.lead),
        likely=min(sure) if sure else None,
        note=" ".join(filter(None, map(_noted, parts))),
        usage=sum((part.usage for part in parts), Usage()),
    )


def _noted(part: Answer) -> str:
    if part.status != "refused":
        return part.note
    return f"{part.understood} {part.note or f'{SILENCE}.'}"


def _renumbered(sentence: Sentence, places: dict[str, int]) -> Sentence:
    cited = tuple(replace(c, n=places[c.quote.paper_id]) for c in sentence.citations)
    return replace(sentence, citations=cited)
