"""Numbers and names of a sentence, which its evidence must hold."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Set
from difflib import SequenceMatcher
from functools import lru_cache

from rag.text.words import STOP_WORDS

# "1,200" is one number; the digits of "p53" and "GPT-4" belong to names.
_NUMBER = re.compile(r"(?<![\w.])(?<![A-Za-z]-)(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?")
_NAME = re.compile(r"[^\W_]+(?:[-/.+&][^\W_]+)*")
_JOINT = re.compile(r"[-/.+&]")
_ABOUT = re.compile(
    r"(?:\b(?:about|around|approximately|roughly|nearly|almost|over|more than|at least|up to|"
    r"close to|under|less than|circa|ca\.)|[~≈])\s*$",
    re.IGNORECASE,
)
# "Half" is 50 because evidence writes it as 50 %.
_IN_WORDS = {
    word: float(value)
    for value, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve".split(), start=2
    )
} | {"twice": 2.0, "both": 2.0, "half": 50.0, "twofold": 2.0, "threefold": 3.0, "double": 2.0}
_COUNTED = re.compile(rf"\b(?:{'|'.join(_IN_WORDS)})\b", re.IGNORECASE)
_STANDS_IN = re.compile(
    r"\b(?:it|its|they|their|we|our|this|these|those|such|the (?:proposed|resulting|new|latter"
    r"|former|same|model|method|approach|system|framework|algorithm|network|dataset|technique))\b",
    re.IGNORECASE,
)
_NEW_START = re.compile(r"[\"'”’)\]]*[.:!?][\"'”’)\]]*\s|\n")
_NOT_NAMES = frozenset("I A We The In Both".split())
_CLOSE = 0.05
_LONGEST_NAME = 4  # words; where more are exchanged the sentences differ too much to tell
_FRAME = 0.7
_ANCHOR = 2
"""A word stands in another's place between two equal words a side, in a sentence 70 % equal."""


def missing_number(text: str, evidence: str, years: Collection[int] = ()) -> str:
    """The first number of `text` that `evidence` does not have, as written; "" if none.

    "about 25 %" is met by a number within 5 %; a number may be one of `years`.
    """
    known = {value for value, _, _ in _numbers(evidence)}
    for value, shown, rough in _numbers(text):
        near = any(abs(value - other) <= _CLOSE * abs(other) for other in known)
        if value not in known and not (rough and near) and value not in years:
            return shown
    return ""


def missing_name(text: str, evidence: str, around: str) -> str:
    """The first name or acronym of `text` that `evidence` has neither so nor in full.

    One from `around`, the rest of the paper, may stand for "it" or "our method" in `evidence`,
    but not for another name.
    """
    keys, initials = _keys(evidence)
    elsewhere = _keys(around)[0] if _STANDS_IN.search(evidence) else frozenset()
    said, _ = _keys(text)
    replaced = [name for name in names(evidence) if _key(name) not in said]
    for name in names(text):
        if not (_held(name, keys, initials) or (not replaced and _held(name, elsewhere))):
            return name
    return ""


def swapped(text: str, evidence: str) -> tuple[str, str] | None:
    """A name or number of `text` and the one in its place in `evidence`, if there are such."""
    telling, telling_there = _telling(text), _telling(evidence)
    for new, old, _ in _replaced(text, evidence):
        if max(len(new), len(old)) > _LONGEST_NAME:
            continue
        stranger = next((word for word in new if _key(word) in telling), "")
        owner = next((word for word in old if _key(word) in telling_there), "")
        if stranger and owner and not _held(stranger, *_keys(" ".join(old))):
            return stranger, owner
    return None


def exchanged(text: str, evidence: str) -> list[tuple[str, str]]:
    """One or two words of `text` in the place of others, where all around is as in `evidence`."""
    return [
        (" ".join(new), " ".join(old))
        for new, old, anchored in _replaced(text, evidence)
        if anchored and max(len(new), len(old)) <= 2
    ]


