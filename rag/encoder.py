"""Text to vectors on this machine: the embedded encoder, and fastembed's as an optional extra."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rag.domain import Span, Vectors
from rag.errors import ConfigurationError, ServerError, shown

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

MINILM = Path(__file__).parent / "encoders" / "minilm"
RECIPE = "mean of tokens, unit length, 256 tokens"
BATCH = 4  # larger batches spend more on padding than they save on calls


class EmbeddedEncoder:
    """The MiniLM sentence encoder of `rag/encoders`, int8, opened at first use."""

    name = "embedded"
    dimensions = 384
    max_tokens = 256

    def __init__(self, folder: Path = MINILM) -> None:
        self._folder = folder

    @cached_property
    def fingerprint(self) -> str:
        """Short SHA-256 of weights, tokenizer and recipe."""
        digest = hashlib.sha256(RECIPE.encode())
        for file in ("tokenizer.json", "model.onnx"):
            digest.update(self._read(file))
        return digest.hexdigest()[:16]

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """One unit vector, shape (384,)."""
        vector: NDArray[np.float32] = self.embed_passages([text])[0]
        return vector

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors in the order of `texts`; each is cut at `max_tokens`."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for index, _, tokens in self._token_vectors(texts):
            vectors[index] = tokens.mean(axis=0)
        return _unit(vectors)

    def embed_with_sentences(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]]
    ) -> tuple[Vectors, list[Vectors]]:
        """Vectors of the texts, and of the spans of each pooled from the same token vectors.

        A sentence so read in its context is known as a late chunk (arXiv 2409.04701). A span
        beyond `max_tokens` has no tokens and takes the vector of its text.
        """
        wholes = np.zeros((len(texts), self.dimensions), np.float32)
        parts: list[Vectors] = [np.zeros((0, self.dimensions), np.float32)] * len(texts)
        for index, encoding, tokens in self._token_vectors(texts):
            wholes[index] = tokens.mean(axis=0)
            offsets = np.array(encoding.offsets[: len(tokens)])
            rows = [_pooled(tokens, offsets, span, wholes[index]) for span in spans[index]]
            parts[index] = _unit(np.array(rows, np.float32).reshape(-1, self.dimensions))
        return _unit(wholes), parts

    def count_tokens(self, text: str) -> int:
        """Tokens of `text` as the encoder sees it, its two marks included, before any cut."""
        return len(self._tokenizer.encode(text))

    def _token_vectors(
        self, texts: Sequence[str]
    ) -> Iterator[tuple[int, Encoding, NDArray[np.float32]]]:
        """Index, tokens and token vectors of each text; shortest first, to pad the least."""
        encodings = self._tokenizer.encode_batch(list(texts))
        order = sorted(range(len(texts)), key=lambda i: len(encodings[i]))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            lengths = [min(len(encodings[i]), self.max_tokens) for i in batch]
            ids = np.zeros((len(batch), max(lengths)), np.int64)
            mask = np.zeros_like(ids)
            for row, (i, length) in enumerate(zip(batch, lengths, strict=True)):
                ids[row, :length] = encodings[i].ids[:length]
                ids[row, length - 1] = encodings[i].ids[-1]
                mask[row, :length] = 1
            feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            (hidden,) = self._session.run(None, feed)
            for row, (i, length) in enumerate(zip(batch, lengths, strict=True)):
                yield i, encodings[i], hidden[row, :length]

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer: Tokenizer = Tokenizer.from_str(self._read("tokenizer.json").decode())
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> InferenceSession:
        from onnxruntime import InferenceSession, SessionOptions

        options = SessionOptions()
        options.intra_op_num_threads = _cores()
        return InferenceSession(
            self._read("model.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def _read(self, file: str) -> bytes:
        try:
            return (self._folder / file).read_bytes()
        except OSError as error:
            raise ConfigurationError(
                f"The encoder's file {self._folder / file} cannot be read ({error.strerror}); "
                "install footnote again or set FOOTNOTE_ENCODER."
            ) from error


class FastembedEncoder:
    """Any text model that fastembed knows; its weights are fetched once from the network."""

    def __init__(self, model: str) -> None:
        try:
            from fastembed import TextEmbedding
        except ImportError as error:
            raise ConfigurationError(
                "FOOTNOTE_ENCODER names fastembed, which is not installed; "
                "run pip install 'footnote[fastembed]'."
            ) from error
        try:
            self._model: Any = TextEmbedding(model_name=model, threads=_cores())
        except ValueError as error:
            raise ConfigurationError(
                f"fastembed does not offer {shown(model)}; "
                "its TextEmbedding.list_supported_models() lists what it does."
            ) from error
        except OSError as error:
            raise ServerError(
                f"fastembed could not fetch {shown(model)} ({shown(str(error))}); "
                "connect once to the network, or use FOOTNOTE_ENCODER=embedded."
            ) from error
        self.name = f"fastembed:{model}"
        self.dimensions = len(self.embed_question("footnote"))
        self.fingerprint = hashlib.sha256(self.name.encode()).hexdigest()[:16]

    def embed_question(self, text: str) -> NDArray[np.float32]:
        """One unit vector, with the prefix that the model wants for questions."""
        vector: NDArray[np.float32] = self._stacked(self._model.query_embed([text]))[0]
        return vector

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors in the order of `texts`."""
        return self._stacked(self._model.passage_embed(list(texts)))

    @staticmethod
    def _stacked(rows: Iterator[NDArray[np.float32]]) -> Vectors:
        return _unit(np.array(list(rows), np.float32))


def _cores() -> int:
    """Processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _unit(vectors: Vectors) -> Vectors:
    """Rows at length one; a zero row stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Vectors = vectors / np.maximum(lengths, 1e-12)
    return scaled


def _pooled(
    tokens: NDArray[np.float32], offsets: NDArray[Any], span: Span, whole: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Mean of the tokens that lie in `span`, or `whole` where none does."""
    start, end = span
    inside = (offsets[:, 0] >= start) & (offsets[:, 1] <= end) & (offsets[:, 1] > offsets[:, 0])
    mean: NDArray[np.float32] = tokens[inside].mean(axis=0) if inside.any() else whole
    return mean
