"""Fit the small functions of `rag.extract.scorer`; needs footnote's extra `train`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from torch.nn import functional
from torch.nn.utils.rnn import pad_sequence

from rag.extract.scorer import DATA, Scorer

Array = NDArray[np.float32]
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
    torch.manual_seed(seed)
    columns = lists[0][0].shape[1]
    weights = {
        "linear": torch.zeros(columns),
        "hidden": torch.randn(columns, recipe.hidden) * columns**-0.5,
        "bias": torch.zeros(recipe.hidden),
        "out": torch.randn(recipe.hidden) * recipe.hidden**-0.5,
    }
    for tensor in weights.values():
        tensor.requires_grad_()
    optimizer = torch.optim.AdamW(weights.values(), recipe.rate, weight_decay=recipe.decay)
    steps = recipe.epochs * -(-len(lists) // recipe.batch)
    falling = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, steps)
    for _ in range(recipe.epochs):
        for batch in torch.randperm(len(lists)).split(recipe.batch):
            optimizer.zero_grad()
            listwise_loss([lists[i] for i in batch], weights, recipe).backward()
            optimizer.step()
            falling.step()
    return {name: tensor.detach().numpy() for name, tensor in weights.items()}


def listwise_loss(batch: Lists, weights: dict[str, torch.Tensor], recipe: Recipe) -> torch.Tensor:
    """Mean softmax loss of the lists: half for any answer on top, half for all of them."""
    rows = torch.from_numpy(np.concatenate([features for features, _ in batch]))
    rows = rows + recipe.noise * torch.randn_like(rows)
    hidden = torch.tanh(rows @ weights["hidden"] + weights["bias"])
    scores = rows @ weights["linear"] + functional.dropout(hidden, recipe.dropout) @ weights["out"]
    split = scores.split([len(answers) for _, answers in batch])
    logits = pad_sequence(split, batch_first=True, padding_value=-torch.inf)
    truth = pad_sequence([torch.from_numpy(answers) for _, answers in batch], batch_first=True)
    any_answer = logits.where(truth > 0, -torch.inf).logsumexp(1)
    all_answers = logits.where(truth > 0, 0.0).sum(1) / truth.sum(1)
    loss: torch.Tensor = (logits.logsumexp(1) - (any_answer + all_answers) / 2).mean()
    return loss


def logistic(
    rows: Array, truth: Array, decay: float, importance: Array | None = None
) -> tuple[Array, float, Array, Array]:
    """Weights over scaled columns, constant, mean and scale of a logistic regression.

    It minimises the mean log loss, weighed by `importance`, plus decay/2 times the squared weights.
    """
    mean, scale = scaling(rows)
    scaled = np.clip((rows - mean) / scale, -5, 5)
    counts = np.ones(len(truth)) if importance is None else importance
    # scikit-learn sums the losses; counts that sum to 1 make it a mean, and C 1/decay.
    model = LogisticRegression(C=1 / decay, tol=1e-7, max_iter=5000)
    model.fit(scaled, truth, sample_weight=counts / counts.sum())
    return model.coef_[0], float(model.intercept_[0]), mean, scale


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
