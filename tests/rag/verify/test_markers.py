"""A model's text becomes sentences with the numbers of the papers beside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.verify.markers import MarkedSentence, MarkedSentences


def drafts(text: str, sources: int = 5) -> list[tuple[str, tuple[int, ...]]]:
    reader = MarkedSentences(sources)
    return [(d.text, d.numbers) for d in reader.feed(text) + reader.finish()]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Cats purr [1].", (1,)),
        ("Cats purr.[1]", (1,)),
        ("Cats purr. [1]", (1,)),
        ("Cats purr [1, 2].", (1, 2)),
        ("Cats purr [1][2].", (1, 2)),
        ("Cats purr [1] [2].", (1, 2)),
        ("Cats purr [1] and [2].", (1, 2)),
        ("Cats purr [1-3].", (1, 2, 3)),
        ("Cats purr [1–3].", (1, 2, 3)),
        ("Cats purr [2 and 1].", (2, 1)),
        ("Cats purr [^1].", (1,)),
        ("Cats purr 【1】.", (1,)),
        ("Cats purr 【1†source】.", (1,)),
        ("Cats purr [Source 1].", (1,)),
        ("Cats purr [Sources 1, 2].", (1, 2)),
        ("Cats purr [Paper 3].", (3,)),
        ("Cats purr (Source 1).", (1,)),
        ("Cats purr (see [1], [2]).", (1, 2)),
        ("Cats purr¹.", (1,)),
        ("Cats purr.²", (2,)),
        ("Cats purr<sup>4</sup>.", (4,)),
        ("Cats purr [1](http://a.b/2).", (1,)),
        ("Cats purr [9].", (9,)),
        ("Cats **purr** [1].", (1,)),
        ("Cats purr.", ()),
    ],
)
def test_every_common_form_of_a_marker_is_read(text: str, numbers: tuple[int, ...]) -> None:
    assert drafts(text) == [("Cats purr.", numbers)]


@pytest.mark.parametrize(
    "text",
    [
        "Scores lie in the range [0, 1].",
        "It was shown in [2021].",
        "An R² of 5 m² was found.",
        "Take x[i] and [a, b].",
        "Version (1) is old.",
    ],
)
def test_what_only_looks_like_a_marker_stays(text: str) -> None:
    assert drafts(text) == [(text, ())]


def test_a_marker_belongs_to_the_sentence_it_ends() -> None:
    assert drafts("Cats purr. [1] Dogs bark. [2]") == [("Cats purr.", (1,)), ("Dogs bark.", (2,))]
    assert drafts("Cats purr [1]. Dogs bark [2].") == drafts("Cats purr. [1] Dogs bark. [2]")


def test_a_marker_that_is_a_noun_becomes_one() -> None:
    assert drafts("[2] found that dogs bark.") == [("Paper 2 found that dogs bark.", (2,))]
    assert drafts("According to [1], cats purr.") == [("According to paper 1, cats purr.", (1,))]
    assert drafts("According to [9], cats purr.") == [("According to, cats purr.", (9,))]


def test_structure_claims_nothing() -> None:
    text = "## Findings\n\nThe papers report:\n- Cats purr [1].\n2. Dogs bark [2].\n---\n"
    assert drafts(text) == [("- Cats purr.", (1,)), ("- Dogs bark.", (2,))]


def test_rows_of_a_table_are_sentences_but_its_head_is_none() -> None:
    text = "| animal | sound |\n|---|---|\n| cat | purr [1] |\n| dog | bark [2] |\n"
    assert drafts(text) == [("cat: purr", (1,)), ("dog: bark", (2,))]


def test_a_list_of_references_is_left_out() -> None:
    assert drafts("Cats purr [1].\n\nReferences:\n[1] On cats.\n") == [("Cats purr.", (1,))]


def test_sentences_come_before_the_reply_ends() -> None:
    reader = MarkedSentences(5)
    assert reader.feed("Cats purr [1") == []
    assert reader.feed("]. Dogs") == []
    assert reader.feed(" bark") == [MarkedSentence("Cats purr.", (1,))]
    assert reader.feed(". [2]") == []
    assert reader.finish() == [MarkedSentence("Dogs bark.", (2,))]


WORDS = st.sampled_from(
    ["Cats", "purr", "[1]", "[2, 3].", "E. coli", "grow", "by 3.5 %.", "Dogs", "bark.", "(see [4])",
     "\n- ", "\n", "**bold**", "et al.", "[9]", "【2†a】.", "However,", "5 mg.", "In [1], it"]
)  # fmt: skip


@given(st.lists(WORDS, max_size=25), st.integers(1, 9))
def test_pieces_of_any_size_give_the_same_sentences(words: list[str], size: int) -> None:
    text = " ".join(words)
    reader = MarkedSentences(4)
    found = [d for i in range(0, len(text), size) for d in reader.feed(text[i : i + size])]
    found += reader.finish()
    assert "".join(d.text for d in found).replace(" ", "") == "".join(
        text for text, _ in drafts(text, 4)
    ).replace(" ", "")
    assert sorted(n for d in found for n in set(d.numbers)) == sorted(
        n for _, numbers in drafts(text, 4) for n in set(numbers)
    )


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    for draft in MarkedSentences(3).feed(text + "\n"):
        assert draft.text.strip()
