"""Does it know when one passage doesn't say? CLAPnq's questions, each beside the passage found.

`python -m eval.measure.passages_read --data DIR` prints it, DIR holding CLAPnq's `dev.jsonl.gz`:
300 questions as people typed them into a search engine that their passage answers, 300 that it
does not. Nothing was fitted to them. "words" is the baseline: the share of the question's words
that the passage has.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.measure.abstention import auroc, figures
from rag.domain import Hit, Paper
from rag.extract.answerability import answerability
from rag.extract.denials import share
from rag.extract.sentences import extract
from rag.models.encoders import EmbeddedEncoder
from rag.settings import Settings
from rag.text.stems import content_stems
from rag.understand.kinds import kind_of

_DRAWS = 1000


def evaluate(data: Path) -> dict[str, Any]:
    """AUROC with its 95 % interval, F1 at the shipped threshold, and the baseline's AUROC."""
    encoder = EmbeddedEncoder()
    said, words, truth = [], [], []
    for row in _rows(data):
        hits = [Hit.whole(Paper(str(row["id"]), row["title"], row["passage"]))]
        question = f"{row['question'].rstrip('?')}?"
        extraction = extract(question, hits, encoder, kind=kind_of(question))
        said.append(answerability(question, hits, extraction))
        words.append(share(content_stems(question), f"{row['title']} {row['passage']}"))
        truth.append(row["label"] == "answerable")
    likely, known = np.array(said), np.array(truth)
    threshold = float(Settings.model_fields["threshold"].default)
    return figures(likely, known, threshold) | {
        "interval": interval(likely, known),
        "words": round(auroc(np.array(words), known), 4),
    }


def interval(likely: NDArray[np.float64], truth: NDArray[np.bool_]) -> list[float]:
    """The 95 % interval of the AUROC, questions of each sort drawn anew (bootstrap, seed 0)."""
    chance = np.random.default_rng(0)
    sorts = [np.flatnonzero(truth), np.flatnonzero(~truth)]
    values = []
    for _ in range(_DRAWS):
        drawn = np.concatenate([chance.choice(places, len(places)) for places in sorts])
        values.append(auroc(likely[drawn], truth[drawn]))
    return [round(float(bound), 4) for bound in np.quantile(values, (0.025, 0.975))]


def _rows(data: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(data / "dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.measure.passages_read", description=__doc__
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of CLAPnq")
    options = parser.parse_args(arguments)
    sys.stdout.write(json.dumps(evaluate(options.data), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
