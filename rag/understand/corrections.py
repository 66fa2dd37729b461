"""“No, I meant FunBaT”: what was meant, and the last question asked anew of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.domain import Paper
from rag.text.names import own_name
from rag.understand.phrasing import VERB
from rag.understand.topics import subject_of

_LEAD = re.compile(
    r"^(?:(?:no|nope|nah|sorry|oops|whoops|wait|actually|pardon|apologies|my (?:bad|mistake)"
    r"|(?:that(?:['’]s| is| was) )?(?:wrong|not (?:it|right|what i \w+))"
    r"(?: (?:one|paper|question))?|not (?:that|this|quite|really|exactly)(?: (?:one|paper))?"
    r"|hm+|oh|ah|er+m?|uh+m?|rather|typo)\b"
    r"(?:[\s,.;:!–—-]+|$))+",
    re.IGNORECASE,
)
_MEANT = re.compile(
    r"^(?:(?:i|we)(?:['’](?:m|d|ve))? ?(?:have |was |am |were |had )?(?:really |actually |rather )?"
    r"(?:meant|mean|intended|want(?:ed)?(?: to (?:ask|know))?|asking|talking|thinking|asked"
    r"|referring|interested|after|(?:had|have) in mind|like)(?: to (?:say|ask|type|write|know))?"
    r"(?: (?:about|for|of|to|in))?"
    r"|(?:please )?make (?:that|it)|(?:it|that) should (?:be|read|have been)|try|what i meant"
    r" (?:is|was))\s+[“\"']?(?=\S)",
    re.IGNORECASE,
)
_PARTS = (
    re.compile(
        r"^not (?P<out>.+?)(?:\s*[,;:–—]\s*(?:but |rather )?| but |\s+-+\s+)(?P<in>.+)$", re.I
    ),
    re.compile(r"^(?P<in>.+?),? (?:and )?(?:not|instead of|rather than) (?P<out>.+)$", re.I),
    re.compile(r"^instead of (?P<out>.+?)[,;] (?P<in>.+)$", re.I),
    re.compile(r"^(?P<in>.+?),? (?:instead|rather)$", re.I),
)
_QUESTION = re.compile(
    r"^(?:what|which|how|why|when|where|who|whose|is|are|was|were|do|does|did|can|could|has|have"
    r"|will|would|should|tell|explain|compare|show|list|summari[sz]e)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"^(?:i|you|we|he|she|it|they|that|this|there|yes|no)\b(?! one)", re.I)
_LONGEST = 8  # words of a bare name behind "sorry,"
_BARE = re.compile(
    r"^(?:the |an? |that |about |on )+(?=\S)|\s+(?:paper|one|study|article|model|method)$", re.I
)
_PAPERS_ON = re.compile(
    r"^(?P<head>.*?\b(?:papers?|studies|articles|literature|research)\b(?: (?:that|which))?"
    r"(?: (?:are|is|deals?|study|studies|discuss\w*|cover\w*|look|treat|address|exist))?"
    r"(?: (?:about|on|by|with|at|for))? )(?P<topic>[^?.!]+?)(?P<end>[?.!]*)$",
    re.IGNORECASE,
)
_NAME = r"(?:[A-Z][\w+-]*|[a-z]+[A-Z][\w+-]*)(?: (?:of |and )?[A-Z][\w+-]*)*"


@dataclass(frozen=True, slots=True)
class Correction:
    """What was meant instead, as typed, and what was named as not meant."""

    meant: str
    rejected: str = ""
    asks: bool = False


def corrected(text: str) -> Correction | None:
    """What "no, I meant X" or "not Y, X" means; None where nothing is corrected."""
    bare = text.strip().strip(" .!?")
    lead = _LEAD.match(bare)
    rest = bare[lead.end() :] if lead else bare
    meant = _MEANT.match(rest)
    # Behind "no," alone, "I want ..." corrects; without it only what says "meant" does.
    if (
        meant
        and not lead
        and not re.search(r"\b(?:mean|meant|should|make|in mind|was)\b", meant[0], re.I)
    ):
        meant = None
    rest = (rest[meant.end() :] if meant else rest).strip(" “”\"'")
    if not re.search(r"\w", rest):
        return None
    if _QUESTION.match(rest):
        return Correction(f"{rest}?", asks=True) if lead or meant else None
    parts = _parts(rest if lead or meant else bare)
    if parts and (lead or meant or re.match(r"(?:not|instead of) ", bare, re.I)):
        return Correction(*parts)
    short = len(rest.split()) <= _LONGEST and not _PRONOUN.match(rest)
    if meant or (lead and short and not VERB.search(rest)):
        return Correction(rest)
    return None


def _parts(text: str) -> tuple[str, str] | None:
    for pattern in _PARTS:
        found = pattern.match(text)
        if found and not _QUESTION.match(found["in"]):
            groups = found.groupdict()
            return groups["in"].strip(" ,"), (groups.get("out") or "").strip(" ,")
    return None


def bare_name(meant: str) -> str:
    """A name to ask about: of "the FunBaT paper", "FunBaT"."""
    stripped = _BARE.sub("", _BARE.sub("", meant.strip(" “”\"'.,"))).strip(" “”\"'.,")
    return stripped or meant


def exchanged(
    asked: str,
    new: str,
    papers: Sequence[Paper] = (),
    rejected: str = "",
    topic: bool = True,
) -> str | None:
    """`asked` with its subject replaced by `new`; None where no subject can be told.

    The subject is what was rejected, else a paper that the question names, else its topic; what
    papers are on is exchanged for a topic only.
    """
    for name in (bare_name(rejected) if rejected else "", *_names(papers)):
        pattern = re.compile(rf"[“\"]?(?<!\w){re.escape(name)}(?!\w)[”\"]?", re.IGNORECASE)
        if name and pattern.search(asked):
            return _sentence(pattern.sub(lambda _: new, asked, count=1))
    listed = _PAPERS_ON.match(asked)
    if listed and not topic:
        return None
    if listed:
        return _sentence(f"{listed['head']}{new}{listed['end']}")
    proper = [m for m in re.finditer(_NAME, asked) if m.start()]
    if proper:
        first = proper[0]
        return _sentence(asked[: first.start()] + new + asked[first.end() :])
    subject = subject_of(asked)
    return _sentence(asked.replace(subject, new, 1)) if subject else None


def _names(papers: Sequence[Paper]) -> list[str]:
    named = [own_name(paper) for paper in papers]
    titles = [paper.title for paper in papers]
    return [*titles, *(n.name for n in named if n), *(n.long for n in named if n and n.long)]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
