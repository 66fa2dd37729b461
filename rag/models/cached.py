"""An encoder that embeds no sentence twice while one request is served."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rag.ports import Embedder, Vectors


class CachedEmbedder:
    """Wraps an Embedder for as long as many questions are put to the same few papers."""

    def __init__(self, encoder: Embedder) -> None:
        self.name = encoder.name
        self.dimensions = encoder.dimensions
        self.fingerprint = encoder.fingerprint
        self._encoder = encoder
        self._known: dict[str, NDArray[np.float32]] = {}

    def embed_question(self, text: str) -> NDArray[np.float32]:
        return self._encoder.embed_question(text)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        if fresh:
            self._known.update(zip(fresh, self._encoder.embed_passages(fresh), strict=True))
        return np.stack([self._known[text] for text in texts])
