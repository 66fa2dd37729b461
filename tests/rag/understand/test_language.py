import pytest

from rag.understand.language import foreign_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wie funktioniert BERT?", "German"),
        ("Comment marche le transformeur ?", "French"),
        ("¿Cuántos parámetros tiene BERT?", "Spanish"),
        ("Quali sono i limiti di BERT?", "Italian"),
        ("Wat is BERT?", "Dutch"),
        ("BERT是什么", "Chinese"),
        ("BERTとは何ですか", "Japanese"),
        ("Что такое BERT", "Russian"),
    ],
)
def test_another_language_is_named(text: str, language: str) -> None:
    assert foreign_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "What is BERT?",
        "de novo protein design",
        "no free lunch",
        "die casting defects",
        "What is α-divergence?",
        "was BERT trained on Wikipedia?",
        "La-MAML vs MAML",
        "per-pixel loss in GANs",
    ],
)
def test_english_with_strange_words_stays_english(text: str) -> None:
    assert foreign_language(text) == ""
