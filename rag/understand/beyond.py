"""Follow-ups that ask for more than the answer has: others on its topic, by its authors, better."""

from __future__ import annotations

import re

from rag.domain import Scope
from rag.text.names import own_name
from rag.understand.pointing import Before, Standing
from rag.understand.sets import ANY_FOR, BY_THEM, DO_THIS, FASTER_ONE, REMEDY

_WHY = re.compile(
    r"^why (?:is|are|was|were|do|does|did|can|has|have)(?:n['’]t)? (?P<trouble>.+?)\W*$",
    re.IGNORECASE,
)


def wished(text: str, before: Before) -> Standing | None:
    """For "Any Chinese datasets for that?": which there are for the topic spoken of."""
    found = ANY_FOR.match(text)
    if found is None or not before.said.topic:
        return None
    return Standing(f"Which {found['what']} are there for {before.said.topic}?")


def remedy(text: str, before: Before) -> Standing | None:
    """For "Is there a remedy?": against what was asked about."""
    why = _WHY.match(before.asked)
    trouble = before.said.topic or (why["trouble"] if why else "")
    if not REMEDY.match(text) or not trouble:
        return None
    return Standing(f"How can one deal with {trouble}?")


def faster_one(text: str, before: Before) -> Standing | None:
    """For "Is there a faster one?": than what was asked about."""
    found, said = FASTER_ONE.match(text), before.said
    own = own_name(said.focus) if said.focus and not said.many else None
    name = said.topic or (own.name if own else "")
    if found is None or not name:
        return None
    return Standing(f"Is there {found['any']}{found['what']} {name}?")


def by_them(text: str, before: Before) -> Standing | None:
    """For "What else did they write?": all papers by the authors of the one spoken of."""
    focus = before.said.focus
    if not BY_THEM.match(text) or focus is None or not focus.authors:
        return None
    return Standing("Which papers are there?", scope=Scope(authors=focus.authors))


def who_does(text: str, before: Before) -> Standing | None:
    """For "Which papers do this for speech?": those on what was asked about."""
    found = DO_THIS.match(text)
    if found is None:
        return None
    if before.said.topic:
        return Standing(f"Which papers are about {before.said.topic}{found['rest']}?")
    return Standing(f"{before.asked.rstrip(' ?.!')}{found['rest']}?")
