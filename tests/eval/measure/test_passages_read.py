"""Refusal measured on one passage at a time."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np

from eval.measure.passages_read import evaluate, interval

ROWS = (
    ("what is a kite made of", "Kites", "A kite is made of paper and string.", "answerable"),
    ("who sells rope in rain", "Boats", "Boats float on water.", "unanswerable"),
)


def test_a_passage_that_answers_scores_above_one_that_does_not(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "dev.jsonl.gz", "wt", encoding="utf-8") as file:
        for number, (question, title, passage, label) in enumerate(ROWS):
            row = {"id": number, "question": question, "title": title, "passage": passage}
            file.write(json.dumps(row | {"label": label}) + "\n")

    found = evaluate(tmp_path)

    assert (found["answerable"], found["unanswerable"]) == (1, 1)
    assert (found["auroc"], found["words"], found["interval"]) == (1.0, 1.0, [1.0, 1.0])


def test_the_interval_is_of_questions_drawn_anew() -> None:
    likely = np.array([0.9, 0.2, 0.3, 0.8])
    truth = np.array([True, True, False, False])

    assert interval(likely, truth) == [0.0, 1.0]
