"""Yes or no, as the words of one sentence have it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from rag.domain import Verdict
from rag.extract.denials import (
    FREE,
    KEEPS,
    calls_free,
    contrary,
    denied,
    excepted,
    share,
)
from rag.extract.rivals import contest_in, decided
from rag.text.stems import content_stems
from rag.verify.claims import claim_of, opposition

AUXILIARY = re.compile(
    r"^(?:and |but |so |ok(?:ay)?,? )*(?:is|are|was|were|do|does|did|can|could|has|have|had|will"
    r"|would|should|may|might|must)(?:n['’]t)?\s+(?:there |it (?:true |possible )?(?:that |to )?)?",
    re.IGNORECASE,
)
# A question that itself holds one of these is answered the other way round.
TURNS = re.compile(
    r"\b(?:not|no|never|without|fail\w*|lack\w*|worse|less|hurt\w*|harm\w*|unnecessary|redundant"
    r"|difficult|hard|impossible|unable|limited|struggle\w*|insensitive|invariant|avoid\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
_NEEDS = re.compile(r"\b(?:need|requir|rely|relies|depend|necessary)\w*\b", re.IGNORECASE)
_GOES_WITHOUT = re.compile(
    r"\b(?:without|no need (?:for|of)|(?:reduc|remov|avoid|obviat|alleviat)\w* (?:the |any )?"
    r"(?:\w+ )?(?:need|necessity|efforts?|costs?|burden) (?:for|of|to|in)|free of|independent of"
    r"|eliminat\w+|unnecessary"
    r"|(?:not|n['’]t) (?:need|require|rely|depend)\w*)\b|\w-free\b",
    re.IGNORECASE,
)
_BY, _BEHIND = 30, 90  # characters around "without" in which stands what is not needed
_POSSIBLE = re.compile(r"\b(?:possible|feasible)\b", re.IGNORECASE)
RESPECT = re.compile(r"\b(?:with (?:respect|regards?) to|in terms of|when it comes to)\b", re.I)
WITHOUT_WHAT = re.compile(r"\bwithout (?P<what>.+)", re.IGNORECASE)
_AVOIDED = re.compile(
    r"\b(?:without|no need (?:for|of)|free of|avoid\w*|escap\w+|prevent\w*|mitigat\w+|alleviat\w+"
    r"|eliminat\w+|overcom\w+|not (?:need|requir|us|suffer)\w*)\b|\w-free\b",
    re.IGNORECASE,
)
_WITHOUT = re.compile(r"\b(?:without|not|no|free)\b", re.IGNORECASE)
_ALWAYS = re.compile(
    r"\b(?:always|never|all|every|any|only|fully|completely|entirely|blindly|in every case)\b",
    re.IGNORECASE,
)
SAID = 0.5  # share of the predicate's words that a yes needs
MOST = 0.75  # share of the words that a no to a question of a field needs
_SHARED = 0.45  # share of the question's telling words that a finding must have


def plainly(asked: str) -> str:
    """A question without what no finding need repeat."""
    return _POSSIBLE.sub(" ", RESPECT.sub(" ", asked))


def does_without(asked: str, text: str) -> bool:
    """Whether a sentence does without what it is asked to need."""
    needed = _NEEDS.search(asked)
    return needed is not None and _avoids(asked[needed.end() :], text, _GOES_WITHOUT)


def side_of(
    question: str, text: str, names: Sequence[str], title: str, field: bool = False
) -> Verdict:
    """Yes or no as one sentence has it; empty where it does not bear on the question.

    The title says what a sentence is about, and never what it states. A yes needs more of the
    question's own words than a no, which a denial of them shows.
    """
    asked = plainly(AUXILIARY.sub("", question)).strip(" ?.!")
    text = KEEPS.sub("keeping", text)
    named = {one for name in names for one in content_stems(name)}
    wanted = list(dict.fromkeys(content_stems(asked)))
    topic = named | set(content_stems(title))
    predicate = [one for one in wanted if one not in topic]
    predicate = predicate or [one for one in wanted if one not in named] or wanted
    shared = share(predicate, text)
    if contest_in(asked):
        # Which of two is ahead nothing but a sentence that compares them can say.
        return cast("Verdict", decided(asked, text, named))
    turned = bool(TURNS.search(asked)) or bool(re.match(r"\w+n['’]t\b", question))
    free = not FREE.search(asked) and calls_free([one for one in wanted if one not in named], text)
    if free:
        return "yes" if turned else "no"
    if "?" in text or not shared or share(wanted, f"{title} {text}") < _SHARED:
        return ""
    if not turned and does_without(asked, text):
        return "no"
    if lacking := WITHOUT_WHAT.search(asked):
        return "yes" if _avoids(lacking["what"], text, _AVOIDED) else ""
    if excepted(wanted, text):
        return "yes" if turned else "no"
    turned_down = denied(predicate, text)
    if not turned:
        against = turned_down or contrary(predicate, text)
        against = against or bool(opposition(claim_of(asked), claim_of(text)))
        if against:
            return "no" if not field or share(wanted, text) >= MOST else ""
        needless = _NEEDS.search(asked) and not _NEEDS.search(text)
        return "yes" if shared >= SAID and not (needless or _unlimited(asked, text)) else ""
    if _WITHOUT.search(asked) and not _WITHOUT.search(text):
        return "no" if turned_down else ""
    if shared < SAID:
        return ""
    return "yes" if turned_down else "no"


def _avoids(what: str, text: str, how: re.Pattern[str]) -> bool:
    """Whether a word of `what` stands by a word that says it is avoided or not needed."""
    wanted = set(content_stems(what))
    return any(
        wanted & set(content_stems(text[max(0, found.start() - _BY) : found.end() + _BEHIND]))
        for found in how.finditer(text)
    )


def _unlimited(asked: str, text: str) -> bool:
    """Whether "always" or "all" is asked of a sentence that does not say so."""
    return bool(_ALWAYS.search(asked)) and not _ALWAYS.search(text)