def _replaced(text: str, evidence: str) -> Iterator[tuple[list[str], list[str], bool]]:
    """Words of `text`, those of `evidence` in their place, and whether all around is the same."""
    said, held = ([match[0] for match in _NAME.finditer(side)] for side in (text, evidence))
    lower = [[word.lower() for word in side] for side in (said, held)]
    matcher = SequenceMatcher(None, lower[0], lower[1], autojunk=False)
    changes = matcher.get_opcodes()
    same = [b - a if change == "equal" else 0 for change, a, b, _, _ in changes]
    whole = sum(same) >= _FRAME * len(said)
    for index, (change, a, b, c, d) in enumerate(changes):
        if change == "replace":
            before = same[index - 1] if index else _ANCHOR
            after = same[index + 1] if index + 1 < len(same) else _ANCHOR
            yield said[a:b], held[c:d], whole and min(before, after) >= _ANCHOR


def _telling(text: str) -> set[str]:
    """Numbers and names of `text`, as they are compared."""
    numbers = {_key(m[0]) for m in _NAME.finditer(text) if m[0][0].isdigit()}
    return numbers | {_key(name) for name in names(text)}


def _held(name: str, keys: Set[str], initials: Set[str] = frozenset()) -> bool:
    parts = [part for part in _JOINT.split(name) if part]
    # "Aire-expressing" is held where "Aire" is: small parts of a name are plain words.
    naming = {_key(part) for part in parts if not part.islower() or len(parts) == 1}
    key = _key(name)
    return key in keys or key in initials or naming <= keys


def names(text: str) -> Iterator[str]:
    """Words that name something: acronyms, mixed case, letters with digits, capitals inside."""
    start = True
    for match in _NAME.finditer(text):
        word = match[0]
        if _is_name(word, start):
            yield word
        start = bool(_NEW_START.match(text, match.end()))


def _is_name(word: str, starts: bool) -> bool:
    letters = [c for c in word if c.isalpha()]
    if not letters or word in _NOT_NAMES:
        return False
    capitals = sum(c.isupper() for c in letters)
    if any(c.isdigit() for c in word):
        # "p53" and "GPT-4" are names, "top-5" and "10-fold" are not.
        return word[0].isalpha() and (capitals > 0 or "-" not in word)
    if capitals and word[1:].islower():
        # "European" within a sentence is a name, "Deep" at its start is not.
        return not starts
    # "In-depth" at the start of a sentence is no name, "CycleGAN" is.
    return capitals > 0 and len(word) > 1 and not (starts and "-" in word and capitals == 1)


def _numbers(text: str) -> Iterator[tuple[float, str, bool]]:
    for match in _NUMBER.finditer(text):
        rough = bool(_ABOUT.search(text[max(0, match.start() - 16) : match.start()]))
        yield float(match[0].replace(",", "")), match[0], rough
    for match in _COUNTED.finditer(text):
        yield _IN_WORDS[match[0].lower()], match[0], False


def _key(name: str) -> str:
    kept = "".join(c for c in name if c.isalnum())
    plural = len(kept) > 2 and kept.endswith("s") and kept[-2].isupper()
    return (kept[:-1] if plural else kept).lower()


@lru_cache(maxsize=4096)
def _keys(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Every word of `text` as names are compared, and the initials of runs of its words."""
    words = [match[0] for match in _NAME.finditer(text)]
    parts = [_key(part) for word in words for part in _JOINT.split(word)]
    # "GPT 4" holds "GPT-4"; "generative adversarial nets" hold "GAN".
    pairs = {a + b for a, b in itertools.pairwise(parts)}
    letters = "".join(part[:1] for part in parts if part not in STOP_WORDS)
    initials = {letters[i : i + n] for n in range(2, 7) for i in range(len(letters) - n + 1)}
    return frozenset({_key(word) for word in words} | set(parts) | pairs), frozenset(initials)
