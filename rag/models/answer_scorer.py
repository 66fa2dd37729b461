"""Does this sentence answer this question, and with yes or no? A cross-encoder on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rag.models.encoders import cores, session_of, tokenizer_of

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

FOLDER = Path(__file__).parents[1] / "encoders" / "answers"
# As it was trained; see eval/training/answer_pairs.py.
_QUESTION, _TITLE, _BEFORE, _SENTENCE, _TOKENS = 40, 24, 32, 64, 160
_CLS, _SEP = 101, 102
_LOGITS = 4


class Told(NamedTuple):
    """A sentence with what a reader knows when reaching it."""

    title: str
    before: str
    sentence: str


def told_in_order(title: str, sentences: Sequence[str]) -> list[Told]:
    """All sentences of an abstract, each with the one before it."""
    before = ["", *sentences]
    return [Told(title, before[i], text) for i, text in enumerate(sentences)]


class AnswerScorer:
    """What sentences say to a question; opened at first use, and the same for all uses."""

    def open(self) -> None:
        """Read the model now, not at first use; raises ConfigurationError."""
        _ = self._session, self._tokenizer

    def read(
        self, question: str, told: Sequence[Told]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Log-odds that each answers, shape (sentences,); and probabilities that each says yes,
        no, or neither, shape (sentences, 3).
        """
        logits = self._logits(question, told)
        powers = np.exp(logits[:, 1:] - logits[:, 1:].max(1, keepdims=True, initial=-np.inf))
        says: NDArray[np.float32] = powers / powers.sum(1, keepdims=True)
        return logits[:, 0], says

    def _logits(self, question: str, told: Sequence[Told]) -> NDArray[np.float32]:
        """Shape (sentences, 4); one pair at a time on each core."""
        self.open()
        asked = self._ids(question, _QUESTION)
        titles = {title: self._ids(title, _TITLE) for title in {one.title for one in told}}
        with ThreadPoolExecutor(cores()) as threads:
            found = list(threads.map(lambda one: self._pair(asked, titles[one.title], one), told))
        return np.array(found, np.float32).reshape(len(told), _LOGITS)

    def _pair(self, asked: Sequence[int], title: Sequence[int], one: Told) -> NDArray[np.float32]:
        head = [_CLS, *asked, _SEP, *title, _SEP]
        sentence = self._ids(one.sentence, _SENTENCE)
        room = min(_BEFORE, _TOKENS - len(head) - len(sentence) - 2)
        if one.before and room > 0:
            head += [*self._ids(one.before, 10**6)[-room:], _SEP]
        ids = np.array([[*head, *sentence, _SEP]], np.int64)
        types = (np.arange(ids.shape[1]) >= len(head)).astype(np.int64)[None]
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": types}
        logits: NDArray[np.float32] = self._session.run(None, feed)[0][0]
        return logits

    def _ids(self, text: str, most: int) -> list[int]:
        found: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return found[:most]

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return tokenizer_of(FOLDER)

    @cached_property
    def _session(self) -> InferenceSession:
        return session_of(FOLDER)


@lru_cache(maxsize=1)
def answer_scorer() -> AnswerScorer:
    """The one of this process: it holds 23 MB of weights."""
    return AnswerScorer()
