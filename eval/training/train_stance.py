"""Make `rag/data/stance_*.json` from SciFact's train claims: which side does a sentence take?

`python -m eval.training.train_stance --data ../shared/data/scifact`; minutes on two cores.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.data.scifact import Claim, SciFact, load
from eval.training.fitting import Array, linear, logistic, save
from rag.extract.features import TokenEmbedder
from rag.extract.scorer import Scorer
from rag.extract.stance import NAMES, stance_features
from rag.models.encoders import EmbeddedEncoder

BEARS_DECAY = 0.003
AGAINST_DECAY = 0.1  # a thousand rationale sentences are few for telling the sides apart
VERDICTS = {"SUPPORT": 0, "CONTRADICT": 1}


def examples(
    facts: SciFact, claims: Sequence[Claim], encoder: TokenEmbedder
) -> tuple[Array, NDArray[np.int_]]:
    """Features and labels of every sentence of every abstract that a claim cites."""
    rows, labels = [], []
    for claim in claims:
        own = encoder.embed_tokens([claim.text])[0]
        for paper_id in claim.cited:
            text = facts.papers[paper_id].abstract
            sentences = [text[start:end] for start, end in facts.sentences[paper_id]]
            tokens = encoder.embed_tokens(sentences)
            rows.append(stance_features(claim.text, own, sentences, tokens))
            gold = claim.evidence.get(paper_id, frozenset())
            side = VERDICTS.get(claim.labels.get(paper_id, ""), 2)
            labels += [side if place in gold else 2 for place in range(len(sentences))]
    return np.concatenate(rows), np.array(labels)


def fitted(rows: Array, labels: NDArray[np.int_]) -> dict[str, dict[str, Any]]:
    """Two logistic regressions: does a sentence bear on the claim, and if so against it?"""
    bearing = (labels < 2).astype(np.float32)
    bears = linear(*logistic(rows, bearing, BEARS_DECAY), NAMES)
    likely = 1 / (1 + np.exp(-Scorer(bears)(rows)))
    grid = np.arange(0.05, 0.6, 0.01)
    bears["extra"] = {
        "threshold": round(float(max(grid, key=lambda t: _f1(bearing, likely > t))), 2)
    }
    on_side = labels < 2
    against = (labels[on_side] == 1).astype(np.float32)
    return {
        "stance_bears": bears,
        "stance_against": linear(*logistic(rows[on_side], against, AGAINST_DECAY), NAMES),
    }


def _f1(truth: Array, said: NDArray[np.bool_]) -> float:
    return float(2 * (truth * said).sum() / max(1, truth.sum() + said.sum()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    facts = load(parser.parse_args().data)
    for name, table in fitted(*examples(facts, facts.of("train"), EmbeddedEncoder())).items():
        save(name, table)


if __name__ == "__main__":
    main()
