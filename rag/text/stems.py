"""How telling a word is, apart from any one library, and the stem that makes its forms one."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from rag.text.words import STOP_WORDS

_WORD = re.compile(r"[^\W_]+")
_HYPHENS = re.compile(r"(?<=\w)-(?=\w)")
# "This shows" leans on the sentence before; "This paper shows" brings its noun along.
_LEANING = re.compile(
    r"(It|They|Its|Their|He|She|Both)\b"
    r"|(This|These|Those|Such) (is|are|was|were|can|may|will|has|have|allows?|enables?|makes?"
    r"|leads?|results? in|suggests?|shows?|indicates?|means|yields?|provides?|gives?"
    r"|implies|requires?)\b"
)
# The first that fits is cut, so a longer ending stands before its own tail.
# "ation" leaves "at", by which "relation" meets "related".
_ENDINGS = (
    ("ations", "at"),
    ("ation", "at"),
    ("iveness", "iv"),
    ("ically", "ic"),
    ("ments", "ment"),
    ("ities", "it"),
    ("ingly", ""),
    ("ives", "iv"),
    ("ions", "i"),
    ("ive", "iv"),
    ("ion", "i"),
    ("ity", "it"),
    ("ies", "y"),
    ("sses", "ss"),
    ("ings", ""),
    ("ing", ""),
    ("edly", ""),
    ("ers", "er"),
    ("ed", ""),
    ("es", "e"),
    ("ly", ""),
    ("al", ""),
    ("s", ""),
)


def words(text: str) -> list[tuple[str, int, int]]:
    """Words of `text` in lower case with their characters."""
    return [(m[0].lower(), m.start(), m.end()) for m in _WORD.finditer(text)]


def stems(text: str) -> list[str]:
    """Stems of all words of `text`, in order."""
    return [stem(word.lower()) for word in _WORD.findall(text)]


def held(text: str) -> frozenset[str]:
    """Stems of all words of `text`, and of those with a hyphen as one: "pre-trained"."""
    joined = _HYPHENS.sub("", text) if "-" in text else ""
    return frozenset([*stems(text), *stems(joined)])


def content_stems(text: str) -> list[str]:
    """Stems of `text` in order, less stop words unless all of them are."""
    found = [word.lower() for word in _WORD.findall(text)]
    kept = [word for word in found if word not in STOP_WORDS] or found
    return [stem(word) for word in kept]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A short form shared by most inflections of a word; lighter than Porter's."""
    if len(word) <= 3 or not word.isalpha():
        return word
    for ending, instead in _ENDINGS:
        if not word.endswith(ending) or len(word) - len(ending) < 3:
            continue
        # "loss", "virus" and "analysis" are no plurals.
        if ending != "s" or not word.endswith(("ss", "us", "is")):
            word = word[: -len(ending)] + instead
        break
    if len(word) > 4 and word[-1] == "e":
        word = word[:-1]
    if len(word) > 4 and word[-1] == "i":
        word = word[:-1] + "y"
    # "planned" meets "plan"; "small" and "loss" keep their pair.
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]
    return word


def needs_context(sentence: str) -> bool:
    """Whether a sentence opens with a word that the sentence before must explain."""
    return bool(_LEANING.match(sentence))


def rarity(found: str) -> float:
    """Inverse document frequency of a stem over several fields' abstracts.

    A library of fifty papers cannot tell a rare word from a common one, so the counts ship with
    footnote (`eval/training/count_words.py` makes them).
    """
    documents, counts = _counts()
    return math.log(1 + (documents - counts.get(found, 0) + 0.5) / (counts.get(found, 0) + 0.5))


def known_word(word: str) -> bool:
    """Whether the abstracts of several fields use a word, in any of its forms."""
    return stem(word) in _counts()[1]


def rarities(found: Sequence[str]) -> list[float]:
    return [rarity(one) for one in found]


@lru_cache(maxsize=1)
def _counts() -> tuple[int, dict[str, int]]:
    table = json.loads((Path(__file__).parents[1] / "data" / "words.json").read_text("utf-8"))
    return int(table["documents"]), table["counts"]
