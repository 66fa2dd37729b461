"""Yes or no where an abstract says it in set words: robust or sensitive to, code given out."""

from __future__ import annotations

import re

from rag.domain import Verdict
from rag.extract.denials import share
from rag.text.stems import content_stems

_HARDY = (
    r"(?:robust(?:ness)?|resilien(?:t|ce)|insensitiv(?:e|ity)|invarian(?:t|ce)|immune|toleran(?:t|ce)"
    r"|resistant|agnostic|oblivious|indifferent|unaffected|unaware|ignor(?:e|es|ing))"
)
_TENDER = (
    r"(?:sensitiv(?:e|ity)|vulnerab(?:le|ility)|susceptib(?:le|ility)|brittle|fragile|prone|affected"
    r"|dependent|aware)"
)
_ASKED = re.compile(
    rf"^(?:is|are|was|were) (?P<who>.{{2,80}}?) (?:very |really |always |so |too )?"
    rf"(?:(?P<hardy>{_HARDY})|{_TENDER}) (?:to|against|of|on|by|from|with|about) "
    r"(?P<what>[^?]+)"
    r"|^(?:do|does|can|did) (?P<whose>.{2,80}?) (?:(?P<bears>survive|withstand|tolerate|ignore)"
    r"|depend on|rely on|care about|suffer from) (?P<it>[^?]+)",
    re.IGNORECASE,
)
_SAID = re.compile(
    rf"\b(?:(?P<hardy>{_HARDY})|{_TENDER}) (?:to|against|of|on|by|from|with) "
    r"(?P<what>[^,;.]+)",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|no|never|hardly|barely|neither|nor|less)(?: \w+){0,2}\W*$|n['’]t(?: \w+)?\W*$", re.I
)
_SOUGHT = re.compile(
    r"\b(?:improv\w*|enhanc\w*|increas\w*|mak\w+|more|better|for|towards?)(?: \w+){0,3}\W*$", re.I
)
_HALF = 0.4  # of the words of who, with the title, and of what
_OUT = (
    r"(?:releas\w*|publish\w*|shar(?:e|ed|es|ing)|open[- ]?sourc\w*|available|public(?:ly)?|online)"
)
_THING = (
    r"(?:code|data|datasets?|implementations?|models?|weights|checkpoints|software|toolkit|corpus)"
)
_ASKS_OUT = re.compile(
    rf"^(?:is|are|was|were|did|do|does|has|have|can)\b.*?\b(?:(?P<a>{_THING})\b.*\b{_OUT}"
    rf"|{_OUT} .*?\b(?P<b>{_THING}))\b",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    rf"\b(?P<thing>{_THING})\b[^.;]{{0,80}}?(?:\b{_OUT}\b|https?:|github)"
    rf"|\b(?:releas|shar|publish|open[- ]?sourc)\w* (?:\w+ ){{0,5}}?(?P<other>{_THING})\b",
    re.IGNORECASE,
)
_ASKS_MUCH = re.compile(
    r"^(?:is|are|was|were|did|do|does|has|have)\b.*?\b(?:many|much|a lot of|lots of|large|huge)"
    r" (?:extra |additional |more )?(?P<what>[\w -]+)",
    re.IGNORECASE,
)
_LITTLE = re.compile(
    r"\b(?:only (?:an? )?(?:\w+ )?(?:few|small|tiny|handful|minimal|negligible|slight|fraction)"
    r"|(?:a )?(?:very )?few|little|minimal|negligible)\b(?P<what>[^.;,]{0,60})",
    re.IGNORECASE,
)
_CODE = re.compile(r"^(?:code|implementation|software|toolkit)", re.IGNORECASE)


def by_poles(question: str, text: str, title: str) -> Verdict:
    """Yes or no, where the question and a sentence use such words; else empty."""
    if asks := _ASKS_OUT.match(question):
        return "yes" if _given_out(asks["a"] or asks["b"], text) else ""
    if much := _ASKS_MUCH.match(question):
        few = (share(content_stems(much["what"]), one["what"]) for one in _LITTLE.finditer(text))
        return "no" if any(one >= _HALF for one in few) else ""
    asked = _ASKED.match(question)
    who = content_stems(asked["who"] or asked["whose"]) if asked else []
    if asked is None or share(who, f"{title} {text}") < _HALF:
        return ""
    what, hardy = content_stems(asked["what"] or asked["it"]), asked["hardy"] or asked["bears"]
    for said in _SAID.finditer(text):
        before = text[: said.start()]
        if share(what, said["what"]) < _HALF or _SOUGHT.search(before):
            continue
        same = bool(hardy) == bool(said["hardy"])
        return "yes" if same != bool(_DENIED.search(before)) else "no"
    return ""


def _given_out(thing: str, text: str) -> bool:
    """Whether a sentence says that such a thing can be had; an implementation is code."""
    found = (match["thing"] or match["other"] for match in _GIVEN.finditer(text))
    return any(
        one.lower()[:4] == thing.lower()[:4] or bool(_CODE.match(one) and _CODE.match(thing))
        for one in found
    )
