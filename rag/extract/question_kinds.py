"""What kind of sentence a question asks for, beyond the words it shares with it.

The scorer is learned from claims; these few numbers were set by reading answers to questions
about the sample library, and leave claims as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_ASKING = re.compile(
    r"^\s*(compare|contrast|describe|explain|summari[sz]e|tell|list|is|are|do|does|did|how|what"
    r"|which|why|when|where|who|can|could|should)\b|\?\s*$",
    re.IGNORECASE,
)
# Taken off before names are sought: "Compare Barlow Twins" would be one name else.
_OPENING = re.compile(
    r"^\s*(compare|contrast|describe|explain|summari[sz]e|is|are|do|does|how|what"
    r"|which|why|when|where|who|can|could|should)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b(?:[A-Za-z][\w-]*[A-Z0-9][\w-]*|[A-Z][a-z]+(?: [A-Z][a-z]+)+)\b")
_NEW = 1.5
"""For having the words that a paper's title does not: every sentence is about the title's."""

# (asked, wanted, bonus in log-odds): a question with the first leans to sentences with the second.
_KINDS = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(wanted, re.IGNORECASE), bonus)
    for asked, wanted, bonus in (
        (
            r"\b(limits?|limitations?|drawbacks?|weakness\w*|fail\w*|problems?|challeng\w*)\b",
            r"\b(limit(s|ed|ations?)|however|drawback\w*|fails?|failed|cannot|does not|do not"
            r"|difficult\w*|challeng\w+|remains?|lack\w*|suffer\w*|trade-?offs?|at the cost)\b",
            # Twice as much as below: "However, cuts cannot scale" has no word of "limits" in it.
            1.5,
        ),
        (
            r"\b(how well|results?|perform\w*|accura\w+|outperform\w*|better"
            r"|compare\w*|effective)\b",
            r"\b(outperform\w*|achiev\w+|improv\w+|state[- ]of[- ]the[- ]art|accuracy|on par"
            r"|reduc\w+|surpass\w*|results|experiments)\b|\d\s?%",
            0.7,
        ),
        (
            r"^\s*how (do|does|did|is|are|can|could|should)\b|\b(methods?|approach\w*|work)\b",
            r"\b(we|this (paper|work)) (\w+ )?(propos\w+|introduc\w+|present\w*|develop\w*|use"
            r"|show that|investigat\w+)\b|\b(by|via|through|using) \w+"
            r"|\bwhich (allows?|enables?)\b",
            0.7,
        ),
        (
            r"^\s*what (is|are|does)\b|^\s*(define|explain|describe)\b",
            r"\b(we (propose|introduce|present)|is an?|are an?|a (new|novel|set|family|class) of"
            r"|(called|termed|dubbed|named)|discovery of)\b",
            0.7,
        ),
        (
            r"^\s*why\b|\breasons?\b",
            r"\b(because|since|due to|owing to|reasons?|causes?|explain\w*|why|insights?)\b",
            0.7,
        ),
    )
)


def asks(question: str) -> bool:
    """Whether the text asks something; a bare claim does not."""
    return bool(_ASKING.search(question))


def compared(question: str) -> list[str]:
    """The names in a question that has several, such as EvoNorms, S4D or Barlow Twins."""
    if not asks(question):
        return []
    names = list(dict.fromkeys(_NAME.findall(_OPENING.sub("", question))))
    return names if len(names) > 1 else []


def kind_bonus(
    question: str, sentences: Sequence[str], new_cover: NDArray[np.float32]
) -> NDArray[np.float32]:
    """What to add to the scores of `sentences`; `new_cover` is their cover of untitled words."""
    if not asks(question):
        return np.zeros(len(sentences), np.float32)
    wanted = [(cue, bonus) for asked, cue, bonus in _KINDS if asked.search(question)]
    extra = [sum(bonus for cue, bonus in wanted if cue.search(text)) for text in sentences]
    return _NEW * new_cover + np.array(extra, np.float32)
