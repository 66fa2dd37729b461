"""What a model believes of questions that another one wrote, whose marks are noisy."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np

from eval.training.answer_model import Scorer, scored
from eval.training.answer_pairs import Group, Texts

DOUBT, SURE = 0.12, 0.5  # dropped where the marked sentence has less and another has more


def believe(model: Scorer, texts: Texts, groups: Sequence[Group]) -> None:
    """Give every group what `model` believes of its sentences."""
    for group, logits in zip(groups, scored(model, texts, groups), strict=True):
        weights = np.exp(logits - logits.max())
        group.belief = (weights / weights.sum()).tolist()


def credible(noisy: Sequence[Group]) -> list[Group]:
    """Those whose marked sentence is believed, or none is surely better."""
    kept = []
    for group in noisy:
        marked = sum(group.belief[i] for i in group.answers)
        if marked >= DOUBT or max(group.belief) < SURE:
            kept.append(group)
    sys.stdout.write(f"made questions kept: {len(kept)} of {len(noisy)}\n")
    return kept
