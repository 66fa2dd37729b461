"""The gate: what passes, what fails, and the slice it measures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.measure.gate import fixed_slice, judge, update_baseline, verdict
from eval.report.run import load
from rag.errors import InputMissing, InputUnusable

PAPERS = {
    "1": ("Bees", ["Bees dance to tell where flowers are.", "They see no red."]),
    "2": ("Bread", ["Yeast makes dough rise.", "Salt slows the yeast."]),
    "3": ("Boats", ["Sails turn wind into motion.", "Keels keep boats upright."]),
}
CLAIMS = {"a": ("Bees dance to tell where flowers are.", "1"), "b": ("Salt slows yeast.", "2")}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Three papers and two claims in SciFact's layout."""
    folder = tmp_path / "tiny"
    (folder / "qrels").mkdir(parents=True)
    papers = [{"_id": k, "title": t, "sentences": s} for k, (t, s) in PAPERS.items()]
    claims = [
        {
            "_id": name,
            "text": text,
            "split": "validation",
            "cited": [paper],
            "evidence": {paper: [{"label": "SUPPORT", "sentences": [int(name == "b")]}]},
        }
        for name, (text, paper) in CLAIMS.items()
    ]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, papers)))
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, claims)))
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\na\t1\t1\nb\t2\t1\n")
    return folder


def figures(ndcg: float, f1: float, **cases: float) -> dict[str, Any]:
    rows = [
        {"id": name, "metrics": {"ndcg@10": value, "sentence_f1": value}}
        for name, value in cases.items()
    ]
    return {
        "kind": "gate",
        "data": "d",
        "metrics": {"ndcg@10": ndcg, "sentence_f1": f1},
        "cases": rows,
    }


@pytest.mark.parametrize(
    ("ndcg", "f1", "failed"),
    [
        (0.9, 0.5, []),
        (0.895, 0.49, []),
        (0.8949, 0.6, ["ndcg@10"]),
        (0.95, 0.4899, ["sentence_f1"]),
        (0.5, 0.1, ["ndcg@10", "sentence_f1"]),
    ],
)
def test_a_drop_fails_only_beyond_what_is_allowed(
    ndcg: float, f1: float, failed: list[str]
) -> None:
    found = verdict(figures(0.9, 0.5, a=1.0, b=1.0), figures(ndcg, f1, a=0.5, b=1.0))
    assert found["passed"] is (not failed)
    assert [row["id"] for name in failed for row in found["changed"][name]] == ["a"] * len(failed)


def test_today_passes_its_own_baseline_and_fails_a_higher_one(data: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    assert update_baseline(data, baseline)["metrics"]["ndcg@10"] == 1.0
    assert judge(data, baseline)["passed"]
    assert "Bees" not in baseline.read_text("utf-8")
    higher = load(baseline)
    higher["metrics"]["sentence_f1"] += 0.02
    baseline.write_text(json.dumps(higher))
    assert not judge(data, baseline)["passed"]


def test_other_data_than_the_baseline_was_measured_on(data: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    baseline.write_text(json.dumps(figures(0.9, 0.5) | {"slice": "another"}))
    with pytest.raises(InputUnusable, match="--update"):
        judge(data, baseline)
    with pytest.raises(InputMissing, match="SciFact"):
        fixed_slice(tmp_path / "nowhere", tmp_path / "slice")


def test_the_slice_is_the_same_each_time(data: Path, tmp_path: Path) -> None:
    assert fixed_slice(data, tmp_path / "one") == fixed_slice(data, tmp_path / "other")
    kept = (tmp_path / "one" / "corpus.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["_id"] for line in kept] == ["1", "2", "3"]


def test_a_failed_gate_ends_with_its_own_code(
    data: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    worse = verdict(figures(0.9, 0.5, a=1.0), figures(0.5, 0.5, a=0.5))
    monkeypatch.setattr("eval.measure.gate.judge", lambda _data: worse)
    monkeypatch.setattr("sys.argv", ["footnote", "eval", "gate", "--data", str(data)])
    from ui.cli import main as cli

    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 4
    out, err = capfd.readouterr()
    assert err == "footnote: ndcg@10 fell below the baseline; see the cases.\n"
    assert "-0.4000" in out
