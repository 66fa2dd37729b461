"""Vectors grouped by nearness."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rag.ports import Vectors


def spherical_kmeans(
    vectors: Vectors, centres: Vectors, rounds: int
) -> tuple[NDArray[np.int64], Vectors]:
    """The group of each vector, and the centres after `rounds` from the given ones.

    A centre that no vector is nearest to stays where it is.
    """
    centres = centres.copy()
    groups = np.zeros(len(vectors), np.int64)
    for _ in range(rounds):
        groups = (vectors @ centres.T).argmax(axis=1)
        for group in range(len(centres)):
            inside = vectors[groups == group]
            if len(inside):
                total = inside.sum(axis=0)
                centres[group] = total / max(float(np.linalg.norm(total)), 1e-9)
    return groups, centres
