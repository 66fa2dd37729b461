"""What `footnote eval NAME` measures, as runs of one shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import fmean
from typing import Any

from eval.measure import abstention, citations, retrieval, roles, stance
from eval.report.run import signed
from rag.errors import InputMissing, InputUnusable

Kept = Callable[[Path, Path | None], dict[str, Any]]

KEEPS: dict[str, Kept] = {
    "retrieval": retrieval.evaluate,
    "citations": citations.evaluate,
    "abstention": abstention.evaluate,
}
"""Measurements that go through a library, which can be kept."""

PLAIN: dict[str, Callable[[Path], dict[str, Any]]] = {
    "stance": stance.evaluate,
    "roles": roles.evaluate,
}

RATIONALES = ("citations", "abstention", "stance")
"""Measurements that need SciFact's layout: claims with the sentences that bear on them."""

BULK = ("cases", "scores", "calibration")
"""What only the report shows."""


OF_GROUPS = ("macro_f1", "accuracy")

NO_MEASURE = ("seconds", "threshold", "sentences_shown")
"""Numbers that say how it was measured rather than how good it is."""


def on_data(kind: str, data: Path, home: Path | None = None) -> dict[str, Any]:
    """Measure `kind` on the collection in `data`; raises InputMissing and InputUnusable."""
    needed = "dev.jsonl" if kind == "roles" else "corpus.jsonl"
    if not (data / needed).is_file():
        raise InputMissing(f"{data} holds no {needed}; name the folder of a labelled collection.")
    if kind in RATIONALES and '"evidence"' not in _first_line(data / "queries.jsonl"):
        raise InputUnusable(
            f"{data}/queries.jsonl has no 'evidence'; {kind} needs claims with their rationale "
            "sentences, in SciFact's layout."
        )
    result = KEEPS[kind](data, home) if kind in KEEPS else PLAIN[kind](data)
    return signed(kind, as_run(result), data.name)


def as_run(result: Mapping[str, Any]) -> dict[str, Any]:
    """`result` with `metrics`, taken from its own figures where it has none of that name.

    Those are its single figures and those of "retrieved", the macro-F1 and accuracy of other
    groups, and the mean of what only cases have.
    """
    if "metrics" in result:
        return dict(result)
    own = {**result, **result.get("retrieved", {})}
    figures = {
        name: value
        for name, value in own.items()
        if isinstance(value, float) and name not in NO_MEASURE
    }
    for group, found in result.items():
        if isinstance(found, dict):
            figures |= {f"{group}_{name}": found[name] for name in OF_GROUPS if name in found}
    for name in {name for case in result.get("cases", ()) for name in case["metrics"]}:
        values = [case["metrics"][name] for case in result["cases"] if name in case["metrics"]]
        figures.setdefault(name, round(fmean(values), 4))
    rest = {name: value for name, value in result.items() if name not in figures}
    return {"metrics": figures, **rest}


def brief(run: Mapping[str, Any]) -> dict[str, Any]:
    """A run without what only its report shows."""
    return {name: value for name, value in run.items() if name not in BULK}


def _first_line(file: Path) -> str:
    try:
        with file.open(encoding="utf-8") as lines:
            return lines.readline()
    except OSError as error:
        raise InputMissing(f"{file} cannot be read ({error.strerror}); name its folder.") from None
