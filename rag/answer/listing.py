"""Lists: every paper of the library that is about a topic, each with the sentence that says so."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from rag.answer.forms import alternatives, other_forms
from rag.answer.matching import Fit, Wanted, fit, nearest_place, speaks_of
from rag.domain import Answer, Citation, Hit, Paper, Question, Quote, Scope, Sentence, Source
from rag.extract.choice import sentences_of
from rag.models.answer_scorer import answer_scorer, told_in_order
from rag.retrieval.search import Search
from rag.store.papers import PaperStore

_REACH = 1000  # papers looked at: beyond so many a topic sets none apart
_SHOWN = 200  # papers that a listing without a topic names
_NEAREST = 3
_ABOUT = 0.7  # share of sure fits from which the list is said to be about the topic
_NEARLY = 0.4  # of a topic's words, the telling ones most, in one sentence
_READ = 20  # papers beyond which a set is not read whole
_SAYS = 0.5  # P(yes) from which a sentence says that a paper is one of them
_OF_THEM = re.compile(r"^which of these papers ", re.IGNORECASE)
_FEW = 30  # papers left by "without X" that are worth naming
NOT = "not "
"""Begins a topic that the papers are to be without."""
_OLDEST = re.compile(
    r"\b(?:oldest|earliest) first|\bchronolog|\btimeline|\b(?:over|through) time\b"
)
_YEARS = re.compile(
    r"\b(?:newest|latest|most recent|recent) first|\b(?:by|sorted by|in order of) (?:year|date)\b"
)


@dataclass(frozen=True, slots=True)
class Match:
    """A paper that is about a topic."""

    hit: Hit
    fit: Fit


@dataclass(frozen=True, slots=True)
class Lister:
    """Lists the papers of a library by topic."""

    store: PaperStore
    search: Search

    def answer(
        self, question: Question, topic: str, besides: Collection[str] = frozenset()
    ) -> Answer:
        """All papers within the question's scope about `topic`, or all of them where it is "".

        A topic that begins with `NOT` asks for papers that do not mention the rest; papers whose
        ids are in `besides` are known already.
        """
        question = replace(question, kind="list")
        if not topic:
            return self._everything(question)
        if topic.startswith(NOT):
            return self._without(question, topic.removeprefix(NOT))
        found = [
            match
            for match in self.matches(topic, question.scope)
            if match.hit.paper.paper_id not in besides
        ]
        if question.scope.paper_ids:
            found = self._heard(question) or found or self._nearly(topic, question.scope)
        if not found:
            return self._none(question, topic)
        papers = [match.hit.paper for match in found]
        order = _order(papers, question.typed or question.text)
        lead = self._lead(found, topic, question.scope)
        return _listed(question, [found[n] for n in order], lead)

    def matches(self, topic: str, scope: Scope = Scope()) -> list[Match]:
        """The papers that are about `topic`, best first."""
        hits = self._hits(topic, scope)
        forms = [*alternatives(topic), *other_forms(topic, [hit.paper for hit in hits])]
        near = {hit.paper.paper_id: hit.dense for hit in hits}
        top = _mean([hit.dense for hit in hits][:_NEAREST])
        best: dict[str, Match] = {}
        for form in forms:
            wanted = Wanted(form)
            for hit in hits if form == topic else self._hits(form, scope):
                key = hit.paper.paper_id
                # An abbreviation may mean other things: nearness is always to what was typed.
                if hit.keyword <= 0 or key not in near:
                    continue
                found = fit(wanted, replace(hit, dense=near[key]), top)
                if found and (key not in best or found.score > best[key].fit.score):
                    best[key] = Match(hit, found)
        return sorted(best.values(), key=lambda m: (-m.fit.score, m.hit.paper.paper_id))

    def _heard(self, question: Question) -> list[Match]:
        """Of papers that were listed, those of which a sentence says so, in whatever words."""
        asked = _OF_THEM.sub("", question.text)
        papers = self.store.papers(question.scope)
        # Of a set too large to be read, those left out would look as if they did not.
        if asked == question.text or not asked.strip(" ?.!") or len(papers) > _READ:
            return []
        found = []
        for paper in papers:
            sentences = sentences_of(0, Hit.whole(paper))
            told = told_in_order(paper.title, [one.text for one in sentences])
            says = answer_scorer().read(asked, told)[1][:, 0]
            if len(says) and says.max() >= _SAYS:
                best = sentences[int(says.argmax())]
                fitting = Fit(float(says.max()), best.span, sure=False)
                found.append(Match(Hit.whole(paper), fitting))
        return sorted(found, key=lambda m: -m.fit.score)

    def _nearly(self, topic: str, scope: Scope) -> list[Match]:
        """Of papers that were listed, those with the most telling words of the topic."""
        wanted = Wanted(topic)
        found = [
            Match(hit, Fit(near, place, sure=False))
            for hit in self._hits(topic, scope)
            for near, place in (nearest_place(wanted, hit.paper),)
            if near >= _NEARLY
        ]
        return sorted(found, key=lambda m: -m.fit.score)

    def _hits(self, topic: str, scope: Scope) -> list[Hit]:
        found = self.search.retrieve(topic, 2 * _REACH, scope, collapse=False, reach=_REACH)
        return sorted(found.hits, key=lambda hit: -hit.dense)

    def _everything(self, question: Question) -> Answer:
        papers = self.store.papers(question.scope)
        ordered = [papers[n] for n in _order(papers, question.typed or question.text, by_year=True)]
        lead = f"{_counted(len(papers))} here{scope_words(question.scope)}"
        if len(papers) > _SHOWN:
            lead += f"; these are {_SHOWN} of them"
        return _named(question, ordered[:_SHOWN], f"{lead}.")

    def _without(self, question: Question, topic: str) -> Answer:
        wanted = Wanted(topic)
        papers = self.store.papers(question.scope)
        left = [paper for paper in papers if not speaks_of(wanted, paper)]
        lead = (
            f"{len(left):,} of {_counted(len(papers))} here do not mention {topic}; "
            "an abstract does not tell all that a paper does without."
        )
        return _named(question, left if len(left) <= _FEW else (), lead)

    def _none(self, question: Question, topic: str) -> Answer:
        near = self.search.retrieve(topic, _NEAREST, question.scope).hits
        note = f"No paper here{scope_words(question.scope)} is about {topic}."
        if near:
            note += " The nearest: " + "; ".join(f"“{hit.paper.title}”" for hit in near) + "."
        return replace(Answer.of(question, near, note=note), status="refused", lead="")

    def _lead(self, found: Sequence[Match], topic: str, scope: Scope) -> str:
        sure = sum(match.fit.sure for match in found) / len(found)
        one = len(found) == 1
        if sure >= _ABOUT and not Wanted(topic).deed:
            what = f"{'is' if one else 'are'} about {topic}"
        else:
            what = f"{'matches' if one else 'match'} “{topic}”"
        words = scope_words(scope)
        if scope.paper_ids or (not scope.empty and not words):
            return f"Of these {_counted(self.store.count(scope))}, {len(found)} {what}."
        return f"{_counted(len(found))} here{words} {what}."


def scope_words(scope: Scope) -> str:
    """Filters as they stand behind "papers here": " by Hinton from ICLR since 2020"."""
    low, high = scope.year_from, scope.year_to
    years = f" from {low} to {high}" if low != high else f" in {low}"
    if low is None or high is None:
        years = f" since {low}" if low is not None else f" until {high}" if high is not None else ""
    by = f" by {' or '.join(scope.authors)}" if scope.authors else ""
    at = f" from {' or '.join(scope.venues)}" if scope.venues else ""
    kept = f" in {' or '.join(scope.collections)}" if scope.collections else ""
    return by + at + kept + years


def _listed(question: Question, found: Sequence[Match], lead: str) -> Answer:
    sentences = []
    for n, match in enumerate(found, start=1):
        paper, place = match.hit.paper, match.fit.place
        if place is not None:
            quote = Quote(paper.paper_id, paper.abstract[slice(*place)], *place)
            sentences.append(Sentence(quote.text, (Citation(n, quote, "exact"),)))
    answer = Answer.of(question, [match.hit for match in found], sentences)
    sources = tuple(replace(source, cited=True) for source in answer.sources)
    return replace(answer, status="answered", sources=sources, lead=lead)


def _named(question: Question, papers: Sequence[Paper], lead: str) -> Answer:
    """Papers that no sentence chose."""
    sources = tuple(Source(n, paper, 1.0, True) for n, paper in enumerate(papers, start=1))
    return replace(Answer.of(question, ()), status="library", sources=sources, lead=lead)


def _order(papers: Sequence[Paper], asked: str, by_year: bool = False) -> list[int]:
    """Places of `papers`: as they are, or by year where that is asked."""
    places = list(range(len(papers)))
    if _OLDEST.search(asked.lower()):
        return sorted(places, key=lambda n: papers[n].year or 9999)
    if by_year or _YEARS.search(asked.lower()):
        return sorted(places, key=lambda n: -(papers[n].year or 0))
    return places


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0


def _counted(n: int) -> str:
    return f"{n:,} paper{'' if n == 1 else 's'}"
