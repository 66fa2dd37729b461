"""The nouns of footnote, frozen; a citation leads back: Citation -> Quote -> Paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Self

CitationStatus = Literal["exact", "near", "unsupported"]
AnswerStatus = Literal["answered", "partial", "refused", "social", "library"]
"""`social` is talk, `library` is read from records; neither rests on sentences of papers."""
Kind = Literal["social", "library", "list", "definition", "how", "number", "yesno", "comparison",
               "overview", "sides", "fact"]  # fmt: skip
"""What is asked for; `fact` is any other question about what papers say."""
Verdict = Literal["", "yes", "no", "disputed", "not stated"]
Mode = Literal["extractive", "llm"]
Span = tuple[int, int]
"""Character offsets into `Paper.abstract`, start inclusive, end exclusive."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper; `abstract` is the display text that every quote indexes into."""

    paper_id: str
    title: str
    abstract: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    venue: str = ""
    url: str = ""
    collections: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    original: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one abstract, small enough for the encoder."""

    passage_id: str
    paper_id: str
    title: str
    text: str
    start: int
    end: int
    sentences: tuple[Span, ...]

    @property
    def embedded_text(self) -> str:
        """What the encoder sees: the title gives a passage its subject."""
        return f"{self.title}\n{self.text}" if self.text else self.title


@dataclass(frozen=True, slots=True)
class Hit:
    """One retrieved paper with its best passage; scores are in [0, 1], higher is nearer."""

    paper: Paper
    passage: Passage
    score: float
    dense: float = 0.0
    keyword: float = 0.0
    duplicates: tuple[str, ...] = ()

    @classmethod
    def whole(cls, paper: Paper, score: float = 1.0) -> Self:
        """A paper that was chosen and not searched for: its passage is the whole abstract."""
        text, name = paper.abstract, paper.paper_id
        return cls(paper, Passage(name, name, paper.title, text, 0, len(text), ()), score)


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Hits, best first, with seconds by stage and the size of what was searched."""

    hits: tuple[Hit, ...]
    in_scope: int
    papers: int
    timings: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quote:
    """`text` is `paper.abstract[start:end]`, character for character."""

    paper_id: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """Footnote `n` of an answer, tied to the sentence it rests on and checked against it."""

    n: int
    quote: Quote
    status: CitationStatus
    why: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer; it counts as verified when a citation of it is not unsupported."""

    text: str
    citations: tuple[Citation, ...] = ()

    @property
    def status(self) -> CitationStatus:
        """The best status among the citations; a sentence that cites nothing is unsupported."""
        found = {citation.status for citation in self.citations}
        if "exact" in found:
            return "exact"
        return "near" if "near" in found else "unsupported"

    @property
    def verified(self) -> bool:
        return self.status != "unsupported"


@dataclass(frozen=True, slots=True)
class Source:
    """A paper shown beside an answer under the number `n` that its footnotes use."""

    n: int
    paper: Paper
    score: float
    cited: bool = False


@dataclass(frozen=True, slots=True)
class Usage:
    """What a model call cost: tokens, requests, and US dollars where the price is known."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    requests: int = 0
    dollars: float | None = None

    def __add__(self, other: Usage) -> Usage:
        """Of both calls together; dollars are of those whose price is known."""
        known = [usage.dollars for usage in (self, other) if usage.dollars is not None]
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.requests + other.requests,
            sum(known) if known else None,
        )


@dataclass(frozen=True, slots=True)
class Scope:
    """Filters on papers; an empty field does not filter. Years are inclusive."""

    year_from: int | None = None
    year_to: int | None = None
    authors: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    paper_ids: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        return self == Scope()


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, of which papers, and how; `typed` is as typed where `text` was understood.

    `k` papers are read, or as many as the settings say; a paid step beyond the cap of the
    settings is taken only with `accept_cost`. `short` asks for as few sentences as will do.
    """

    text: str
    scope: Scope = Scope()
    conversation: str | None = None
    use_llm: bool = True
    accept_cost: bool = False
    k: int | None = None
    typed: str = ""
    kind: Kind = "fact"
    short: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or a refusal, with all that is needed to check and repeat it.

    `lead` is said by the library itself, before the quotes: a count, a verdict, a reply to talk.
    `likely` is the probability that the sentences answer the question; None where nothing says.
    """

    question: str
    status: AnswerStatus
    mode: Mode
    sentences: tuple[Sentence, ...]
    sources: tuple[Source, ...]
    understood: str = ""
    scope: Scope = Scope()
    model: str = ""
    usage: Usage = Usage()
    timings: Mapping[str, float] = field(default_factory=dict)
    receipt: str = ""
    note: str = ""
    removed_markers: int = 0
    kind: Kind = "fact"
    lead: str = ""
    verdict: Verdict = ""
    likely: float | None = None

    @classmethod
    def of(
        cls,
        question: Question,
        found: Sequence[Hit | Paper | Source],
        sentences: Sequence[Sentence] = (),
        note: str = "",
    ) -> Self:
        """An extracted answer from papers in their order; a refusal where no sentence holds."""
        return cls(
            question=question.typed or question.text,
            status="answered" if any(s.verified for s in sentences) else "refused",
            mode="extractive",
            sentences=tuple(sentences),
            sources=sources_of(found, sentences),
            understood=question.text,
            scope=question.scope,
            note=note,
            kind=question.kind,
        )

    @property
    def verified(self) -> int:
        """How many sentences are backed by the exact sentence they cite."""
        return sum(sentence.verified for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange of a conversation; `question` is as typed, `answer` says what was understood."""

    question: str
    answer: Answer


NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Cell:
    """What a paper says of an aspect; without a quote it says nothing.

    `text` is the quote's, or a model's shorter wording that was checked against it.
    """

    quote: Quote | None = None
    text: str = NOT_STATED
    status: CitationStatus = "exact"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A table; `cells` is keyed by paper id and aspect and holds every pair."""

    papers: tuple[Paper, ...]
    aspects: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]
    usage: Usage = Usage()

    def cell(self, paper: Paper, aspect: str) -> Cell:
        return self.cells[paper.paper_id, aspect]


@dataclass(frozen=True, slots=True)
class BothSides:
    """Two columns, the surest first; `neutral` counts sentences read that take no side."""

    claim: str
    supporting: tuple[Citation, ...]
    contradicting: tuple[Citation, ...]
    neutral: int
    sources: tuple[Source, ...] = ()


def sources_of(
    found: Sequence[Hit | Paper | Source], sentences: Sequence[Sentence] = ()
) -> tuple[Source, ...]:
    """Papers numbered in their order; cited are those that a citation which holds rests on."""
    cited = {c.quote.paper_id for s in sentences for c in s.citations if c.status != "unsupported"}
    return tuple(_source(n, one, cited) for n, one in enumerate(found, start=1))


def _source(n: int, found: Hit | Paper | Source, cited: set[str]) -> Source:
    paper = found if isinstance(found, Paper) else found.paper
    score = 1.0 if isinstance(found, Paper) else found.score
    return Source(n, paper, score, paper.paper_id in cited)
