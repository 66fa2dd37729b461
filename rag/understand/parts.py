"""A text that asks several things, taken apart into its questions."""

from __future__ import annotations

import re

from rag.understand.background import without_background

_ASKS = (
    r"(?:what|how|why|which|who|when|where|whose|is|are|was|were|do|does|did|can|could|should|has"
    r"|have)\b"
)
_QUESTION = re.compile(rf"^(?:(?:and|but|also|then|so),? )*{_ASKS}", re.IGNORECASE)
# "What is X and how does it work?": a second thing is asked, with its own verb.
_AND = re.compile(
    r",? (?:and|but)(?: also)? (?=(?:what|how|why|when|where|which|who)(?: [\w-]+){0,2}? (?:is|are"
    r"|was|were|do|does|did|can|could|has|have|should)\b|(?:does|do|did|is|are|can) (?:it|they"
    r"|this|that|these|those)\b)",
    re.IGNORECASE,
)
# "How many layers and how many heads does it have?" has one verb, and is one question.
_VERB = re.compile(
    r"\b(?:is|are|was|were|do|does|did|can|could|has|have|should|who \w+ed|who wrote)\b",
    re.IGNORECASE,
)
_WHY = re.compile(r"^(?:and |so )?(?:why|what causes)\b", re.IGNORECASE)
_REMEDY = re.compile(
    r"^(?:what|how) (?:can|could|do|does|to|helps?|should|is)\b.*\b(?:it|that|this)\b"
    r"(?: be \w+)?\W*$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")
_MOST = 3  # parts
_LEAST = 2  # words of one


def taken_apart(text: str) -> list[str]:
    """The questions of a text in their order; one where it asks one thing, or more than three.

    What is stated before the first question goes with it, unless they speak of themselves.
    """
    whole = [text]
    text = without_background(text)
    said = re.split(r"(?<=[?])\s+(?=\S)", text.strip())
    if not all(_QUESTION.match(part) for part in said[1:]):
        return whole
    if any(not re.search(rf"(?:^|[.!:;] ){_ASKS}", part, re.IGNORECASE) for part in said):
        return whole
    parts = [piece for part in said for piece in _joined(part)]
    asked = [re.sub(r"^(?:and|but|also|then|so),? ", "", part, flags=re.I) for part in parts]
    asked = [part[:1].upper() + part[1:] if part != text else part for part in asked]
    fits = all(len(part.split()) >= _LEAST for part in asked)
    return asked if fits and len(asked) <= _MOST else whole


def _joined(part: str) -> list[str]:
    """The questions that an "and" joins, each with its question mark."""
    if _QUOTED.search(part) or not (part.endswith("?") or _QUESTION.match(part)):
        return [part]
    pieces = _AND.split(part.rstrip("?"))
    if _WHY.match(part) and _REMEDY.search(pieces[-1]):
        # What "it" is only the first part tells, and no paper that answers it.
        return [part]
    # A comma parts clauses, and so do two verbs.
    clauses = all(map(_VERB.search, pieces)) or all(m[0][0] == "," for m in _AND.finditer(part))
    return [f"{piece.strip(' ,')}?" for piece in pieces] if len(pieces) > 1 and clauses else [part]
