from __future__ import annotations

import numpy as np
import pytest

from eval.measure.abstention import auroc, calibration_error
from rag.domain import Hit, Paper
from rag.extract.answerability import NAMES, answerability, answered, missing, signs, signs_answered
from rag.extract.sentences import Extraction, extract
from rag.models.encoders import EmbeddedEncoder
from rag.text.passages import passages_of

TWINS = Paper(
    "twins",
    "Barlow Twins: Self-Supervised Learning via Redundancy Reduction",
    "Self-supervised learning is popular. A recurring issue is the existence of trivial constant "
    "solutions. Barlow Twins naturally avoids collapse by measuring the cross-correlation matrix "
    "between two networks. It needs no large batches.",
)
SPACE = Paper(
    "space",
    "On the Initialization of Diagonal State Space Models",
    "State space models have recently been shown to be very effective as a deep learning layer. "
    "This work seeks to understand how to initialize diagonal state space models.",
)


@pytest.fixture(scope="module")
def encoder() -> EmbeddedEncoder:
    return EmbeddedEncoder()


@pytest.fixture(scope="module")
def hits() -> list[Hit]:
    papers = (TWINS, SPACE)
    return [Hit(p, passages_of(p, 256, len)[0], 1 - i / 10) for i, p in enumerate(papers)]


@pytest.mark.parametrize(
    "question",
    [
        "How does Barlow Twins avoid collapse?",
        "What are state space models?",
        "Barlow Twins needs no large batches.",
    ],
)
def test_what_the_papers_say_is_answered(
    question: str, hits: list[Hit], encoder: EmbeddedEncoder
) -> None:
    assert answerability(question, hits, extract(question, hits, encoder)) >= 0.5


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of France?",
        "How do I bake sourdough bread?",
        "Who won the 2018 World Cup?",
        "What do the papers say about CRISPR off-target effects?",
        "How are proteins folded?",
    ],
)
def test_what_the_papers_do_not_say_is_refused(
    question: str, hits: list[Hit], encoder: EmbeddedEncoder
) -> None:
    assert answerability(question, hits, extract(question, hits, encoder)) < 0.5


def test_nothing_read_is_no_answer() -> None:
    assert answerability("Anything?", [], Extraction((), ())) == 0.0


def test_missing_words_come_as_typed_most_telling_first(hits: list[Hit]) -> None:
    assert missing("What do studies say about CRISPR and Twins?", hits)[0] == "CRISPR"
    assert missing("How does Barlow Twins avoid collapse?", hits) == ()


def test_signs_have_the_named_columns(hits: list[Hit], encoder: EmbeddedEncoder) -> None:
    question = "Does Barlow Twins avoid quokkas?"
    found = signs(question, hits, extract(question, hits, encoder))
    assert found.shape == (len(NAMES),)
    assert found[NAMES.index("absent")] == 1.0
    assert 0 < found[NAMES.index("paper_cover")] < 1


def test_auroc_counts_ties_half() -> None:
    truth = np.array([True, True, False, False])
    assert auroc(np.array([0.9, 0.5, 0.5, 0.1]), truth) == 0.875


def test_calibration_error_is_the_mean_gap() -> None:
    truth = np.array([True, False, True, False])
    assert calibration_error(np.array([0.5, 0.5, 0.5, 0.5]), truth, bins=1) == 0.0
    assert calibration_error(np.array([1.0, 1.0, 1.0, 1.0]), truth, bins=1) == 0.5


def test_what_the_cross_encoder_hears_outweighs_the_words() -> None:
    found, chosen = answered(signs_answered(0.5, 4.0, named=False))
    silent, _ = answered(signs_answered(0.5, -4.0, named=False))
    assert found > 0.9 > chosen > 0.7
    assert silent < 0.3
