"""A page copied from Hugging Face Papers: title, abstract, and the furniture between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rag.errors import shown
from rag.formats.record import Broken, Record

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
# Whole lines that are no title: buttons, counts, dates, "5 authors", "GitHub 120".
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
      (?:on\s)?(?:{_MONTH}\.?\s\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?|\d{{1,2}}\s{_MONTH}(?:\s\d{{4}})?)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_BEFORE_NAME = re.compile(r"\W*submitted by\W*", re.IGNORECASE)
_ARXIV = re.compile(r"arxiv:\s?(\d{4}\.\d{4,5})(?:v\d+)?", re.IGNORECASE)
# Characters: a title has fewer than the first; from the second on prose is an abstract.
_LONG, _SENTENCE = 250, 110


@dataclass
class _Head:
    """What stands above an abstract: the title, and on a paper's own page its id and authors."""

    title: str = ""
    line: int = 0
    arxiv: str = ""
    authors: list[str] = field(default_factory=list)
    empty: bool = True
    _next_is: str = ""

    def take(self, number: int, text: str) -> None:
        """Read the short paragraph `text` of line `number`."""
        self.empty = False
        expected, lowered = self._next_is, text.rstrip(":").casefold()
        if lowered in ("author", "authors", "abstract"):
            self._next_is = "author" if lowered != "abstract" else ""
        elif _BEFORE_NAME.fullmatch(text):
            self._next_is = "submitter"
        elif expected == "submitter":
            self._next_is = ""
        elif identifier := _ARXIV.fullmatch(text):
            self.arxiv = identifier[1]
        elif _FURNITURE.fullmatch(text):
            return
        elif expected == "author":
            self.authors.append(text.strip(" ,"))
        # The last line of several words is the title; one word, as of a person, never replaces it.
        elif not self.title or " " in text:
            self.title, self.line = text, number

    def record(self, parts: list[str]) -> Record | Broken:
        abstract = "\n".join(parts)
        if not self.title:
            return Broken(self.line, shown(abstract), "has no title above it")
        found = {"authors": self.authors, "arxiv": self.arxiv}
        kept = {name: value for name, value in found.items() if value}
        return Record(self.line, {"title": self.title, "abstract": abstract, **kept})


def records(text: str) -> Iterator[Record | Broken]:
    """Each abstract with the title above it; an abstract without one is broken."""
    head, above = _Head(), _Head()
    parts: list[str] = []
    for number, paragraph in _paragraphs(text):
        if not _is_abstract(paragraph):
            above.take(number, paragraph)
        # Nothing between two long paragraphs: both are the same abstract.
        elif parts and above.empty:
            parts.append(paragraph)
        else:
            if parts:
                yield head.record(parts)
            above.line = above.line or number
            head, above, parts = above, _Head(), [paragraph]
    if parts:
        yield head.record(parts)


def _paragraphs(text: str) -> list[tuple[int, str]]:
    """(line, text) of each line; lines wrapped by a mail client or editor are joined again."""
    lines = [line.strip() for line in text.split("\n")]
    # Where one line is long, or none is blank, no line was wrapped.
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
