"""What a sentence claims beyond its words: negations, directions, and that it claims at all.

Two sentences of the same words can say opposite things; `opposition` tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rag.text.words import STOP_WORDS
from rag.verify.opposites import (
    AXES,
    CONTRASTS,
    DIRECTIONS,
    HEDGES,
    LINKS,
    NEGATIONS,
    PIVOTS,
    SOFT,
)

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,]\d+)*|[.,;:()?!]")
# Cuts deeper than rag.text.stems, for "reduction" must meet "reduce"; the first that fits is
# cut, so a longer ending stands before its own tail.
_SUFFIXES = (
    "izations ization ations ation ators ator ated ates ating ate ically ically ingly ments ment"
    " ities ings ions ably ibly edly ness ing ion ity ive ies ied ers ors est ful ous ic al ed es"
    " er or ly s e y"
).split()
_SCOPE = 4
"""Content words after a negation that it may deny, and beside a direction that it is about."""

# A sentence with these asks, plans or leaves open; a claim may not cite it as a finding.
_ASKS = re.compile(
    r"\b(?:whether|unclear|unknown|uncertain|hypothesi[sz]\w*|postulated?|objectives?|aims?|purpose"
    r"|(?:aimed|sought|designed|attempted|intended|conducted|undertaken) to"
    r"|controversial|poorly understood"
    r"|not (?:been )?(?:well |fully )?(?:understood|known))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pole:
    """A word of direction: `sign` is the end of its axis, `context` the words near it, weighed."""

    axis: int
    sign: int
    context: tuple[tuple[str, float], ...]
    word: str


@dataclass(frozen=True, slots=True)
class ClaimParts:
    """A sentence taken apart; `stems` are its content words, stemmed, in order."""

    stems: tuple[str, ...]
    denied: tuple[tuple[str, ...], ...]
    negations: tuple[str, ...]
    hedged: tuple[tuple[str, ...], ...]
    hedge: str
    poles: tuple[Pole, ...]
    asks: str
    roles: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """What stands before and after a pivot, as if the sentence were in the active voice."""

    pivot: str
    doer: frozenset[str]
    other: frozenset[str]


@lru_cache(maxsize=4096)
def claim_of(text: str) -> ClaimParts:
    """`text` taken apart; cached, because one abstract is read for many sentences."""
    words = [match[0].lower() for match in _TOKEN.finditer(text)]
    content = [claim_stem(word) if _carries(word) else "" for word in words]
    hedges = [index for index, word in enumerate(words) if word in HEDGES]
    denials = [index for index in range(len(words)) if _denies(words, index)]
    return ClaimParts(
        tuple(stemmed for stemmed in content if stemmed),
        tuple(tuple(_denied(words, content, index)) for index in denials),
        tuple(words[index] for index in denials),
        tuple(tuple(_denied(words, content, index)) for index in hedges),
        next((word for word in words if word in SOFT), ""),
        tuple(_poles(words, content)),
        asked[0] if (asked := _ASKS.search(text)) else "",
        tuple(_roles(words, content)),
    )


def opposition(claim: ClaimParts, evidence: ClaimParts) -> str:
    """How `evidence` says the opposite of `claim`, or "" if it does not."""
    if _stated(claim.denied, evidence):
        return f"'{claim.negations[0]}' denies what the cited sentence states"
    if _stated(evidence.denied, claim) and not claim.negations:
        return f"the cited sentence denies this: '{evidence.negations[0]}'"
    if _same_words(claim, evidence) and len(claim.negations) != len(evidence.negations):
        return "it has other negations than the cited sentence"
    said, seen = ({claim_stem(pole.word) for pole in side.poles} for side in (claim, evidence))
    # What both say is no rival: "more accurate" stands in "more accurate and slower".
    rivals = [pole for pole in evidence.poles if claim_stem(pole.word) not in said]
    for pole in claim.poles:
        opposite = "" if claim_stem(pole.word) in seen else _opposite(pole, rivals)
        if opposite:
            return f"'{pole.word}' stands against '{opposite}' in the cited sentence"
    return _reversed(claim, evidence)


def unfounded(claim: ClaimParts, evidence: ClaimParts) -> str:
    """What `claim` says more firmly than `evidence`: it denies, or states what is asked; or ""."""
    if claim.negations and not evidence.negations:
        return f"the negation '{claim.negations[0]}' is not in the cited sentence"
    if not claim.hedge and _stated(evidence.hedged, claim):
        return f"the cited sentence only says '{evidence.hedge}'"
    axes = {pole.axis for pole in evidence.poles}
    for pole in claim.poles:
        if pole.axis < DIRECTIONS and pole.axis not in axes and pole.word not in LINKS:
            return f"the direction '{pole.word}' is not in the cited sentence"
    if evidence.asks and not claim.asks:
        return f"the cited sentence leaves it open: '{evidence.asks}'"
    return ""


def claim_stem(word: str) -> str:
    """`word` without its ending, so that forms of one word compare equal."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word[: -len(suffix)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    # "reduct(ion)" meets "reduc(e)".
    return word[:-1] if word.endswith("ct") and len(word) > 4 else word


