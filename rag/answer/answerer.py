"""Hits to a checked Answer: extracted without a model, composed with one, or refused."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.answer.compose import Composer
from rag.answer.leads import (
    BESIDE,
    UNDEFINED,
    by_figures,
    decided_first,
    denial_lead,
    lead_of,
    says_term,
    speaking_of,
    telling_first,
    tells_number,
)
from rag.domain import Answer, Hit, Kind, Question, Sentence, Verdict
from rag.events import Checked, Done, Event, Step
from rag.extract.answerability import answerability, answered, missing, signs_answered
from rag.extract.aspects import by_aspect
from rag.extract.choice import quoted
from rag.extract.premises import premise_denied
from rag.extract.sentences import Extraction, extract
from rag.extract.subjects import focus, owners, unheard, unstated
from rag.extract.troubles import asks_trouble, own_troubles
from rag.formats.seal import LIKELY, SILENCE
from rag.ports import ChatModel, Embedder
from rag.settings import Answering

_NAMED = 0.3
"""Share of the threshold that is asked of words where the question names a paper that is here."""
_MAY = 0.5
_MAY_NUMBER = 0.55
"""Shares of the threshold below which nothing that has the question's words answers either."""
_WORDED: tuple[Kind, ...] = ("comparison", "overview", "sides")
"""Kinds that no one sentence answers: the cross-encoder says little of them."""
_BESIDE = 0.3
"""How likely sentences that only speak of what is asked answer it, at most."""
_HEARD = 1.5
"""Log-odds by the cross-encoder from which other words say what a paper has not in these."""
_HARDLY = -1.6
"""The same, of how or why something is so."""
_IN_PART = 0.6
"""How likely at most where each paper tells its own part, findings differ or no number is plain."""
# What is best of all no abstract can tell for the field.
_SUPERLATIVE = re.compile(
    r"\b(?:best|worst|largest|biggest|smallest|fastest|cheapest|strongest|most (?!of\b|recent)\w+)"
    r"\b",
    re.IGNORECASE,
)
_NOTHING_READ = "No paper was read."
"""Said where filters leave nothing: words cannot be missing from papers that nobody looked at."""


class Answerer:
    """Writes answers from Hits; one encoder compares sentences, with a model and without."""

    def __init__(self, encoder: Embedder, model: ChatModel | None, answering: Answering) -> None:
        self._encoder = encoder
        self.model = model
        self._answering = answering

    def events(self, question: Question, hits: Sequence[Hit]) -> Iterator[Event]:
        """Steps, drafts and checked sentences, then one Done; closing it closes the model."""
        if self.model is not None and question.use_llm and hits:
            yield from self._composed(question, hits, self.model)
        else:
            yield from self._extracted(question, hits)

    def _extracted(self, question: Question, hits: Sequence[Hit]) -> Iterator[Event]:
        started = time.perf_counter()
        sentences, likely = self._chosen(question, hits)
        found, sentences = decided_first(question, hits, sentences)
        sentences = telling_first(question, hits, sentences)
        lead = lead_of(question, hits, sentences, found)
        if found in ("", "not stated") and (told := by_figures(question, hits)):
            lead, found, sentences = told
            likely = likely if likely is None else max(likely, LIKELY)
        if lead == UNDEFINED:
            sentences = speaking_of(question, sentences)
        if sentences and (denial := premise_denied(question.text, hits)):
            # What a question wrongly takes for granted is put right before anything else.
            denied = quoted([denial], hits)
            sentences = (*denied, *(s for s in sentences if s.text != denied[0].text))
            lead, found = denial_lead(question)
        if likely is not None:
            likely = min(likely, _at_most(question, hits, lead, found))
        seconds = time.perf_counter() - started
        yield Step("read", f"read {len(hits)} papers", seconds)
        for sentence in sentences:
            yield Checked(sentence)
        note = "" if sentences else _refusal_note(question, hits)
        answer = Answer.of(question, hits, sentences, note)
        timings = {"extract": seconds}
        yield Done(replace(answer, lead=lead, verdict=found, likely=likely, timings=timings))

    def _chosen(
        self, question: Question, hits: Sequence[Hit]
    ) -> tuple[tuple[Sentence, ...], float | None]:
        """The sentences that answer, or none where the papers don't say, and how likely they do."""
        narrow = bool(question.scope.paper_ids)
        of_aspect = by_aspect(question.text, hits, self._encoder) if narrow else None
        if of_aspect is not None:
            return of_aspect, None
        limit = 1 if question.short else self._answering.sentences
        extraction = extract(question.text, hits, self._encoder, limit, kind=question.kind)
        sure = answerability(question.text, hits, extraction)
        named = bool(focus(question.text, hits))
        found, likely = answered(signs_answered(sure, extraction.heard, named))
        if asks_trouble(question.text) and owners(question.text, hits):
            own = own_troubles(hits, extraction.sentences)
            return own, likely if own else None
        silent = _silent(question, hits, sure, extraction.heard)
        told = self._told(question, extraction, sure, found, named) and not silent
        told = told or (says_term(question, extraction.sentences) and not silent)
        return (_own(question, hits, extraction.sentences) if told else ()), likely

    def _told(
        self, question: Question, extraction: Extraction, sure: float, found: float, named: bool
    ) -> bool:
        """Whether what was found is told: it answers, or has the words and may answer."""
        least = self._answering.threshold
        # Of a paper that is named, what it says is what there is to know.
        alone = named or len(question.scope.paper_ids) == 1
        worded = sure >= least * (_NAMED if alone else 1)
        if question.kind in _WORDED or (worded and question.kind == "yesno"):
            return worded
        numbered = named or tells_number(question, extraction.sentences)
        may = _MAY_NUMBER if question.kind == "number" else _MAY
        return (worded and numbered and found >= least * may) or (
            found >= least and (numbered or extraction.heard >= _HEARD)
        )

    def _composed(
        self, question: Question, hits: Sequence[Hit], model: ChatModel
    ) -> Iterator[Event]:
        started = time.perf_counter()
        composer = Composer(model, self._answering, self._encoder)
        composed = yield from composer.compose(question.text, hits, question.accept_cost)
        answer = Answer.of(question, hits, composed.sentences)
        # A reply that broke off is no refusal: nobody knows what it would have said.
        refused = composed.refused or not (answer.verified or composed.broken)
        note = _refusal_note(question, hits) if refused else composed.note
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


