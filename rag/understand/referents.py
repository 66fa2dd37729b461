"""What a follow-up can point back to, and where it does: papers by number, place or pronoun."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.domain import Answer, Paper, Turn
from rag.text.definitions import of_the_field, term_of
from rag.text.names import called, own_name
from rag.understand.bare import NAME
from rag.understand.listing import list_topic
from rag.understand.topics import field_topic, subject_of

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
_OTHER = re.compile(
    r"\bthe other (?:one|paper|study|article|method|model|approach)\b(?! than\b)"
    r"|\bthe other\b(?= ?[?.!,;]| ?$| (?:is|are|was|does|do|did|say|says|use|uses|need|needs)\b)",
    re.IGNORECASE,
)
_FORMER = re.compile(r"\bthe (?P<which>former|latter)\b", re.IGNORECASE)
_ANSWERED = ("answered", "partial", "library")
_LIST = re.compile(
    r"^(?:(?:show|list|find|give)(?: me)? )?(?:all |any )?(?:the |of the )?"
    r"(?:papers|works?|studies|articles|literature|research) (?:about|on|by|from|with|at|that)\b",
    re.IGNORECASE,
)
_COINED = r"(?:propos\w+|present|introduc\w+|our|call(?:ed)?|named?|dub(?:bed)?|novel|develop)"
_OF_A_FIELD = ("how", "fact", "overview")
_RECENT = 4  # answers whose papers can be told by words


@dataclass(frozen=True, slots=True)
class Referents:
    """What the last answers leave in the air: papers in the order shown, and the subject.

    `group` is the newest set of several papers that later answers stayed within, `listed` the
    question that it answered, `recent` every paper of the last answers, newest first. `many` says
    that the last answer is a list, so that what follows is about all of it; `alias` is what the
    last question called the paper in focus, where that has no name of its own.
    """

    cited: tuple[Paper, ...] = ()
    numbered: tuple[tuple[int, Paper], ...] = ()
    focus: Paper | None = None
    topic: str = ""
    group: tuple[Paper, ...] = ()
    listed: str = ""
    recent: tuple[Paper, ...] = ()
    many: bool = False
    alias: str = ""

    def place(self, n: int) -> Paper | None:
        """The `n`-th paper as a reader counts; beyond those shown, source n; -1 is the last."""
        shown = self.group or self.cited
        if n < 0:
            return shown[-1] if shown else None
        return shown[n - 1] if n <= len(shown) else dict(self.numbered).get(n)

    @property
    def subjects(self) -> tuple[Paper, ...]:
        """The papers that a question without a subject is about."""
        if self.many:
            return self.cited
        return (self.focus,) if self.focus and not self.topic else ()

    @property
    def others(self) -> tuple[Paper, ...]:
        """The set without the paper spoken of last; without a set, the papers of before."""
        return tuple(paper for paper in self.group or self.recent if paper != self.focus)


def answered(turns: Sequence[Turn]) -> list[Turn]:
    """The turns that leave anything to point back to: a refusal and mere talk leave nothing."""
    return [turn for turn in turns if turn.answer.status in _ANSWERED]


def referents(turns: Sequence[Turn]) -> Referents:
    """From the newest answered turn that shows papers; its subject from the newest answered."""
    answers = [turn.answer for turn in reversed(answered(turns))]
    if not answers:
        return Referents()
    topic = _topic(answers)
    answer = next((one for one in answers if shown_in(one)), None)
    if answer is None:
        return Referents(topic=topic)
    cited = shown_in(answer)
    named = [p for p in cited if mentions(asked_in(answer), p)]
    numbered = tuple((source.n, source.paper) for source in answer.sources)
    # "What is CoLiDE?" asks about a paper, "What are GANs?" about a topic of several.
    defined = of_the_field(topic) and (answer.kind == "definition" or not named)
    by_topic = topic and (defined or not any(_is_called(paper, topic) for paper in cited))
    group, listed = _group(answers)
    recent = [paper for one in answers[:_RECENT] for paper in shown_in(one)]
    focus = (named or cited)[0]
    return Referents(
        cited,
        numbered,
        focus,
        topic if by_topic else "",
        group,
        listed,
        distinct([*recent, *group]),
        len(cited) > 1 and lists_papers(answer),
        _alias(asked_in(answers[0]), focus),
    )


def _alias(asked: str, paper: Paper) -> str:
    """The name by which a question speaks of a paper that has no name of its own."""
    if own_name(paper) is not None:
        return ""
    text = f"{paper.title} {paper.abstract}"
    # "GNNs" names what many papers are about, "our sMLPNet" only this one.
    names = (re.escape(match[0]) for match in NAME.finditer(asked))
    found = (re.search(rf"\b{_COINED}\W+(?:\w+\W+){{0,4}}?({name})\b", text) for name in names)
    return next((one[1] for one in found if one), "")


def _topic(answers: Sequence[Answer]) -> str:
    """The newest subject that every later question held on to."""
    later: list[str] = []
    for answer in answers:
        asked = asked_in(answer)
        topic = subject_of(asked) or (term_of(asked) if answer.kind == "definition" else "")
        if not topic and answer.kind in _OF_A_FIELD:
            topic = field_topic(asked)
        if topic:
            return topic if all(topic.lower() in one.lower() for one in later) else ""
        later.append(asked)
    return ""


def asked_in(answer: Answer) -> str:
    """The standing question that an answer is to."""
    return answer.understood or answer.question


def lists_papers(answer: Answer) -> bool:
    """Whether papers were asked for and not what they say."""
    asked = asked_in(answer)
    return answer.kind == "list" or bool(_LIST.match(asked) or list_topic(asked))


def _group(answers: Sequence[Answer]) -> tuple[tuple[Paper, ...], str]:
    """The newest set of several papers, as long as every later answer is of papers of it."""
    later: list[Paper] = []
    for answer in answers:
        shown = shown_in(answer)
        if len(shown) > 1:
            ids = {paper.paper_id for paper in shown}
            within = all(paper.paper_id in ids for paper in later)
            return (shown, asked_in(answer)) if within else ((), "")
        later += shown
    return (), ""


def shown_in(answer: Answer) -> tuple[Paper, ...]:
    """Papers that an answer rests on or lists, in the order a reader meets them."""
    papers = {source.paper.paper_id: source.paper for source in answer.sources}
    ids = [c.quote.paper_id for s in answer.sentences for c in s.citations if s.verified]
    ids += [source.paper.paper_id for source in answer.sources if source.cited]
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
    shown = known.group or known.cited

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
        (_OTHER, lambda _: put(*known.others[:1])),
        (_BOTH, lambda _: put(*shown[:2]) if len(shown) > 1 else None),
        (_FORMER, lambda m: put(known.place(1 if m["which"].lower() == "former" else 2))),
    )
    for pattern, means in rules:
        # What points to no paper that is there stays as typed.
        text = pattern.sub(lambda match, means=means: means(match) or match[0], text)  # type: ignore[misc]
    return text, distinct(found)


def distinct(papers: Sequence[Paper]) -> tuple[Paper, ...]:
    """Each paper once, in order; a Paper holds mappings and cannot be hashed."""
    return tuple({paper.paper_id: paper for paper in papers}.values())


def _run(known: Referents, end: str, count: int) -> Sequence[Paper | None]:
    shown = known.group or known.cited
    if len(shown) < count:
        return [None]
    return shown[:count] if end == "first" else shown[-count:]


def joined(papers: Sequence[Paper]) -> str:
    """The names of papers in a row: "A, B and C"."""
    names = [called(paper) for paper in papers]
    if not names:
        return ""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
