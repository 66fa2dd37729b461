"""Make `rag/data/extract.json` from SciFact's train claims: which sentence would one cite?

`python -m eval.training.train_extract --data ../shared/data/scifact --home DIR`, DIR holding a
library of SciFact's papers (`footnote add` makes it); minutes on two cores.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from eval.data.scifact import Claim, load
from eval.measure.claims_read import PUBLISHED, Reader, Reading
from eval.training.fitting import Array, Lists, Recipe, listwise, save
from rag.extract.features import NAMES
from rag.extract.scorer import Scorer

FOLDS = 5


def fold_of(claim: Claim) -> int:
    """Claims about the same paper share a fold."""
    return int(claim.cited[0]) % FOLDS


def lists_of(readings: Sequence[Reading]) -> Lists:
    return [(r.features, r.gold.astype(np.float32)) for r in readings if r.gold.any()]


def out_of_fold(
    alone: dict[str, list[Reading]], found: dict[str, Reading], claims: Sequence[Claim]
) -> dict[str, Array]:
    """Scores of what was found for each claim, by a function that never saw its papers."""
    scores: dict[str, Array] = {}
    for fold in range(FOLDS):
        seen = [claim for claim in claims if fold_of(claim) != fold]
        function = Scorer(fitted(alone, found, seen))
        for claim in claims:
            if fold_of(claim) == fold:
                scores[claim.claim_id] = function(found[claim.claim_id].features)
    return scores


def fitted(
    alone: dict[str, list[Reading]], found: dict[str, Reading], claims: Sequence[Claim]
) -> dict[str, Any]:
    readings = [found[claim.claim_id] for claim in claims]
    readings += [one for claim in claims for one in alone[claim.claim_id]]
    return listwise(lists_of(readings), NAMES, Recipe())


def calibrated(
    table: dict[str, Any], scores: dict[str, Array], found: dict[str, Reading]
) -> dict[str, Any]:
    """Scale the scores to log-odds (Platt, 1999) and pick the margin of the best F1,
    both on unseen papers.
    """
    ids = [claim_id for claim_id in scores if found[claim_id].answerable]
    flat = np.concatenate([scores[i] for i in ids])
    gold = np.concatenate([found[i].gold for i in ids])
    odds = LogisticRegression(C=np.inf).fit(flat[:, None], gold)
    slope, constant = float(odds.coef_[0, 0]), float(odds.intercept_[0])
    margin = max(np.arange(0.1, 4, 0.1), key=lambda m: _f1(ids, scores, found, m / slope))
    scaled = dict(table)
    scaled["linear"] = [w * slope for w in table["linear"]]
    scaled["out"] = [w * slope for w in table["out"]]
    return scaled | {"constant": constant, "extra": {"margin": round(float(margin), 2)}}


def _f1(
    ids: Sequence[str], scores: dict[str, Array], found: dict[str, Reading], margin: float
) -> float:
    right = said = known = 0
    for claim_id in ids:
        gold, own = found[claim_id].gold, scores[claim_id]
        best = np.argsort(-own)[:5]
        best = best[own[best] >= own.max() - margin]
        right, said = right + int(gold[best].sum()), said + len(best)
        known += found[claim_id].known
    return 2 * right / max(1, said + known)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--home", type=Path, required=True)
    options = parser.parse_args()
    facts = load(options.data)
    claims = facts.of("train")
    with Reader(facts, options.home, PUBLISHED) as reader:
        found = {claim.claim_id: reader.found(claim) for claim in claims}
        alone = {claim.claim_id: reader.alone(claim) for claim in claims}
    scores = out_of_fold(alone, found, claims)
    save("extract", calibrated(fitted(alone, found, claims), scores, found))


if __name__ == "__main__":
    main()
