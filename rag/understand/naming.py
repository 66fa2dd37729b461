"""Whether words of a question name a paper, or a person who writes."""

from __future__ import annotations

import re

from rag.understand.filters import Known

_NOUN = r"(?:paper|article|study|work|publication|preprint)"
_CALLED = re.compile(
    rf"^(?:the |an? |that |this |your )?{_NOUN} (?:called|titled|entitled|named|with the title)? ?"
    r"(?P<name>.+)$",
    re.IGNORECASE,
)
_ON = re.compile(
    rf"^(?:the |that )?(?:one|{_NOUN}) (?:about|on|that|which|introducing|proposing|dealing|with"
    rf"|for)"
    r"\b.+$",
    re.IGNORECASE,
)
_X_PAPER = re.compile(
    rf"^(?:the |that |your )?(?P<name>.+?)(?:['’]s|(?<=s)['’])? {_NOUN}$", re.IGNORECASE
)
_QUOTED = re.compile(r"[“\"‘'](?P<name>[^“”\"]{2,300})[”\"’']$")
_INSIDE = re.compile(r" (?:in|from|used by|of|for|to) [A-Za-z]", re.IGNORECASE)
_PLACE = re.compile(
    r"^(?:first|second|third|fourth|fifth|last|newest|oldest|latest|most recent|next|previous"
    r"|other|new|this|that)$",
    re.I,
)


def paper_named(words: str, known: Known) -> str:
    """How `words` name one paper, or "" where they name something else.

    A description, as in "the paper on pruning", is kept whole.
    """
    words = words.strip(" ,.")
    quoted = _QUOTED.search(words)
    if quoted:
        return quoted["name"]
    if known.paper(words) or _ON.match(words):
        return words
    for pattern in (_X_PAPER, _CALLED):
        found = pattern.match(words)
        if found and not _PLACE.match(found["name"]):
            return found["name"].strip(" “”\"'")
    return words if _is_title(words) else ""


def author_named(words: str, known: Known, strict: bool = False) -> str:
    """A person's name, or ""; with `strict` only one that the library knows."""
    words = words.strip(" ,.’'")
    if not words or re.match(r"^(?:the|these|this|you|we|they|it|any)\b", words, re.IGNORECASE):
        return ""
    if known.author(words):
        return words
    capitals = re.fullmatch(r"[A-ZÀ-Þ][\w.’'-]*(?: [\w.’'-]+){0,3}", words)
    return words if capitals and not strict and words.split()[-1][:1].isupper() else ""


def _is_title(words: str) -> bool:
    """Written like a title or a coined name, "Attention Is All You Need", "LoRA"."""
    if re.match(r"^(?:the|an?|these|those|this|that|its?|they|any\w*|some\w*|papers?)\b", words):
        return False
    told = [word for word in re.findall(r"[\w’'-]+", words) if len(word) > 3 or not word.islower()]
    capitals = sum(word[:1].isupper() or any(c.isdigit() for c in word) for word in told)
    if len(told) == 1:
        return bool(re.search(r"[A-Z].*[A-Z0-9]", told[0]))
    plain = _INSIDE.search(words) and capitals < len(told)
    return bool(told) and not plain and capitals * 3 >= len(told) * 2
