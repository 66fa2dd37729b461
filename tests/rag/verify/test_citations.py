"""Sentences are tied to what supports them, and to nothing else."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from rag.domain import Sentence
from rag.verify.citations import Footnotes
from rag.verify.support import support
from tests.fakes.papers import CATS, NETS, PAPERS


def checked(reply: str) -> tuple[list[Sentence], Footnotes]:
    notes = Footnotes(PAPERS)
    return notes.feed(reply) + notes.finish(), notes


def only(reply: str) -> Sentence:
    found, _ = checked(reply)
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("reply", "n", "status", "quote"),
    [
        ("Dogs do not purr [1].", 1, "exact", "Dogs do not purr."),
        ("dogs  do not “purr” [1].", 1, "exact", "Dogs do not purr."),
        (
            "The authors report that in a trial of 120 cats, purring increased bone density [1].",
            1,
            "exact",
            "In a trial of 120 cats, purring increased bone density by 12%.",
        ),
        ("Content cats purr [1].", 1, "near", "Cats purr when they are content."),
        (
            "Content cats purr, while dogs do not [1].",
            1,
            "near",
            "Cats purr when they are content. Dogs do not purr.",
        ),
        (
            "The method outperforms BERT on three datasets [2].",
            2,
            "near",
            "Our method outperforms BERT on 3 datasets, but it is slower.",
        ),
    ],
)
def test_supported_sentence_carries_its_quote(reply: str, n: int, status: str, quote: str) -> None:
    (citation,) = only(reply).citations
    assert (citation.n, citation.status, citation.quote.text) == (n, status, quote)


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ("Dogs purr [1].", "denies this"),
        ("In 120 cats, purring decreased bone density by 12% [1].", "stands against 'increased'"),
        ("In 120 cats, purring increased bone density by 13% [1].", "number 13 is not"),
        ("In 120 cats, GPT-4 increased bone density by 12% [1].", "'GPT-4' is not"),
        ("In 120 cats, purring did not increase bone density by 12% [1].", "denies what"),
        ("Purring heals wounds [1].", "leaves it open: 'whether'"),
        ("The method outperforms CycleGAN on 3 datasets [2].", "stands where"),
        ("Trees grow in spring [1].", "no sentence of the paper says this"),
    ],
)
def test_unsupported_sentence_says_why(reply: str, why: str) -> None:
    sentence = only(reply)
    assert sentence.status == "unsupported"
    assert why in sentence.citations[0].why


def test_invented_markers_are_removed_and_counted() -> None:
    found, notes = checked("Dogs do not purr [1][7]. Content cats purr [99].")
    assert [[c.n for c in sentence.citations] for sentence in found] == [[1], [1]]
    assert notes.removed == 2


def test_sentence_without_markers_gets_its_footnote() -> None:
    (citation,) = only("Dogs do not purr.").citations
    assert (citation.n, citation.quote.paper_id) == (1, "cats")


def test_sentence_with_a_wrong_marker_gets_the_right_one() -> None:
    found, notes = checked("Dogs do not purr [2].")
    assert [(c.n, c.status) for c in found[0].citations] == [(1, "exact")]
    assert notes.removed == 1


def test_sentence_without_support_and_markers_cites_nothing() -> None:
    assert only("Trees grow in spring.") == Sentence("Trees grow in spring.")


def test_two_papers_may_back_a_sentence_together() -> None:
    reply = (
        "Cats purr when content, and CycleGAN may fail to identify translation functions [1][2]."
    )
    assert [(c.n, c.status) for c in only(reply).citations] == [(1, "near"), (2, "near")]


def test_paper_without_an_abstract_supports_nothing() -> None:
    assert only("A title alone [3].").status == "unsupported"
    assert support("A title alone", PAPERS[2]) is None


def test_what_the_papers_do_not_say_is_no_claim() -> None:
    found, notes = checked("Dogs do not purr [1]. The papers do not say how long cats live.")
    assert len(found) == 1
    assert notes.silences == ["The papers do not say how long cats live."]


def test_similarity_finds_other_words() -> None:
    def similarity(_: str, sentences: Sequence[str]) -> list[float]:
        return [0.9 if "content" in sentence else 0.0 for sentence in sentences]

    text = "Happy cats purr."
    stranger = support(text, NETS, similarity)
    assert stranger is not None
    assert stranger.status == "unsupported"
    found = support(text, CATS, similarity)
    assert found is not None
    assert (found.status, found.quote.text) == ("near", "Cats purr when they are content.")


def test_book_of_an_abstract_is_searched_without_encoding_it_all() -> None:
    seen: list[int] = []

    def similarity(_: str, sentences: Sequence[str]) -> list[float]:
        seen.append(len(sentences))
        return [0.5] * len(sentences)

    long = replace(CATS, abstract="Trees grow in spring. " * 3000 + "Content cats purr a lot.")
    found = support("Cats that are content purr.", long, similarity)
    assert found is not None
    assert (found.status, found.quote.text) == ("near", "Content cats purr a lot.")
    assert max(seen) <= 40


PIECES = (
    "Cats purr", "when they are content", "Dogs do not purr.", "CycleGAN", "fails", "[1]", "[2].",
    "[9]", "[0]", "[1, 7]", "[2-4].", "【3】", "(Source 8)", "¹", "⁷.", "\n- ", "\n## Head\n",
    "120", "12%.", "| a | b |\n", "|---|\n", "not", "[", "]", "**", "The papers do not say", ".",
    "e.g.", "\ud800", "\x00", "[999999999999]", "<sup>5</sup>", "[1](http://x.y)", "In [8], it",
)  # fmt: skip
SHOWN_MARKER = re.compile(r"\[\d{1,3}\]|【|(?:[Pp]aper|Source)s? [04-9]|[⁷]")


def test_a_thousand_random_replies_show_no_invented_citation() -> None:
    rng = random.Random(20)
    papers = {paper.paper_id: paper for paper in PAPERS}
    for _ in range(1000):
        reply = " ".join(rng.choices(PIECES, k=rng.randint(1, 40)))
        notes = Footnotes(PAPERS)
        size = rng.randint(1, 30)
        found = [s for i in range(0, len(reply), size) for s in notes.feed(reply[i : i + size])]
        for sentence in found + notes.finish():
            assert not SHOWN_MARKER.search(sentence.text), sentence.text
            for citation in sentence.citations:
                paper = papers[citation.quote.paper_id]
                assert PAPERS[citation.n - 1] is paper
                quote = citation.quote
                assert quote.text == paper.abstract[quote.start : quote.end] != ""
