"""Paper -> Passages: runs of whole sentences, each with its characters in the abstract.

Sentence ends come from the rules below, not from nltk's punkt, which LlamaIndex's splitter uses:
F1 against published lists is 0.9785 (punkt 0.9733) on SciFact's 5,183 abstracts and 0.9899 (0.9851)
on CSAbstruct's 1,963, in a seventh of the time (`python -m eval.measure.sentences`, 2026-11-24,
2 cores).
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator

from rag.domain import Paper, Passage, Span

# A capital may follow at once, for copied text loses blanks; the dots of ". . . . 12" end nothing.
_CANDIDATE = re.compile(
    r"(?<!\.)(?<!\.\s)[.!?…]++(?!\s*\.)(?:''|[\"'”’»)\]}])*(?:\s[\"”](?=\s|$))?"
    r"(?=\s|[A-Z(\[\"“]|$)|[。！？]"
)
_LAST_WORD = re.compile(r"[^\s(\[{\"'“‘/—–-]*$")
_NEXT_WORD = re.compile(r"\s*(\S+)")
# "$f. G$" is one formula, "$5 to $7" is money: blanks inside or a digit behind tell.
_MATH = re.compile(r"\$\$.{1,600}?\$\$|\$(?! )[^$]{1,300}(?<! )\$(?!\d)", re.DOTALL)
_BRACKET = re.compile(r"[()\[\]]")
_LONGEST_BRACKET = 600  # characters; further apart they are two stray brackets, no pair
_GLUED = re.compile(r"(?:[a-z]{3,}|[a-z]\)|\d\))[.!?]+$")
# Sentences that begin small all the same: "mRNA levels rose", "t-SNE shows", "α-SMA fell".
_STARTS_LOWER = re.compile(r"[a-z]{1,4}[A-Z0-9]|[a-z]-[A-Z]|[α-ω]-")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEVER_ENDS = _words(
    "e.g i.e eg ie cf vs viz fig figs eq eqs dr prof mr mrs w.r.t wrt a.k.a s.t ref refs sec"
    " thm approx ca incl ibid tab ver vol pp mt ph.d st"
)
# These do end one before a word of _STARTERS: "in the U.S. We", but not "the U.S. market".
_RARELY_ENDS = _words("al u.s u.k e.u u.n resp inc ltd co corp dept univ jr sr sp spp")
_BEFORE_NUMBER = _words("no nos p eqn ch chap jan feb apr jun jul aug sep sept oct nov")
_STARTERS = _words(
    "We This The In Our However These It Here To For A An As By With On At From When While"
    " Although Moreover Furthermore Finally Additionally Recently Using Both Such They There"
    " Thus Therefore Further After Results Conclusions Methods Based"
)


def sentence_spans(text: str) -> tuple[Span, ...]:
    """Sentences of `text` in order, without the white space around them."""
    protected = _protected(text)
    starts = [start for start, _ in protected]
    spans: list[Span] = []
    start = 0
    for match in _CANDIDATE.finditer(text):
        end = match.end()
        within = bisect_right(starts, match.start()) - 1
        if within >= 0 and match.start() < protected[within][1] - 1:
            continue
        if end >= len(text) or _ends_sentence(text, match.start(), end, start):
            spans.extend(_stripped(text, start, end))
            start = end
    spans.extend(_stripped(text, start, len(text)))
    return tuple(spans)


def passages_of(paper: Paper, budget: int, count: Callable[[str], int]) -> tuple[Passage, ...]:
    """Passages of at most `budget` tokens, title included; neighbours share one sentence.

    `count` gives a text's tokens; an abstract that is empty makes one passage of the title.
    """
    text = paper.abstract
    whole = sentence_spans(text)
    if count(f"{paper.title}\n{text}") <= budget or not whole:
        return (_passage(paper, list(whole)),)
    # A title longer than the budget must not leave passages without any text.
    room = max(budget - count(f"{paper.title}\n"), budget // 4, 1)
    sized = _sized(text, whole, room, count)
    return tuple(_passage(paper, run) for run in _runs(sized, room))


def _sized(
    text: str, sentences: tuple[Span, ...], room: int, count: Callable[[str], int]
) -> Iterator[tuple[Span, int]]:
    """Sentences, or pieces of overlong ones, with their tokens; counting is most of the work."""
    before = sentences[0][0]
    for start, end in sentences:
        size = count(text[before:end])
        if size <= room:
            yield (start, end), size
        else:
            for piece in _fitting(text, (start, end), room, count):
                # The blank before a piece is in the passage too.
                yield piece, count(text[before : piece[1]])
                before = piece[1]
        before = end


def _runs(sized: Iterator[tuple[Span, int]], room: int) -> Iterator[list[Span]]:
    run: list[tuple[Span, int]] = []
    for piece, size in sized:
        if run and sum(tokens for _, tokens in run) + size > room:
            yield [span for span, _ in run]
            run = run[-1:] if len(run) > 1 and run[-1][1] + size <= room else []
        run.append((piece, size))
    yield [span for span, _ in run]


def _passage(paper: Paper, sentences: list[Span]) -> Passage:
    start, end = (sentences[0][0], sentences[-1][1]) if sentences else (0, 0)
    text = paper.abstract[start:end]
    # The title is embedded with the text, so a new title makes a new passage.
    key = f"{paper.paper_id}\0{paper.title}\0{start}\0{text}".encode("utf-8", "surrogatepass")
    return Passage(
        hashlib.sha256(key).hexdigest(),
        paper.paper_id,
        paper.title,
        text,
        start,
        end,
        tuple(sentences),
    )


def _fitting(text: str, span: Span, room: int, count: Callable[[str], int]) -> Iterator[Span]:
    """`span` in pieces of at most `room` tokens, cut at a clause, else a word, else a character."""
    start, end = span
    while count(text[start:end]) > room:
        fits, too_long = start + 1, min(end, start + 40 * room)
        while too_long - fits > 1:
            middle = (fits + too_long) // 2
            if count(text[start:middle]) <= room:
                fits = middle
            else:
                too_long = middle
        cut = _border(text, start, fits)
        yield from _stripped(text, start, cut)
        start = cut
    yield from _stripped(text, start, end)


def _border(text: str, start: int, end: int) -> int:
    middle = (start + end) // 2
    for border in (r"[;:,]\s", r"\s"):
        found = [match.end() for match in re.finditer(border, text[middle:end])]
        if found:
            return middle + found[-1]
    return end


def _protected(text: str) -> list[Span]:
    """Outermost brackets and math, where no sentence ends; sorted and disjoint."""
    ranges = [match.span() for match in _MATH.finditer(text)] if "$" in text else []
    opened: list[int] = []
    for match in _BRACKET.finditer(text):
        if match[0] in "([":
            opened.append(match.start())
        elif opened and match.end() - (start := opened.pop()) <= _LONGEST_BRACKET:
            ranges.append((start, match.end()))
    merged: list[Span] = []
    for start, end in sorted(ranges):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _ends_sentence(text: str, mark: int, end: int, start: int) -> bool:
    """Whether the marks at `text[mark:end]` close the sentence that began at `start`."""
    following = _NEXT_WORD.match(text, end)
    if following is None:
        return True
    after = following[1]
    before = text[max(start, mark - 40) : mark]
    if not text[end].isspace():
        return _glued(before, text[mark:end], after)
    if before.strip().isdigit() and len(before.strip()) < 3:
        return False  # "2. We show": the number opens a sentence.
    if text[mark] != ".":
        return not after[0].islower()
    last = _LAST_WORD.search(before)
    word = last[0] if last else ""
    if end == mark + 1 and _abbreviated(word, before, after):
        return False
    return not after[0].islower() or bool(_STARTS_LOWER.match(after))


def _glued(before: str, marks: str, after: str) -> bool:
    # "…results.We show": a word, a mark and a capitalised word, with the blank lost.
    capital = (len(after) > 1 and after[0].isupper() and after[1].islower()) or after in _STARTERS
    web = "/" in before.rpartition(" ")[2] or "@" in before.rpartition(" ")[2]
    return capital and not web and bool(_GLUED.search(before + marks))


def _abbreviated(word: str, before: str, after: str) -> bool:
    lower = word.lower().rstrip(",;")
    # A reply's markers are cut out of it, which may leave "However,." behind; "A." is a name.
    bare = after.rstrip(",;:.!?")
    starter = (bare if len(bare) > 1 else after.rstrip(",;:")) in _STARTERS
    if lower in _NEVER_ENDS:
        return True
    if lower in _RARELY_ENDS:
        return not starter
    if lower in _BEFORE_NUMBER:
        return after[0].isdigit()
    if len(word) == 1 and word.isupper():
        # "J. Smith", "J. K. Smith" and "E. coli", but "vitamin D. Patients".
        if len(after) == 2 and after[0].isupper() and after[1] == ".":
            return True
        previous = before[: len(before) - 1].rstrip().rpartition(" ")[2]
        named = not previous or previous[0].isupper() or previous in ("and", "by")
        # "to neuroscientist H. Barlow's principle": a profession before, or a possessive after.
        named = named or previous.endswith(("ist", "ian")) or after.endswith(("'s", "’s"))
        return not starter and (named or not after[0].isupper())
    return "." in word and len(word) <= 5 and word.replace(".", "").isalpha() and not starter


def _stripped(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = start + len(piece.rstrip())
    if left < right:
        yield left, right
