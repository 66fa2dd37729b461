"""Tables of what `footnote eval` finds, for the terminal and the page alike. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_CHANGED = 20
TIMES = ("seconds", "question_cpu", "index", "index_cpu")
"""Seconds of a system: the median question, then indexing; of the clock and of all cores."""


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def figure_text(value: object) -> str:
    """A figure as people read it: four places, whole numbers whole."""
    if value is None:
        return "–"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {figure_text(one)}" for name, one in value.items())
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:.4f}"


def figures(run: Mapping[str, Any]) -> list[Table]:
    """The run's metrics with their intervals, and the systems side by side."""
    intervals = run.get("intervals", {})
    rows = [
        [name, figure_text(value), " to ".join(map(figure_text, intervals.get(name, ())))]
        for name, value in run["metrics"].items()
    ]
    tables = [Table("Figures", ["", "value", "95 % interval"], rows)]
    return [*tables, *_side_by_side(run["systems"])] if run.get("systems") else tables


def _side_by_side(systems: Mapping[str, Mapping[str, Any]]) -> list[Table]:
    metrics = {name: system.get("metrics", {}) for name, system in systems.items()}
    names = list(dict.fromkeys(name for found in metrics.values() for name in found))
    extra = [key for key in TIMES if any(key in system for system in systems.values())]
    rows = [
        [
            name,
            *(figure_text(metrics[name].get(metric)) for metric in names),
            *(figure_text(system.get(key)) for key in extra),
        ]
        for name, system in systems.items()
    ]
    behind = [
        [
            name,
            metric,
            figure_text(value),
            " to ".join(map(figure_text, system["behind"]["interval"])),
        ]
        for name, system in systems.items()
        for metric, value in system.get("behind", {}).items()
        if metric != "interval"
    ]
    notes = [[name, str(system["note"])] for name, system in systems.items() if system.get("note")]
    tables = [
        Table("Side by side", ["", *names, *extra], rows),
        Table("Behind the first", ["", "metric", "by", "95 % interval"], behind),
        Table("What they are", ["", ""], notes),
    ]
    return [table for table in tables if table.rows]


def others(rest: Mapping[str, Any]) -> list[Table]:
    """Mappings as tables; single values gathered into one."""
    tables, single = [], []
    for name, value in rest.items():
        if isinstance(value, Mapping):
            tables += _tables_of(name.replace("_", " ").capitalize(), value)
        elif not isinstance(value, list):
            single.append([name, figure_text(value)])
    if single:
        tables.insert(0, Table("Size", ["", "value"], single))
    return tables


def _tables_of(title: str, value: Mapping[str, Any]) -> list[Table]:
    """A mapping as one table; what it holds two levels deep beside other things, as its own."""
    if not value:
        return []
    if all(isinstance(one, Mapping) for one in value.values()):
        columns = list(dict.fromkeys(key for one in value.values() for key in one))
        rows = [[key, *(figure_text(one.get(c)) for c in columns)] for key, one in value.items()]
        return [Table(title, ["", *columns], rows)]
    deep = {key: one for key, one in value.items() if _is_table(one)}
    rows = [[key, figure_text(one)] for key, one in value.items() if key not in deep]
    below = [table for key, one in deep.items() for table in _tables_of(f"{title}: {key}", one)]
    return [Table(title, ["", "value"], rows), *below]


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping) and all(isinstance(one, Mapping) for one in value.values())


def diff_tables(found: Mapping[str, Any]) -> list[Table]:
    """What `eval.report.diff.compare` found."""
    rows = [
        [
            name,
            *(figure_text(row[key]) for key in ("before", "after", "change")),
            f"{figure_text(row['low'])} to {figure_text(row['high'])}" if "low" in row else "–",
            f"{row['better']} better, {row['worse']} worse" if "low" in row else "–",
        ]
        for name, row in found["metrics"].items()
    ]
    columns = ["", "before", "after", "change", "95 % interval", "cases"]
    return [
        Table("Difference", columns, rows),
        changed_table(found["metric"], found["changed"]),
    ]


def gate_tables(found: Mapping[str, Any]) -> list[Table]:
    """What `eval.measure.gate` found; a new baseline has its figures alone."""
    if "passed" not in found:
        rows = [[name, figure_text(value)] for name, value in found["metrics"].items()]
        return [Table(f"New baseline in {found['baseline']}", ["", "value"], rows)]
    rows = [
        [name, *(figure_text(row[key]) for key in ("baseline", "now", "change", "allowed"))]
        for name, row in found["metrics"].items()
    ]
    title = "Passed" if found["passed"] else "Failed"
    tables = [Table(title, ["", "baseline", "now", "change", "allowed"], rows)]
    return [*tables, *(changed_table(name, cases) for name, cases in found["changed"].items())]


def changed_table(metric: str, cases: Sequence[Mapping[str, Any]]) -> Table:
    """The cases that changed most."""
    rows = [
        [
            str(row["id"]),
            *(figure_text(row[key]) for key in ("before", "after", "change")),
            row["text"],
        ]
        for row in cases[:MOST_CHANGED]
    ]
    title = f"{len(cases)} cases changed in {metric}"
    return Table(title, ["case", "before", "after", "change", "question"], rows)
