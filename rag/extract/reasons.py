"""Questions that ask why, and sentences that give a reason for what is asked about."""

from __future__ import annotations

import re

from rag.extract.asking import ASKING
from rag.extract.denials import share
from rag.text.stems import content_stems

_WHY = re.compile(
    r"^\W*(?:and |but |so )?(?:why\b|how come\b|what (?:really |mainly )?"
    r"(?:causes|caused|cause|explains|makes|leads to|is behind)\b"
    r"|(?:for )?what(?: is|['’]s| are)? (?:the |some )?(?:\w+ )?(?:reasons?|causes?)\b)",
    re.IGNORECASE,
)
# "Since 2019" and "this paper explains how" give no reason.
_REASON = re.compile(
    r"\b(?:because|since (?!\d)|as (?:it|they) (?!were|was)|due to|owing to|thanks to"
    r"|caused by|causes?(?= \w)|the (?:main |key )?(?:reasons?|causes?)\b|attribut\w+ (?:\w+ )?to"
    r"|(?:results?|resulting|stem\w*|arises?|arising|comes?|originat\w+) from|lead(?:s|ing)? to"
    r"|induces?|(?:so|such) that|result(?:s|ing)? in|therefore|hence|thus|thereby|explained by"
    r"|inherit\w*|inevitabl\w+|(?:in order )?to (?:avoid|prevent|mitigate"
    r"|alleviate|overcome|reduce)|by (?:\w+ly )?\w+ing|allow(?:s|ing)|enabl(?:es|ing))\b",
    re.IGNORECASE,
)
# What stands before says of what.
_IN_ANSWER = re.compile(
    r"\W*(?:(?:the|one|a) (?:main |key |possible |likely )?(?:reason|cause)s? (?:is|are|for|behind)"
    r"|(?:this|that|it) is (?:mainly |largely |mostly )?(?:because|due to|caused by))\b",
    re.IGNORECASE,
)
_COMPOUND = re.compile(r"\w+(?:-\w+)+")
_SAYS = 0.35  # share of the question, by rarity, that the sentence itself must hold
_KNOWS = 0.6  # and with the title of its paper
_BRIEF = (0.15, 0.4)  # the same two for a sentence that opens as an answer


def asks_why(question: str) -> bool:
    """Whether reasons or causes are asked for."""
    return bool(_WHY.search(question))


def answers_why(text: str) -> bool:
    """Whether a sentence opens as the answer to a why: "The reason is ..."."""
    return bool(_IN_ANSWER.match(text))


def gives_reason(question: str, title: str, text: str) -> bool:
    """Whether a sentence of the paper with this title says why of what the question is about."""
    if not _REASON.search(text):
        return False
    joined = {one.replace("-", "") for one in _COMPOUND.findall(question.lower())}
    if not joined <= {one.replace("-", "") for one in _COMPOUND.findall(f"{title} {text}".lower())}:
        return False
    wanted = [one for one in dict.fromkeys(content_stems(question)) if one not in ASKING]
    says, knows = _BRIEF if answers_why(text) else (_SAYS, _KNOWS)
    return share(wanted, text) >= says and share(wanted, f"{title} {text}") >= knows
