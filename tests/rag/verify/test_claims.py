"""Two sentences of the same words that say opposite things are told apart."""

from __future__ import annotations

import pytest

from rag.verify.claims import claim_of, claim_stem, opposition, unfounded


def opposed(text: str, evidence: str) -> str:
    return opposition(claim_of(text), claim_of(evidence))


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("Fasting increases mortality.", "Fasting decreases mortality."),
        ("Higher doses increased mortality.", "Higher doses decreased mortality."),
        ("Pruning before training helps.", "Pruning after training helps."),
        ("Fewer layers give better results.", "More layers give better results."),
        ("Aspirin causes stroke.", "Aspirin prevents stroke."),
        ("The drug was superior to placebo.", "The drug was inferior to placebo."),
        ("Dogs purr.", "Dogs do not purr."),
        ("Dogs do not purr.", "Dogs purr."),
        ("The method improves accuracy.", "The method does not improve accuracy."),
        ("Training works without labels.", "Training works with labels."),
        ("The effect is not unlikely.", "The effect is unlikely."),
        ("BERT beats GPT.", "GPT beats BERT."),
        ("GPT is slower than BERT.", "BERT is slower than GPT."),
        ("EvoNorms are outperformed by GroupNorm.", "EvoNorms outperform GroupNorm."),
        ("It scales exponentially with size.", "It scales linearly with size."),
        ("It matches domains rather than subsets.", "It matches subsets rather than domains."),
        ("The parts are designed apart.", "Instead of designing the parts apart, we join them."),
        ("It is not fast, and cannot be run twice.", "It is fast, and cannot be run twice."),
    ],
)
def test_opposite_is_found(text: str, evidence: str) -> None:
    assert opposed(text, evidence)
    assert not opposed(text, text)


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("Fasting increases mortality.", "Mortality increased with fasting."),
        ("The method improves accuracy.", "The method improves accuracy, but not speed."),
        ("It improves accuracy and speed.", "It improves not only accuracy but also speed."),
        ("The drug failed to lower pain.", "The drug did not lower pain."),
        ("GroupNorm is outperformed by EvoNorms.", "EvoNorms outperform GroupNorm."),
        ("The parts are joined.", "Instead of designing the parts apart, we join the parts."),
        ("There was no increase in pain.", "Pain did not increase."),
        ("Larger models are more accurate.", "Larger models are more accurate and slower."),
    ],
)
def test_agreement_is_no_opposition(text: str, evidence: str) -> None:
    assert opposed(text, evidence) == ""


@pytest.mark.parametrize(
    ("text", "evidence", "why"),
    [
        ("No side effects were seen.", "Side effects were seen.", "negation 'no'"),
        ("Sleep protects the brain.", "We ask whether sleep protects the brain.", "'whether'"),
        ("Sleep protects the brain.", "How sleep protects the brain is unknown.", "'unknown'"),
        ("Sleep protects the brain.", "Sleep may protect the brain.", "only says 'may'"),
        ("Sleep can protect the brain.", "Sleep may protect the brain.", ""),
        ("Sleep protects mice.", "Sleep protects mice and may help rats.", ""),
        ("They ask whether sleep helps.", "We ask whether sleep helps.", ""),
    ],
)
def test_firmer_than_the_evidence(text: str, evidence: str, why: str) -> None:
    assert why in unfounded(claim_of(text), claim_of(evidence))
    assert bool(why) == bool(unfounded(claim_of(text), claim_of(evidence)))


@pytest.mark.parametrize(
    "forms",
    [
        "increase increases increased increasing",
        "reduction reduce reduces reduced",
        "activation activate activated",
        "study studies studied",
        "model models modeling",
        "effect effects effective",
    ],
)
def test_forms_of_a_word_share_a_stem(forms: str) -> None:
    assert len({claim_stem(word) for word in forms.split()}) == 1


def test_direction_that_the_evidence_does_not_take_is_unfounded() -> None:
    said, held = claim_of("Sleep improves memory."), claim_of("Sleep was studied for memory.")
    assert unfounded(said, held) == "the direction 'improves' is not in the cited sentence"