def _stated(denied: Sequence[tuple[str, ...]], other: ClaimParts) -> bool:
    """Whether `other` states what is denied here: the first word denied, or half of them."""
    also = {s for group in other.denied for s in group}
    for group in denied:
        stated = [s in other.stems and s not in also for s in group]
        # A negation is about its first word; the words further on need company.
        if stated and (stated[0] or (sum(stated) > 1 and sum(stated) >= len(stated) / 2)):
            return True
    return False


def _same_words(claim: ClaimParts, evidence: ClaimParts) -> bool:
    shared = len(set(claim.stems) & set(evidence.stems))
    return shared >= 0.9 * max(len(set(claim.stems)), len(set(evidence.stems)))


def _carries(word: str) -> bool:
    return word[0].isalpha() and word not in STOP_WORDS and word not in NEGATIONS


def _denies(words: Sequence[str], index: int) -> bool:
    word = words[index]
    if word.endswith(("n't", "n’t")):
        return True
    following = words[index + 1] if index + 1 < len(words) else ""
    preceding = words[index - 1] if index else ""
    if word in ("rather", "other") and following != "than":
        return False
    if word == "failure" and following != "to":  # heart failure denies nothing
        return False
    # "not only … but also" and "whether or not" deny nothing.
    return word in NEGATIONS and following not in ("only", "just", "merely") and preceding != "or"


def _denied(words: Sequence[str], content: Sequence[str], index: int) -> Iterator[str]:
    found = 0
    for word, stemmed in zip(words[index + 1 :], content[index + 1 :], strict=True):
        ends = word in (".", ";", ":", "but") or (word == "," and words[index] in CONTRASTS)
        if ends or found == _SCOPE:
            return
        if stemmed:
            found += 1
            yield stemmed


def _poles(words: Sequence[str], content: Sequence[str]) -> Iterator[Pole]:
    ends = _ends()
    for index, word in enumerate(words):
        if (end := ends.get(claim_stem(word))) is None:
            continue
        before = [s for s in content[:index] if s and s not in ends][::-1][:_SCOPE]
        after = [s for s in content[index + 1 :] if s and s not in ends][:_SCOPE]
        near = {s: 1 / distance for side in (before, after) for distance, s in enumerate(side, 1)}
        yield Pole(*end, tuple(near.items()), word)


@cache
def _ends() -> dict[str, tuple[int, int]]:
    return {
        claim_stem(word): (axis, sign)
        for axis, ends in enumerate(AXES)
        for sign, words in enumerate(ends)
        for word in words.split()
    }


def _opposite(pole: Pole, others: Sequence[Pole]) -> str:
    """The word that points the other way about the same things, or ""."""
    rivals = [
        (_nearness(pole, other), other.sign == pole.sign, other.word)
        for other in others
        if other.axis == pole.axis
    ]
    _, agrees, word = max(rivals, default=(0, True, ""))
    return "" if agrees else word


def _nearness(pole: Pole, other: Pole) -> float:
    there = dict(other.context)
    return sum(weight + there[s] for s, weight in pole.context if s in there)


def _roles(words: Sequence[str], content: Sequence[str]) -> Iterator[Action]:
    pivots = _pivots()
    for index, word in enumerate(words):
        pivot = "than" if word == "than" else pivots.get(claim_stem(word), "")
        if not pivot:
            continue
        before = frozenset([s for s in content[:index] if s][-2 * _SCOPE :])
        after = frozenset([s for s in content[index + 1 :] if s][: 2 * _SCOPE])
        # "A is driven by B": the doer stands behind the "by".
        passive = word.endswith(("ed", "t", "n")) and "by" in words[index + 1 : index + 3]
        yield Action(pivot, after, before) if passive else Action(pivot, before, after)


def _reversed(claim: ClaimParts, evidence: ClaimParts) -> str:
    """How doer and other have changed places around a word that both have, or ""."""
    for here in claim.roles:
        for there in evidence.roles:
            if here.pivot != there.pivot:
                continue
            doer, other = here.doer - here.other, here.other - here.doer
            kept = len(doer & there.doer) + len(other & there.other)
            crossed = len(doer & there.other) + len(other & there.doer)
            # One word that crossed over may be chance.
            if crossed > max(kept, 1):
                return f"the cited sentence has it the other way round: '{here.pivot}'"
    return ""


@cache
def _pivots() -> dict[str, str]:
    return {claim_stem(word): word for word in PIVOTS if word != "than"}
