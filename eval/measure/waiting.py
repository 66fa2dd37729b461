"""How long a person waits: the first answer of a process, and the next ones of an open library.

`python -m eval.measure.waiting [--home DIR]` prints it: the whole process of `footnote ask` over
the sample papers, and questions put to the library in DIR, or to the sample.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from eval.measure.speed import seconds_each
from rag.engine.library import open_library

ROUNDS, QUESTIONS = 5, 24
_ASKED = "How does Barlow Twins avoid collapse?"
_COMMAND = "from ui.cli.main import run; run()"


def evaluate(home: Path | None = None) -> dict[str, Any]:
    """Seconds of whole processes and of answers; the first of each is not counted."""
    with TemporaryDirectory() as scratch:
        sample = Path(scratch)
        cold = seconds(lambda _: _process(sample), range(ROUNDS + 1))
        with open_library(home=home or sample) as library:
            questions = library.examples(QUESTIONS + 1)
            warm = seconds(library.ask, questions)
            papers = library.count()
    return {
        "date": time.strftime("%Y-%m-%d"),
        "processes": len(cold),
        "process_median_s": round(median(cold), 2),
        "papers": papers,
        "answers": len(warm),
        "answer_median_s": round(median(warm), 3),
        "answer_p90_s": round(quantiles(warm, n=10)[-1], 3),
    }


def seconds(act: Callable[[Any], object], given: Iterable[Any]) -> list[float]:
    """How long each took but the first, which opens what the others find open."""
    return seconds_each(act, given)[1:]


def _process(home: Path) -> None:
    asked = ["ask", "--sample", "--yes", "--home", str(home), _ASKED]
    subprocess.run([sys.executable, "-c", _COMMAND, *asked], check=True, capture_output=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m eval.measure.waiting", description=__doc__)
    parser.add_argument("--home", type=Path, help="folder of the library that is asked")
    options = parser.parse_args(arguments)
    sys.stdout.write(json.dumps(evaluate(options.home), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
