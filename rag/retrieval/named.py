"""Which papers a name means: an id, a title, a paper's own name, or part of a title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import Paper
from rag.store.papers import PaperStore
from rag.text.names import own_name
from rag.text.stems import stems
from rag.text.words import keywords

_CANDIDATES = 40


def papers_called(name: str, store: PaperStore) -> list[Paper]:
    """All papers that `name` fits best: one where it is clear, several where it is not."""
    by_id = store.papers_by_id([name]).get(name)
    if by_id is not None:
        return [by_id]
    bare_name = bare(name)
    near = candidates(name, store) if bare_name else []
    # A paper's own name beats part of a title, which a later paper on it may hold as well.
    for fitting in (
        [paper for paper in near if bare(paper.title) == bare_name],
        [paper for paper in near if bears(paper, name)],
        [paper for paper in near if f" {bare_name} " in f" {bare(paper.title)} "],
        [paper for paper in near if _inflected(bare_name, paper.title)],
        _coining(name, store),
    ):
        if fitting:
            return fitting
    return []


def _inflected(name: str, title: str) -> bool:
    """Whether a title has two words or more in a row, in another form: "levitated markers"."""
    asked = " ".join(stems(name))
    return " " in asked and f" {asked} " in f" {' '.join(stems(title))} "


def _coining(name: str, store: PaperStore) -> list[Paper]:
    """Papers that speak of a coded name, such as S5-PTD, as their own: "our S5-PTD model"."""
    if not re.search(r"\d|.[A-Z]|\w-\w", name) or len(name.split()) > 1:
        return []
    found = store.papers_by_id(list(store.keyword_scores(keywords(name), _CANDIDATES)))
    said = rf"(?<![\w-]){re.escape(name)}(?![\w/])"
    own = rf"\b(?:[Oo]ur|[Ww]e)\b[^.;:]{{0,60}}{said}|\b(?:termed|called|named|dubbed) {said}"
    return [paper for paper in found.values() if re.search(own, paper.abstract)]


def titled(name: str, store: PaperStore) -> Paper | None:
    """The one paper with this id or whole title."""
    by_id = store.papers_by_id([name]).get(name)
    if by_id is not None:
        return by_id
    fitting = [p for p in candidates(name, store) if bare(p.title) == bare(name)]
    return fitting[0] if len(fitting) == 1 else None


def is_named(name: str, store: PaperStore) -> bool:
    """Whether a paper has this id, title or own name; part of a title is not enough."""
    if name in store.papers_by_id([name]):
        return True
    return any(bare(p.title) == bare(name) or bears(p, name) for p in candidates(name, store))


def bears(paper: Paper, name: str) -> bool:
    """Whether a paper calls what it brings by this name."""
    own = own_name(paper)
    names = [paper.title.split(":")[0], *([own.name, own.long] if own else [])]
    return bare(name) in {bare(one) for one in names if one}


def candidates(name: str, store: PaperStore) -> Sequence[Paper]:
    """Papers whose titles share most words with `name`; that an abstract does says little."""
    scores = store.keyword_scores(keywords(name), _CANDIDATES, title_weight=10.0)
    found = store.papers_by_id(list(scores))
    return [found[paper_id] for paper_id in scores if paper_id in found]


def bare(text: str) -> str:
    """A name in small letters, without marks, and without "the" and "paper" around it."""
    text = re.sub(r"^the | (?:paper|method|model)$", "", text.lower().strip(" “”\"'"))
    return " ".join(re.findall(r"\w+", text))
