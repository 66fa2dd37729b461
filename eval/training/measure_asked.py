"""What the shipped cross-encoder makes of questions as people ask them, never used for anything.

    python -m eval.training.measure_asked ../shared/data

`data/asked_unseen.tsv.gz` is of the form of `prepare_asked`. Every question is put to each sentence
of its abstract alone.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from scipy.stats import binomtest

from eval.training.answer_figures import auroc
from eval.training.prepare_asked import ASKED, Asked, read
from rag.models.answer_scorer import answer_scorer, told_in_order

UNSEEN = ASKED.with_name("asked_unseen.tsv.gz")
CERTAIN = 0.6  # P(yes) or P(no), as `rag.extract.verdict` asks


def heard(one: Asked) -> tuple[int, float, str]:
    """The place of the likeliest sentence, its log-odds, and the verdict that it is sure of."""
    told = told_in_order(one.abstract.title, one.abstract.sentences)
    odds, says = answer_scorer().read(one.question, told)
    best = int(odds.argmax())
    side = int(says[best, :2].argmax())
    return best, float(odds[best]), ("yes", "no")[side] if says[best, side] >= CERTAIN else ""


def line(name: str, right: Sequence[bool]) -> str:
    """A share with its 95 % interval (Wilson)."""
    found = binomtest(sum(right), len(right))
    low, high = found.proportion_ci(method="wilson")
    return f"{name:34} {found.statistic:.3f} [{low:.3f}, {high:.3f}] of {len(right)}\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    options = parser.parse_args()
    asked = read(options.data, UNSEEN)
    found = [(one, *heard(one)) for one in asked]
    answered = [(one, best) for one, best, _, _ in found if one.answers]
    sys.stdout.write(line("best sentence answers", [b in one.answers for one, b in answered]))
    odds = {
        flag: [o for one, _, o, _ in found if bool(one.answers) == flag] for flag in (True, False)
    }
    sys.stdout.write(
        f"answered or not, AUROC {auroc(odds[True], odds[False]):34.3f} of {len(asked)}\n"
    )
    closed = [(one.kind, side) for one, _, _, side in found if one.kind in ("yes", "no", "open")]
    said = [(kind, side) for kind, side in closed if side]
    sys.stdout.write(line("yes or no said, right", [kind == side for kind, side in said]))
    stated = [(kind, side) for kind, side in closed if kind != "open"]
    sys.stdout.write(
        line("yes or no to be said, said right", [kind == side for kind, side in stated])
    )
    nothing = [not side for kind, side in closed if kind == "open"]
    sys.stdout.write(line("nothing settles, nothing said", nothing))


if __name__ == "__main__":
    main()
