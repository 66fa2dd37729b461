"""How the cross-encoder of `train_answers.py` reads a pair, and the questions it learns from.

It imports nothing of footnote, so that training needs few files and the data alone.
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
from numpy.typing import NDArray
from tokenizers import Tokenizer

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
        """Keep the tokens of `questions` too."""
        tokens = self._tokens(questions, QUESTION)
        self.questions |= dict(zip(questions, tokens, strict=True))

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
        sentences = self.sentences[paper]
        return joined(
            self.questions[question],
            self.titles[paper] if title else [],
            sentences[place - 1] if before and place else [],
            sentences[place],
        )


def joined(
    question: list[int], title: list[int], before: list[int], sentence: list[int]
) -> tuple[list[int], int]:
    """Tokens of a pair, and where the sentence begins; of what stands before it as fits."""
    head = [CLS, *question, SEP]
    if title:
        head += [*title, SEP]
    room = min(BEFORE, TOKENS - len(head) - len(sentence) - 2)
    if before and room > 0:
        head += [*before[-room:], SEP]
    return [*head, *sentence, SEP], len(head)


def tokenizer_in(folder: Path) -> Tokenizer:
    """The tokenizer of a folder, which neither pads nor cuts."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def read(file: Path, folder: Path) -> tuple[Texts, list[Group], dict[str, list[str]]]:
    """Tokens, groups and sentences by key, of the file that `prepare_answers` writes."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    abstracts = [row for row in rows if "sentences" in row]
    texts = Texts(tokenizer_in(folder), abstracts)
    groups = [
        Group(**{**row, "others": [tuple(one) for one in row["others"]]}, count=0)
        for row in rows
        if "question" in row
    ]
    for group in groups:
        group.count = len(texts.sentences[texts.keys[group.key]])
    texts.ask(sorted({group.question for group in groups}))
    return texts, groups, {row["key"]: row["sentences"] for row in abstracts}
