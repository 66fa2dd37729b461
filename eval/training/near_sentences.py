"""Sentences that a language model judges: of a question's abstract and of abstracts near it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import BertModel

from eval.training.answer_pairs import Group, tokenizer_in

NEAR, TAKEN = 6, 8  # abstracts, and sentences of them all
Place = tuple[str, int]
"""Key of an abstract and place of a sentence there."""


@dataclass(slots=True)
class Papers:
    """Abstracts by key; `dev` in a row says that it is held out."""

    rows: list[dict[str, Any]]
    places: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.places = {row["key"]: i for i, row in enumerate(self.rows)}

    def dev(self, key: str) -> bool:
        """Whether a paper is held out."""
        return bool(self.rows[self.places[key]]["dev"])

    def pair(self, place: Place) -> tuple[str, str]:
        """Title and sentence."""
        row = self.rows[self.places[place[0]]]
        return row["title"], row["sentences"][place[1]]


@dataclass(slots=True)
class Question:
    """A question, the paper that it was asked of, and the sentences to be judged."""

    text: str
    kind: str
    key: str
    candidates: list[Place] = field(default_factory=list)


class Encoder:
    """MiniLM's unit vectors of texts, shape (texts, 384)."""

    def __init__(self, folder: Path) -> None:
        self._tokens = tokenizer_in(folder)
        model = BertModel.from_pretrained(folder, add_pooling_layer=False)
        self._model = model.to("cuda" if torch.cuda.is_available() else "cpu").eval()

    def __call__(self, texts: Sequence[str]) -> torch.Tensor:
        rows = [one.ids[:128] for one in self._tokens.encode_batch(list(texts))]
        order = sorted(range(len(rows)), key=lambda i: -len(rows[i]))
        device = self._model.device
        found = torch.zeros((len(rows), self._model.config.hidden_size), device=device)
        for start in range(0, len(order), 1024):
            part = order[start : start + 1024]
            ids = torch.zeros((len(part), len(rows[part[0]])), dtype=torch.long)
            for row, i in enumerate(part):
                ids[row, : len(rows[i])] = torch.tensor(rows[i])
            ids = ids.to(device)
            mask = (ids != 0).float()
            with torch.no_grad():
                read = self._model(input_ids=ids, attention_mask=mask).last_hidden_state
            means = (read * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
            found[torch.tensor(part, device=device)] = torch.nn.functional.normalize(means)
        return found


class Near:
    """Finds the sentences nearest to a question in the abstracts nearest to it."""

    def __init__(self, papers: Papers, encoder: Encoder) -> None:
        self._papers, self._encoder = papers, encoder
        rows = papers.rows
        self._whole = encoder([f"{row['title']}. {' '.join(row['sentences'])}" for row in rows])
        self._each = encoder([one for row in rows for one in row["sentences"]])
        self._starts = np.cumsum([0, *(len(row["sentences"]) for row in rows)]).tolist()
        self._dev = torch.tensor([row["dev"] for row in rows], device=self._whole.device)

    def add(self, questions: Sequence[Question]) -> None:
        """Give each question its own abstract's sentences and the likeliest of others.

        Held-out papers lend no sentence to training, nor the other way round.
        """
        for vector, one in zip(self._encoder([q.text for q in questions]), questions, strict=True):
            own = self._papers.places[one.key]
            apart = self._dev != self._dev[own]
            scores = (self._whole @ vector).masked_fill(apart, -1.0)
            near = [i for i in scores.topk(NEAR + 1).indices.tolist() if i != own][:NEAR]
            cells = [(i, j) for i in near for j in range(self._count(i))]
            rows = torch.tensor([self._starts[i] + j for i, j in cells], device=vector.device)
            best = (self._each[rows] @ vector).topk(min(TAKEN, len(cells))).indices.tolist()
            one.candidates = [(one.key, j) for j in range(self._count(own))]
            one.candidates += [(self._papers.rows[cells[b][0]]["key"], cells[b][1]) for b in best]

    def _count(self, paper: int) -> int:
        return len(self._papers.rows[paper]["sentences"])


def read(file: Path) -> tuple[Papers, list[Group]]:
    """Abstracts and questions that `prepare_answers` wrote."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    groups = [Group(**row, count=0) for row in rows if "question" in row]
    held = {group.key for group in groups if group.dev}
    papers = Papers([row | {"dev": row["key"] in held} for row in rows if "sentences" in row])
    for group in groups:
        group.count = len(papers.rows[papers.places[group.key]]["sentences"])
    return papers, groups
