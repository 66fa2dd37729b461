"""A model's text to sentences and the source numbers beside them, as the text streams in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.text.passages import sentence_spans

_NOUN = r"(?:sources?|papers?|refs?\.?|references?|abstracts?|documents?|no\.|#|\^)"
_NEXT = rf"(?:\s*(?:,|;|–|-|—|&|and|to)\s*{_NOUN}?\s*\d{{1,3}})"
_LIST = rf"{_NOUN}?\s*:?\s*\d{{1,3}}{_NEXT}*"
# "[1-3]", "[1](http://a.b)", "【1†source】", "<sup>1</sup>", "(Source 1)"; "(1)" alone is none.
_MARKER = (
    rf"(?:\[\s*{_LIST}\s*\](?:\(\S{{0,200}}?\))?"
    rf"|【\s*{_LIST}[^】]{{0,40}}】"
    rf"|<sup>\s*\[?\s*{_LIST}\s*\]?\s*</sup>"
    rf"|\(\s*{_NOUN}\s*:?\s*\d{{1,3}}{_NEXT}*\s*\))"
)
_SUPER = "[⁰¹²³⁴-⁹]"
# A raised digit behind a word or a sign is a footnote; in "R²" and "5 m²" it is a power.
_RUN = re.compile(
    rf"\(\s*(?:see|cf\.?|e\.g\.,?)?\s*(?P<inner>{_MARKER}(?:\s*(?:,|;|and|&)?\s*{_MARKER})*)\s*\)"
    rf"|(?P<run>{_MARKER}(?:\s*(?:,|;|and|&)?\s*{_MARKER})*)"
    rf"|(?P<super>(?<=[^\W\d_]{{3}}){_SUPER}+|(?<=[.!?,;)\]]){_SUPER}+"
    rf"|(?<!\S){_SUPER}+(?!\w))"
    r"|(?P<bold>\*\*|__)",
    re.IGNORECASE,
)
_RANGE = re.compile(rf"(\d+)(?:\s*(?:–|-|—|to)\s*{_NOUN}?\s*(\d+))?", re.IGNORECASE)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_LONGEST_RANGE = 20  # "[1-200]" counts as its two ends
_PAIR = re.compile(r"\[\s*\d+\s*[,;]\s*\d+\s*\]")
# "In the range [0, 1]" holds an interval and no footnotes.
_INTERVAL = re.compile(r"(?:\b(?:range|interval|between|within)|[∈=])\s*$", re.IGNORECASE)
# "According to [1], cats purr" needs its noun: the marker becomes "paper 1".
_NOUN_WANTED = re.compile(
    r"\b(?:in|by|of|from|than|see|while|whereas|unlike|like|to|with)\s*$", re.IGNORECASE
)
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?]['\")]?\s)\s*$")

_BULLET = re.compile(r"\s*(?:[-*•+]|\d{1,2}[.)])\s+")
# Headings, rules, fences and lines that end in a colon claim nothing and need no support.
_STRUCTURE = re.compile(
    r"\s*#{1,6}\s|\s*\*\*[^*]{1,80}\*\*:?\s*$|\s*(?:-{3,}|={3,}|\*{3,}|`{3}.*|~{3}.*)\s*$"
    r"|[^\[【]*:\s*$"
)
_REFERENCES = re.compile(
    r"\W*(?:references|sources|bibliography|works cited|citations)\W*$", re.IGNORECASE
)
_TABLE_RULE = re.compile(r"\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$")
_EMPHASIS = re.compile(r"(?<![\w*])([*_`])(?=[^\s*_`])(.+?)(?<=\S)\1(?![\w*])")
_WHOLE_WORD = re.compile(r"\S+\s")


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """A sentence without its markers; `numbers` as written, whether such sources exist or not."""

    text: str
    numbers: tuple[int, ...]


class MarkedSentences:
    """Feed pieces of a reply; each sentence comes out once it and its markers are complete."""

    def __init__(self, sources: int) -> None:
        self._sources = sources
        self._rest = ""
        self._row = ""
        self._over = False

    def feed(self, piece: str) -> list[MarkedSentence]:
        """Sentences that `piece` completed."""
        *lines, self._rest = (self._rest + piece).split("\n")
        found = [draft for line in lines for draft in self._line(line)]
        return found + self._begun()

    def finish(self) -> list[MarkedSentence]:
        """The sentences that are left, the last one complete or not."""
        rest, self._rest = self._rest, ""
        return [*self._line(rest), *self._line("")]

    def _line(self, line: str) -> Iterator[MarkedSentence]:
        # The row before a rule names columns and claims nothing; only the next line tells.
        row, self._row = self._row, line if line.lstrip().startswith("|") else ""
        if row and not _TABLE_RULE.match(row) and not _TABLE_RULE.match(line):
            first, *others = [cell.strip() for cell in row.strip().strip("|").split("|")]
            yield from _drafts(f"{first}: {'; '.join(others)}" if others else first, self._sources)
        self._over = self._over or bool(_REFERENCES.match(line))
        if not (self._row or self._over or _STRUCTURE.match(line)):
            yield from _drafts(line, self._sources)

    def _begun(self) -> list[MarkedSentence]:
        """All sentences of the unfinished line but the last, once the last has a whole word."""
        line = self._rest
        if line.lstrip().startswith("|") or self._over or _is_open(line):
            return []
        bullet = _BULLET.match(line)
        skipped = bullet.end() if bullet else 0
        plain = _Plain(line[skipped:], self._sources)
        spans = sentence_spans(plain.text)
        if len(spans) < 2 or not _WHOLE_WORD.match(plain.text, spans[-1][0]):
            return []
        cut = skipped + plain.origins[spans[-1][0]]
        self._rest = line[cut:]
        return list(_drafts(line[:cut], self._sources))


class _Plain:
    """A line without markers; `marks` are (offset in `text`, numbers), `origins` line offsets."""

    def __init__(self, line: str, sources: int) -> None:
        self.text = ""
        self._sources = sources
        self.origins: list[int] = []
        self.marks: list[tuple[int, tuple[int, ...]]] = []
        done = 0
        for match in _RUN.finditer(line):
            self._append(line, done, match.start())
            done = match.end()
            if match["bold"]:
                continue
            numbers = _numbers(match)
            pair = _PAIR.fullmatch(match[0])
            if pair and (0 in numbers or _INTERVAL.search(self.text)):
                self._append(line, match.start(), done)
            else:
                self._mark(numbers, match.start(), line[done:])
        self._append(line, done, len(line))

    def _append(self, line: str, start: int, end: int) -> None:
        if self.marks and start < end and self.marks[-1][0] == len(self.text):
            # Whatever stood between the marker and the next word is one blank now.
            gap = len(line[start:end]) - len(line[start:end].lstrip(" "))
            glued = line[start].isalnum()
            start += gap
            if (gap and start < end and line[start] not in ".,;:!?)") or glued:
                self._put(" ", start - 1)
        for offset in range(start, end):
            self._put(line[offset], offset)

    def _put(self, character: str, origin: int) -> None:
        self.text += character
        self.origins.append(origin)

    def _mark(self, numbers: tuple[int, ...], origin: int, following: str) -> None:
        real = [number for number in numbers if 1 <= number <= self._sources]
        begins = bool(_SENTENCE_BEGINS.search(self.text)) and following.lstrip()[:1].islower()
        if real and (begins or _NOUN_WANTED.search(self.text)):
            noun = "paper" if len(real) == 1 else "papers"
            noun = noun.capitalize() if begins else noun
            for character in f"{noun} {' and '.join(map(str, real))}":
                self._put(character, origin)
        else:
            kept = len(self.text.rstrip(" "))
            self.text, self.origins = self.text[:kept], self.origins[:kept]
        self.marks.append((len(self.text), numbers))


def _drafts(line: str, sources: int) -> Iterator[MarkedSentence]:
    bullet = _BULLET.match(line)
    body = line[bullet.end() :] if bullet else line
    plain = _Plain(body, sources)
    spans = sentence_spans(plain.text)
    numbers: list[list[int]] = [[] for _ in spans]
    for offset, found in plain.marks:
        if spans:
            owner = max((i for i, (start, _) in enumerate(spans) if start < offset), default=0)
            numbers[owner] += found
    for index, (start, end) in enumerate(spans):
        text = _EMPHASIS.sub(r"\2", plain.text[start:end])
        if any(character.isalnum() for character in text):
            prefix = "- " if bullet and index == 0 else ""
            yield MarkedSentence(prefix + text, tuple(dict.fromkeys(numbers[index])))


def _numbers(match: re.Match[str]) -> tuple[int, ...]:
    if match["super"]:
        return (int(match["super"].translate(_SUPERSCRIPTS)),)
    found: list[int] = []
    # A link or a dagger note after the number holds other digits.
    written = re.sub(r"\]\(\S*?\)|[†‡][^】]*", "]", match["inner"] or match["run"])
    for first, last in _RANGE.findall(written):
        start, end = int(first), int(last or first)
        whole = start <= end <= start + _LONGEST_RANGE
        found += range(start, end + 1) if whole else (start, end)
    return tuple(dict.fromkeys(found))


def _is_open(line: str) -> bool:
    """Whether a bracket is open, so that more text may change where sentences end."""
    return any(line.count(a) > line.count(b) for a, b in ("()", "[]", "【】", "<>"))
