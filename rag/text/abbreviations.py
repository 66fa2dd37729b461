"""Abbreviations that a text explains, "split learning (SL)", written out."""

from __future__ import annotations

import re
from functools import lru_cache

_GIVEN = re.compile(r"((?:[A-Za-z][\w-]* ){1,6})\(([A-Z][A-Za-z]{0,6}[A-Z])s?\)")
LINKS = frozenset("in of on for the a an and with to by from".split())
"""Words that an abbreviation leaves out."""


def spelled_out(text: str, within: str) -> str:
    """`text` with each abbreviation that `within` explains followed by what it stands for."""
    for short, long in _explained(within):
        text = re.sub(rf"(?<!\()\b({short}s?)\b(?!\))", rf"\1 ({long})", text)
    return text


@lru_cache(maxsize=256)
def _explained(text: str) -> tuple[tuple[str, str], ...]:
    """Abbreviations with the words that their letters begin."""
    found = []
    for match in _GIVEN.finditer(text):
        words = match[1].split()
        for start in (n for n, word in enumerate(words) if word.lower() not in LINKS):
            # "Pre-trained" begins with one letter or with two.
            split = (words[start:], re.split(r"[ -]", " ".join(words[start:])))
            initials = [_initials(one) for parts in split for one in (parts, _telling(parts))]
            if match[2].lower() in initials:
                found.append((match[2], " ".join(words[start:])))
                break
    return tuple(found)


def _initials(words: list[str]) -> str:
    return "".join(word[0] for word in words if word).lower()


def _telling(words: list[str]) -> list[str]:
    return [word for word in words if word.lower() not in LINKS]
