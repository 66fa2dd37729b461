"""All papers as points on a plane: near in meaning, near on the map."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rag.ports import Vectors
from rag.retrieval.clusters import spherical_kmeans
from rag.store.papers import PaperStore

MapPoint = tuple[str, float, float, str, int | None]
"""Paper id, x and y in [0, 1], title, year."""
_Plane = NDArray[np.float32]

_NEIGHBOURS = 8
_CELL = 300  # papers that a cell of the neighbour search holds on average
_CELL_ROUNDS = 4  # cells need not be exact
_ROUNDS = 50
_APART = 4  # strangers each paper is pushed from in a round


def map_points(store: PaperStore, encoder: str) -> list[MapPoint]:
    """Every paper that the encoder with this fingerprint has embedded; the same each time."""
    outline = store.outline()
    means = store.paper_vectors(encoder, [paper_id for paper_id, _, _ in outline])
    known = [paper for paper in outline if paper[0] in means]
    if not known:
        return []
    vectors = np.stack([means[paper_id] for paper_id, _, _ in known])
    places = _framed(layout(vectors))
    return [
        (paper_id, float(x), float(y), title, year)
        for (paper_id, title, year), (x, y) in zip(known, places, strict=True)
    ]


def layout(vectors: Vectors) -> _Plane:
    """Places, shape (papers, 2): the two main axes, then neighbours pull and strangers push.

    The pull and push are those of UMAP (arXiv 1802.03426) with a = b = 1.
    """
    centred = vectors - vectors.mean(axis=0)
    centred /= np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-9)
    places = _main_axes(centred)
    if len(vectors) <= _NEIGHBOURS + 1:
        return places
    # The main axes alone keep hardly any of a paper's nearest ones near it.
    pairs = _neighbours(centred)
    chance = np.random.default_rng(0)
    for turn in range(_ROUNDS):
        places = places + (1 - turn / _ROUNDS) * _forces(places, pairs, chance)
    return places


def _main_axes(centred: Vectors) -> _Plane:
    _, axes = np.linalg.eigh(centred.T @ centred)
    plane: _Plane = centred @ axes[:, -2:][:, ::-1]
    # An axis has no sign of its own; without one the map would flip between machines.
    plane *= np.sign(plane[np.abs(plane).argmax(axis=0), [0, 1]] + 1e-12)
    spread: _Plane = 10 * plane / max(float(np.abs(plane).max()), 1e-9)
    return spread.astype(np.float32)


def _neighbours(vectors: Vectors) -> NDArray[np.int64]:
    """Pairs (paper, one of its nearest papers), shape (pairs, 2), searched within like cells."""
    starts = np.linspace(0, len(vectors) - 1, max(1, len(vectors) // _CELL)).astype(int)
    _, centres = spherical_kmeans(vectors, vectors[starts], _CELL_ROUNDS)
    likeness = vectors @ centres.T
    cells = np.argsort(-likeness, axis=1)[:, :3]
    found = []
    for cell in range(len(centres)):
        inside = np.flatnonzero(cells[:, 0] == cell)
        around = np.flatnonzero((cells == cell).any(axis=1))
        if len(inside) == 0:
            continue
        near = vectors[inside] @ vectors[around].T
        near[around[None, :] == inside[:, None]] = -np.inf
        count = min(_NEIGHBOURS, len(around) - 1)
        if count < 1:
            continue
        best = np.argpartition(-near, count - 1, axis=1)[:, :count]
        found.append(np.stack([np.repeat(inside, count), around[best].ravel()], axis=1))
    return np.concatenate(found) if found else np.zeros((0, 2), np.int64)


def _forces(places: _Plane, pairs: NDArray[np.int64], chance: np.random.Generator) -> _Plane:
    one, other = pairs[:, 0], pairs[:, 1]
    gaps = places[other] - places[one]
    square = (gaps**2).sum(axis=1, keepdims=True)
    pull = np.clip(2 * gaps / (1 + square), -4, 4)
    moves = _summed(one, pull, len(places)) - _summed(other, pull, len(places))
    everyone = np.repeat(np.arange(len(places)), _APART)
    strangers = chance.integers(0, len(places), len(everyone))
    gaps = places[everyone] - places[strangers]
    square = (gaps**2).sum(axis=1, keepdims=True)
    push = np.clip(2 * gaps / ((0.001 + square) * (1 + square)), -4, 4)
    moves += _summed(everyone, push, len(places)) * (_NEIGHBOURS / _APART)
    return (0.1 * moves).astype(np.float32)


def _summed(index: NDArray[np.int64], values: _Plane, count: int) -> _Plane:
    columns = [np.bincount(index, values[:, axis], count) for axis in (0, 1)]
    return np.stack(columns, axis=1).astype(np.float32)


def _framed(places: _Plane) -> _Plane:
    """Into [0, 1] on both axes, the outermost few on the edge."""
    low, high = np.percentile(places, [0.1, 99.9], axis=0)
    framed: _Plane = np.clip((places - low) / np.maximum(high - low, 1e-9), 0, 1)
    return framed
