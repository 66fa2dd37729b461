"""Small stand-ins that fill the ports honestly, for tests that are about something else."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.domain import Paper, Passage
from rag.ports import Vectors
from rag.retrieval.ingest import Ingest
from rag.retrieval.search import Search
from rag.retrieval.sync import SyncedIndex
from rag.store.lock import WriteLock
from rag.store.papers import PaperStore
from rag.text.passages import passages_of


class WordEmbedder:
    """A text's vector is the sum of its words' random vectors: shared words, near vectors."""

    name = "words"
    dimensions = 64

    def __init__(self, fingerprint: str = "words-1") -> None:
        self.fingerprint = fingerprint
        self.embedded: list[str] = []

    def embed_question(self, text: str) -> NDArray[np.float32]:
        total = np.full(self.dimensions, 1e-6, np.float32)
        for word in re.findall(r"\w+", text.lower()):
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
            total += np.random.default_rng(seed).standard_normal(self.dimensions)
        unit: NDArray[np.float32] = (total / np.linalg.norm(total)).astype(np.float32)
        return unit

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.embedded.extend(texts)
        return np.stack([self.embed_question(text) for text in texts])


def cut(paper: Paper) -> tuple[Passage, ...]:
    return passages_of(paper, 64, lambda text: len(text.split()))


class SmallLibrary:
    """The parts of a library in one folder, over an encoder that counts words."""

    def __init__(self, home: Path, encoder: WordEmbedder | None = None) -> None:
        self.encoder = encoder or WordEmbedder()
        self.store = PaperStore(home)
        self.lock = WriteLock(home)
        self.index = SyncedIndex(self.store, self.encoder, self.lock)
        self.ingest = Ingest(self.store, self.encoder, self.index, self.lock, cut)
        self.retrieval = Search(self.store, self.encoder, self.index)

    def close(self) -> None:
        self.index.close()
        self.store.close()


def paper(number: int, subject: str = "", **fields: object) -> Paper:
    """A distinct paper about `subject`."""
    topic = subject or f"topic{number}"
    return Paper(
        paper_id=f"p{number}",
        title=f"On {topic}",
        abstract=f"We study {topic} number{number}. Our {topic} result{number} is new.",
        **fields,  # type: ignore[arg-type]
    )
