"""Do the rules rewrite a follow-up as a person would? No model is asked.

`python -m eval.measure.followups --data DIR` prints it, DIR holding CANARD as dev.jsonl.gz. Its
conversations are about one page each ("Frank Zappa"), so that page stands in for the paper that
every answer cites. They never correct, refine or ask for a form, and their papers have no names,
places or sets: the figure is of pronouns and omissions alone, in the speech of trivia.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.domain import Answer, Citation, Paper, Question, Quote, Scope, Sentence, Turn
from rag.events import result_of
from rag.text.words import STOP_WORDS
from rag.understand.followup import understand

_HEADS = 2  # the page's title and its section stand before the first question


@dataclass(frozen=True, slots=True)
class Case:
    """A follow-up with the talk before it, and the words of a person's rewrite of it."""

    typed: str
    rewrite: str
    page: str
    talk: tuple[tuple[str, str], ...]

    @property
    def missing(self) -> set[str]:
        """Telling words that a rewrite must add."""
        return _words(self.rewrite) - _words(self.typed)


def read(file: Path, odd: bool) -> Iterator[Case]:
    """The follow-ups of every second line: odd lines for the figure, even ones for tuning."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            row = json.loads(line)
            talk = row["history"][_HEADS:]
            if number % 2 == odd and talk:
                pairs = tuple(zip(talk[::2], talk[1::2], strict=False))
                yield Case(row["question"], row["rewrite"], row["history"][0], pairs)


def evaluate(data: Path, odd: bool = True) -> dict[str, Any]:
    """Shares of the words that rewrites need, and of questions changed that needed no change."""
    needed = added = right = touched = whole = spoiled = short = 0
    for case in read(data / "dev.jsonl.gz", odd):
        rewrite = rewritten(case)
        if not case.missing:
            whole += 1
            spoiled += _words(rewrite) != _words(case.typed)
            continue
        own = _words(rewrite) - _words(case.typed)
        short += 1
        needed += len(case.missing)
        added += len(own)
        right += len(own & case.missing)
        touched += bool(own)
    return {
        "needing_words": short,
        "whole": whole,
        "recall": round(right / max(1, needed), 4),
        "precision": round(right / max(1, added), 4),
        "rewritten": round(touched / max(1, short), 4),
        "spoiled": round(spoiled / max(1, whole), 4),
    }


def rewritten(case: Case) -> str:
    """What the rules make of a follow-up, each question before it being understood in turn."""
    paper = Paper(case.page, case.page, " ".join(answer for _, answer in case.talk))
    turns: list[Turn] = []
    for asked, answer in case.talk:
        quote = Quote(paper.paper_id, answer, 0, len(answer))
        sentence = Sentence(answer, (Citation(1, quote, "exact"),))
        question = Question(_understood(asked, turns), typed=asked)
        turns.append(Turn(asked, Answer.of(question, [paper], [sentence])))
    return _understood(case.typed, turns)


def _understood(typed: str, turns: Sequence[Turn]) -> str:
    return result_of(understand(typed, Scope(), turns)).question


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"[^\W_]+", text.lower()) if word not in STOP_WORDS}


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m eval.measure.followups", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of CANARD")
    parser.add_argument("--tuning", action="store_true", help="measure the half meant for tuning")
    chosen = parser.parse_args(arguments)
    figures = evaluate(chosen.data, odd=not chosen.tuning)
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
