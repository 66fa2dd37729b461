"""Which sentences are quoted, and in what order they read as an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.domain import Citation, Hit, Quote, Sentence
from rag.extract.features import Candidate
from rag.extract.openings import joined_by, points_back
from rag.text.passages import sentence_spans
from rag.text.stems import content_stems

_LIKE = 0.7  # share of the shorter sentence's words that makes a repetition
_BACK = 2  # sentences that may be brought along to say what one points back to
_MARGIN = 2.5  # log-odds behind the best beyond which a sentence is padding


def sentences_of(place: int, hit: Hit) -> list[Candidate]:
    """The sentences of one hit's abstract, in order."""
    text = hit.paper.abstract
    spans = sentence_spans(text)
    return [
        Candidate(place, i, len(spans), (start, end), text[start:end])
        for i, (start, end) in enumerate(spans)
    ]


@dataclass(frozen=True, slots=True)
class Wanted:
    """At most `limit` sentences, of no paper more than `each`; `musts` are places that are taken
    in any case. With `led` the best stands first; `wide` lets in what fits less well.
    """

    limit: int
    musts: tuple[int, ...] = ()
    led: bool = True
    each: int | None = None
    wide: bool = False


def answering(
    hits: Sequence[Hit],
    ranked: Sequence[Candidate],
    scores: NDArray[np.float32],
    wanted: Wanted,
) -> list[Candidate]:
    """Those of `ranked` that are wanted, with what they lean on, paper by paper in abstract order.

    Nothing answers where no score is finite.
    """
    margin = 2 * _MARGIN if wanted.wide else _MARGIN
    picked = pick(ranked, scores, wanted.limit, margin, wanted.musts, wanted.each)
    return _readable(hits, [ranked[i] for i in sorted(picked)], first=wanted.led)


def pick(
    ranked: Sequence[Candidate],
    scores: NDArray[np.float32],
    limit: int,
    margin: float,
    musts: Sequence[int] = (),
    each: int | None = None,
) -> list[int]:
    """Places in `ranked` of at most `limit` that say something new, the best first.

    What lies further than `margin` behind the best is left out, and of several things that must
    be told none may fill the answer alone.
    """
    picked = list(musts)[:limit]
    share = limit // len({ranked[i].hit for i in musts}) if musts else each or limit
    for i, score in enumerate(scores):
        if len(picked) >= limit or not np.isfinite(score) or score < scores[0] - margin:
            break
        full = sum(ranked[j].hit == ranked[i].hit for j in picked) >= share
        told = [ranked[j].text for j in picked]
        if i not in picked and not full and not _said(ranked[i].text, told):
            picked.append(i)
    return picked


def quoted(
    chosen: Sequence[Candidate], hits: Sequence[Hit], whole: bool = False
) -> tuple[Sentence, ...]:
    """Sentences that cite themselves; unless `whole`, one torn from the one before loses its
    "Moreover,".
    """
    return tuple(
        _quote(one, hits, before, whole)
        for one, before in zip(chosen, [None, *chosen], strict=False)
    )


def _quote(one: Candidate, hits: Sequence[Hit], before: Candidate | None, whole: bool) -> Sentence:
    follows = before is not None and (before.hit, before.place + 1) == (one.hit, one.place)
    cut = 0 if whole or follows else joined_by(one.text)
    start, end = one.span
    text = one.text[cut:]
    quote = Quote(hits[one.hit].paper.paper_id, text, start + cut, end)
    return Sentence(text, (Citation(one.hit + 1, quote, "exact"),))


def _said(text: str, others: Sequence[str]) -> bool:
    """Whether one of `others` says nearly the same."""
    own = set(content_stems(text))
    sets = [set(content_stems(other)) for other in others]
    return any(len(own & o) >= _LIKE * max(1, min(len(own), len(o))) for o in sets)


def _readable(hits: Sequence[Hit], picked: Sequence[Candidate], first: bool) -> list[Candidate]:
    """With what each points back to; one that cannot be explained so is left out.

    With `first` the best and what it leans on open the answer.
    """
    whole = {i: sentences_of(i, hits[i]) for i in {one.hit for one in picked}}
    papers = list(dict.fromkeys(one.hit for one in picked))
    kept: set[tuple[int, int]] = set()
    opening: list[tuple[int, int]] = []
    for rank, one in enumerate(picked):
        run = [one.place]
        while points_back(whole[one.hit][run[0]].text) and run[0] > 0 and len(run) <= _BACK:
            run.insert(0, run[0] - 1)
        dangles = points_back(whole[one.hit][run[0]].text)
        if not dangles or rank == 0 or (one.hit, run[0] - 1) in kept:
            kept |= {(one.hit, place) for place in run}
        if first and rank == 0:
            opening = [(one.hit, place) for place in run]
    order = [(i, place) for i in papers for place in range(len(whole[i])) if (i, place) in kept]
    rest = [spot for spot in order if spot not in opening]
    return [whole[i][place] for i, place in [*opening, *rest]]
