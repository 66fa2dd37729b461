from __future__ import annotations

from pathlib import Path

import numpy as np

from rag.ports import Vectors
from rag.retrieval.map import layout, map_points
from tests.fakes.library import SmallLibrary, paper


def clusters(each: int = 40, dimensions: int = 64) -> Vectors:
    """Three tight groups of unit vectors, one after the other."""
    chance = np.random.default_rng(7)
    centres = chance.standard_normal((3, dimensions)).repeat(each, axis=0)
    rows = centres + 0.3 * chance.standard_normal(centres.shape)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def test_papers_near_in_meaning_lie_near_on_the_map() -> None:
    places = layout(clusters())

    gaps = np.linalg.norm(places[:, None] - places[None], axis=2)
    np.fill_diagonal(gaps, np.inf)
    assert (gaps.argmin(axis=1) // 40 == np.arange(120) // 40).mean() > 0.95


def test_the_map_is_the_same_each_time() -> None:
    assert np.array_equal(layout(clusters()), layout(clusters()))


def test_every_embedded_paper_has_one_point_in_the_frame(tmp_path: Path) -> None:
    library = SmallLibrary(tmp_path)
    library.ingest.add([paper(n, year=2000 + n) for n in range(12)])

    points = map_points(library.store, library.encoder.fingerprint)

    assert [(p[0], p[3], p[4]) for p in points[:2]] == [
        ("p0", "On topic0", 2000),
        ("p1", "On topic1", 2001),
    ]
    assert len(points) == 12
    assert all(0 <= x <= 1 and 0 <= y <= 1 for _, x, y, _, _ in points)
    library.close()


def test_a_library_without_vectors_has_an_empty_map_and_one_paper_a_point(tmp_path: Path) -> None:
    library = SmallLibrary(tmp_path)
    assert map_points(library.store, library.encoder.fingerprint) == []

    library.ingest.add([paper(1)])

    assert [point[0] for point in map_points(library.store, library.encoder.fingerprint)] == ["p1"]
    library.close()
