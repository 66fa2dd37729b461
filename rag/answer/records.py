"""Answers about the library itself, read from its records and not from abstracts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

import numpy as np

from rag.answer.listing import Lister, scope_words
from rag.answer.record_words import (
    counted,
    dated,
    described,
    ends,
    field_said,
    joined,
    matching,
    span,
    top,
    venue_shown,
)
from rag.answer.themes import themes
from rag.domain import Answer, Paper, Question, Scope, Source
from rag.retrieval.named import bare, is_named, papers_called
from rag.retrieval.search import Search
from rag.store.papers import PaperStore
from rag.store.records import RecordsRequest, Wish, counts

_MOST = 10  # names that a sentence lists
_CANDIDATES = 5
_FEW = 50  # papers that a count names
_SHOWN = 200  # papers beside an answer
_LEAST_NEAR = 0.35  # cosine under which no paper is meant by a description
_APART = 0.06  # cosine by which the paper meant is nearer than the next


@dataclass(frozen=True, slots=True)
class Records:
    """Answers from records; `encoder` is the fingerprint whose vectors make themes."""

    store: PaperStore
    search: Search
    encoder: str

    def answer(self, question: Question, request: RecordsRequest) -> Answer:
        """What the records say, with the papers it is said of; never a refusal."""
        if request.wish == "citations":
            lead = "Citation counts are not in the records of this library."
            return _told(question, lead)
        if request.paper:
            return self._of_paper(question, request)
        answers: Mapping[Wish, Callable[[Question, RecordsRequest], Answer]] = {
            "papers": self._papers,
            "authors": self._names,
            "venue": self._names,
            "year": self._years,
            "topics": self._topics,
        }
        return answers.get(request.wish, self._papers)(question, request)

    def _of_paper(self, question: Question, request: RecordsRequest) -> Answer:
        found = self._meant(request.paper, question.scope)
        if not found:
            return self._unknown(question, request.paper)
        if len(found) > 1 and request.exists:
            return _told(question, f"Yes, {len(found)} papers here are called so.", found)
        if len(found) > 1:
            some = "; ".join(dated(paper) for paper in found[:_CANDIDATES])
            lead = f"“{request.paper}” fits {len(found)} papers here: {some}. Which one is meant?"
            return _told(question, lead, found[:_CANDIDATES])
        paper = found[0]
        if self._only_near(request.paper, paper):
            told = "" if request.exists else f" {field_said(paper, request)}"
            lead = f"No paper here is called “{request.paper}”; the nearest is {dated(paper)}."
            return _told(question, lead + told, found)
        if request.exists or request.wish == "papers":
            by = f", by {joined(paper.authors, 3)}" if paper.authors else ""
            return _told(question, f"{'Yes: ' if request.exists else ''}{dated(paper)}{by}.", found)
        return _told(question, field_said(paper, request), found)

    def _meant(self, name: str, scope: Scope) -> list[Paper]:
        """The papers a name or a description means, within `scope` where some are there."""
        found = papers_called(name, self.store)
        if not found and (words := described(name)):
            hits = self.search.retrieve(words, 3, scope).hits
            if hits and hits[0].dense >= _LEAST_NEAR:
                near = [hit for hit in hits if hits[0].dense - hit.dense < _APART]
                found = [hit.paper for hit in (near if scope.empty else hits[:1])]
        if scope.empty or len(found) < 2:
            return found
        allowed = set(self.store.ids(scope))
        return [paper for paper in found if paper.paper_id in allowed] or found

    def _only_near(self, name: str, paper: Paper) -> bool:
        """Whether a name is a small part of a title: that paper may only build on what bears it."""
        if described(name) or is_named(name, self.store):
            return False
        return 2 * len(bare(name).split()) < len(bare(paper.title).split())

    def _unknown(self, question: Question, name: str) -> Answer:
        lead = f"No paper here is called “{name}”."
        near = [hit.paper for hit in self.search.retrieve(name, 3).hits] if name else []
        if near:
            lead += f" The nearest: {'; '.join(dated(paper) for paper in near)}."
        return replace(_told(question, lead), sources=_sources(near, cited=False))

    def _papers(self, question: Question, request: RecordsRequest) -> Answer:
        if request.per:
            return self._per(question, request.per)
        scope = self._scope(question, request)
        if request.by and not self.store.count(Scope(authors=(request.by,))):
            return _told(question, self._no_author(request.by))
        papers = self._fitting(scope, request.topic)
        if request.order in ("newest", "oldest"):
            return _told(question, *ends(papers, request))
        dated_already = scope.year_from is not None or scope.year_to is not None
        years = "" if dated_already else span(papers)
        lead = f"{counted(len(papers))} here{scope_words(scope)}{matching(request)}{years}."
        if request.exists and papers:
            lead = f"Yes: {lead}"
        if request.count:
            # All papers of a library say no more than their number.
            some = papers if request.topic or len(papers) <= _FEW else ()
            return _told(question, lead, some)
        listed = sorted(papers, key=lambda paper: -(paper.year or 0))
        return replace(_told(question, lead if papers else f"No {lead[2:]}", listed), kind="list")

    def _scope(self, question: Question, request: RecordsRequest) -> Scope:
        return replace(question.scope, authors=(request.by,)) if request.by else question.scope

    def _fitting(self, scope: Scope, topic: str) -> list[Paper]:
        if not topic:
            return self.store.papers(scope)
        lister = Lister(self.store, self.search)
        return [match.hit.paper for match in lister.matches(topic, scope)]

    def _no_author(self, name: str) -> str:
        names = [other for other, _ in counts(self.store, "author")]
        if not names:
            return "The records of this library name no authors."
        near = get_close_matches(name, names, n=3, cutoff=0.75)
        return f"No paper here is by {name}." + (f" Nearest: {', '.join(near)}." if near else "")

    def _names(self, question: Question, request: RecordsRequest) -> Answer:
        """Authors or venues of the papers asked for, most papers first."""
        what = "author" if request.wish == "authors" else "venue"
        scope = self._scope(question, request)
        if request.topic:
            papers = self._fitting(scope, request.topic)
            listed = [p.authors if what == "author" else (p.venue,) for p in papers]
            tally = Counter(name for names in listed for name in names if name)
            found = sorted(tally.items(), key=lambda pair: (-pair[1], pair[0]))
        else:
            papers, found = [], counts(self.store, what, scope)
        if not found:
            return _told(question, f"No record here has a{'n' if what == 'author' else ''} {what}.")
        if what == "venue":
            found = [(venue_shown(name), n) for name, n in found]
        if request.order == "most":
            return _told(question, top(found, request), papers)
        if request.count:
            return _told(question, f"{len(found):,} {what}s.", papers)
        some = "; ".join(f"{name} ({n:,})" for name, n in found[: max(_MOST, request.n)])
        if what == "venue" and len(found) <= 3 * _MOST:
            some = "; ".join(f"{name} ({n:,})" for name, n in found)
        more = "" if some.count(";") + 1 == len(found) else f"; {len(found):,} in all"
        return _told(question, f"{what.capitalize()}s, with papers of each: {some}{more}.", papers)

    def _years(self, question: Question, request: RecordsRequest) -> Answer:
        found = [(int(year), n) for year, n in counts(self.store, "year", question.scope)]
        if not found:
            return _told(question, "No record here has a year.")
        if request.order == "most":
            return _told(question, top([(str(y), n) for y, n in found], request))
        years = [year for year, _ in found]
        if request.count:
            return _told(question, f"{len(years)} years, {min(years)} to {max(years)}.")
        number = sum(n for _, n in found)
        return _told(question, f"{counted(number)}, {min(years)} to {max(years)}.")

    def _per(self, question: Question, per: str) -> Answer:
        found = counts(self.store, per, question.scope)
        if not found:
            return _told(question, f"No record here has {'an' if per == 'author' else 'a'} {per}.")
        ordered = sorted(found) if per == "year" else found[: 3 * _MOST]
        some = "; ".join(
            f"{name}: {n:,}" for name, n in ((venue_shown(name), n) for name, n in ordered)
        )
        return _told(question, f"Papers by {per}: {some}.")

    def _topics(self, question: Question, _: RecordsRequest) -> Answer:
        ids = self.store.ids(question.scope)
        vectors = self.store.paper_vectors(self.encoder, ids)
        kept = [paper_id for paper_id in ids if paper_id in vectors]
        found = self.store.papers_by_id(kept)
        papers = [found[paper_id] for paper_id in kept]
        if not papers:
            return _told(question, "No paper here has been read for its topics yet.")
        groups = themes(papers, np.stack([vectors[paper_id] for paper_id in kept]))
        told = "; ".join(f"{group.name} ({len(group.places):,})" for group in groups if group.name)
        lead = f"{counted(len(papers))}; the main topics: {told}."
        typical = [papers[group.places[0]] for group in groups]
        return _told(question, lead, typical)


def _told(question: Question, lead: str, papers: Sequence[Paper] = ()) -> Answer:
    answer = Answer.of(replace(question, kind="library"), ())
    return replace(answer, status="library", sources=_sources(papers[:_SHOWN]), lead=lead)


def _sources(papers: Sequence[Paper], cited: bool = True) -> tuple[Source, ...]:
    return tuple(Source(n, paper, 1.0, cited) for n, paper in enumerate(papers, start=1))
