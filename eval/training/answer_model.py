"""The cross-encoder of `train_answers.py`: how a pair is read, and the model that scores it.

It imports nothing of footnote, so that training needs these two files and their data alone.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional
from transformers import BertModel

Floats = NDArray[np.float64]
QUESTION, TITLE, BEFORE, SENTENCE, TOKENS = 40, 24, 32, 64, 160  # at most
SEP, CLS = 102, 101


@dataclass(slots=True)
class Group:
    """A question, its abstract's sentences as places in `Texts`, and which answer."""

    question: str
    source: str
    kind: str
    key: str
    answers: list[int]
    dev: bool
    noisy: bool
    count: int
    others: list[tuple[str, int]]
    belief: list[float] = field(default_factory=list)  # of the judging model, a sentence


class Texts:
    """Tokens of questions, titles and sentences."""

    def __init__(self, tokenizer: Tokenizer, rows: Sequence[dict[str, Any]]) -> None:
        self._encode = tokenizer
        self.titles = self._tokens([row["title"] for row in rows], TITLE)
        self.keys = {row["key"]: i for i, row in enumerate(rows)}
        counts = [len(row["sentences"]) for row in rows]
        flat = self._tokens([one for row in rows for one in row["sentences"]], SENTENCE)
        starts = np.cumsum([0, *counts])
        self.sentences = [flat[a:b] for a, b in pairwise(starts.tolist())]
        self.questions: dict[str, list[int]] = {}

    def ask(self, questions: Sequence[str]) -> None:
        """Keep the tokens of `questions`."""
        tokens = self._tokens(questions, QUESTION)
        self.questions = dict(zip(questions, tokens, strict=True))

    def _tokens(self, texts: Sequence[str], most: int) -> list[list[int]]:
        return [
            one.ids[:most]
            for one in self._encode.encode_batch(list(texts), add_special_tokens=False)
        ]

    def pair(
        self, question: str, key: str, place: int, title: bool = True, before: bool = True
    ) -> tuple[list[int], int]:
        """Tokens of a pair, and where the sentence begins."""
        paper = self.keys[key]
        head = [CLS, *self.questions[question], SEP]
        if title and self.titles[paper]:
            head += [*self.titles[paper], SEP]
        sentence = self.sentences[paper][place]
        room = min(BEFORE, TOKENS - len(head) - len(sentence) - 2)
        if before and place and room > 0:
            head += [*self.sentences[paper][place - 1][-room:], SEP]
        return [*head, *sentence, SEP], len(head)


def read(file: Path, folder: Path) -> tuple[Texts, list[Group], dict[str, list[str]]]:
    """Tokens, groups and sentences by key, of the file that `prepare_answers` writes."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    abstracts = [row for row in rows if "sentences" in row]
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    texts = Texts(tokenizer, abstracts)
    groups = [
        Group(**{**row, "others": [tuple(one) for one in row["others"]]}, count=0)
        for row in rows
        if "question" in row
    ]
    for group in groups:
        group.count = len(texts.sentences[texts.keys[group.key]])
    texts.ask(sorted({group.question for group in groups}))
    return texts, groups, {row["key"]: row["sentences"] for row in abstracts}


class Scorer(torch.nn.Module):  # type: ignore[misc]
    """MiniLM under one logit, read from the first token and the mean of the sentence's."""

    def __init__(self, folder: Path, attention: str = "sdpa") -> None:
        super().__init__()
        bert = BertModel.from_pretrained(
            folder, add_pooling_layer=False, attn_implementation=attention
        )
        self.bert = bert.float()
        self.hidden = torch.nn.Linear(2 * self.bert.config.hidden_size, 384)
        self.score = torch.nn.Linear(384, 1)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        found = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=types)
        vectors = found.last_hidden_state
        weight = (types * mask)[..., None].to(vectors.dtype)
        mean = (vectors * weight).sum(1) / weight.sum(1)
        joined = torch.cat([vectors[:, 0], mean], 1)
        joined = functional.dropout(joined, 0.1, self.training)
        logits: torch.Tensor = self.score(functional.gelu(self.hidden(joined)))[:, 0]
        return logits


def logits_of(model: Scorer, pairs: Sequence[tuple[list[int], int]]) -> torch.Tensor:
    """Logits of pairs, padded together."""
    width = -(-max(len(tokens) for tokens, _ in pairs) // 16) * 16
    ids = np.zeros((len(pairs), width), np.int64)
    types = np.zeros_like(ids)
    mask = np.zeros_like(ids)
    for row, (tokens, start) in enumerate(pairs):
        ids[row, : len(tokens)] = tokens
        types[row, start : len(tokens)] = 1
        mask[row, : len(tokens)] = 1
    device = next(model.parameters()).device
    inputs = [torch.from_numpy(one).to(device, non_blocking=True) for one in (ids, mask, types)]
    with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
        found: torch.Tensor = model(*inputs)
    return found.float()


def scored(
    model: Scorer, texts: Texts, groups: Sequence[Group], title: bool = True, before: bool = True
) -> list[Floats]:
    """Logits of all sentences of each group's abstract."""
    pairs = [
        texts.pair(group.question, group.key, i, title, before)
        for group in groups
        for i in range(group.count)
    ]
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i][0]))
    found = np.zeros(len(pairs))
    model.eval()
    with torch.no_grad():
        for start in range(0, len(order), 1024):
            rows = order[start : start + 1024]
            found[rows] = logits_of(model, [pairs[i] for i in rows]).cpu().numpy()
    return np.split(found, np.cumsum([group.count for group in groups])[:-1])
