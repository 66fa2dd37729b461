"""Papers grouped by meaning, each group named by the words that set it apart."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from rag.domain import Paper
from rag.ports import Vectors
from rag.retrieval.clusters import spherical_kmeans
from rag.text.stems import rarity, stem
from rag.text.words import STOP_WORDS

_MOST = 6  # themes that a reader takes in at once
_ROUNDS = 12
_WORDS = 3  # words or pairs in a name
_TITLE = 4
_PAIR = 1.4  # two words say more than one
_RAREST = 6.0  # no rarer word tells more
_RUN = re.compile(r"[A-Za-z][\w-]*(?: [A-Za-z][\w-]*)*")
# Words that any abstract of the field may have: they set no group apart.
_EMPTY = frozenset(
    """achieve achieves address algorithm algorithms approach approaches art aware based better
    called compared consider data demonstrate demonstrates different effective efficient
    efficiently enable enables end existing experiments first framework general given high
    improve improved including introduce large learning level leverage leverages leveraging
    like long low many method methods model models new novel one order paper papers
    performance present problem problems propose proposed provide provides range real recent
    require requires results scale second short show shows simple state study task tasks
    training two various via towards toward well work works world""".split()
)
# Empty alone, but the second half of a name: "reinforcement learning".
_HEADS = frozenset("learning model models data training algorithms".split())


_Terms = dict[str, tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of papers, the most typical first, by their places in what was grouped."""

    name: str
    places: tuple[int, ...]


def themes(papers: Sequence[Paper], vectors: Vectors) -> list[Theme]:
    """Groups of like papers, the largest first; `vectors` has a row for each paper."""
    if not papers:
        return []
    count = max(1, min(_MOST, round(math.sqrt(len(papers) / 2))))
    # What all the papers share does not set them apart.
    apart = vectors - vectors.mean(axis=0)
    vectors = apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-9)
    groups, centres = _grouped(vectors, count)
    found = []
    terms = [_terms(paper) for paper in papers]
    for group in range(len(centres)):
        places = np.flatnonzero(groups == group)
        if len(places) == 0:
            continue
        near = sorted(places, key=lambda place: (-float(vectors[place] @ centres[group]), place))
        name = _name(
            [terms[p] for p in places], [terms[p] for p in np.flatnonzero(groups != group)]
        )
        found.append(Theme(name, tuple(int(place) for place in near)))
    return sorted(found, key=lambda theme: (-len(theme.places), theme.places))


def _grouped(vectors: Vectors, count: int) -> tuple[NDArray[np.int64], Vectors]:
    """Spherical k-means from starts as far apart as can be; the same each time."""
    starts = [int((vectors @ vectors[0]).argmin())]
    nearest = vectors @ vectors[starts[0]]
    while len(starts) < count:
        starts.append(int(nearest.argmin()))
        nearest = np.maximum(nearest, vectors @ vectors[starts[-1]])
    return spherical_kmeans(vectors, vectors[starts], _ROUNDS)


def _name(inside: Sequence[_Terms], outside: Sequence[_Terms]) -> str:
    """The terms most papers inside share and few outside have, titles counting most."""
    here, there, papers = Counter[str](), Counter[str](), Counter[str]()
    spelled: dict[str, str] = {}
    for terms in inside:
        for term, (text, weight) in terms.items():
            here[term] += weight
            papers[term] += 1
            spelled[term] = text
    for terms in outside:
        for term, (_, weight) in terms.items():
            there[term] += weight

    def apart(term: str) -> float:
        share = here[term] / len(inside) - there[term] / max(1, len(outside))
        words = re.split(r"[ -]", term)
        telling = sum(min(rarity(word), _RAREST) for word in words) / len(words)
        return share * telling * (_PAIR if " " in term else 1)

    least = 2 if len(inside) > 2 else 1
    chosen: list[str] = []
    for term in sorted(here, key=lambda term: (-apart(term), term)):
        taken = {word for other in chosen for word in re.split(r"[ -]", other)}
        if papers[term] >= least and not set(re.split(r"[ -]", term)) & taken:
            chosen.append(term)
        if len(chosen) == _WORDS:
            break
    return ", ".join(spelled[term] for term in chosen)


def _terms(paper: Paper) -> _Terms:
    """Stems of telling words and of pairs of them -> how the paper spells them, and their weight.

    A word of the title tells several times what one of the abstract does.
    """
    found: _Terms = {}
    for text, weight in ((paper.title, _TITLE), (paper.abstract, 1)):
        for run in _RUN.findall(text):
            words = [w if re.search(r"[A-Z].*[A-Z]", w) else w.lower() for w in run.split()]
            for word in words:
                if _tells(word):
                    found.setdefault(
                        stem(word.lower()), (word.lower() if "-" in word else word, weight)
                    )
            for one, other in pairwise(words):
                if _tells(one) and (_tells(other) or other.lower() in _HEADS):
                    term = f"{stem(one.lower())} {stem(other.lower())}"
                    found.setdefault(term, (f"{one} {other}", weight))
    return found


def _tells(word: str) -> bool:
    parts = word.lower().split("-")
    return len(word) > 2 and any(part not in STOP_WORDS and part not in _EMPTY for part in parts)
