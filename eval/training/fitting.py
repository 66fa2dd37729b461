"""Fit the small functions of `rag.extract.scorer` with numpy alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.extract.scorer import DATA, Scorer

Array = NDArray[np.float32]
STEPS = 2000
Lists = Sequence[tuple[Array, Array]]
"""Per question: features of its sentences, and 1.0 for those that answer it."""


@dataclass(frozen=True, slots=True)
class Recipe:
    hidden: int = 16
    epochs: int = 40
    batch: int = 64
    rate: float = 5e-3
    decay: float = 1.0
    dropout: float = 0.5
    noise: float = 0.2
    members: int = 3


class Adam:
    """AdamW over a dict of arrays; Loshchilov and Hutter, arXiv 1711.05101."""

    def __init__(self, weights: dict[str, Array], decay: float) -> None:
        self._weights = weights
        self._decay = decay
        self._first = {name: np.zeros_like(array) for name, array in weights.items()}
        self._second = {name: np.zeros_like(array) for name, array in weights.items()}
        self._steps = 0

    def step(self, gradients: dict[str, Array], rate: float) -> None:
        self._steps += 1
        for name, gradient in gradients.items():
            first, second = self._first[name], self._second[name]
            first += 0.1 * (gradient - first)
            second += 0.001 * (gradient**2 - second)
            update = first / (1 - 0.9**self._steps)
            update /= np.sqrt(second / (1 - 0.999**self._steps)) + 1e-8
            self._weights[name] -= rate * (update + self._decay * self._weights[name])


def scaling(rows: Array) -> tuple[Array, Array]:
    """Mean and standard deviation of each column; a constant column gets scale 1."""
    scale = rows.std(0)
    return rows.mean(0), np.where(scale > 1e-6, scale, 1.0).astype(np.float32)


def listwise(lists: Lists, names: Sequence[str], recipe: Recipe = Recipe()) -> dict[str, Any]:
    """Rank what answers above the rest of its list; the mean of `members` functions as one."""
    mean, scale = scaling(np.concatenate([rows for rows, _ in lists]))
    scaled = [(np.clip((rows - mean) / scale, -5, 5), answers) for rows, answers in lists]
    members = [_member(scaled, recipe, seed) for seed in range(recipe.members)]
    count = len(members)
    return {
        "names": list(names),
        "mean": rounded(mean),
        "scale": rounded(scale),
        "linear": rounded(np.mean([one["linear"] for one in members], 0)),
        "hidden": rounded(np.concatenate([one["hidden"] for one in members], 1)),
        "bias": rounded(np.concatenate([one["bias"] for one in members])),
        "out": rounded(np.concatenate([one["out"] for one in members]) / count),
        "constant": 0.0,
    }


def _member(lists: Lists, recipe: Recipe, seed: int) -> dict[str, Array]:
    random = np.random.default_rng(seed)
    columns = lists[0][0].shape[1]
    weights: dict[str, Array] = {
        "linear": np.zeros(columns, np.float32),
        "hidden": random.normal(0, columns**-0.5, (columns, recipe.hidden)).astype(np.float32),
        "bias": np.zeros(recipe.hidden, np.float32),
        "out": random.normal(0, recipe.hidden**-0.5, recipe.hidden).astype(np.float32),
    }
    adam = Adam(weights, recipe.decay)
    steps = recipe.epochs * -(-len(lists) // recipe.batch)
    for step, batch in enumerate(_batches(len(lists), recipe, random)):
        gradients = _gradients([lists[i] for i in batch], weights, recipe, random)
        adam.step(gradients, recipe.rate * (1 - step / steps))
    return weights


def _batches(size: int, recipe: Recipe, random: np.random.Generator) -> Iterator[NDArray[np.int_]]:
    for _ in range(recipe.epochs):
        order = random.permutation(size)
        for start in range(0, size, recipe.batch):
            yield order[start : start + recipe.batch]


def _gradients(
    batch: Lists, weights: dict[str, Array], recipe: Recipe, random: np.random.Generator
) -> dict[str, Array]:
    rows = np.concatenate([features for features, _ in batch])
    rows = rows + recipe.noise * random.standard_normal(rows.shape).astype(np.float32)
    hidden = np.tanh(rows @ weights["hidden"] + weights["bias"])
    kept = (random.random(hidden.shape) >= recipe.dropout).astype(np.float32)
    kept /= 1 - recipe.dropout
    scores = rows @ weights["linear"] + (hidden * kept) @ weights["out"]
    slope = np.concatenate(
        [
            _list_slope(part, answers)
            for part, (_, answers) in zip(_split(scores, batch), batch, strict=True)
        ]
    ).astype(np.float32) / len(batch)
    inner = slope[:, None] * weights["out"] * kept * (1 - hidden**2)
    return {
        "linear": rows.T @ slope,
        "hidden": rows.T @ inner,
        "bias": inner.sum(0),
        "out": (hidden * kept).T @ slope,
    }


def _split(scores: Array, batch: Lists) -> list[Array]:
    return np.split(scores, np.cumsum([len(answers) for _, answers in batch])[:-1])


def _list_slope(scores: Array, answers: Array) -> Array:
    """Slope of the softmax loss: half for any answer on top, half for all of them."""
    likely = np.exp(scores - scores.max())
    likely /= likely.sum()
    among = likely * answers
    slope: Array = (
        likely - 0.5 * among / max(float(among.sum()), 1e-9) - 0.5 * answers / answers.sum()
    )
    return slope


def logistic(
    rows: Array, truth: Array, decay: float, importance: Array | None = None
) -> tuple[Array, float, Array, Array]:
    """Weights over scaled columns, constant, mean and scale of a logistic regression."""
    mean, scale = scaling(rows)
    scaled = np.clip((rows - mean) / scale, -5, 5)
    counts = np.ones(len(truth), np.float32) if importance is None else importance
    weights: dict[str, Array] = {
        "linear": np.zeros(rows.shape[1], np.float32),
        "constant": np.zeros(1, np.float32),
    }
    adam = Adam(weights, 0.0)
    for step in range(STEPS):
        odds = scaled @ weights["linear"] + weights["constant"]
        slope = (1 / (1 + np.exp(-odds)) - truth) * counts / counts.sum()
        gradients = {
            "linear": scaled.T @ slope + decay * weights["linear"],
            "constant": slope.sum(keepdims=True),
        }
        adam.step(gradients, 0.02 * (1 - step / STEPS))
    return weights["linear"], float(weights["constant"][0]), mean, scale


def linear(
    weights: Array, constant: float, mean: Array, scale: Array, names: Sequence[str]
) -> dict[str, Any]:
    """A logistic regression in the form of `rag.extract.scorer`."""
    return {
        "names": list(names),
        "mean": rounded(mean),
        "scale": rounded(scale),
        "linear": rounded(weights),
        "hidden": rounded(np.zeros((len(names), 1))),
        "bias": [0.0],
        "out": [0.0],
        "constant": constant,
    }


def rounded(array: NDArray[Any]) -> list[Any]:
    """Nested lists of four significant digits, for a small file."""
    if array.ndim > 1:
        return [rounded(row) for row in array]
    return [float(f"{value:.4g}") for value in array.tolist()]


def save(name: str, table: dict[str, Any]) -> Scorer:
    """Write `rag/data/NAME.json` and return it as the product will read it."""
    (DATA / f"{name}.json").write_text(json.dumps(table, separators=(",", ":")) + "\n", "utf-8")
    return Scorer(table)
