"""Whether a sentence supports a claim, contradicts it, or bears on neither side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from rag.extract.features import (
    AskedText,
    Matrix,
    TokenEmbedder,
    Tokens,
    lexical,
    semantic,
    tokens_of,
)
from rag.extract.scorer import scorer
from rag.ports import Embedder
from rag.verify.claims import ClaimParts, claim_of, opposition, unfounded

Label = Literal["support", "contradict", "neutral"]
LABELS: tuple[Label, ...] = get_args(Label)
NAMES: tuple[str, ...] = tuple(
    """cover stem_cover novel_cover tfidf bigrams numbers cosine late late_rare late_title weakest
    weakest_three reverse late_novel opposed baseless agree against balance agrees parts denies
    denied both_deny one_denies one_denies_else_agree agree_alike part_alike asks claim_directed
    sentence_directed""".split()
)

_COVER, _OPPOSED = NAMES.index("stem_cover"), NAMES.index("opposed")
_SAME_WORDS = 0.75  # share of the claim's words: with fewer, something else may be denied
_SURE = 0.7  # the rule outvotes weights that a mere thousand sentences taught


@dataclass(frozen=True, slots=True)
class Stance:
    """The likeliest label and its probability; `side` is the one it leans to even if neutral."""

    label: Label
    score: float
    side: Label


def stance(claim: str, sentence: str, encoder: Embedder | TokenEmbedder) -> Stance:
    """Which side of `claim` a sentence takes."""
    return stances(claim, [sentence], encoder)[0]


def stances(
    claim: str, sentences: Sequence[str], encoder: Embedder | TokenEmbedder
) -> list[Stance]:
    """Which side each sentence takes, in order."""
    if not sentences:
        return []
    tokens = tokens_of(encoder, [claim, *sentences])
    rows = stance_features(claim, tokens[0], sentences, tokens[1:])
    bears, against = _likely("stance_bears", rows), _likely("stance_against", rows)
    # Nearly the same words with a negation or the opposite direction: no need to weigh more.
    denied = (rows[:, _COVER] >= _SAME_WORDS) & (rows[:, _OPPOSED] > 0)
    against = np.where(denied, np.maximum(against, _SURE), against)
    least = scorer("stance_bears").extra["threshold"]
    return [_stance(float(b), float(a), least) for b, a in zip(bears, against, strict=True)]


def _stance(bears: float, against: float, least: float) -> Stance:
    side: Label = "contradict" if against > 0.5 else "support"
    if bears < least:
        return Stance("neutral", 1 - bears, side)
    return Stance(side, bears * max(against, 1 - against), side)


def _likely(name: str, rows: Matrix) -> Matrix:
    odds = scorer(name)(rows)
    return (1 / (1 + np.exp(-odds))).astype(np.float32)


def stance_features(
    claim: str, own: Tokens, sentences: Sequence[str], tokens: Sequence[Tokens]
) -> Matrix:
    """How near each sentence is to the claim, and whether both point the same way."""
    question = AskedText(claim, own)
    # No title speaks for the sentence here, so its cosines lie below all others.
    nowhere = np.full(len(question.tokens), -1, np.float32)
    said = claim_of(claim)
    rows = [
        lexical(question, text, set())
        + semantic(question, one, nowhere, question.weights)
        + _directions(said, claim_of(text))
        for text, one in zip(sentences, tokens, strict=True)
    ]
    return np.array(rows, np.float32)


def _directions(claim: ClaimParts, evidence: ClaimParts) -> list[float]:
    agree, against = _poles(claim, evidence)
    denies, denied = bool(claim.negations), bool(evidence.negations)
    opposed, baseless = bool(opposition(claim, evidence)), bool(unfounded(claim, evidence))
    return [
        float(opposed),
        float(baseless),
        agree,
        against,
        agree - against,
        float(agree > against),
        float(against > agree),
        float(denies),
        float(denied),
        float(denies and denied),
        float(denies != denied),
        float(denies != denied) * float(agree >= against),
        float(denies == denied) * float(agree > against),
        float(denies == denied) * float(against > agree),
        float(bool(evidence.asks)),
        float(bool(claim.poles)),
        float(bool(evidence.poles)),
    ]


def _poles(claim: ClaimParts, evidence: ClaimParts) -> tuple[float, float]:
    """How much the directions of both agree, and how much they part, by shared words nearby."""
    agree = against = 0.0
    for pole in claim.poles:
        near = dict(pole.context)
        for other in evidence.poles:
            if other.axis != pole.axis:
                continue
            shared = sum(near[s] + weight for s, weight in other.context if s in near)
            # Two directions about nothing in common still hint, a little.
            weight = 0.1 + shared
            if other.sign == pole.sign:
                agree = max(agree, weight)
            else:
                against = max(against, weight)
    return agree, against
