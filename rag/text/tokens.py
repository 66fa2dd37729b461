"""Count and cut text by tokens, offline.

Models of other makers split text differently; callers leave a margin.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tiktoken import Encoding

CHAT_ENCODING = "o200k_base"
EMBEDDING_ENCODING = "cl100k_base"
_SLICE = 20_000
"""Characters encoded at a time: the tokenizer gives up on a run of 1,000,000 blanks."""


def count(text: str, encoding: str = CHAT_ENCODING) -> int:
    """Number of tokens of `text`; marks such as <|endoftext|> count as plain text."""
    return sum(len(tokens) for tokens in _encoded(text, encoding))


def cut(text: str, limit: int, encoding: str = CHAT_ENCODING) -> str:
    """The longest beginning of `text` that has at most `limit` tokens."""
    left = limit
    for number, tokens in enumerate(_encoded(text, encoding)):
        if len(tokens) > left:
            start = number * _SLICE
            kept = _encoding(encoding).decode_bytes(tokens[: max(left, 0)])
            return text[:start] + kept.decode("utf-8", errors="ignore")
        left -= len(tokens)
    return text


def _encoded(text: str, encoding: str) -> Iterator[list[int]]:
    encoder = _encoding(encoding)
    for start in range(0, len(text), _SLICE):
        yield encoder.encode(text[start : start + _SLICE], disallowed_special=())


@cache
def _encoding(name: str) -> Encoding:
    import tiktoken

    # tiktoken downloads its tables on first use; LlamaIndex carries the two that we need.
    package = find_spec("llama_index.core")
    if package is not None and package.origin is not None:
        tables = Path(package.origin).parent / "_static" / "tiktoken_cache"
        os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(tables))
    return tiktoken.get_encoding(name)
