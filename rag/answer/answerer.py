"""Hits to a checked Answer: extracted without a model, composed with one, or refused."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answer.compose import Composed, Limits, compose
from rag.domain import Answer, ChatModel, Embedder, Hit, Scope, Sentence, Source
from rag.events import Checked, Done, Event, Step
from rag.extract.answerability import answerability, missing
from rag.extract.aspects import by_aspect
from rag.extract.listing import listed, topic_of
from rag.extract.sentences import extract

_NOTHING_READ = "No paper was read."
"""Said where filters leave nothing: words cannot be missing from papers that nobody looked at."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be answered: as typed, as understood, within which papers, and how."""

    text: str
    typed: str = ""
    scope: Scope = Scope()
    use_llm: bool = True
    accept_cost: bool = False


@dataclass(frozen=True, slots=True)
class Manner:
    """How answers are written; see the settings of the same names."""

    sentences: int = 5
    threshold: float = 0.5
    limits: Limits = Limits()


class Answerer:
    """Writes answers from Hits; one encoder judges sentences, with a model and without."""

    def __init__(self, encoder: Embedder, model: ChatModel | None, manner: Manner) -> None:
        self._encoder = encoder
        self.model = model
        self._manner = manner

    def stream(self, question: Question, hits: Sequence[Hit]) -> Iterator[Event]:
        """Steps, drafts and checked sentences, then one Done; closing it closes the model."""
        if self.model is not None and question.use_llm and hits:
            yield from self._composed(question, hits, self.model)
        else:
            yield from self._extracted(question, hits)

    def _extracted(self, question: Question, hits: Sequence[Hit]) -> Iterator[Event]:
        started = time.perf_counter()
        sentences = self._told(question, hits)
        seconds = time.perf_counter() - started
        yield Step("read", f"read {len(hits)} papers", seconds)
        if not sentences:
            yield Done(self._refusal(question, hits, seconds))
            return
        for sentence in sentences:
            yield Checked(sentence)
        answer = _answer(question, hits, sentences)
        yield Done(replace(answer, timings={"extract": seconds}))

    def _told(self, question: Question, hits: Sequence[Hit]) -> tuple[Sentence, ...]:
        """The sentences that answer, or none where the papers don't say."""
        narrow = bool(question.scope.paper_ids)
        told = by_aspect(question.text, hits, self._encoder) if narrow else None
        if told is not None:
            return told
        if (topic := topic_of(question.text)) and (papers := listed(topic, hits)):
            return papers
        extraction = extract(question.text, hits, self._encoder, self._manner.sentences)
        sure = answerability(question.text, hits, extraction)
        return extraction.sentences if sure >= self._manner.threshold else ()

    def _refusal(self, question: Question, hits: Sequence[Hit], seconds: float) -> Answer:
        note = refusal_note(missing(question.text, hits)) if hits else _NOTHING_READ
        answer = _answer(question, hits, ())
        return replace(answer, status="refused", note=note, timings={"extract": seconds})

    def _composed(
        self, question: Question, hits: Sequence[Hit], model: ChatModel
    ) -> Iterator[Event]:
        started = time.perf_counter()
        composed: Composed | None = None
        for event in compose(
            question.text,
            hits,
            model,
            encoder=self._encoder,
            limits=self._manner.limits,
            accept_cost=question.accept_cost,
        ):
            if isinstance(event, Composed):
                composed = event
            else:
                yield event
        assert composed is not None, "compose ends with Composed"
        answer = _answer(question, hits, composed.sentences)
        # A reply that broke off is no refusal: nobody knows what it would have said.
        refused = composed.refused or not (answer.verified or composed.broken)
        note = refusal_note(missing(question.text, hits)) if refused else composed.note
        yield Done(
            replace(
                answer,
                status="refused" if refused else "partial" if composed.broken else "answered",
                mode="llm",
                note=note,
                model=model.name,
                usage=composed.usage,
                removed_markers=composed.removed_markers,
                timings={"compose": time.perf_counter() - started},
            )
        )


def stopped(question: Question, hits: Sequence[Hit], sentences: Sequence[Sentence]) -> Answer:
    """What had been checked when the person stopped the answer."""
    answer = _answer(question, hits, sentences)
    return replace(answer, status="partial", note="Stopped before the end.")


def refusal_note(absent: Sequence[str]) -> str:
    """The sentence of a refusal, with the words of the question that no paper has."""
    if not absent:
        return "The papers don't say."
    return f"The papers don't say: nothing found mentions {', '.join(absent)}."


def sources_of(hits: Sequence[Hit], sentences: Sequence[Sentence] = ()) -> tuple[Source, ...]:
    """Hits numbered by rank; the numbers never change once shown."""
    cited = {c.quote.paper_id for s in sentences for c in s.citations if c.status != "unsupported"}
    return tuple(
        Source(n, hit.paper, hit.score, hit.paper.paper_id in cited)
        for n, hit in enumerate(hits, start=1)
    )


def _answer(question: Question, hits: Sequence[Hit], sentences: Sequence[Sentence]) -> Answer:
    return Answer(
        question=question.typed or question.text,
        status="answered",
        mode="extractive",
        sentences=tuple(sentences),
        sources=sources_of(hits, sentences),
        understood=question.text,
        scope=question.scope,
    )
