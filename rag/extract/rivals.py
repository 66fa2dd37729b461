"""Which of two things a sentence puts ahead, for questions such as "Is A faster than B?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

from rag.text.stems import content_stems, stem

_POLES = {
    "good": (
        "better superior best stronger",
        "worse inferior worst weaker",
    ),
    "fast": ("faster quicker", "slower"),
    "large": (
        "larger bigger greater longer higher more",
        "smaller lighter shorter lower fewer less",
    ),
    "cheap": ("cheaper", "costlier pricier"),
    "simple": ("simpler easier", "harder"),
}
_AHEAD = (
    r"(?P<ahead>outperform\w*|beat(?:s|ing)?|surpass\w*|exceed\w*|superior(?:ity)? (?:to|over)"
    r"|improv\w+ (?:up)?on|(?:improve(?:s|ments?)|gains?) over|(?:win|wins|won) (?:over|against))"
)
_EVEN = (
    r"(?P<even>(?:competitive|comparable|comparably|on par|equal|similar)"
    r"(?: (?:or|and) (?:even )?(?:better|superior))?(?: [\w-]+){0,2} (?:to|with|against)"
    r"|perform\w* similarly to|as (?:good|well|accurate|strong|effective) as"
    r"|compet(?:e|es|ing) with|match(?:es|ed|ing)?|rivals?|keeps? up with)"
)
_BEHIND = r"(?P<behind>inferior to|underperform\w*|(?:lag|fall|lags|falls) behind)"
_THAN = (
    r"(?:(?P<much>more|less) (?P<quality>(?!than)\w+)|(?P<word>\w+er|more|less|worse))"
    r"(?: (?!(?:\w+er|more|less|worse)\b)[\w-]+){0,4}? than(?! \d)"
)
_SAID = re.compile(rf"\b(?:{_AHEAD}|{_BEHIND}|{_EVEN}|{_THAN})\b", re.IGNORECASE)
_ALL = " ".join(f"{up} {down}" for up, down in _POLES.values()).replace(" ", "|")
# "Is it slower?" leaves the other one out.
_BARE = re.compile(rf"\b(?P<word>{_ALL})\W*$", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(?:not|no|never|cannot|nor|n['’]t|hardly|fails? to)(?: \w+){0,2}\W*$", re.I
)
_SUPERIORITY = re.compile(
    r"\b(?:superiority|advantages?|benefits?) of (?P<one>[^.;]{2,80}?) over (?P<other>[^;]{2,120})",
    re.IGNORECASE,
)
# "Does it beat other methods?" asks of any.
_ANY = re.compile(
    r"^\W*(?:all |any |the )?(?:other|others|existing|previous|prior|recent|earlier|current|strong"
    r"|competing|state[- ]of[- ]the[- ]art|sota|baselines?|competitors?|alternatives?|the rest)\b",
    re.IGNORECASE,
)
_SOTA = re.compile(
    r"\b(?:achiev|obtain|reach|establish|set|yield|deliver|attain)\w*[^.;]{0,60}?"
    r"state[- ]of[- ]the[- ]art|\boutperform\w*",
    re.IGNORECASE,
)
_FOR_EXAMPLE = re.compile(r"\(?\b(?:e\.g\.|i\.e\.|for example|such as),?", re.IGNORECASE)
OWN = re.compile(r"\b(?:our|we|ours|it|this|the proposed)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Contest:
    """`one` is ahead of `other` by what `measure` names; behind with `sign` -1, even with 0."""

    one: str
    other: str
    measure: str
    sign: int


def contest_in(asked: str) -> Contest | None:
    """The comparison that a question is about; without another thing it is with anything."""
    found = next(contests(asked), None)
    bare = None if found else _BARE.search(asked)
    if bare is None:
        return found
    return Contest(asked[: bare.start()], "", *_measured(bare["word"].lower()))


def contests(text: str) -> Iterator[Contest]:
    """Every comparison of one thing with another that a text states."""
    for found in _SUPERIORITY.finditer(text):
        yield Contest(found["one"], _FOR_EXAMPLE.sub(" ", found["other"]), "good", 1)
    for found in _SAID.finditer(text):
        behind = re.split(r"[,;.?] ", _FOR_EXAMPLE.sub(" ", text[found.end() :]))[0]
        measure, sign = _pole(found)
        if _DENIED.search(text[: found.start()]):
            continue
        yield Contest(text[: found.start()], behind, measure, sign)


def decided(asked: str, text: str, named: Set[str] = frozenset()) -> str:
    """Yes or no, as the text has the rivals of the question; empty where it does not say.

    `named` are stems of the paper's own name, which "our model" stands for.
    """
    question = contest_in(asked)
    if question is None:
        return ""
    one, other = set(content_stems(question.one)), set(content_stems(question.other))
    one, other = one - other, other - one
    if _ANY.match(question.other):
        other = set()
        if named and one & set(named) and question.sign > 0 and _SOTA.search(text):
            return "yes"
    if not one:
        return ""
    for said in contests(text):
        if said.measure != question.measure:
            continue
        ahead = set(content_stems(said.one)) | (set(named) if OWN.search(said.one) else set())
        behind = set(content_stems(said.other))
        # "Multilingual models" and "monolingual models" differ by one word.
        ahead, behind = ahead - behind, behind - ahead
        if _meets(one, other, ahead, behind):
            return _holds(question.sign, said.sign)
        if _meets(other, one, ahead, behind):
            return _holds(question.sign, -said.sign)
    return ""


def _holds(asked: int, said: int) -> str:
    """Who keeps up is not worse; whether the even are better nobody said."""
    if asked == 0:
        return "yes" if said >= 0 else "no"
    if said == 0:
        return "no" if asked < 0 else ""
    return "yes" if asked == said else "no"


def _meets(one: Set[str], other: Set[str], ahead: Set[str], behind: Set[str]) -> bool:
    """Whether the rivals stand on these sides; one that is left out is anything."""
    if not one or not other:
        return bool((one & ahead) - behind or (other & behind) - ahead)
    return bool(one & ahead and other & behind and not one & behind)


def _pole(found: re.Match[str]) -> tuple[str, int]:
    """What is measured, and whether the first is ahead."""
    if found["even"]:
        return "good", 0
    if found["ahead"] or found["behind"]:
        return "good", 1 if found["ahead"] else -1
    if found["quality"]:
        return stem(found["quality"].lower()), 1 if found["much"].lower() == "more" else -1
    return _measured(found["word"].lower())


def _measured(word: str) -> tuple[str, int]:
    for measure, (up, down) in _POLES.items():
        if word in up.split() or word in down.split():
            return measure, 1 if word in up.split() else -1
    return stem(word.removesuffix("er")), 1
