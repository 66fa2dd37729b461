"""Make `rag/data/answerability.json` from SciFact's train claims: do the papers found answer?

`python -m eval.training.train_answerability --data ../shared/data/scifact --home DIR`, DIR as for
`eval.training.train_extract`, which is to be run first.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from eval.claims_read import Reader, Reading
from eval.scifact import Claim, load
from eval.training.fitting import Array, logistic, rounded, save
from eval.training.train_extract import out_of_fold
from rag.answerability import NAMES, signs
from rag.extract import Extraction

DECAY = 0.005


def extraction(reading: Reading, scores: Array) -> Extraction:
    """What `rag.extract` would have weighed, under the scores given."""
    order = np.argsort(-scores, kind="stable")
    return Extraction(
        (),
        (),
        tuple(reading.candidates[i] for i in order),
        tuple(float(scores[i]) for i in order),
        reading.features[order],
    )


def table_of(
    claims: Sequence[Claim], found: dict[str, Reading], scores: dict[str, Array]
) -> tuple[Array, Array]:
    """Signs of each claim, and 1.0 where the papers hold evidence."""
    rows = [
        signs(c.text, found[c.claim_id].hits, extraction(found[c.claim_id], scores[c.claim_id]))
        for c in claims
    ]
    return np.stack(rows), np.array([bool(c.evidence) for c in claims], np.float32)


def fitted(rows: Array, truth: Array) -> dict[str, Any]:
    linear, constant, mean, scale = logistic(rows, truth, DECAY)
    none = np.zeros((len(NAMES), 1), np.float32)
    return {
        "names": list(NAMES),
        "mean": rounded(mean),
        "scale": rounded(scale),
        "linear": rounded(linear),
        "hidden": rounded(none),
        "bias": [0.0],
        "out": [0.0],
        "constant": constant,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--home", type=Path, required=True)
    options = parser.parse_args()
    facts = load(options.data)
    claims = facts.of("train")
    with Reader(facts, options.home) as reader:
        found = {claim.claim_id: reader.found(claim) for claim in claims}
        alone = {claim.claim_id: reader.alone(claim) for claim in claims}
    save("answerability", fitted(*table_of(claims, found, out_of_fold(alone, found, claims))))


if __name__ == "__main__":
    main()
