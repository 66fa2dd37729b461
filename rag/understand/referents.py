"""What a follow-up can point back to, and where it does: papers by number, place or pronoun."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.domain import Answer, Paper, Turn
from rag.text.names import called, own_name

_ORDINALS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "fifth": 5,
    "5th": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "last": -1,
}
_COUNTS = {"two": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4}
_ORD = "|".join(_ORDINALS)
_ONE = (
    r"(?:ones?|papers?|sources?|stud(?:y|ies)|articles?|works?|citations?|footnotes?|references?)"
)
# "The first paper to use attention" is no place in an answer.
_END = r"(?! (?:to|that|which|who|on|of|in|for|about|where)\b)"
# "The second law of thermodynamics" is none either: behind a bare place a verb or the end follows.
_BARE = (
    r"(?= ?[?.!,;]| ?$| (?:and|or|with|on|is|are|does|do|say|says|show|use|uses|need"
    r"|have|propose|than|differ|compare)\b)"
)
_NUMBER = re.compile(
    r"\[(?P<n>\d{1,2})\]|\b(?:paper|source|footnote|reference|ref|citation|number|no\.) ?#?"
    r"(?P<m>\d{1,2})\b(?!\.\d)",
    re.IGNORECASE,
)
_PAIR = re.compile(
    rf"\b(?:the )?(?P<a>{_ORD}) and (?:the )?(?P<b>{_ORD})(?: {_ONE}{_END}|{_BARE})", re.IGNORECASE
)
_PLACE = re.compile(rf"\b(?:the )?(?P<a>{_ORD}) {_ONE}{_END}", re.IGNORECASE)
_BARE_PLACE = re.compile(rf"\bthe (?P<a>{_ORD}){_BARE}", re.IGNORECASE)
_SEVERAL = re.compile(
    rf"\bthe (?P<end>first|last) (?P<count>{'|'.join(_COUNTS)})(?: {_ONE}{_END}|{_BARE})",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\b(?:both(?: of (?:them|these|those))?|(?:the|these|those) two)"
    rf"(?: {_ONE}{_END}|{_BARE})",
    re.IGNORECASE,
)
_WHICH = re.compile(r"\bwhich (?:one|of (?:them|these|those|the two))\b", re.IGNORECASE)
_FORMER = re.compile(r"\bthe (?P<which>former|latter)\b", re.IGNORECASE)
# Up to four words: a longer "What is ...?" is a whole question and no subject to point back to.
_TOPIC = re.compile(
    r"^(?:what (?:is|are)(?: known about)?|what's|what do the papers say about|who are|define"
    r"|explain|describe|tell me about) (?:an? |the )?"
    r"(?P<is>(?:[\w'’-]+ ){0,3}[\w'’-]+)\W*$"
    r"|^how (?:do|does|did|can) (?:an? |the )?(?P<how>(?:[\w'’-]+ ){0,3}?[\w'’-]+)"
    r" (?:work|learn)\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Referents:
    """What the last answer leaves in the air: papers in order of citing, and its subject."""

    cited: tuple[Paper, ...] = ()
    numbered: tuple[tuple[int, Paper], ...] = ()
    focus: Paper | None = None
    topic: str = ""

    def place(self, n: int) -> Paper | None:
        """The `n`-th paper as a reader counts: footnote [n] where the answer shows one, else
        the n-th paper it cites, else source n; -1 is the last paper cited.
        """
        cited_ids = {paper.paper_id for paper in self.cited}
        sources = dict(self.numbered)
        if n < 0:
            return self.cited[-1] if self.cited else None
        if n in sources and sources[n].paper_id in cited_ids:
            return sources[n]
        return self.cited[n - 1] if n <= len(self.cited) else sources.get(n)


def referents(turns: Sequence[Turn]) -> Referents:
    """From the newest turn whose answer cites anything; its subject from the newest turn."""
    answers = [turn.answer for turn in reversed(turns)]
    answer = next((a for a in answers if _cited(a)), None)
    asked = answers[0].understood or answers[0].question
    topic = subject_of(asked)
    if answer is None:
        return Referents(topic=topic)
    cited = _cited(answer)
    named = [p for p in cited if mentions(answer.understood or answer.question, p)]
    numbered = tuple((source.n, source.paper) for source in answer.sources)
    # "What is CoLiDE?" asks about a paper, "What are GANs?" about a topic of several.
    by_topic = topic and not any(_is_called(paper, topic) for paper in cited)
    return Referents(cited, numbered, (named or cited)[0], topic if by_topic else "")


def subject_of(question: str) -> str:
    """The subject of "What is T?" or "How does T work?", of up to four words; else empty."""
    found = _TOPIC.match(question.strip())
    topic = (found["is"] or found["how"] or "") if found else ""
    return "" if re.search(r"\b(?:of|in|it|they|that|this)\b", topic) else topic


def _cited(answer: Answer) -> tuple[Paper, ...]:
    """Papers that verified sentences rest on, in the order they are first cited."""
    papers = {source.paper.paper_id: source.paper for source in answer.sources}
    ids = [c.quote.paper_id for s in answer.sentences for c in s.citations if s.verified]
    return tuple(papers[paper_id] for paper_id in dict.fromkeys(ids) if paper_id in papers)


def mentions(question: str, paper: Paper) -> bool:
    """Whether a question names a paper by its title or by its own name."""
    named = own_name(paper)
    return paper.title.lower() in question.lower() or bool(
        named and re.search(rf"(?<!\w){re.escape(named.name)}(?!\w)", question)
    )


def _is_called(paper: Paper, topic: str) -> bool:
    named = own_name(paper)
    names = [paper.title, *([named.name, named.long] if named else [])]
    return topic.lower() in (name.lower() for name in names)


def numbered(text: str, known: Referents) -> tuple[str, tuple[Paper, ...]]:
    """`text` with places and numbers replaced by the papers they mean, and those papers."""
    found: list[Paper] = []

    def put(*papers: Paper | None) -> str | None:
        present = [paper for paper in papers if paper is not None]
        if len(present) < len(papers) or not present:
            return None
        found.extend(present)
        return joined(present)

    # Longer forms first: "the first and third" holds a place, "which of the two" holds a pair.
    rules: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
        (_NUMBER, lambda m: put(dict(known.numbered).get(int(m["n"] or m["m"])))),
        (_PAIR, lambda m: put(*(known.place(_ORDINALS[m[g].lower()]) for g in "ab"))),
        (_SEVERAL, lambda m: put(*_run(known, m["end"].lower(), _COUNTS[m["count"].lower()]))),
        (_PLACE, lambda m: put(known.place(_ORDINALS[m["a"].lower()]))),
        (_BARE_PLACE, lambda m: put(known.place(_ORDINALS[m["a"].lower()]))),
        (_WHICH, lambda m: _which(m, put(*known.cited[:4])) if len(known.cited) > 1 else None),
        (_BOTH, lambda _: put(*known.cited[:2]) if len(known.cited) > 1 else None),
        (_FORMER, lambda m: put(known.place(1 if m["which"].lower() == "former" else 2))),
    )
    for pattern, means in rules:
        # What points to no paper that is there stays as typed.
        text = pattern.sub(lambda match, means=means: means(match) or match[0], text)  # type: ignore[misc]
    return text, distinct(found)


def _which(match: re.Match[str], names: str | None) -> str | None:
    return f"{match[0][:5]} of {names}" if names else None


def distinct(papers: Sequence[Paper]) -> tuple[Paper, ...]:
    """Each paper once, in order; a Paper holds mappings and cannot be hashed."""
    return tuple({paper.paper_id: paper for paper in papers}.values())


def _run(known: Referents, end: str, count: int) -> Sequence[Paper | None]:
    if len(known.cited) < count:
        return [None]
    return known.cited[:count] if end == "first" else known.cited[-count:]


def joined(papers: Sequence[Paper]) -> str:
    """The names of papers in a row: "A, B and C"."""
    names = [called(paper) for paper in papers]
    if not names:
        return ""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
