"""When a question says the name of a paper."""

from __future__ import annotations

import pytest

from rag.text.names import named_in


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("what is linkbert?", "LinkBERT"),
        ("What does DEEP do?", "DEEP"),
        ("how does clip work?", "CLIP"),
        ("Are TAGs fast?", "TAG"),
        ("How does barlow twins avoid collapse?", "Barlow Twins"),
        ("What is S4D's limit?", "S4D"),
        ("compare bert and clip", "CLIP"),
    ],
)
def test_a_name_is_said(question: str, name: str) -> None:
    assert named_in(question, name)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("why are deep machines hard to train?", "DEEP"),
        ("do pos tags help?", "TAG"),
        ("how do kites fly?", "Kite"),
        ("how do models spot fake news?", "SPoT"),
        ("are flat minima good?", "FLAT"),
    ],
)
def test_a_word_in_small_letters_is_no_name(question: str, name: str) -> None:
    assert not named_in(question, name)
