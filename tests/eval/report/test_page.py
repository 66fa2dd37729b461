"""Runs, their pages, and the difference of two."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from eval.report.diff import compare
from eval.report.page import page_of, worst, write
from eval.report.plots import by_k, histogram, reliability
from eval.report.run import load, save, signed
from rag.errors import CannotCreate, InputMissing, InputUnusable, UsageError


def case(name: str, figure: float, **more: object) -> dict[str, Any]:
    return {"id": name, "text": f"claim {name}", "metrics": {"ndcg@10": figure}, **more}


def run(*cases: dict[str, Any], **more: object) -> dict[str, Any]:
    figures = [one["metrics"]["ndcg@10"] for one in cases]
    mean = sum(figures) / max(1, len(figures))
    return {"kind": "retrieval", "data": "d", "metrics": {"ndcg@10": mean}, "cases": cases} | more


def test_a_run_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    kept = signed("retrieval", {"metrics": {"mrr": 0.5}}, "scifact")
    assert load(save(kept, tmp_path / "new")) == kept
    assert load(tmp_path / "new") == kept
    assert kept["made"]["python"].startswith("3.")


def test_means_over_cases_come_with_intervals() -> None:
    cases = [{"id": str(n), "metrics": {"hit": float(n % 2), "f1": 0.5}} for n in range(100)]
    found = signed("x", {"metrics": {"hit": 0.5, "f1": 0.7, "n": 3}, "cases": cases}, "d")
    assert set(found["intervals"]) == {"hit"}
    low, high = found["intervals"]["hit"]
    assert 0.38 < low < 0.42 < 0.58 < high < 0.62


def test_a_place_without_a_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputMissing, match="footnote eval"):
        load(tmp_path)
    (tmp_path / "run.json").write_text("<html>")
    with pytest.raises(InputUnusable, match="not JSON"):
        load(tmp_path)
    (tmp_path / "run.json").write_text("[1]")
    with pytest.raises(InputUnusable, match="no metrics"):
        load(tmp_path)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotCreate, match="another folder"):
        write(run(), tmp_path / "file" / "report")


def test_a_page_loads_nothing_and_escapes_everything(tmp_path: Path) -> None:
    hostile = "<script src=//evil>|"
    systems = {hostile: {"metrics": {"recall@5": 0.5, "recall@10": 0.7}, "seconds": 0.01}}
    write(run(case("1", 0.2, text=hostile, found=[hostile]), systems=systems), tmp_path)
    html = (tmp_path / "report.html").read_text("utf-8")
    assert "<script" not in html
    assert not re.search(r"(src|href|url\()", html.replace("src=//evil", ""))
    markdown = (tmp_path / "report.md").read_text("utf-8")
    assert "&lt;script src=//evil>\\|" in markdown
    assert "| 0.5000 | 0.7000 | 0.0100 |" in markdown


def test_the_worst_cases_come_first_and_perfect_ones_never() -> None:
    found = worst([case("a", 0.5), case("b", 0.1), case("c", 1.0)], most=2)
    assert [(one.name, one.figures) for one in found] == [
        ("b", "ndcg@10 0.1000"),
        ("a", "ndcg@10 0.5000"),
    ]


def test_what_a_run_carries_besides_becomes_tables() -> None:
    unseen = {"queries": 1, "metrics": {"ours": {"mrr": 0.5}}}
    page = page_of(run(queries=3, settings={"k": 8}, kinds={"x": {"cases": 2}}, unseen=unseen))
    assert [(table.title, table.rows) for table in page.after[:5]] == [
        ("Size", [["queries", "3"]]),
        ("Settings", [["k", "8"]]),
        ("Kinds", [["x", "2"]]),
        ("Unseen", [["queries", "1"]]),
        ("Unseen: metrics", [["ours", "0.5000"]]),
    ]


def test_points_lie_where_the_figures_say() -> None:
    svg = reliability("Calibration", [{"said": 0.5, "true": 1.0, "cases": 4}])
    assert 'cx="238.0" cy="42.0" r="10.0"' in svg
    assert "4 cases: said 0.50, right 1.00" in svg


def test_lines_carry_their_figures() -> None:
    svg = by_k("recall at k", {"ours": {5: 0.5, 10: 0.75}, "theirs": {5: 0.25, 10: 0.5}})
    assert svg.count("<circle") == 4
    assert "theirs at 10: 0.5000" in svg


def test_a_histogram_of_one_value() -> None:
    assert histogram("Scores", {"all": [0.5, 0.5]}).count('class="axis"') == 1


def test_diff_names_the_cases_that_changed() -> None:
    before = run(case("a", 0.5), case("b", 1.0), case("c", 0.0), case("gone", 1.0))
    after = run(case("a", 0.75), case("b", 0.0), case("c", 0.0), case("new", 1.0))
    found = compare(before, after)
    assert [(row["id"], row["change"]) for row in found["changed"]] == [("b", -1.0), ("a", 0.25)]
    assert found["metrics"]["ndcg@10"]["better"] == 1
    assert found["metrics"]["ndcg@10"]["worse"] == 1
    assert (found["cases"], found["only_before"], found["only_after"]) == (3, ["gone"], ["new"])


def test_diff_refuses_other_measurements_and_strangers() -> None:
    with pytest.raises(UsageError, match="differ in data"):
        compare(run(case("a", 1.0)), run(case("a", 1.0), data="other"))
    with pytest.raises(UsageError, match="no case in common"):
        compare(run(case("a", 1.0)), run(case("b", 1.0)))
