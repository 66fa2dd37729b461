"""Other ways to say a topic: what an "or" joins, an abbreviation and what it stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import Paper

_WORD = re.compile(r"[^\W_]+")
_GERUND = re.compile(r"[\w-]+ing\b", re.IGNORECASE)
_LETTERS = 12  # of the words before "(LLM)" that it may stand for
_DEFINED = 2  # papers that give an abbreviation before it is believed
_SHORTEST = 3  # letters: two abbreviate too much


def alternatives(topic: str) -> list[str]:
    """The topics that an "or" joins: "parsing of Greek" and "parsing of Latin"; else the topic."""
    one, joined, other = topic.rpartition(" or ")
    if not joined or not one.strip():
        return [topic]
    shared = re.match(r".+ (?:for|in|on|of|with|from|about) (?=[^ ]+(?: [^ ]+)?$)", one)
    if shared:
        return [*alternatives(one), f"{shared[0]}{other}"]
    if _GERUND.fullmatch(one) and _GERUND.match(other):
        # "Writing or summarising reports" are both about reports.
        return [f"{one} {other.partition(' ')[2]}", other]
    if len(other.split()) == 1 < len(one.split()):
        return [*alternatives(one), f"{one.rpartition(' ')[0]} {other}"]
    return [*alternatives(one), other]


def other_forms(topic: str, papers: Sequence[Paper]) -> list[str]:
    """What the papers write for `topic`: "LLM" for large language models, and the reverse."""
    words = [word.lower() for word in _WORD.findall(topic)]
    if len(words) > 1:
        said = r"[ -]".join(re.escape(re.sub(r"s$", "", word)) + "s?" for word in words)
        pattern = re.compile(rf"\b{said} ?\((?P<form>[A-Za-z][\w-]{{1,9}})\)", re.IGNORECASE)
    elif len(re.findall(r"[A-Z]", topic)) > 1:
        letters = re.sub(r"s$", "", topic)
        count = min(len(letters), _LETTERS)
        pattern = re.compile(
            rf"\b(?P<form>\w+(?:[ -]\w+){{{max(0, count - 2)},{count}}}) \({re.escape(letters)}s?\)"
        )
    else:
        return []
    found = [m["form"] for paper in papers for m in pattern.finditer(paper.abstract)]
    forms = [_named_by(topic, form) for form in found]
    kept = [
        form
        for form in dict.fromkeys(forms)
        if _short_for(form, topic) and forms.count(form) >= _DEFINED
    ]
    return sorted(kept, key=lambda form: -forms.count(form))[:1]


def _named_by(topic: str, form: str) -> str:
    """`form` cut to the words that a short `topic` abbreviates; "" where none do."""
    if " " in topic:
        return re.sub(r"s$", "", form)
    letters = re.sub(r"s$", "", topic).lower()
    words = form.split()
    for start in range(len(words)):
        initials = "".join(word[0] for word in re.split(r"[ -]", " ".join(words[start:])))
        if initials.lower() == letters:
            return " ".join(words[start:])
    return ""


def _short_for(form: str, topic: str) -> bool:
    """An abbreviation has capitals; what it stands for is several words."""
    if " " not in topic:
        return " " in form
    return len(form) >= _SHORTEST and len(re.findall(r"[A-Z]", form)) > 1
