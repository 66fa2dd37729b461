"""An embedder behind any OpenAI-compatible server, in batches the server accepts."""

from __future__ import annotations

import base64
import hashlib
import time
import weakref
from collections.abc import Iterator, Sequence
from typing import Any, Self

import httpx
import numpy as np
import openai
from numpy.typing import NDArray

from rag.errors import ConfigurationError, InputUnusable, ServerError, shown
from rag.models.openai_client import FAILURES, OPENAI_URL, Patience, Server, prices_of, translated
from rag.ports import Vectors
from rag.settings import Settings
from rag.text import tokens

TEXTS_A_REQUEST = 2048
TOKENS_A_REQUEST = 280_000
"""OpenAI takes 300,000 as it counts; the rest is a margin."""
TOKENS_A_TEXT = 8191

_DIMENSIONS = {
    "text-embedding-3-small": 1536,
    "text-embedding-3-large": 3072,
    "text-embedding-ada-002": 1536,
}


class TextRefused(InputUnusable):
    """The server refuses one text, `texts[index]`, and accepts others."""

    def __init__(self, message: str, index: int) -> None:
        super().__init__(message)
        self.index = index


class OpenAIEmbedder:
    """Fills `Embedder`; a model whose dimensions nobody knows is asked for one vector first."""

    def __init__(
        self,
        model: str,
        *,
        url: str = "",
        key: str = "",
        price: float | None = None,
        dimensions: int | None = None,
        seconds: float = 60.0,
        pause: float = 0.5,
    ) -> None:
        settings = "FOOTNOTE_ENCODER and FOOTNOTE_ENCODER_URL"
        self.server = Server(model, url or OPENAI_URL, key.strip(), settings)
        if not self.server.key and not url:
            raise ConfigurationError(
                "OpenAI needs an API key; set FOOTNOTE_API_KEY, or FOOTNOTE_ENCODER_URL to "
                "another server."
            )
        self.name = f"openai:{model}"
        self._price = price
        self._pause = pause
        self._client = _client(self.server, seconds)
        weakref.finalize(self, self._client.close)
        known = _DIMENSIONS.get(model) if self.server.url.startswith(OPENAI_URL) else None
        self.dimensions = dimensions or known or 0
        self.dimensions = self.dimensions or self._vectors(["dimensions"]).shape[1]
        identity = f"{self.name} {self.server.address} {self.dimensions}"
        self.fingerprint = hashlib.sha256(identity.encode()).hexdigest()[:16]

    @classmethod
    def from_settings(cls, model: str, settings: Settings) -> Self:
        """`model` at the embedding server of the settings; raises ConfigurationError."""
        url = settings.encoder_url or settings.llm_url
        known = prices_of(model, url)
        price = settings.encoder_price
        return cls(
            model,
            url=url,
            key=settings.api_key.get_secret_value(),
            price=known[0] if price is None and known else price,
        )

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text; texts are cut at 8,191 tokens.

        Raises TextRefused for a single text the server will not take, ServerError, RateLimited,
        AccessDenied and ConfigurationError; at most three requests are sent for a batch that fails.
        """
        cut = [tokens.cut(text, TOKENS_A_TEXT, tokens.EMBEDDING_ENCODING) or " " for text in texts]
        found = [self._batch(cut[part], part.start) for part in _batches(cut)]
        return np.concatenate(found) if found else np.empty((0, self.dimensions), np.float32)

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """The unit vector of a question, shape (dimensions,)."""
        vector: NDArray[np.float32] = self.embed_passages([text])[0]
        return vector

    def price_estimate(self, tokens: int) -> float | None:
        """US dollars for so many tokens; None where the price is not known."""
        return None if self._price is None else tokens * self._price / 1e6

    def _batch(self, texts: Sequence[str], offset: int) -> Vectors:
        try:
            return self._vectors(texts)
        except ConfigurationError as error:
            if not isinstance(error.__cause__, openai.BadRequestError) or not self._works():
                raise
            index = self._refused_among(texts)
            raise TextRefused(
                f"{self.server.name} refuses the text {shown(texts[index])}; "
                "remove or correct it and run the same command again.",
                offset + index,
            ) from error

    def _works(self) -> bool:
        try:
            self._vectors(["a plain text"])
        except ConfigurationError:
            return False
        return True

    def _refused_among(self, texts: Sequence[str]) -> int:
        """Index of the first text refused, by halving."""
        start, end = 0, len(texts)
        while end - start > 1:
            middle = (start + end) // 2
            try:
                self._vectors(texts[start:middle])
            except ConfigurationError:
                end = middle
            else:
                start = middle
        return start

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        patience = Patience(self.server, self._pause)
        options: dict[str, Any] = {
            "model": self.server.model,
            "input": list(texts),
            "encoding_format": "base64",
        }
        while True:
            try:
                # The SDK's own embeddings call trusts the reply; we take it raw and check it.
                reply = self._client.post("/embeddings", body=options, cast_to=httpx.Response)
                return self._checked(reply, len(texts))
            except openai.BadRequestError as error:
                raise translated(error, self.server) from error
            except FAILURES as error:
                time.sleep(patience.before_next(error))

    def _checked(self, reply: httpx.Response, expected: int) -> Vectors:
        try:
            rows = sorted(reply.json()["data"], key=lambda row: int(row["index"]))
            indices = [int(row["index"]) for row in rows]
            vectors = np.stack([_decoded(row["embedding"]) for row in rows])
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            kind = reply.headers.get("content-type", "no content type")
            raise self._nonsense(f"a reply that holds no vectors ({kind})") from None
        if indices != list(range(expected)):
            raise self._nonsense(f"{len(rows)} vectors for {expected} texts")
        if self.dimensions and vectors.shape[1] != self.dimensions:
            raise self._nonsense(
                f"vectors of {vectors.shape[1]} dimensions in place of {self.dimensions}"
            )
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.isfinite(lengths).all() or not lengths.all():
            raise self._nonsense("a vector that is zero or not a number")
        unit: Vectors = vectors / lengths
        return unit

    def _nonsense(self, what: str) -> ServerError:
        return ServerError(
            f"{self.server.name} sent {what}, nothing of it was kept; check {self.server.settings}."
        )


def _batches(texts: Sequence[str]) -> Iterator[slice]:
    start, used = 0, 0
    for index, text in enumerate(texts):
        size = tokens.count(text, tokens.EMBEDDING_ENCODING)
        if index > start and (used + size > TOKENS_A_REQUEST or index - start == TEXTS_A_REQUEST):
            yield slice(start, index)
            start, used = index, 0
        used += size
    if start < len(texts):
        yield slice(start, len(texts))


def _decoded(vector: object) -> NDArray[np.float32]:
    """Floats, or base64 of little-endian float32; servers answer either way."""
    if isinstance(vector, str):
        return np.frombuffer(base64.b64decode(vector, validate=True), dtype="<f4")
    return np.asarray(vector, dtype=np.float32)


def _client(server: Server, seconds: float) -> openai.OpenAI:
    http = httpx.Client(
        follow_redirects=False,
        trust_env=not server.is_local,
        timeout=httpx.Timeout(seconds, connect=10.0),
    )
    return openai.OpenAI(
        api_key=server.key or "none", base_url=server.url, max_retries=0, http_client=http
    )
