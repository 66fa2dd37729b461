"""Cited summaries of a paper, of a collection by themes, and of what is new since some day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np

from rag.answer.compose import Composer
from rag.answer.themes import Theme, themes
from rag.domain import Answer, Citation, Hit, Paper, Question, Quote, Scope, Sentence
from rag.errors import InputMissing, UsageError, shown
from rag.events import result_of
from rag.extract.roles import aspect_quote
from rag.models.cached import CachedEmbedder
from rag.ports import ChatModel, Embedder, Vectors
from rag.settings import Answering
from rag.store.papers import PaperStore

_ROLES = ("problem", "method", "results", "limits")
_EACH = 2  # typical papers whose sentences stand for a theme
_READ = 12  # papers that a model reads for a summary
_SPANS = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30, "year": 365}
_LONGEST = 36_500  # days
_AGO = re.compile(
    r"^(?:the )?(?:last|past|in the last|(?=\d|an? ))? ?(?P<count>\d{1,4}|an?)? ?"
    r"(?P<unit>hour|day|week|month|year)s?(?: ago)?$"
)


@dataclass(frozen=True, slots=True)
class Summariser:
    """Summaries over one library; without a model they are the papers' own sentences.

    `stored` is the fingerprint of the encoder whose vectors the library holds.
    """

    store: PaperStore
    encoder: Embedder
    stored: str
    model: ChatModel | None
    answering: Answering

    def without_model(self) -> Summariser:
        return replace(self, model=None)

    def paper(self, paper_id: str, accept_cost: bool = False) -> Answer:
        """What one paper asks, does, finds and leaves open; raises InputMissing."""
        paper = self.store.paper(paper_id)
        asked = Question(f"What does “{paper.title}” say?", accept_cost=accept_cost)
        if self.model is not None:
            return self._composed(asked, [paper], "the paper", self.model)
        encoder = CachedEmbedder(self.encoder)
        quotes = [aspect_quote(role, paper, encoder) for role in _ROLES]
        found = sorted({q.start: q for q in quotes if q}.values(), key=lambda quote: quote.start)
        return Answer.of(asked, [paper], [_cited(1, quote) for quote in found])

    def papers(
        self, paper_ids: Sequence[str], what: str = "these papers", accept_cost: bool = False
    ) -> Answer:
        """The themes of some papers, each by the sentences of its most typical ones."""
        known = self.store.papers_by_id(paper_ids)
        papers = [known[paper_id] for paper_id in paper_ids if paper_id in known]
        if not papers:
            raise InputMissing(f"There are no papers in {what}; `footnote papers list` shows some.")
        if len(papers) == 1:
            return self.paper(papers[0].paper_id, accept_cost)
        papers, vectors = self._embedded(papers)
        grouped = themes(papers, vectors)
        typical = [papers[p] for theme in grouped for p in theme.places[:_EACH]]
        asked = Question(f"What are the themes of {what}?", accept_cost=accept_cost)
        if self.model is not None:
            answer = self._composed(asked, typical[:_READ], what, self.model)
        else:
            quotes = [self._telling(paper) for paper in typical]
            told = [_cited(n, q) for n, q in enumerate(quotes, start=1) if q is not None]
            answer = Answer.of(asked, typical, told)
        return replace(answer, note=" ".join(filter(None, [answer.note, _named(grouped)])))

    def collection(self, name: str, scope: Scope = Scope(), accept_cost: bool = False) -> Answer:
        """The themes of a collection within `scope`; raises InputMissing where it has no papers."""
        whole = self.store.ids(Scope(collections=(name,)))
        ids = self._within(whole, scope)
        if whole and not ids:
            asked = Question(f"What are the themes of the collection {shown(name)}?")
            note = f"No paper of the collection {shown(name)} passes the filters."
            return Answer.of(asked, (), note=note)
        return self.papers(ids, f"the collection {shown(name)}", accept_cost)

    def new_since(
        self,
        when: str,
        now: datetime | None = None,
        scope: Scope = Scope(),
        accept_cost: bool = False,
    ) -> Answer:
        """The papers added or changed since "last week", "3 days" or "2026-11-01"."""
        start = since(when, now or datetime.now(UTC))
        ids = self._within(self.store.added_since(start.isoformat(timespec="seconds")), scope)
        day = f"{start.day} {start:%B %Y}"
        asked = f"What is new since {start.date()}?"
        if not ids:
            which = "paper" if scope.empty else "paper that passes the filters"
            return Answer.of(Question(asked), (), note=f"No {which} was added since {day}.")
        answer = self.papers(ids, f"the papers added since {day}", accept_cost)
        count = f"{len(ids)} papers were" if len(ids) > 1 else "One paper was"
        note = f"{count} added since {day}. {answer.note}".strip()
        return replace(answer, question=asked, understood=asked, note=note)

    def _within(self, paper_ids: Sequence[str], scope: Scope) -> list[str]:
        allowed = set(paper_ids if scope.empty else self.store.ids(scope))
        return [paper_id for paper_id in paper_ids if paper_id in allowed]

    def _embedded(self, papers: Sequence[Paper]) -> tuple[list[Paper], Vectors]:
        """Papers with the mean of their stored vectors; those not embedded yet are left out."""
        means = self.store.paper_vectors(self.stored, [paper.paper_id for paper in papers])
        kept = [paper for paper in papers if paper.paper_id in means]
        if not kept:
            raise InputMissing("These papers are not embedded yet; run `footnote add` again.")
        vectors = np.stack([means[paper.paper_id] for paper in kept])
        return kept, vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)

    def _telling(self, paper: Paper) -> Quote | None:
        """The one sentence that stands for a paper."""
        encoder = CachedEmbedder(self.encoder)
        for role in ("results", "method", "problem"):
            quote = aspect_quote(role, paper, encoder)
            if quote is not None:
                return quote
        return None

    def _composed(
        self, asked: Question, papers: Sequence[Paper], what: str, model: ChatModel
    ) -> Answer:
        composer = Composer(model, self.answering, self.encoder)
        hits = [Hit.whole(paper) for paper in papers]
        build = composer.prompts.summary
        end = result_of(composer.compose(what, hits, asked.accept_cost, build))
        answer = Answer.of(asked, papers, end.sentences, end.note)
        return replace(
            answer,
            status="partial" if end.broken else answer.status,
            mode="llm",
            model=model.name,
            usage=end.usage,
            removed_markers=end.removed_markers,
        )


def since(when: str, now: datetime) -> datetime:
    """The start that "last week", "3 days", "yesterday" or "2026-11-01" means; UTC.

    Raises UsageError for words that name no time.
    """
    text = " ".join(when.lower().split())
    days = {"today": 0, "yesterday": 1, "this week": now.weekday()}.get(text)
    if days is not None:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight - timedelta(days=days)
    ago = _AGO.match(text)
    count = int(ago["count"]) if ago and (ago["count"] or "").isdigit() else 1
    if ago and count * _SPANS[ago["unit"]] <= _LONGEST:
        return now - timedelta(days=count * _SPANS[ago["unit"]])
    try:
        start = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"{shown(when)} names no time; say last week, 3 days, yesterday or 2026-11-01."
        ) from None
    return start if start.tzinfo else start.replace(tzinfo=UTC)


def _cited(n: int, quote: Quote) -> Sentence:
    return Sentence(quote.text, (Citation(n, quote, "exact"),))


def _named(grouped: Sequence[Theme]) -> str:
    parts: list[str] = []
    n = 1
    for theme in grouped:
        shown_here = min(_EACH, len(theme.places))
        marks = "".join(f"[{n + i}]" for i in range(shown_here))
        papers = "1 paper" if len(theme.places) == 1 else f"{len(theme.places)} papers"
        parts.append(f"{theme.name or 'other'} ({papers}) {marks}")
        n += shown_here
    return f"Themes: {'; '.join(parts)}."
