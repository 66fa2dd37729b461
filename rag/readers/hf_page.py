"""A page copied from Hugging Face Papers: title, abstract, and the furniture between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.errors import shown
from rag.readers.record import Broken, Record

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_FURNITURE = re.compile(
    rf"""(?:
      new | trending | daily | weekly | monthly | subscribe | papers | upvote | like | share | view
    | (?:log|sign)\s?(?:in|up) | (?:prev(?:ious)?|next|back|today|more|load\ more|show\ more)
    | get\ trending\ papers.* | .*\bin\ your\ email\ inbox.* | by\s?@?\w+\ and\ the.*community.*
    | (?:published|submitted|added|updated)\ (?:on|by|at)\b.* | \W*\d+\ (?:authors?|comments?).*
    | (?:upvote|view|read|open|download|github|arxiv|hugging\ face|project|code|models?|datasets?
        |spaces?|pdf|arxiv\ page|project\ page)(?:\ (?:pdf|page|arxiv\ page|paper|project\ page))?
        (?:\W*[\d.,]+\s?[km]?)?
    | [\W\d_]+[km]?\+? | \d+\ (?:upvotes?|likes?|stars?|days?\ ago|hours?\ ago)
    | (?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s)?
      (?:{_MONTH}\.?\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?|\d{{1,2}}\s{_MONTH}(?:\s\d{{4}})?)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_BEFORE_NAME = re.compile(r"submitted by\W*", re.IGNORECASE)
_LONG, _SENTENCE = 250, 110


def records(text: str) -> Iterator[Record | Broken]:
    """Each abstract with the title above it; an abstract without one is broken."""
    title, title_line = "", 0
    parts: list[str] = []
    head, line = "", 0
    parted = skip_name = False
    for number, paragraph in _paragraphs(text):
        if _is_abstract(paragraph):
            if parts and not title and not parted:
                parts.append(paragraph)
                continue
            if parts:
                yield _pair(head, line, parts)
            head, line, parts = title, title_line or number, [paragraph]
            title, title_line, parted = "", 0, False
        elif skip_name or _FURNITURE.fullmatch(paragraph):
            skip_name = bool(_BEFORE_NAME.fullmatch(paragraph))
            parted = True
        elif not title or " " in paragraph:
            title, title_line = paragraph, number
    if parts:
        yield _pair(head, line, parts)


def _pair(title: str, line: int, parts: list[str]) -> Record | Broken:
    abstract = "\n".join(parts)
    if not title:
        return Broken(line, shown(abstract), "has no title above it")
    return Record(line, {"title": title, "abstract": abstract})


def _paragraphs(text: str) -> list[tuple[int, str]]:
    """(line, text) of each line; lines wrapped by a mail client or editor are joined again."""
    lines = [line.strip() for line in text.split("\n")]
    if any(len(line) >= _LONG for line in lines) or "" not in lines:
        return [(number, line) for number, line in enumerate(lines, start=1) if line]
    joined: list[tuple[int, list[str]]] = []
    fresh = True
    for number, line in enumerate(lines, start=1):
        if line and fresh:
            joined.append((number, [line]))
        elif line:
            joined[-1][1].append(line)
        fresh = not line
    return [(number, " ".join(parts)) for number, parts in joined]


def _is_abstract(text: str) -> bool:
    sentence = text.rstrip("\"')] ").endswith((".", "!", "?")) or ". " in text
    return len(text) >= _LONG or (len(text) >= _SENTENCE and sentence)
