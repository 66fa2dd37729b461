"""A desk that answers by script from a real library: what the screen's tests talk to."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

from rag.domain import (
    Answer,
    Cell,
    Citation,
    CitationStatus,
    Comparison,
    Hit,
    Paper,
    Passage,
    Quote,
    Retrieved,
    Scope,
    Sentence,
    Source,
)
from rag.errors import CostNotAccepted, FootnoteError, UsageError
from rag.events import Checked, Done, Draft, Event, Found, Step
from rag.formats.read import Reading, read_bytes
from rag.retrieval.ingest import Added
from rag.settings import Settings, load_settings
from rag.store.history import History
from rag.store.papers import PaperStore

TOPICS = ("retrieval", "attention", "distillation", "calibration", "translation", "robustness")


def papers(count: int = 12) -> list[Paper]:
    """Papers on six topics, two venues and nine years, each with three plain sentences."""
    return [_paper(n) for n in range(count)]


def _paper(n: int) -> Paper:
    topic = TOPICS[n % len(TOPICS)]
    return Paper(
        paper_id=f"paper-{n}",
        title=f"Notes on {topic}, part {n}",
        abstract=f"We study {topic} in setting {n}. Our method for {topic} improves accuracy by "
        f"{n + 1} points. It fails on long inputs.",
        authors=(f"Ada Author{n}", "Ben Writer"),
        year=2016 + n % 9,
        venue=("ACL", "ICML")[n % 2],
        url=f"https://example.org/{n}",
    )


@dataclass
class ScriptedDesk:
    """Answers from word overlap; `script` maps a word of a question to what happens instead.

    `delay` is waited before each event; `words` makes drafts of that many words a sentence.
    """

    home: Path
    delay: float = 0.0
    drafts: bool = False
    settings: Settings = field(default_factory=load_settings)
    script: dict[str, FootnoteError | tuple[Sentence, ...]] = field(default_factory=dict)
    closed: int = 0
    paid: int = 0
    asked: list[tuple[str, Scope]] = field(default_factory=list)
    compared: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = PaperStore(self.home)
        self.history = History(self.store.database)

    def fill(self, found: Sequence[Paper]) -> ScriptedDesk:
        for paper in found:
            self.store.put(paper, ())
        return self

    def stream(
        self,
        question: str,
        *,
        scope: Scope,
        conversation: str | None,
        use_llm: bool | None,  # noqa: ARG002
        accept_cost: bool = False,
    ) -> Generator[Event, None, None]:
        self.asked.append((question, scope))
        if not question.strip():
            raise UsageError("The question is empty; type one.")
        scripted = next((v for k, v in self.script.items() if k in question), None)
        if isinstance(scripted, CostNotAccepted) and accept_cost:
            self.paid += 1
            scripted = None
        if isinstance(scripted, FootnoteError):
            raise scripted
        sources = self._sources(question, scope)
        sentences = scripted if scripted is not None else self._sentences(question, sources)
        answer = self._answer(question, scope, sources, sentences)
        told: list[Sentence] = []
        try:
            for event in self._events(answer, scope):
                time.sleep(self.delay)
                if isinstance(event, Checked):
                    told.append(event.sentence)
                yield event
        except GeneratorExit:
            answer = replace(answer, status="partial", sentences=tuple(told))
            self.closed += 1
            raise
        finally:
            self.history.save(answer, {}, conversation, question)

    def _events(self, answer: Answer, scope: Scope) -> Iterator[Event]:
        within = self.store.count(scope)
        yield Step("understood", answer.question, 0.01)
        yield Step("searched", f"Searched {within} of {self.store.count()} papers", 0.02)
        yield Found(answer.sources, within, self.store.count())
        yield Step("read", f"Read {len(answer.sources)} papers", 0.03)
        for sentence in answer.sentences:
            if self.drafts:
                for word in sentence.text.split():
                    yield Draft(word + " ")
            yield Checked(sentence)
        yield Done(answer)

    def _answer(
        self,
        question: str,
        scope: Scope,
        sources: tuple[Source, ...],
        sentences: tuple[Sentence, ...],
    ) -> Answer:
        numbers = {c.n for s in sentences for c in s.citations}
        return Answer(
            question=question,
            status="answered" if sentences else "refused",
            mode="llm" if self.drafts else "extractive",
            sentences=sentences,
            sources=tuple(replace(s, cited=s.n in numbers) for s in sources),
            understood=question,
            scope=scope,
            model="scripted" if self.drafts else "",
            timings={"search": 0.02, "answer": 0.1},
            receipt=uuid4().hex,
            note="" if sentences else "Nothing here is about that.",
        )

    def _sources(self, question: str, scope: Scope) -> tuple[Source, ...]:
        wanted = _words(question)
        ranked = sorted(
            self.store.papers(scope),
            key=lambda paper: -len(wanted & _words(paper.title + " " + paper.abstract)),
        )
        return tuple(
            Source(n, paper, round(0.95 - 0.08 * n, 2)) for n, paper in enumerate(ranked[:8], 1)
        )

    def _sentences(self, question: str, sources: Sequence[Source]) -> tuple[Sentence, ...]:
        wanted = _words(question)
        near = [s for s in sources if wanted & _words(s.paper.title)][:3]
        return tuple(cited(source, 1) for source in near)

    def configure(self, **changes: object) -> None:
        self.settings = load_settings(**(self.settings.model_dump() | changes))

    def examples(self, n: int) -> list[str]:
        seen = [topic for topic in TOPICS if any(topic in p.title for p in self.store.papers())]
        return [f"What is known about {topic}?" for topic in seen[:n]]

    def follow_ups(self, answer: Answer) -> list[str]:
        topics = [topic for topic in TOPICS if topic not in answer.question]
        return [f"And about {topic}?" for topic in topics[:2]]

    def find(self, question: str, k: int) -> Retrieved:
        hits = tuple(hit(s.paper, s.score) for s in self._sources(question, Scope())[:k])
        count = self.store.count()
        return Retrieved(hits, count, count)

    def similar(self, paper_id: str, k: int) -> list[Hit]:
        others = [paper for paper in self.store.papers() if paper.paper_id != paper_id][:k]
        return [hit(paper, 0.9 - 0.1 * n) for n, paper in enumerate(others)]

    def map_points(self) -> list[tuple[str, float, float, str, int | None]]:
        return [
            (p.paper_id, (n * 37 % 100) / 100, (n * 61 % 100) / 100, p.title, p.year)
            for n, p in enumerate(self.store.papers())
        ]

    def compare(
        self,
        paper_ids: Sequence[str],
        aspects: Sequence[str],
        use_llm: bool = True,
        accept_cost: bool = False,
    ) -> Comparison:
        self.compared.append(use_llm)
        if "dear" in aspects and not accept_cost:
            raise CostNotAccepted("This table may cost $0.40; accept it to go on.")
        found = tuple(self.store.paper(paper_id) for paper_id in paper_ids)
        cells = {
            (paper.paper_id, aspect): cell(paper, n)
            for paper in found
            for n, aspect in enumerate(aspects)
        }
        return Comparison(found, tuple(aspects), cells)

    def preview(self, data: bytes, name: str) -> Reading:
        return read_bytes(data, name, self.settings.file_limit)

    def add(
        self,
        reading: Reading,
        collection: str,
        progress: Callable[[int, int], None],
        accept_cost: bool,
    ) -> Added:
        if collection == "dear" and not accept_cost:
            raise CostNotAccepted("Embedding costs about $0.40; accept it to go on.")
        known = set(self.store.papers_by_id([paper.paper_id for paper in reading.papers]))
        for n, paper in enumerate(reading.papers, 1):
            time.sleep(self.delay)
            self.store.put(paper, ())
            if collection:
                self.store.set_collection([paper.paper_id], collection, True)
            progress(n, len(reading.papers))
        return Added(added=len(reading.papers) - len(known), unchanged=len(known))


def cell(paper: Paper, sentence: int) -> Cell:
    """The sentence of that number; the fourth and later say nothing."""
    if sentence > 2:
        return Cell()
    found = quote(paper, sentence)
    return Cell(found, found.text)


def hit(paper: Paper, score: float) -> Hit:
    passage = Passage(paper.paper_id, paper.paper_id, paper.title, paper.abstract, 0, 0, ())
    return Hit(paper, passage, score)


def quote(paper: Paper, sentence: int) -> Quote:
    """The sentence of that number in the abstract."""
    spans = [m.span() for m in re.finditer(r"[^.]+\.", paper.abstract)]
    start, end = spans[sentence]
    start += len(paper.abstract[start:end]) - len(paper.abstract[start:end].lstrip())
    return Quote(paper.paper_id, paper.abstract[start:end], start, end)


def cited(
    source: Source, sentence: int, text: str = "", status: CitationStatus = "exact", why: str = ""
) -> Sentence:
    """An answer sentence resting on one sentence of a source."""
    found = quote(source.paper, sentence)
    return Sentence(text or found.text, (Citation(source.n, found, status, why),))


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) > 3}
