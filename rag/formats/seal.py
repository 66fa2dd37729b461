"""The two judgements that stand under an answer: whose words these are, and do they answer?"""

from __future__ import annotations

from rag.domain import Answer

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


def fit(answer: Answer) -> str:
    """Whether the sentences answer the question; empty where nothing was estimated."""
    if answer.likely is None or not seal(answer):
        return ""
    if answer.likely >= LIKELY:
        return "likely answers the question"
    return "answers it in part" if answer.likely >= PARTLY else "only the nearest found"
