"""A run as a page: report.html, which loads nothing from outside, and report.md."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.report.plots import by_k, histogram, reliability
from eval.report.run import Run, save
from eval.report.tables import Table, figure_text, figures, others
from rag.errors import CannotCreate

WORST = 20
_AT_K = re.compile(r"(.+)@(\d+)")
_OWN = {"kind", "data", "metrics", "intervals", "systems", "cases", "calibration", "scores", "made"}


@dataclass(frozen=True, slots=True)
class Case:
    """A question that went badly, what was wanted and what came instead."""

    name: str
    text: str
    figures: str
    expected: Sequence[str] = ()
    found: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Page:
    title: str
    made: str
    tables: Sequence[Table]
    plots: Sequence[str] = ()
    worst: Sequence[Case] = ()
    after: Sequence[Table] = field(default_factory=tuple)


def write(run: Run, folder: Path) -> list[Path]:
    """Write run.json, report.html and report.md into `folder`; raises CannotCreate."""
    written = [save(run, folder)]
    page = page_of(run)
    try:
        for name in ("report.html", "report.md"):
            (folder / name).write_text(render(page, name), "utf-8")
            written.append(folder / name)
    except OSError as error:
        raise CannotCreate(
            f"The report cannot be written to {folder} ({error.strerror}); name another folder."
        ) from None
    return written


def render(page: Page, name: str) -> str:
    """The page by the template of that name beside this file."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["cell"] = _cell
    return environment.get_template(f"{name}.jinja").render(page=page)


def page_of(run: Run) -> Page:
    """What a run shows: figures, plots, the worst cases, then all else it carries."""
    made = run.get("made", {})
    rest = {name: value for name, value in run.items() if name not in _OWN}
    return Page(
        title=f"{str(run.get('kind', 'measurement')).capitalize()} on {run.get('data', 'data')}",
        made=" · ".join(f"{made[name]}" for name in ("date", "machine") if name in made),
        tables=figures(run),
        plots=list(_plots(run)),
        worst=worst(run.get("cases", ())),
        after=[*others(rest), *others({"made": made})],
    )


def worst(cases: Sequence[Mapping[str, Any]], most: int = WORST) -> list[Case]:
    """The cases with the lowest first metric, less those that are perfect."""
    scored = [case for case in cases if case.get("metrics")]
    scored = [case for case in scored if _first(case) < 1]
    return [
        Case(
            str(case["id"]),
            str(case.get("text", "")),
            ", ".join(f"{name} {figure_text(value)}" for name, value in case["metrics"].items()),
            [str(one) for one in case.get("expected", ())],
            [str(one) for one in case.get("found", ())],
        )
        for case in sorted(scored, key=lambda case: (_first(case), str(case["id"])))[:most]
    ]


def _first(case: Mapping[str, Any]) -> float:
    return float(next(iter(case["metrics"].values())))


def _plots(run: Run) -> list[str]:
    systems = run.get("systems") or {"footnote": {"metrics": run["metrics"]}}
    curves: dict[str, dict[str, dict[int, float]]] = {}
    for system, found in systems.items():
        for name, value in found.get("metrics", {}).items():
            if match := _AT_K.fullmatch(name):
                curves.setdefault(match[1], {}).setdefault(system, {})[int(match[2])] = value
    plots = [
        by_k(f"{metric} at k", series)
        for metric, series in curves.items()
        if max(len(points) for points in series.values()) > 1
    ]
    if run.get("calibration"):
        plots.append(reliability("Calibration", run["calibration"]))
    groups = {name: values for name, values in run.get("scores", {}).items() if values}
    if groups:
        plots.append(histogram("Scores", groups))
    return plots


def _cell(text: str) -> str:
    """Text that stays within one cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
