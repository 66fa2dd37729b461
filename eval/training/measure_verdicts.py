"""How often a yes or no of `rag.extract.verdict` is right, by words alone and with the model.

    python -m eval.training.measure_verdicts verdicts.jsonl.gz

The file is that of `prepare_verdicts.py`, of which only held-out papers are asked.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scipy.stats import binomtest

from eval.training.answer_groups import records
from rag.domain import Citation, Hit, Paper, Quote, Sentence, Verdict
from rag.extract.verdict import by_words, verdict

_TRUTH: tuple[Verdict, ...] = ("yes", "no", "not stated")


def said(row: dict[str, Any], model: bool) -> Verdict:
    """The verdict of one sentence alone."""
    text = row["sentence"]
    hit = Hit.whole(Paper("p", row["title"], text))
    sentence = Sentence(text, (Citation(1, Quote("p", text, 0, len(text)), "exact"),))
    if model:
        return verdict(row["question"], [hit], [sentence])
    return by_words(row["question"], [hit], [sentence])[0] or "not stated"


def line(name: str, rows: Sequence[tuple[Verdict, Verdict]]) -> str:
    """Of what was said yes or no the share that is right, and of what is stated the share said."""
    claimed = [(one, truth) for one, truth in rows if one in ("yes", "no")]
    right = sum(one == truth for one, truth in claimed)
    stated = sum(truth != "not stated" for _, truth in rows)
    share = binomtest(right, max(1, len(claimed)))
    low, high = share.proportion_ci(method="wilson")
    return (
        f"{name:34} right {share.statistic:.3f} [{low:.3f}, {high:.3f}] of {len(claimed):4}"
        f"  said {right / max(1, stated):.3f} of {stated}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--most", type=int, default=250, help="pairs of one source")
    options = parser.parse_args()
    rows = [row for row in records(options.pairs) if row["dev"]]
    chance = random.Random(3)
    sources = sorted({row["source"].split(",")[0] for row in rows})
    for source in sources:
        own = [row for row in rows if row["source"].split(",")[0] == source]
        asked = chance.sample(own, min(options.most, len(own)))
        for model in (False, True):
            found = [(said(row, model), _TRUTH[row["label"]]) for row in asked]
            name = f"{source}, {'with the model' if model else 'words alone'}"
            sys.stdout.write(line(name, found) + "\n")


if __name__ == "__main__":
    main()
