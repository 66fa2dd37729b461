"""What faces say of an answer: its two judgements, and the title of a refusal."""

from __future__ import annotations

from rag.domain import Answer

SILENCE = "The papers don't say"
"""What a refusal begins with, as a title or as the beginning of its note."""
_NEAREST = "only the nearest found"
LIKELY, PARTLY = 0.7, 0.4
"""Probabilities from which an answer is called likely, or partial; `eval answers` draws both."""


def seal(answer: Answer) -> str:
    """As in "3 quotes, word for word", or "7 of 8 sentences verified" of composed ones."""
    total = len(answer.sentences)
    if answer.status in ("refused", "social", "library") or not total:
        return ""
    if all(sentence.status == "exact" for sentence in answer.sentences):
        return f"{total} quote{'' if total == 1 else 's'}, word for word"
    return f"{answer.verified} of {total} sentence{'' if total == 1 else 's'} verified"


def refusal(answer: Answer) -> str:
    """The whole sentence of a refusal."""
    return answer.note or f"{SILENCE}."


def reason(answer: Answer) -> str:
    """What a refusal tells beyond its title, for a face that shows the title by itself."""
    return answer.note.removeprefix(SILENCE).lstrip(":., ")


def fit(answer: Answer) -> str:
    """Whether the sentences answer the question; empty where nothing was estimated."""
    if answer.likely is None or not seal(answer):
        return ""
    if answer.verdict == "not stated":
        return _NEAREST
    if answer.likely >= LIKELY:
        return "likely answers the question"
    return "answers it in part" if answer.likely >= PARTLY else _NEAREST
