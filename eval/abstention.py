"""Does it know when the papers don't say? `python -m eval.abstention --data DIR [--home DIR]`.

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

from eval.claims_read import Reader
from eval.scifact import load
from rag.answerability import answerability
from rag.extract import extract
from rag.settings import Settings


def evaluate(
    data: Path, home: Path | None = None, threshold: float | None = None
) -> dict[str, Any]:
    """AUROC, and at the shipped threshold precision, recall and F1 of answering."""
    facts = load(data)
    claims = facts.of("validation")
    with Reader(facts, home) as reader:
        said = []
        for claim in claims:
            hits = reader.hits(claim)
            said.append(answerability(claim.text, hits, extract(claim.text, hits, reader.judge)))
    likely, truth = np.array(said), np.array([bool(claim.evidence) for claim in claims])
    default = float(Settings.model_fields["threshold"].default)
    return figures(likely, truth, default if threshold is None else threshold)


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
    order = np.argsort(likely)
    gaps = [
        abs(float(likely[part].mean()) - float(truth[part].mean())) * len(part)
        for part in np.array_split(order, bins)
        if len(part)
    ]
    return sum(gaps) / len(likely)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m eval.abstention", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of SciFact")
    parser.add_argument("--home", type=Path, help="library to keep and use again")
    options = parser.parse_args(arguments)
    sys.stdout.write(json.dumps(evaluate(options.data, options.home), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
