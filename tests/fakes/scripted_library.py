"""A library that answers by script from a real library: what the screen's tests talk to."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
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
    Question,
    Quote,
    Retrieved,
    Scope,
    Sentence,
    Source,
)
from rag.engine.library import Library
from rag.errors import CostNotAccepted, FootnoteError
from rag.events import Checked, Done, Draft, Event, Found, Step
from rag.formats.read import Reading
from rag.retrieval.ingest import Added
from rag.retrieval.map import MapPoint
from rag.settings import Settings, load_settings

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


class ScriptedLibrary(Library):
    """Answers from word overlap; `script` maps a word of a question to what happens instead.

    `delay` is waited before each event; `drafts` has each word of a sentence come as a draft.
    """

    def __init__(self, home: Path, drafts: bool = False, settings: Settings | None = None) -> None:
        super().__init__(settings or load_settings(home=home))
        self.delay = 0.0
        self.drafts = drafts
        self.script: dict[str, FootnoteError | tuple[Sentence, ...]] = {}
        self.closed = 0
        self.paid = 0
        self.asked: list[Question] = []
        self.compared: list[bool] = []

    def fill(self, found: Sequence[Paper]) -> ScriptedLibrary:
        for paper in found:
            self.store.put(paper, ())
        return self

    def stream(self, question: Question) -> Generator[Event, None, None]:
        self.asked.append(question)
        scripted = next((v for k, v in self.script.items() if k in question.text), None)
        if isinstance(scripted, CostNotAccepted) and question.accept_cost:
            self.paid += 1
            scripted = None
        if isinstance(scripted, FootnoteError):
            raise scripted
        sources = self._sources(question.text, question.scope)
        sentences = scripted if scripted is not None else self._sentences(question.text, sources)
        answer = self._answer(question, sources, sentences)
        told: list[Sentence] = []
        try:
            for event in self._events(answer, question.scope):
                time.sleep(self.delay)
                if isinstance(event, Checked):
                    told.append(event.sentence)
                yield event
        except GeneratorExit:
            answer = replace(answer, status="partial", sentences=tuple(told))
            self.closed += 1
            raise
        finally:
            if told or answer.status != "partial":
                self.history.save(answer, {}, question.conversation, question.text)

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
        self, question: Question, sources: Sequence[Source], sentences: Sequence[Sentence]
    ) -> Answer:
        note = "" if sentences else "Nothing here is about that."
        answer = Answer.of(question, sources, sentences, note)
        return replace(
            answer,
            status="answered" if sentences else "refused",
            mode="llm" if self.drafts else "extractive",
            model="scripted" if self.drafts else "",
            timings={"search": 0.02, "answer": 0.1},
            receipt=uuid4().hex,
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

    def examples(self, n: int = 4) -> list[str]:
        seen = [topic for topic in TOPICS if any(topic in p.title for p in self.store.papers())]
        return [f"What is known about {topic}?" for topic in seen[:n]]

    def follow_ups(self, answer: Answer) -> list[str]:
        topics = [topic for topic in TOPICS if topic not in answer.question]
        return [f"And about {topic}?" for topic in topics[:2]]

    def search(self, question: str, k: int = 10, scope: Scope = Scope()) -> Retrieved:
        hits = tuple(hit(s.paper, s.score) for s in self._sources(question, scope)[:k])
        return Retrieved(hits, self.count(scope), self.count())

    def similar(self, paper_id: str, k: int = 10) -> list[Hit]:
        others = [paper for paper in self.papers() if paper.paper_id != paper_id][:k]
        return [hit(paper, 0.9 - 0.1 * n) for n, paper in enumerate(others)]

    def map(self) -> list[MapPoint]:
        return [
            (p.paper_id, (n * 37 % 100) / 100, (n * 61 % 100) / 100, p.title, p.year)
            for n, p in enumerate(self.papers())
        ]

    def compare(
        self,
        papers: Sequence[str],
        on: Sequence[str] = (),
        use_llm: bool = True,
        accept_cost: bool = False,
    ) -> Comparison:
        self.compared.append(use_llm)
        if "dear" in on and not accept_cost:
            raise CostNotAccepted("This table may cost $0.40; accept it to go on.")
        found = tuple(self.paper(paper_id) for paper_id in papers)
        cells = {
            (paper.paper_id, aspect): cell(paper, n)
            for paper in found
            for n, aspect in enumerate(on)
        }
        return Comparison(found, tuple(on), cells)

    def add(
        self,
        source: Reading | Sequence[Paper] | Path | str,
        collection: str = "",
        accept_cost: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> Added:
        assert isinstance(source, Reading)
        if collection == "dear" and not accept_cost:
            raise CostNotAccepted("Embedding costs about $0.40; accept it to go on.")
        known = self.known([paper.paper_id for paper in source.papers])
        for n, paper in enumerate(source.papers, 1):
            time.sleep(self.delay)
            self.store.put(paper, ())
            if collection:
                self.collect([paper.paper_id], collection)
            if progress is not None:
                progress(n, len(source.papers))
        return Added(added=len(source.papers) - len(known), unchanged=len(known))


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
