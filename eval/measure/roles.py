"""Are sentence roles told apart?

`python -m eval.measure.roles --data DIR` prints it, DIR holding CSAbstruct.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.extract.roles import ROLES, roles
from rag.models.encoders import EmbeddedEncoder
from rag.ports import Embedder, Vectors


@dataclass(frozen=True, slots=True)
class Abstract:
    """Sentences with their roles, and the share of annotators that agreed on each."""

    sentences: tuple[str, ...]
    labels: tuple[str, ...]
    sure: tuple[float, ...]
    vectors: Vectors


def read(file: Path, encoder: Embedder | EmbeddedEncoder) -> list[Abstract]:
    """Every abstract of a CSAbstruct file with the vectors of its sentences."""
    with file.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    vectors = encoder.embed_passages([s for r in records for s in r["sentences"]])
    abstracts, start = [], 0
    for record in records:
        end = start + len(record["sentences"])
        abstracts.append(
            Abstract(
                tuple(record["sentences"]),
                tuple(record["labels"]),
                tuple(record["confs"]),
                vectors[start:end],
            )
        )
        start = end
    return abstracts


def evaluate(data: Path) -> dict[str, Any]:
    """Macro-F1, accuracy and the F1 of each role on CSAbstruct's dev set."""
    truth: list[str] = []
    said: list[str] = []
    for abstract in read(data / "dev.jsonl", EmbeddedEncoder()):
        truth += abstract.labels
        said += [found.role for found in roles(abstract.sentences, abstract.vectors)]
    each = {role: round(f1(truth, said, role), 4) for role in ROLES}
    right = sum(one == other for one, other in zip(truth, said, strict=True))
    return {
        "sentences": len(truth),
        "macro_f1": round(sum(f1(truth, said, role) for role in ROLES) / len(ROLES), 4),
        "accuracy": round(right / len(truth), 4),
        "f1": each,
    }


def f1(truth: Sequence[str], said: Sequence[str], label: str) -> float:
    """F1 of one label."""
    right = sum(one == other == label for one, other in zip(truth, said, strict=True))
    return 2 * right / max(1, truth.count(label) + said.count(label))


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m eval.measure.roles", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of CSAbstruct")
    figures = evaluate(parser.parse_args(arguments).data)
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
