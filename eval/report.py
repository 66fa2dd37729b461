"""A run as a page: report.html, which loads nothing from outside, and report.md."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.report_plots import by_k, histogram, reliability
from eval.run import Run, save
from rag.errors import CannotCreate

WORST = 20
LOWER_IS_BETTER = ("seconds", "dollars", "ece", "brier", "error")
_AT_K = re.compile(r"(.+)@(\d+)")
_OWN = {"kind", "data", "metrics", "intervals", "systems", "cases", "calibration", "scores", "made"}


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


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
        tables=list(_figures(run)),
        plots=list(_plots(run)),
        worst=worst(run.get("cases", ())),
        after=[*_tables(rest), *_tables({"made": made})],
    )


def worst(cases: Sequence[Mapping[str, Any]], most: int = WORST) -> list[Case]:
    """The cases with the lowest first metric, less those that are perfect."""
    scored = [case for case in cases if case.get("metrics")]
    scored = [case for case in scored if _first(case) < 1]
    return [
        Case(
            str(case["id"]),
            str(case.get("text", "")),
            ", ".join(f"{name} {shown(value)}" for name, value in case["metrics"].items()),
            [str(one) for one in case.get("expected", ())],
            [str(one) for one in case.get("found", ())],
        )
        for case in sorted(scored, key=lambda case: (_first(case), str(case["id"])))[:most]
    ]


def shown(value: object) -> str:
    """A figure as people read it: four places, whole numbers whole."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:.4f}"


def _first(case: Mapping[str, Any]) -> float:
    return float(next(iter(case["metrics"].values())))


def _figures(run: Run) -> list[Table]:
    intervals = run.get("intervals", {})
    rows = [
        [name, shown(value), " to ".join(map(shown, intervals.get(name, ())))]
        for name, value in run["metrics"].items()
    ]
    tables = [Table("Figures", ["", "value", "95 % interval"], rows)]
    systems = run.get("systems", {})
    if systems:
        names = list(dict.fromkeys(n for s in systems.values() for n in s.get("metrics", {})))
        extra = [
            key
            for key in ("seconds", "behind", "note")
            if any(s.get(key) for s in systems.values())
        ]
        found = [
            [
                name,
                *(shown(system.get("metrics", {}).get(metric, "–")) for metric in names),
                *(_extra(system.get(key)) for key in extra),
            ]
            for name, system in systems.items()
        ]
        tables.append(Table("Side by side", ["", *names, *extra], found))
    return tables


def _extra(value: object) -> str:
    """A cell of a side-by-side table; a difference comes with its interval."""
    if isinstance(value, Mapping):
        figures = [name for name in value if name != "interval"]
        bounds = " to ".join(map(shown, value.get("interval", ())))
        return ", ".join(f"{name} {shown(value[name])} ({bounds})" for name in figures)
    return shown(value) if value not in (None, "") else "–"


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


def _tables(rest: Mapping[str, Any]) -> list[Table]:
    """Mappings of mappings as tables; single values gathered into one."""
    tables, single = [], []
    for name, value in rest.items():
        if isinstance(value, Mapping):
            tables.append(_table(name, value))
        elif not isinstance(value, list):
            single.append([name, shown(value)])
    if single:
        tables.insert(0, Table("Size", ["", "value"], single))
    return tables


def _table(name: str, value: Mapping[str, Any]) -> Table:
    title = name.replace("_", " ").capitalize()
    if value and all(isinstance(one, Mapping) for one in value.values()):
        columns = list(dict.fromkeys(key for one in value.values() for key in one))
        rows = [[key, *(shown(one.get(c, "–")) for c in columns)] for key, one in value.items()]
        return Table(title, ["", *columns], rows)
    return Table(title, ["", "value"], [[key, shown(one)] for key, one in value.items()])


def _cell(text: str) -> str:
    """Text that stays within one cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
