"""Tokens are counted and cut without a network."""

from __future__ import annotations

from typing import Any

import pytest

from rag.text import tokens


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        ("", tokens.CHAT_ENCODING, 0),
        ("hello world", tokens.CHAT_ENCODING, 2),
        ("<|endoftext|>", tokens.CHAT_ENCODING, 7),
        ("Grüße aus Köln", tokens.EMBEDDING_ENCODING, 6),
    ],
)
def test_count_is_that_of_the_encoding(text: str, encoding: str, expected: int) -> None:
    assert tokens.count(text, encoding) == expected


def test_cut_is_the_longest_beginning_that_fits() -> None:
    assert tokens.cut("one two three four", 3) == "one two three"
    assert tokens.cut("one two", 9) == "one two"
    assert tokens.cut("one two", 0) == ""


def test_cut_never_leaves_half_a_character() -> None:
    text = "🧪" * 9
    for limit in range(28):
        assert text.startswith(tokens.cut(text, limit))


@pytest.mark.parametrize("unit", ["a", " ", "^", "\n", "日", "The cat purrs. ", "\ud800"])
def test_a_megabyte_is_counted_and_cut_in_slices(
    monkeypatch: pytest.MonkeyPatch, unit: str
) -> None:
    encoding = tokens._encoding(tokens.CHAT_ENCODING)
    given: list[int] = []

    class Watched:
        """The real tokenizer, which takes quadratic time for a long run of one character."""

        decode_bytes = encoding.decode_bytes

        def encode(self, text: str, **more: Any) -> list[int]:  # noqa: ANN401
            given.append(len(text))
            return encoding.encode(text, **more)

    monkeypatch.setattr(tokens, "_encoding", lambda _: Watched())
    text = unit * (1_000_000 // len(unit))
    assert tokens.count(text) > 1000
    assert sum(given) == len(text)
    assert 1 <= len(tokens.cut(text, 100)) < len(text)
    assert max(given) == 20_000
