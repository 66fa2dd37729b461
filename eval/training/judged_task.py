"""The third task of `train_answers.py`: what a language model believes of each sentence.

It reads what `judge_answers.py` writes, scores with the first task's logit, and learns from
questions asked as of a field, with sentences of the abstract and of those near it.
"""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from eval.training.answer_model import Scorer, logits_of
from eval.training.answer_pairs import Texts

BATCH, BEST, OTHERS = 32, 2, 7  # questions of a step; likeliest sentences, and others, of each
WEIGHT, POSITIVE = 1.0, 2.0  # of the task; how much more a sentence that answers weighs
EMPTY = -1e4  # the logit of a cell without a pair


@dataclass(slots=True)
class Judged:
    """A question and sentences by key and place, each with log odds that it answers."""

    question: str
    places: list[tuple[str, int]]
    odds: list[float]

    def likeliest(self) -> list[int]:
        """Places in `places`, the likeliest sentence first."""
        return sorted(range(len(self.odds)), key=lambda i: -self.odds[i])


class JudgedTask:
    """Questions with log odds of sentences; `loss` is of one batch, drawn anew each time."""

    def __init__(self, file: Path, texts: Texts, seed: int = 9) -> None:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        self.dev: list[Judged] = []
        self._train: list[Judged] = []
        for row in rows:
            places = [(key, place) for key, place, _ in row["judged"]]
            one = Judged(row["question"], places, [odds for _, _, odds in row["judged"]])
            (self.dev if row["dev"] else self._train).append(one)
        texts.ask([one.question for one in (*self.dev, *self._train)])
        self._texts, self._chance = texts, random.Random(seed)
        self._queue: list[Judged] = []

    def loss(self, model: Scorer) -> torch.Tensor:
        """Binary cross entropy to each belief, and cross entropy to the beliefs as shares."""
        if len(self._queue) < BATCH:
            self._queue = self._chance.sample(self._train, len(self._train))
        batch, self._queue = self._queue[:BATCH], self._queue[BATCH:]
        drawn = [self._draw(one) for one in batch]
        flat = logits_of(model, [pair for pairs, _ in drawn for pair in pairs])[:, 0]
        held, odds = _tables([values for _, values in drawn], flat.device)
        logits = flat.new_full(held.shape, EMPTY).masked_scatter(held, flat)
        belief = odds.sigmoid()
        binary = functional.binary_cross_entropy_with_logits(logits, belief, reduction="none")
        weight = held * (1 + (POSITIVE - 1) * belief)
        alone = (weight * binary).sum(1) / weight.sum(1)
        listed = -(odds.softmax(1) * logits.log_softmax(1)).sum(1)
        # Where nothing seems to answer, the order of what does not says little.
        found: torch.Tensor = (alone + belief.amax(1).clamp_min(0.1) * listed).mean()
        return WEIGHT * found

    def figures(self, model: Scorer) -> dict[str, float]:
        """Of held-out questions: how well the first sentence is believed of, against the best."""
        model.eval()
        pairs = [self._texts.pair(q.question, *place) for q in self.dev for place in q.places]
        found = np.zeros(len(pairs))
        with torch.no_grad():
            for start in range(0, len(pairs), 1024):
                part = logits_of(model, pairs[start : start + 1024])[:, 0]
                found[start : start + len(part)] = part.cpu().numpy()
        rows = np.split(found, np.cumsum([len(q.places) for q in self.dev])[:-1])
        beliefs = [1 / (1 + np.exp(-np.array(q.odds))) for q in self.dev]
        chosen = [belief[row.argmax()] for belief, row in zip(beliefs, rows, strict=True)]
        together = np.corrcoef(found, np.concatenate([q.odds for q in self.dev]))[0, 1]
        table = {
            "chosen": np.mean(chosen),
            "best": np.mean([belief.max() for belief in beliefs]),
            "mean": np.mean([belief.mean() for belief in beliefs]),
            "spread": np.mean([row.std() for row in rows]),
            "correlation": together,
        }
        return {name: round(float(value), 3) for name, value in table.items()}

    def _draw(self, one: Judged) -> tuple[list[tuple[list[int], int]], list[float]]:
        order = one.likeliest()
        rest = order[BEST:]
        taken = order[:BEST] + self._chance.sample(rest, min(OTHERS, len(rest)))
        title, before = self._chance.random() > 0.1, self._chance.random() > 0.3
        pairs = [self._texts.pair(one.question, *one.places[i], title, before) for i in taken]
        return pairs, [one.odds[i] for i in taken]


def _tables(odds: list[list[float]], device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    """Which cells of (questions, sentences) hold a pair, and the log odds."""
    width = max(map(len, odds))
    held = np.zeros((len(odds), width), bool)
    values = np.full(held.shape, EMPTY, np.float32)
    for row, one in enumerate(odds):
        held[row, : len(one)] = True
        values[row, : len(one)] = one
    return torch.from_numpy(held).to(device), torch.from_numpy(values).to(device)
