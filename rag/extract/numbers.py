"""Numbers in a sentence, and which of them counts what is asked for."""

from __future__ import annotations

import re

from rag.extract.subjects import Unit
from rag.text.stems import content_stems, stem, words

_NEVER = float("-inf")
_NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty "
    "fifty hundred thousand million billion dozen half twice double triple"
)
_TIMES = r"\$\s?\\times\s?\$"
NUMBER = re.compile(
    rf"(?<![\w.-])(?:[<>~≈±]\s?)?\d[\d,]*(?:\.\d+)?(?:\s?(?:%|[×xX](?!\w)|{_TIMES}|-fold"
    r"|[kKMB](?![a-z])|pp\b|fps\b|FPS\b|ms\b|times\b|percent\b))?"
    rf"|(?<!-)\b(?:{_NUMBER_WORDS.replace(' ', '|')})\b(?!-)",
    re.IGNORECASE,
)
# "As high as 95 points" is not what is lost as a rule.
_EXTREME = re.compile(
    r"\b(?:as (?:\w+ )as|up to|at (?:most|best|worst))\W+(?:an? )?$", re.IGNORECASE
)
_MARKS = re.compile(r"(?:^|[\s:;,])\($")
_STANDS_FOR = re.compile(
    r"\b(?:the|this|that|which|each|every|any|no|another|previous|last) one$", re.IGNORECASE
)
_NEAR = 60  # characters between a number and what it counts
_RATIO = re.compile(
    r"%|[×xX](?!\w)|\$\s?\\times|-fold"
    r"|\b(?:times|percent|pp|orders? of magnitude|twice|half|double)\b"
)


def number_near(unit: Unit | None, text: str) -> re.Match[str] | None:
    """The number in `text` that counts the unit, nearest before or behind it."""
    numbers = [m for m in NUMBER.finditer(text) if not _only_a_name(text, m)]
    if unit is None or (unit.ratio and not unit.stems):
        ratios = [m for m in numbers if _RATIO.search(text, m.start(), m.end() + 20)]
        return next(iter(ratios or numbers), None)
    if not unit.stems:
        return next(iter(numbers), None)
    own = set(content_stems(text))
    # Of "pilots flew" only the pilots can be told; the last word that is there is what counts.
    head = next((one for one in reversed(unit.stems) if one in own), "")
    places = [(start, end) for word, start, end in words(text) if stem(word) == head]
    near = [
        (abs(m.start() - start) if m.start() < start else 1.5 * abs(m.start() - end), m)
        for m in numbers
        for start, end in places
    ]
    if not near:
        return None
    distance, best = min(near, key=lambda one: one[0])
    return best if distance <= _NEAR else None


def _only_a_name(text: str, number: re.Match[str]) -> bool:
    """Whether a number counts nothing, as in 3D, Llama 2, top-1, "(1)" and "this one"."""
    after = text[number.end() : number.end() + 1]
    before = text[: number.start()]
    if (_MARKS.search(before) and after == ")") or _STANDS_FOR.search(before + number[0]):
        return True
    plain = number[0].strip().rstrip("kKMB").isdigit()
    named = bool(re.search(r"(?:[A-Z]\w*|top)[ -]$", before)) and plain
    year = bool(re.fullmatch(r"(?:19|20)\d\d", number[0].strip()))
    return after.isalpha() or (named and len(number[0].strip()) < 4) or year


def counts(unit: Unit | None, text: str) -> float:
    if not NUMBER.search(text):
        return _NEVER
    found = number_near(unit, text)
    if found is None:
        return -1.0
    own = set(content_stems(text))
    told = sum(one in own for one in unit.stems) / len(unit.stems) if unit and unit.stems else 0.5
    digits = 0.5 if any(c.isdigit() for c in found[0]) else 0.0
    extreme = 1.5 if _EXTREME.search(text[: found.start()]) else 0.0
    return 2.0 + 4.0 * told + digits - extreme
