"""Abbreviations written out where a text explains them."""

from __future__ import annotations

import pytest

from rag.text.abbreviations import spelled_out


@pytest.mark.parametrize(
    ("within", "text", "expected"),
    [
        ("We fly by rope splicing (RS).", "RS is hard.", "RS (rope splicing) is hard."),
        (
            "Large pre-trained language models (PLMs) fly.",
            "PLMs land.",
            "PLMs (pre-trained language models) land.",
        ),
        ("The art of kite flying (AKF) is old.", "AKF", "AKF (art of kite flying)"),
        ("Kites are old (RS).", "RS is hard.", "RS is hard."),
    ],
)
def test_what_stands_for_words_is_followed_by_them(within: str, text: str, expected: str) -> None:
    assert spelled_out(text, within) == expected