def _own(
    question: Question, hits: Sequence[Hit], sentences: Sequence[Sentence]
) -> tuple[Sentence, ...]:
    """Of a number that is asked of a named paper, the sentences of that paper."""
    named = focus(question.text, hits) if question.kind == "number" else []
    return tuple(s for s in sentences if not named or s.citations[0].n - 1 in named)


def _silent(question: Question, hits: Sequence[Hit], sure: float, heard: float) -> bool:
    """Whether no paper has a word that an answer needs, and none says it in other words."""
    if unheard(question.text, hits):
        return heard < _HEARD
    if not unstated(question.text, hits, question.kind):
        return False
    # How a thing works can be told in many words.
    return heard < _HEARD if question.kind != "how" else sure < LIKELY and heard < _HARDLY


def _at_most(question: Question, hits: Sequence[Hit], lead: str, found: Verdict) -> float:
    """The probability beyond which nothing that was chosen can be said to answer."""
    if lead in BESIDE or found == "not stated":
        return _BESIDE
    asks_much = question.kind == "how" or _SUPERLATIVE.search(question.text)
    of_field = asks_much and not focus(question.text, hits)
    plain = question.kind != "number" or bool(lead)
    return _IN_PART if of_field or found == "disputed" or not plain else 1.0


def _refusal_note(question: Question, hits: Sequence[Hit]) -> str:
    """The sentence of a refusal, with the words of the question that no paper has."""
    if not hits:
        return _NOTHING_READ
    unsaid, named = unstated(question.text, hits, question.kind), focus(question.text, hits)
    if unsaid:
        words = _either(unsaid, question.kind)
        return f"{SILENCE}: the abstract of {_titles(hits, named)} does not mention {words}."
    if asks_trouble(question.text) and (bearers := owners(question.text, hits)):
        titles = _titles(hits, bearers)
        return f"{SILENCE}: the abstract of {titles} names nothing that is wrong with it."
    absent = unheard(question.text, hits) or missing(question.text, hits)
    if not absent:
        return f"{SILENCE}."
    return f"{SILENCE}: nothing found mentions {', '.join(absent)}."


def _titles(hits: Sequence[Hit], places: Sequence[int]) -> str:
    return " and ".join(f"“{hits[i].paper.title}”" for i in places)


def _either(words: Sequence[str], kind: Kind) -> str:
    """What is counted reads on as typed; of what else is missing each is named."""
    return " ".join(words) if kind != "how" else " or ".join(words)
