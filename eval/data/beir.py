"""Labelled collections in BEIR's layout: papers, questions, and which paper answers which."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.domain import Paper
from rag.errors import InputMissing, InputUnusable, shown


@dataclass(frozen=True, slots=True)
class Collection:
    """`judged` maps a question's id to the gain of each paper that was looked at for it.

    `trained_on` are the papers that answer a question of the training split, where there is one.
    """

    name: str
    papers: tuple[Paper, ...]
    questions: Mapping[str, str]
    judged: Mapping[str, Mapping[str, int]]
    trained_on: frozenset[str] = frozenset()

    @property
    def unseen(self) -> list[str]:
        """Questions whose answers answer no training question."""
        return [
            name for name in self.questions if not self.trained_on.intersection(self.judged[name])
        ]


def load(folder: Path, split: str = "test") -> Collection:
    """Read `corpus.jsonl`, `queries.jsonl` and `qrels/SPLIT.tsv`; keep the questions judged.

    Raises InputMissing for a file that is not there and InputUnusable, naming the line.
    """
    papers = tuple(_paper(where, row) for where, row in _rows(folder / "corpus.jsonl"))
    texts = {
        str(_field(where, row, "_id")): str(_field(where, row, "text"))
        for where, row in _rows(folder / "queries.jsonl")
    }
    judged = _judgements(folder / "qrels" / f"{split}.tsv")
    questions = {name: texts[name] for name in judged if name in texts}
    if not questions:
        raise InputUnusable(
            f"{folder}: no question of queries.jsonl is judged in qrels/{split}.tsv; "
            "check that both come from one collection."
        )
    training = folder / "qrels" / "train.tsv"
    known = _judgements(training).values() if training.is_file() and split != "train" else ()
    trained_on = frozenset(paper for papers in known for paper in papers)
    return Collection(folder.name, papers, questions, judged, trained_on)


def _paper(where: str, row: Mapping[str, Any]) -> Paper:
    sentences = row.get("sentences")
    text = " ".join(sentences) if isinstance(sentences, list) else _field(where, row, "text")
    return Paper(str(_field(where, row, "_id")), str(row.get("title", "")), str(text))


def _judgements(file: Path) -> dict[str, dict[str, int]]:
    judged: dict[str, dict[str, int]] = {}
    for number, line in enumerate(_lines(file), 1):
        parts = line.split("\t")
        if number == 1 and parts[-1].strip() == "score":
            continue
        try:
            question, paper, gain = parts
            judged.setdefault(question, {})[paper] = int(gain)
        except ValueError:
            raise InputUnusable(
                f"{file}:{number} is {shown(line)}, not a question, a paper and a whole number "
                "between tabs; correct the line."
            ) from None
    return judged


def _rows(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Where each record is, and the record."""
    for number, line in enumerate(_lines(file), 1):
        where = f"{file}:{number}"
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict):
            raise InputUnusable(f"{where} is {shown(line)}, not a JSON object; correct the line.")
        yield where, row


def _field(where: str, row: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401
    if name not in row:
        raise InputUnusable(f"{where} has no {name!r} among {shown(list(row))}; add it.")
    return row[name]


def _lines(file: Path) -> list[str]:
    try:
        text = file.read_text("utf-8")
    except OSError as error:
        raise InputMissing(
            f"{file} cannot be read ({error.strerror}); name a folder in BEIR layout."
        ) from None
    except UnicodeDecodeError:
        raise InputUnusable(f"{file} is not UTF-8; convert it.") from None
    return [line for line in text.splitlines() if line.strip()]
