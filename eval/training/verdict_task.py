"""The second task of `train_answers.py`: does this sentence say yes, no, or neither?

It reads the pairs that `prepare_verdicts.py` writes, shares the encoder of the first task, and has
three logits of its own.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from eval.training.answer_model import Scorer, logits_of
from eval.training.answer_pairs import BEFORE, QUESTION, SENTENCE, TITLE, joined, tokenizer_in

BATCH, WEIGHT, SMOOTH = 256, 1.0, 0.05
REPEATS = {
    "asked": 5,
    "scifact": 4,
    "trials": 3,
    "check_covid": 4,
    "fool_me_twice": 2,
    "abstracts, turned": 3,
    "paraphrases": 3,
    "paraphrases, turned": 3,
}


class VerdictTask:
    """Pairs with their labels; `loss` is of one batch, drawn anew each time."""

    def __init__(self, file: Path, folder: Path, seed: int = 5) -> None:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        tokenizer = tokenizer_in(folder)
        self._columns = {
            name: [
                one.ids[-most:] if name == "before" else one.ids[:most]
                for one in tokenizer.encode_batch(
                    [row[name] for row in rows], add_special_tokens=False
                )
            ]
            for name, most in (
                ("question", QUESTION),
                ("title", TITLE),
                ("before", BEFORE),
                ("sentence", SENTENCE),
            )
        }
        self._labels = [row["label"] for row in rows]
        self._sources = [row["source"] for row in rows]
        self.dev = [i for i, row in enumerate(rows) if row["dev"]]
        self._train = [
            i
            for i, row in enumerate(rows)
            if not row["dev"]
            for _ in range(REPEATS.get(row["source"], 1))
        ]
        self._chance = random.Random(seed)
        self._queue: list[int] = []

    def loss(self, model: Scorer) -> torch.Tensor:
        """Cross entropy of the three logits over one batch."""
        if len(self._queue) < BATCH:
            self._queue = self._chance.sample(self._train, len(self._train))
        batch, self._queue = self._queue[:BATCH], self._queue[BATCH:]
        pairs = [
            self._pair(i, self._chance.random() > 0.3, self._chance.random() > 0.4) for i in batch
        ]
        logits = logits_of(model, pairs)[:, 1:]
        truth = torch.tensor([self._labels[i] for i in batch], device=logits.device)
        found: torch.Tensor = functional.cross_entropy(logits, truth, label_smoothing=SMOOTH)
        return WEIGHT * found

    def _pair(self, i: int, title: bool = True, before: bool = True) -> tuple[list[int], int]:
        column = self._columns
        return joined(
            column["question"][i],
            column["title"][i] if title else [],
            column["before"][i] if before else [],
            column["sentence"][i],
        )

    def figures(self, model: Scorer) -> dict[str, Any]:
        """Of held-out pairs: share right by source, and how sure a verdict is when it is right."""
        model.eval()
        found = np.zeros((len(self.dev), 3))
        with torch.no_grad():
            for start in range(0, len(self.dev), 1024):
                rows = self.dev[start : start + 1024]
                logits = logits_of(model, [self._pair(i) for i in rows])[:, 1:]
                found[start : start + len(rows)] = logits.softmax(1).cpu().numpy()
        truth = np.array([self._labels[i] for i in self.dev])
        sources = np.array([self._sources[i] for i in self.dev])
        figures: dict[str, Any] = {}
        for source in sorted(set(sources.tolist())):
            part = sources == source
            figures[source] = round(float((found[part].argmax(1) == truth[part]).mean()), 3)
        for bar in (0.5, 0.7, 0.9):
            figures[f"said at {bar}"] = _sure(found, truth, bar)
            asked = sources == "asked"
            figures[f"asked, said at {bar}"] = _sure(found[asked], truth[asked], bar)
        return figures


def _sure(found: np.ndarray[Any, Any], truth: np.ndarray[Any, Any], bar: float) -> Sequence[float]:
    """Precision and recall of yes or no, where one of them has at least `bar`."""
    said = found[:, :2].max(1) >= bar
    right = said & (found.argmax(1) == truth)
    stated = truth < 2
    return [round(float(right.sum() / max(1, n)), 3) for n in (said.sum(), stated.sum())]
