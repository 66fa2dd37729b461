"""One measurement as it is kept: `run.json`, which `page` draws and `diff` compares.

What the measurements of this room return has these keys; all but `metrics` may be absent:

    metrics      name -> figure, as "ndcg@10" or "f1"
    intervals    name -> [low, high], 95 % by bootstrap
    systems      name -> {"metrics": {...}, "seconds": median of a question, "note": text}
    cases        [{"id", "text", "metrics": {...}, "expected": [text], "found": [text]}]
    calibration  [{"said": mean confidence, "true": share that was right, "cases": number}]
    scores       group -> [score of each case], as {"answerable": [...], "not answerable": [...]}
    settings, timings, and anything else: shown as tables
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import fmean
from typing import Any

from rag import __version__
from rag.errors import CannotCreate, InputMissing, InputUnusable, shown
from rag.models.encoders import cores

Run = Mapping[str, Any]

_ROUNDED = 0.0002
_PACKAGES = ("chromadb", "llama-index-core", "numpy", "onnxruntime", "tokenizers", "openai")


def signed(kind: str, result: Run, data: str) -> dict[str, Any]:
    """`result` with what a reader needs to repeat it: kind, data, date, machine and versions."""
    return {
        "kind": kind,
        "data": data,
        "intervals": _intervals(result),
        **result,
        "made": {
            "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
            "machine": f"{platform.system()} {platform.machine()}, {cores()} cores",
            "python": platform.python_version(),
            "footnote": __version__,
            **{name: found for name in _PACKAGES if (found := _version(name))},
        },
    }


def _intervals(result: Run) -> dict[str, list[float]]:
    """95 % intervals of the metrics that are means over the cases."""
    from eval.metrics.ranking import bootstrap

    found = {}
    for name, figure in result["metrics"].items():
        values = [c["metrics"][name] for c in result.get("cases", ()) if name in c["metrics"]]
        if values and abs(fmean(values) - figure) < _ROUNDED:
            found[name] = [round(end, 4) for end in bootstrap(values)]
    return found


def save(run: Run, folder: Path) -> Path:
    """Write `folder`/run.json; raises CannotCreate."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "run.json"
        file.write_text(json.dumps(run, ensure_ascii=False, indent=1) + "\n", "utf-8")
    except OSError as error:
        raise CannotCreate(
            f"The report cannot be written to {folder} ({error.strerror}); name another folder."
        ) from None
    return file


def load(place: Path) -> dict[str, Any]:
    """The run in `place`, a run.json or its folder; raises InputMissing and InputUnusable."""
    file = place / "run.json" if place.is_dir() else place
    try:
        run = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise InputMissing(
            f"{file} cannot be read ({error.strerror}); make one with `footnote eval … --report`."
        ) from None
    except ValueError:
        raise InputUnusable(f"{file} is not JSON; name a run.json or its folder.") from None
    if not isinstance(run, dict) or not isinstance(run.get("metrics"), dict):
        raise InputUnusable(f"{file} has no metrics but {shown(run)}; name a run.json.")
    return run


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
