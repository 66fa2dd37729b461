from __future__ import annotations

import numpy as np
import pytest

from rag.domain import Hit, Paper
from rag.extract.features import COLUMN, NAMES, AskedText, features, lexical, tokens_of
from rag.extract.sentences import Extraction, extract, worth_reading
from rag.text.passages import passages_of
from tests.fakes.library import WordEmbedder

TWINS = Paper(
    "twins",
    "Barlow Twins: Self-Supervised Learning via Redundancy Reduction",
    "Self-supervised learning is popular. A recurring issue is the existence of trivial constant "
    "solutions. Barlow Twins naturally avoids collapse by measuring the cross-correlation matrix "
    "between two networks. It needs no large batches.",
)
NORMS = Paper(
    "norms",
    "Evolving Normalization-Activation Layers",
    "Normalization layers are common. Our method finds EvoNorms, a set of new layers. "
    "EvoNorms work well on image classification models including ResNets.",
)


def hit(paper: Paper, score: float = 1.0) -> Hit:
    return Hit(paper, passages_of(paper, 256, lambda text: len(text.split()))[0], score)


def ask(question: str, *papers: Paper, limit: int = 5) -> Extraction:
    hits = [hit(paper, 1.0 - 0.1 * place) for place, paper in enumerate(papers)]
    return extract(question, hits, WordEmbedder(), limit)


def texts(extraction: Extraction) -> list[str]:
    return [sentence.text for sentence in extraction.sentences]


def test_quotes_are_the_abstract_character_for_character() -> None:
    found = ask("How does Barlow Twins avoid collapse?", TWINS, NORMS)
    abstracts = {paper.paper_id: paper.abstract for paper in (TWINS, NORMS)}
    for sentence in found.sentences:
        (citation,) = sentence.citations
        quote = citation.quote
        assert abstracts[quote.paper_id][quote.start : quote.end] == quote.text == sentence.text
        assert citation.status == "exact"


def test_the_answering_sentence_is_ranked_first() -> None:
    found = ask("How does Barlow Twins avoid collapse?", NORMS, TWINS)
    assert found.candidates[0].text.startswith("Barlow Twins naturally avoids collapse")


def test_footnotes_are_numbered_by_hit() -> None:
    found = ask("EvoNorms work well on ResNets image classification", TWINS, NORMS)
    assert found.sentences[0].citations[0].n == 2
    assert found.sentences[0].citations[0].quote.paper_id == "norms"


def test_at_most_limit_sentences() -> None:
    assert len(ask("Compare EvoNorms with Barlow Twins", TWINS, NORMS, limit=2).sentences) == 2
    assert len(ask("Compare EvoNorms with Barlow Twins", TWINS, NORMS, limit=1).sentences) == 1


def test_a_question_naming_two_methods_hears_both() -> None:
    found = ask("Compare Barlow Twins with EvoNorms on image classification", TWINS, NORMS)
    assert {sentence.citations[0].quote.paper_id for sentence in found.sentences} == {
        "twins",
        "norms",
    }


def test_a_sentence_said_twice_is_shown_once() -> None:
    copy = Paper("copy", NORMS.title, NORMS.abstract)
    shown = texts(ask("What are EvoNorms?", NORMS, copy))
    assert len(shown) == len(set(shown))


def test_a_pronoun_is_led_by_the_sentence_before() -> None:
    shown = texts(ask("Which method needs no large batches?", TWINS))
    assert "It needs no large batches." in shown
    place = shown.index("It needs no large batches.")
    assert shown[place - 1].startswith("Barlow Twins naturally")


@pytest.mark.parametrize("papers", [(), (Paper("empty", "A title alone", ""),)])
def test_nothing_to_read_gives_nothing(papers: tuple[Paper, ...]) -> None:
    assert ask("What is known?", *papers).sentences == ()


def test_a_question_of_stop_words_alone_still_reads() -> None:
    assert len(ask("what is it?", TWINS).candidates) == 4


def test_known_token_vectors_are_not_encoded_again() -> None:
    encoder = WordEmbedder()
    hits = [hit(TWINS)]
    titles = [TWINS.title, *(one.text for one in worth_reading(AskedText("twins"), hits))]
    known = dict(zip(titles, tokens_of(encoder, titles), strict=True))
    encoder.embedded.clear()
    extract("twins", hits, encoder, known=known)
    assert encoder.embedded == ["twins"]


def test_only_promising_sentences_meet_the_encoder() -> None:
    long = Paper("long", "Long", " ".join(f"Filler number {i} is here." for i in range(90)))
    read = worth_reading(AskedText("EvoNorms layers"), [hit(NORMS), hit(TWINS), hit(long, 0.1)])
    assert len(read) == 40
    assert {one.text for one in read} >= {
        "Our method finds EvoNorms, a set of new layers.",
        "Normalization layers are common.",
    }


def test_word_overlap_is_weighed_by_rarity() -> None:
    cover, soft, new, *_ = lexical(AskedText("EvoNorms layers"), "The EvoNorms.", {"layer"})
    assert 0.6 < cover < 0.9
    assert soft == cover
    assert new == 1.0


def test_features_have_the_named_columns() -> None:
    question, hits = "What are EvoNorms?", [hit(NORMS)]
    read = worth_reading(AskedText(question), hits)
    wanted = [question, NORMS.title, *(one.text for one in read)]
    tokens = dict(zip(wanted, tokens_of(WordEmbedder(), wanted), strict=True))
    table = features(AskedText(question, tokens[question]), hits, read, tokens)
    assert table.shape == (3, len(NAMES))
    assert table[:, COLUMN["first"]].tolist() == [1.0, 0.0, 0.0]
    assert np.isfinite(table).all()
