"""Make `rag/data/answered.json` and `chosen.json`: does what was found, and chosen of it, answer?

    python -m eval.training.train_answered --data ../shared/data --home DIR

Learned from questions as people ask them of held-out papers (`prepare_asked`), of which a quarter
is answered nowhere, put to a library of these papers and 1,500 others at DIR. Half of the papers
teach, the other half gives the figures that are printed.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.training.answer_figures import auroc
from eval.training.fitting import Array, linear, logistic, save
from eval.training.prepare_asked import Asked, by_title, read
from rag.domain import Paper
from rag.engine.library import Library, open_library
from rag.extract.answerability import ANSWERED, answerability, signs_answered
from rag.extract.sentences import extract
from rag.extract.subjects import focus
from rag.understand.kinds import kind_of

OTHERS, HITS, SENTENCES, DECAY = 1500, 8, 5, 0.001


@dataclass(frozen=True, slots=True)
class Row:
    """What was seen of a question, whether it can be answered, and whether what was chosen does."""

    paper: str
    signs: Array
    answerable: bool
    right: bool


def library(data: Path, home: Path, asked: Sequence[Asked]) -> Library:
    """The library at `home`, filled with the papers asked about and others, if it is empty."""
    found = open_library(home=home, llm="")
    if not found.store.count():
        texts = by_title(data)
        own = sorted({one.abstract.title for one in asked})
        rest = [title for title in texts if title not in own and len(texts[title]) > 400]
        titles = own + random.Random(8).sample(rest, OTHERS)
        found.add(
            [Paper(f"p{i}", one, " ".join(texts[one].split())) for i, one in enumerate(titles)]
        )
    return found


def row_of(one: Asked, within: Library) -> Row | None:
    """What is seen of a question, or None where nothing is found."""
    hits = within.retrieval.retrieve(one.question, HITS).hits
    if not hits:
        return None
    kind = kind_of(one.question)
    found = extract(one.question, hits, within.sentence_encoder, SENTENCES, kind=kind)
    sure = answerability(one.question, hits, found)
    signs = signs_answered(sure, found.heard, bool(focus(one.question, hits)))
    answers = [one.abstract.sentences[i] for i in one.answers]
    right = any(s.text in text or text in s.text for s in found.sentences for text in answers)
    return Row(one.abstract.key, signs, bool(one.answers), right)


def report(name: str, likely: Array, truth: NDArray[np.bool_]) -> None:
    """How well a probability tells truth from not, and what it comes to."""
    above = auroc(likely[truth].tolist(), likely[~truth].tolist())
    sys.stdout.write(f"{name}: AUROC {above:.3f} of {len(truth)}\n")
    for low in np.arange(0, 1, 0.1):
        at = (likely >= low) & (likely < low + 0.1)
        if at.any():
            said, true = likely[at].mean(), truth[at].mean()
            sys.stdout.write(f"  said {said:.2f}  true {true:.2f}  of {at.sum()}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--home", type=Path, required=True)
    options = parser.parse_args()
    asked = [one for one in read(options.data) if one.dev]
    with library(options.data, options.home, asked) as within:
        rows = [row for one in asked if (row := row_of(one, within))]
    papers = sorted({row.paper for row in rows})
    taught = {paper for i, paper in enumerate(papers) if i % 2}
    learns = np.array([row.paper in taught for row in rows])
    table = np.stack([row.signs for row in rows])
    for name, truth in (
        ("answered", np.array([row.answerable for row in rows])),
        ("chosen", np.array([row.right for row in rows])),
    ):
        fit = linear(*logistic(table[learns], truth[learns].astype(np.float32), DECAY), ANSWERED)
        odds = save(name, fit)(table[~learns])
        report(name, (1 / (1 + np.exp(-odds))).astype(np.float32), truth[~learns])


if __name__ == "__main__":
    main()
