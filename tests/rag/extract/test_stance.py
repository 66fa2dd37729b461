from __future__ import annotations

import pytest

from rag.extract.features import tokens_of
from rag.extract.stance import LABELS, NAMES, Stance, stance, stance_features, stances
from rag.models.encoders import EmbeddedEncoder
from tests.fakes.library import WordEmbedder

CLAIM = "Statins reduce mortality in heart failure"


@pytest.fixture(scope="module")
def encoder() -> EmbeddedEncoder:
    return EmbeddedEncoder()


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("Statins reduced mortality in patients with heart failure.", "support"),
        ("Statins did not reduce mortality in patients with heart failure.", "contradict"),
        ("Statins increased mortality in heart failure patients.", "contradict"),
        ("Blood pressure was measured every week.", "neutral"),
    ],
)
def test_plain_sentences_take_the_side_they_say(
    sentence: str, label: str, encoder: EmbeddedEncoder
) -> None:
    found = stance(CLAIM, sentence, encoder)
    assert found.label == label
    assert 0 <= found.score <= 1


def test_a_neutral_sentence_still_leans(encoder: EmbeddedEncoder) -> None:
    found = stance(CLAIM, "Mortality was recorded.", encoder)
    assert found.side in LABELS[:2]


def test_many_sentences_are_judged_in_order(encoder: EmbeddedEncoder) -> None:
    one, other = "Statins increased mortality in heart failure.", "We thank our sponsors."
    assert [found.label for found in stances(CLAIM, [one, other], encoder)] == [
        "contradict",
        "neutral",
    ]


def test_no_sentences_no_stances() -> None:
    assert stances(CLAIM, [], WordEmbedder()) == []


def test_an_encoder_without_token_vectors_will_do() -> None:
    assert isinstance(stance(CLAIM, "Statins reduce mortality.", WordEmbedder()), Stance)


def test_features_tell_directions_apart() -> None:
    sentences = ["Statins reduce mortality.", "Statins increase mortality."]
    own, *tokens = tokens_of(WordEmbedder(), [CLAIM, *sentences])
    same, opposite = stance_features(CLAIM, own, sentences, tokens)
    assert same.shape == (len(NAMES),)
    assert same[NAMES.index("agrees")] == 1.0
    assert opposite[NAMES.index("parts")] == 1.0
    assert opposite[NAMES.index("opposed")] == 1.0
