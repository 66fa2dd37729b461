"""Two runs of one measurement: what changed, by how much, and which cases did it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eval.metrics.ranking import bootstrap
from eval.report.run import Run
from rag.errors import UsageError, shown


def compare(before: Run, after: Run, metric: str = "") -> dict[str, Any]:
    """Figures of both, their differences, and the cases whose `metric` changed, largest first.

    The metric is the first that both runs give by case unless named. Raises UsageError when the
    runs measured different things or no case of theirs has that metric.
    """
    for key in ("kind", "data"):
        if before.get(key) != after.get(key):
            raise UsageError(
                f"The runs differ in {key} ({shown(before.get(key))} and {shown(after.get(key))}); "
                "compare two runs of the same measurement on the same data."
            )
    cases = {str(case["id"]): case for case in after.get("cases", ())}
    earlier = {str(case["id"]): case for case in before.get("cases", ())}
    common = [name for name in earlier if name in cases]
    metric = metric or _first_metric(earlier, cases, common)
    return {
        "metric": metric,
        "metrics": {
            name: _difference(name, before, after, earlier, cases, common)
            for name in before["metrics"]
            if name in after["metrics"]
        },
        "changed": _changed(metric, earlier, cases, common),
        "cases": len(common),
        "only_before": sorted(earlier.keys() - cases.keys()),
        "only_after": sorted(cases.keys() - earlier.keys()),
    }


def _first_metric(earlier: Mapping[str, Any], cases: Mapping[str, Any], common: list[str]) -> str:
    for name in common:
        for metric in earlier[name].get("metrics", {}):
            if metric in cases[name].get("metrics", {}):
                return str(metric)
    raise UsageError("The runs have no case in common; make both with `footnote eval … --report`.")


def _difference(
    name: str,
    before: Run,
    after: Run,
    earlier: Mapping[str, Any],
    cases: Mapping[str, Any],
    common: list[str],
) -> dict[str, Any]:
    old, new = before["metrics"][name], after["metrics"][name]
    found: dict[str, Any] = {"before": old, "after": new, "change": round(new - old, 4)}
    pairs = [
        cases[case]["metrics"][name] - earlier[case]["metrics"][name]
        for case in common
        if name in earlier[case].get("metrics", {}) and name in cases[case].get("metrics", {})
    ]
    if pairs:
        found["low"], found["high"] = (round(end, 4) for end in bootstrap(pairs))
        found["better"] = sum(pair > 0 for pair in pairs)
        found["worse"] = sum(pair < 0 for pair in pairs)
    return found


def _changed(
    metric: str, earlier: Mapping[str, Any], cases: Mapping[str, Any], common: list[str]
) -> list[dict[str, Any]]:
    rows = []
    for name in common:
        old = earlier[name].get("metrics", {}).get(metric)
        new = cases[name].get("metrics", {}).get(metric)
        if old is None or new is None or old == new:
            continue
        rows.append(
            {
                "id": name,
                "text": cases[name].get("text", ""),
                "before": old,
                "after": new,
                "change": round(new - old, 4),
                "found_before": earlier[name].get("found", []),
                "found_after": cases[name].get("found", []),
            }
        )
    return sorted(rows, key=lambda row: (-abs(row["change"]), row["id"]))
