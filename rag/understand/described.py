"""Papers of the last answers told by words: "the one on pruning", "the FunBaT paper"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import Paper
from rag.text.names import own_name
from rag.text.stems import stem, stems
from rag.understand.anaphora import ASPECT_WORDS, naming_words

_HEAD = r"(?:one|paper|study|article|work|preprint)"
_LINK = (
    r"(?:on|about|with|for|using|by|from|of|in|at|called|named|dealing with|concerning|regarding"
    r"|that (?:uses?|used|does|did|is about|deals with|looks at|works on|has|introduces?|proposes?)"
    r"|which (?:uses?|is about|deals with|proposes?)|whose (?:title|name) (?:has|is))"
)
_END = (
    r"(?= (?:is|are|was|were|do|does|did|can|could|has|have|had|will|would|should|say|says|use|uses"
    r"|need|needs|show|shows|propose|proposes|claim|claims|compare|compares|differ|differs|find"
    r"|finds|report|reports|and|or|but|better|worse|faster|work|works|perform|performs|get|gets"
    r"|instead|please|with respect)\b|\W*$|[,;:?!])"
)
_ONE_ON = re.compile(
    rf"\b(?:the|that) (?:other )?{_HEAD} {_LINK} (?P<what>[^,;:?!]{{2,80}}?){_END}", re.IGNORECASE
)
_WITHIN = r"(?!(?:of|in|this|that|for|by|on)\b)[\w'’.+-]+"
_NAMED = re.compile(
    r"\b(?:the|that) (?P<what>(?!same |other |first |second |third |last |whole |next |only )"
    rf"{_WITHIN}(?: {_WITHIN}){{0,3}}?) (?:one|paper|study|article)\b"
    r"(?! (?:of|on|about|by|with|for|from|that)\b)",
    re.IGNORECASE,
)
_NEWEST = re.compile(
    rf"\bthe (?P<end>newest|latest|most recent|youngest|oldest|earliest)(?: {_HEAD})?"
    rf"(?:{_END}|(?= about\b))",
    re.IGNORECASE,
)
# "Which of them is the newest?" asks for it, and tells nothing by it.
_SOUGHT = re.compile(r"\b(?:is|are|was|were) $", re.IGNORECASE)
_MARK = "\0{}\0"
_PLACED = re.compile(r"\0(\d+)\0")


def described(text: str, papers: Sequence[Paper]) -> tuple[str, tuple[Paper, ...]]:
    """`text` with each paper told by words replaced by a mark, and those papers by mark.

    Marks keep what a title says, such as "in 2020", from being read as a filter.
    """
    found: list[Paper] = []

    def put(paper: Paper | None, said: str) -> str:
        if paper is None:
            return said
        found.append(paper)
        return _MARK.format(len(found) - 1)

    dated = [paper for paper in papers if paper.year]

    def newest(match: re.Match[str]) -> str:
        sought = _SOUGHT.search(text[: match.start()]) and not text[match.end() :].strip(" ?.!")
        return match[0] if sought else put(_by_year(dated, match["end"].lower()), match[0])

    text = _NEWEST.sub(newest, text)
    text = _NAMED.sub(lambda m: put(meant_by(m["what"], papers), m[0]), text)

    def told(match: re.Match[str]) -> str:
        # "The paper by Kay any good": what tells of a paper ends where words stop fitting.
        words = match["what"].split()
        for end in range(len(words), 0, -1):
            said = " ".join(words[:end])
            paper = meant_by(said, papers) if naming_words(words[end - 1]) else None
            if paper is not None:
                return put(paper, "") + match["what"][len(said) :]
        return match[0]

    text = _ONE_ON.sub(told, text)
    return text, tuple(found)


def unmarked(text: str, names: Sequence[str]) -> str:
    """`text` with the names of papers where their marks stand."""
    return _PLACED.sub(lambda match: names[int(match[1])], text)


def meant_by(what: str, papers: Sequence[Paper]) -> Paper | None:
    """The paper that all telling words of `what` fit best; None where they fit none."""
    fits = [(score, paper) for paper in papers if (score := _fit(what, paper))]
    return max(fits, key=lambda pair: pair[0])[1] if fits else None


def all_meant_by(what: str, papers: Sequence[Paper]) -> tuple[Paper, ...]:
    """Every paper that all telling words of `what` fit."""
    return tuple(paper for paper in papers if _fit(what, paper))


def _fit(what: str, paper: Paper) -> float:
    words = [word for word in naming_words(what) if word not in ASPECT_WORDS]
    named = own_name(paper)
    title = {*stems(paper.title), *stems(f"{named.name} {named.long}" if named else "")}
    text = set(stems(paper.abstract))
    names = {part.lower() for author in paper.authors for part in re.findall(r"[\w-]+", author)}
    record = {*names, str(paper.year), *re.findall(r"[a-z]+|\d+", paper.venue.lower())}
    total = 0.0
    for word in words:
        worth = 2.0 if stem(word) in title else 1.5 if word in record else 0.0
        worth = worth or (1.0 if stem(word) in text else 0.0)
        if not worth:
            return 0.0
        total += worth
    return total


def _by_year(dated: Sequence[Paper], end: str) -> Paper | None:
    # Where all are of one year, none of them is the newest.
    years = {paper.year for paper in dated}
    if len(years) < 2:
        return None
    pick = min if end in ("oldest", "earliest") else max
    return pick(dated, key=lambda paper: paper.year or 0)
