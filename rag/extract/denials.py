"""What denies words of a sentence, what is their opposite, and how many of them are there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.text.stems import content_stems, rarities, stem, words

# What denies what follows it; "difficult to" and "struggle to" deny as "cannot" does.
DENIES = re.compile(
    r"\b(?:not(?! only)|no|never|without|nor|neither|cannot|can['’]t|fail\w*"
    r"|falls? short|fell short|lack\w*|hardly|barely|rarely|little|insufficient\w*|inabilit\w+"
    r"|disappear\w*|vanish\w*"
    r"|insensitive"
    r"|invariant|unnecessary|redundan\w+|difficult|struggl\w+|unable|instead of|rather than"
    r"|avoid\w*|eliminat\w+|omits?|less|worse"
    r"|free of|independent of|limited|unlikely|only (?:a )?(?:slight|small|minor|modest)\w*"
    r"|ineffective|useless|futile|unsuccessful|unhelpful|counter-?productive"
    r"|question(?:s|ed)? (?:the|this|that|whether)|casts? doubt|contrary to|refut\w+|disprov\w+"
    r"|slight|negligible|inferior|degrad\w+|underperform\w*|sacrific\w*|compromis\w*|losing"
    r"|loss of|hurt\w*|harm\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
_EXCEPTS = re.compile(
    r"\b(?:whereas|while|but) (?P<who>[^,.;]{3,90}?) (?:do(?:es)?|did|can|could|are|is|was|were"
    r"|have|has)(?: ?not|n['’]t)\W*$",
    re.IGNORECASE,
)
_OF_IT = 0.75  # of the words of what is excepted
FREE = re.compile(r"\b([\w]+)[- ]free\b", re.IGNORECASE)
# Two denials in a row deny nothing.
KEEPS = re.compile(
    r"\bwithout (?:\w+ )?(?:sacrific\w+|compromis\w+|los(?:s|ing)(?: of)?|hurting|harming"
    r"|degrad\w+|affecting)\b",
    re.IGNORECASE,
)
_NEAR = 9  # words within which a denial bears on a word of the question
_PREFIXES = ("un", "in", "im", "ir", "non", "dis", "over", "under", "mis")
_OPPOSITES = tuple(
    (frozenset(map(stem, one.split())), frozenset(map(stem, two.split())))
    for one, two in (
        ("cheap inexpensive", "expensive costly"),
        ("best good well", "worst poor poorly bad badly"),
        ("robust stable", "fragile brittle unstable"),
        ("overestimated overestimate", "underestimated underestimate"),
        ("easy simple", "hard difficult"),
        ("open", "closed"),
        ("possible", "impossible"),
        ("fast", "slow"),
        ("human humans manual manually", "machine automatic automatically synthetic"),
    )
)


def calls_free(predicate: Sequence[str], text: str) -> bool:
    """Whether the sentence calls something free of a word of the predicate: "training-free"."""
    return any(stem(match[1].lower()) in predicate for match in FREE.finditer(text))


def contrary(predicate: Sequence[str], text: str) -> bool:
    """Whether the sentence has the opposite of a word of the question: inappropriate, expensive."""
    wanted, own = set(predicate), {word: stem(word) for word, _, _ in words(text)}
    for word, its_stem in own.items():
        bare = next((word[len(p) :] for p in _PREFIXES if word.startswith(p)), "")
        if len(bare) > 3 and stem(bare) in wanted and its_stem not in wanted:
            return True
    said = set(own.values())
    return any(
        (one & wanted and two & said and not one & said)
        or (two & wanted and one & said and not two & said)
        for one, two in _OPPOSITES
    )


def excepted(wanted: Sequence[str], text: str) -> bool:
    """Whether what is asked about is what a sentence excepts: "..., but small ones do not"."""
    found = _EXCEPTS.search(text)
    if found is None:
        return False
    own = content_stems(found["who"])
    roots = {one[:5] for one in wanted}
    return sum(one in wanted or one[:5] in roots for one in own) >= _OF_IT * len(own)


def share(wanted: Sequence[str], text: str) -> float:
    """The part of the wanted stems that a text has, in [0, 1], each as telling as it is rare."""
    if not wanted:
        return 1.0
    weights, own = rarities(list(wanted)), set(content_stems(text))
    starts = {one[:5] for one in own}
    has = sum(
        weight
        for one, weight in zip(wanted, weights, strict=True)
        if one in own or (len(one) >= 5 and one[:5] in starts)
    )
    return has / max(sum(weights), 1e-9)


def denied(predicate: Sequence[str], text: str, near: int = _NEAR) -> bool:
    """Whether the words of the predicate stand under an odd number of denials."""
    wanted = set(predicate)
    found = words(text)
    places = [i for i, (word, _, _) in enumerate(found) if stem(word) in wanted]
    if calls_free(predicate, text):
        return stem("free") not in wanted
    count = 0
    for match in DENIES.finditer(text):
        if count and match[0].lower() in ("nor", "neither"):
            continue
        at = sum(start < match.start() for _, start, _ in found)
        behind = any(at <= place <= at + near for place in places)
        before = any(at - near / 2 <= place < at for place in places)
        count += behind or before
    return count % 2 == 1
