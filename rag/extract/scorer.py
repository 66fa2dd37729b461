"""Small learned functions kept as JSON in `rag/data`, run with numpy alone."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

DATA = Path(__file__).parents[1] / "data"


class Scorer:
    """A linear score plus one hidden layer: w.z + v.tanh(A z + c), z the scaled features."""

    def __init__(self, table: dict[str, Any]) -> None:
        self.names: tuple[str, ...] = tuple(table["names"])
        self.extra: dict[str, float] = table.get("extra", {})
        self._mean = np.array(table["mean"], np.float32)
        self._scale = np.array(table["scale"], np.float32)
        self._linear = np.array(table["linear"], np.float32)
        self._hidden = np.array(table["hidden"], np.float32)
        self._bias = np.array(table["bias"], np.float32)
        self._out = np.array(table["out"], np.float32)
        self._constant = float(table["constant"])

    def __call__(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Scores, shape (rows,), of features, shape (rows, names)."""
        # Clipping keeps a library unlike the training one within what the function has seen.
        scaled = np.clip((features - self._mean) / self._scale, -5, 5)
        hidden = np.tanh(scaled @ self._hidden + self._bias)
        scores: NDArray[np.float32] = scaled @ self._linear + hidden @ self._out + self._constant
        return scores


@lru_cache(maxsize=8)
def scorer(name: str) -> Scorer:
    """The function of `rag/data/NAME.json`, read once."""
    return Scorer(json.loads((DATA / f"{name}.json").read_text("utf-8")))
