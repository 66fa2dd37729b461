"""Does it know when the papers don't say?

`python -m eval.measure.abstention --data DIR [--home DIR]` prints it.

SciFact's validation claims are asked: 188 have evidence, 112 have none. Nothing was fitted to them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.data.scifact import load
from eval.measure.claims_read import Reader
from rag.extract.answerability import answerability
from rag.extract.sentences import extract
from rag.settings import Settings


def evaluate(
    data: Path, home: Path | None = None, threshold: float | None = None
) -> dict[str, Any]:
    """AUROC, and at the shipped threshold precision, recall and F1 of answering."""
    facts = load(data)
    claims = facts.of("validation")
    with Reader(facts, home) as reader:
        said, titles = [], []
        for claim in claims:
            hits = reader.hits(claim)
            extraction = extract(claim.text, hits, reader.sentence_encoder)
            said.append(answerability(claim.text, hits, extraction))
            titles.append([hit.paper.title for hit in hits])
    likely, truth = np.array(said), np.array([bool(claim.evidence) for claim in claims])
    default = float(Settings.model_fields["threshold"].default)
    return figures(likely, truth, default if threshold is None else threshold) | {
        "calibration": calibration(likely, truth),
        "scores": {
            "answerable": likely[truth].tolist(),
            "not answerable": likely[~truth].tolist(),
        },
        "cases": [
            {
                "id": claim.claim_id,
                "text": claim.text,
                "metrics": {"credit": round(1 - abs(score - bool(claim.evidence)), 4)},
                "expected": [facts.papers[paper].title for paper in claim.evidence],
                "found": found,
            }
            for claim, score, found in zip(claims, said, titles, strict=True)
        ],
    }


def figures(
    likely: NDArray[np.float64], truth: NDArray[np.bool_], threshold: float
) -> dict[str, Any]:
    """Figures of probabilities against the truth."""
    answered = likely >= threshold
    right = int((answered & truth).sum())
    precision, recall = right / max(1, int(answered.sum())), right / max(1, int(truth.sum()))
    refused_right = int((~answered & ~truth).sum())
    return {
        "answerable": int(truth.sum()),
        "unanswerable": int((~truth).sum()),
        "auroc": round(auroc(likely, truth), 4),
        "threshold": threshold,
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 4),
        "refusal_precision": round(refused_right / max(1, int((~answered).sum())), 4),
        "refusal_recall": round(refused_right / max(1, int((~truth).sum())), 4),
        "calibration_error": round(calibration_error(likely, truth), 4),
        "brier": round(float(((likely - truth) ** 2).mean()), 4),
    }


def auroc(likely: NDArray[np.float64], truth: NDArray[np.bool_]) -> float:
    """Chance that an answerable question scores above an unanswerable one; ties count half."""
    yes, no = likely[truth][:, None], likely[~truth][None, :]
    return float(((yes > no) + 0.5 * (yes == no)).mean())


def calibration_error(
    likely: NDArray[np.float64], truth: NDArray[np.bool_], bins: int = 10
) -> float:
    """Mean gap between what is said and what is so, over equally filled bins."""
    filled = calibration(likely, truth, bins)
    return sum(abs(one["said"] - one["true"]) * one["cases"] for one in filled) / len(likely)


def calibration(
    likely: NDArray[np.float64], truth: NDArray[np.bool_], bins: int = 10
) -> list[dict[str, float]]:
    """What is said and what is so in equally filled bins, as `eval.report.run` keeps it."""
    return [
        {
            "said": float(likely[part].mean()),
            "true": float(truth[part].mean()),
            "cases": len(part),
        }
        for part in np.array_split(np.argsort(likely), bins)
        if len(part)
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m eval.measure.abstention", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of SciFact")
    parser.add_argument("--home", type=Path, help="library to keep and use again")
    options = parser.parse_args(arguments)
    result = evaluate(options.data, options.home)
    for name in ("calibration", "scores", "cases"):
        del result[name]
    sys.stdout.write(json.dumps(result, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
