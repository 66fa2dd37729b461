"""Text to vectors on this machine: the embedded encoder, and fastembed's as an optional extra."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rag.domain import Span
from rag.errors import ConfigurationError, ServerError, shown
from rag.ports import Vectors

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

MINILM = Path(__file__).parents[1] / "encoders" / "minilm"
PAPERS = Path(__file__).parents[1] / "encoders" / "papers"
RECIPE = "mean of tokens, unit length, 256 tokens"


class EmbeddedEncoder:
    """A MiniLM sentence encoder of `rag/encoders`, int8, opened at first use.

    `PAPERS` is tuned to search papers; `MINILM` as published compares sentences.
    """

    dimensions = 384
    max_tokens = 256

    def __init__(self, folder: Path = MINILM) -> None:
        self._folder = folder
        self.name = "embedded" if folder == PAPERS else f"embedded:{folder.name}"

    @classmethod
    def named(cls, name: str) -> EmbeddedEncoder:
        """`papers`, also without a name, or `minilm`; raises ConfigurationError."""
        folders = {"": PAPERS, "papers": PAPERS, "minilm": MINILM}
        if name not in folders:
            raise ConfigurationError(
                f"FOOTNOTE_ENCODER=embedded:{shown(name)} is not known; "
                "use embedded or embedded:minilm."
            )
        return cls(folders[name])

    def open(self) -> None:
        """Read the model now, not at first use; raises ConfigurationError."""
        _ = self._session, self._tokenizer

    @cached_property
    def fingerprint(self) -> str:
        """Short SHA-256 of weights, tokenizer and recipe."""
        digest = hashlib.sha256(RECIPE.encode())
        for file in (self._tokenizer_file, self._folder / "model.onnx"):
            digest.update(_read(file))
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

    def embed_tokens(
        self, texts: Sequence[str]
    ) -> list[tuple[NDArray[np.float32], Vectors, list[Span]]]:
        """Each text's unit vector, its tokens' unit vectors, and the characters of each token."""
        found: list[tuple[NDArray[np.float32], Vectors, list[Span]]] = [
            (np.zeros(self.dimensions, np.float32), np.zeros((0, self.dimensions), np.float32), [])
        ] * len(texts)
        for index, encoding, tokens in self._token_vectors(texts):
            rows = slice(1, -1) if len(tokens) > 2 else slice(None)
            spans = list(encoding.offsets[: len(tokens)])[rows]
            found[index] = (_unit(tokens.mean(axis=0)), _unit(tokens[rows]), spans)
        return found

    def count_tokens(self, text: str) -> int:
        """Tokens of `text` as the encoder sees it, its two marks included, before any cut."""
        return len(self._tokenizer.encode(text))

    def _token_vectors(
        self, texts: Sequence[str]
    ) -> Iterator[tuple[int, Encoding, NDArray[np.float32]]]:
        """Index, tokens and token vectors of each text, one text at a time on each core.

        Int8 arithmetic scales by the largest value of a batch, so a text among others would get
        another vector than alone; and a text alone needs no padding.
        """
        self.open()  # once, before threads could open it twice
        encodings = self._tokenizer.encode_batch(list(texts))
        if len(encodings) < 2:
            for encoding in encodings:
                yield 0, encoding, self._run(encoding)
            return
        with ThreadPoolExecutor(cores()) as threads:
            found = threads.map(self._run, encodings)
            for index, (encoding, tokens) in enumerate(zip(encodings, found, strict=True)):
                yield index, encoding, tokens

    def _run(self, encoding: Encoding) -> NDArray[np.float32]:
        """Token vectors, shape (tokens, 384), of at most `max_tokens` tokens."""
        ids = np.array([encoding.ids], np.int64)
        if len(encoding) > self.max_tokens:
            ids = np.concatenate([ids[:, : self.max_tokens - 1], ids[:, -1:]], axis=1)
        ones = np.ones_like(ids)
        feed = {"input_ids": ids, "attention_mask": ones, "token_type_ids": ones - 1}
        tokens: NDArray[np.float32] = self._session.run(None, feed)[0][0]
        return tokens

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return tokenizer_of(self._folder)

    @cached_property
    def _session(self) -> InferenceSession:
        return session_of(self._folder)

    @property
    def _tokenizer_file(self) -> Path:
        return _tokenizer_file(self._folder)


def tokenizer_of(folder: Path) -> Tokenizer:
    """The one tokenizer of all encoders, neither cutting nor padding."""
    from tokenizers import Tokenizer

    tokenizer: Tokenizer = Tokenizer.from_str(_read(_tokenizer_file(folder)).decode())
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def session_of(folder: Path) -> InferenceSession:
    """The model of a folder, one thread a run: a text a core beats a text on all cores."""
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = 1
    # Without it int8 sums overflow on processors that lack VNNI, and vectors differ by machine.
    options.add_session_config_entry("session.x64quantprecision", "1")
    return InferenceSession(
        _read(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
    )


def _tokenizer_file(folder: Path) -> Path:
    """All encoders split text alike; one file serves them."""
    return folder.parent / "tokenizer.json"


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
        offered = [str(row["model"]) for row in TextEmbedding.list_supported_models()]
        if model.lower() not in map(str.lower, offered):
            raise ConfigurationError(
                f"fastembed does not offer {shown(model)}; it offers {', '.join(sorted(offered))}."
            )
        try:
            self._model: Any = TextEmbedding(model_name=model, threads=cores())
        except (ValueError, OSError) as error:  # it says ValueError when the network is away
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


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"The encoder's file {file} cannot be read ({error.strerror}); "
            "install footnote again or set FOOTNOTE_ENCODER."
        ) from error


def cores() -> int:
    """Processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _unit(vectors: Vectors) -> Vectors:
    """Rows at length one; a zero row stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Vectors = vectors / np.maximum(lengths, 1e-12)
    return scaled
