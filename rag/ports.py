"""The ports that adapters fill: encoders, indexes and chat models."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from rag.domain import Usage

Vectors = NDArray[np.float32]
"""Unit-length rows, shape (texts, dimensions), float32."""


@dataclass(frozen=True, slots=True)
class Message:
    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Completion:
    """The end of a model's stream: why it stopped and what it used."""

    finish_reason: str
    usage: Usage


class Embedder(Protocol):
    """Text to unit vectors. `fingerprint` changes whenever vectors would."""

    @property
    def name(self) -> str: ...
    @property
    def dimensions(self) -> int: ...
    @property
    def fingerprint(self) -> str: ...
    def embed_passages(self, texts: Sequence[str]) -> Vectors: ...
    def embed_question(self, text: str) -> NDArray[np.float32]: ...


@runtime_checkable
class PaidEmbedder(Embedder, Protocol):
    """An embedder that costs money."""

    def price_estimate(self, tokens: int) -> float | None:
        """US dollars for so many tokens; None where the price is not known."""


class PassageIndex(Protocol):
    """Nearest passages by cosine; rebuildable from the library at any time."""

    def upsert(self, passage_ids: Sequence[str], vectors: Vectors) -> None: ...
    def delete(self, passage_ids: Sequence[str]) -> None: ...
    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]: ...
    def count(self) -> int: ...
    def close(self) -> None: ...


class ChatModel(Protocol):
    """A chat model; `stream` yields text pieces and ends with exactly one Completion.

    Closing the iterator closes the connection. Raises the errors of `rag.errors` only.
    """

    name: str
    context_window: int

    def stream(
        self, messages: Sequence[Message], max_tokens: int
    ) -> Iterator[str | Completion]: ...
    def count_tokens(self, text: str) -> int: ...
    def dollars(self, prompt_tokens: int, completion_tokens: int) -> float | None:
        """US dollars for so many tokens; None where the price is not known."""
