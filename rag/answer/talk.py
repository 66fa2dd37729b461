"""Replies to talk that asks for no paper: greetings, thanks, what this is and can do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import Answer, Question

# The stem of what is said chooses the reply; whether it is talk at all is decided elsewhere.
_THANKS = re.compile(r"\b(?:than(?:k|x)\w*|thx|ty|cheers|merci|danke|appreciated|helps?|helpful)\b")
_PARTING = re.compile(r"\b(?:bye|goodbye|good night|see you|ciao|that is all|that's all)\b")
_GREETING = re.compile(
    r"\b(?:hi|hiya|hello|hey|hallo|greetings|yo|good (?:morning|afternoon|evening))\b"
)
_ASKS = re.compile(r"\b(?:what|who|how|can|do|does|are|is|where|which|help|tell|explain)\b|\?")


def reply(question: Question, papers: int, examples: Sequence[str]) -> Answer:
    """A reply without sources and without a check; `examples` are questions that can be asked."""
    text = question.text.lower()
    if _ASKS.search(text) or not re.search(r"\w", text):
        lead = _about(papers, examples)
    elif _THANKS.search(text):
        lead = "You're welcome. Ask on whenever you like."
    elif _PARTING.search(text):
        lead = "Goodbye. This conversation is kept, so you can go on with it later."
    elif _GREETING.search(text):
        lead = f"Hello. {_about(papers, examples)}"
    else:
        lead = "All right. What would you like to know about your papers?"
    return Answer(
        question=question.typed or question.text,
        status="social",
        mode="extractive",
        sentences=(),
        sources=(),
        scope=question.scope,
        kind="social",
        lead=lead,
    )


def _about(papers: int, examples: Sequence[str]) -> str:
    count = f"{papers:,} paper{'' if papers == 1 else 's'}"
    said = (
        f"I answer questions about the {count} in this library, with sentences quoted from their "
        "abstracts. Ask what something is, how or why, how many, whether; ask which papers are on "
        "a topic, who wrote one, or to compare two; then ask on."
    )
    return f"{said} For example: {' '.join(examples)}" if examples else said
