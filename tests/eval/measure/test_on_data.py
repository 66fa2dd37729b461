"""`footnote eval`: one shape for every measurement, one sentence where there is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.measure.on_data import as_run, on_data
from eval.report.tables import diff_tables, figure_text, figures
from rag.errors import InputMissing, InputUnusable
from ui.cli import main as cli

CORPUS = (
    '{"_id": "1", "title": "Bees", "text": "Bees dance to tell where the flowers are."}\n'
    '{"_id": "2", "title": "Bread", "text": "Yeast makes dough rise."}\n'
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two papers and a question in BEIR's layout."""
    folder = tmp_path / "tiny"
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text(CORPUS)
    (folder / "queries.jsonl").write_text('{"_id": "q", "text": "Why do bees dance?"}\n')
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\t1\t1\n")
    return folder


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["footnote", "eval", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_figures_become_metrics_by_their_place() -> None:
    case: dict[str, Any] = {"id": "a", "metrics": {"credit": 0.5}}
    result = {"given": {"f1": 0.9}, "retrieved": {"f1": 0.7, "seconds": 2.0}, "cases": [case]}
    assert as_run(result)["metrics"] == {"f1": 0.7, "credit": 0.5}
    assert as_run(result)["given"] == {"f1": 0.9}
    groups = {"sentences": {"macro_f1": 0.5, "count": 3}, "papers": 7}
    assert as_run(groups)["metrics"] == {"sentences_macro_f1": 0.5}


def test_json_is_the_contract_and_the_report_holds_the_cases(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report"
    arguments = ("retrieval", "--data", str(data), "--json", "--report", str(report))
    assert run(monkeypatch, *arguments) == 0
    said = json.loads(capfd.readouterr().out)
    assert set(said["metrics"]) >= {"ndcg@10", "recall@5", "recall@10", "recall@20", "mrr"}
    assert (said["queries"], said["papers"], "cases" in said) == (1, 2, False)
    assert {"settings", "timings"} < set(said)
    kept = json.loads((report / "run.json").read_text("utf-8"))
    assert kept["cases"][0]["found"][0] == "Bees"


def test_two_reports_are_compared(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    report = str(tmp_path / "report")
    assert run(monkeypatch, "retrieval", "--data", str(data), "--report", report) == 0
    capfd.readouterr()
    assert run(monkeypatch, "diff", report, report, "--json") == 0
    found = json.loads(capfd.readouterr().out)
    assert (found["metric"], found["changed"], found["cases"]) == ("ndcg@10", [], 1)
    assert run(monkeypatch, "diff", report, report) == 0
    assert "0 cases changed in ndcg@10" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("retrieval",), 2, "--library"),
        (("retrieval", "--library", "--data", "x"), 2, "--library"),
        (("citations",), 2, "--data"),
        (("citations", "--data", "nowhere"), 66, "corpus.jsonl"),
        (("roles", "--data", "nowhere"), 66, "dev.jsonl"),
        (("gate", "--data", "nowhere"), 66, "SciFact"),
        (("diff", "nowhere", "nowhere"), 66, "nowhere"),
        (("answers", "--library"), 66, "footnote add"),
    ],
)
def test_what_cannot_be_measured_is_said_in_one_sentence(
    arguments: tuple[str, ...],
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, *arguments) == code
    out, err = capfd.readouterr()
    assert out == ""
    assert words in err
    assert err.count("\n") == 1


def test_claims_without_rationales_are_refused(data: Path, tmp_path: Path) -> None:
    with pytest.raises(InputUnusable, match="rationale"):
        on_data("citations", data)
    with pytest.raises(InputMissing, match=r"corpus\.jsonl"):
        on_data("stance", tmp_path)


def test_tables_show_what_there_is() -> None:
    assert [figure_text(one) for one in (None, 1234, 0.12345, {"a": 0.5})] == [
        "–",
        "1,234",
        "0.1235",
        "a 0.5000",
    ]
    systems = {
        "ours": {"metrics": {"mrr": 0.5}, "seconds": 0.01},
        "theirs": {"note": "did not run", "behind": {}},
    }
    tables = {table.title: table.rows for table in figures({"metrics": {}, "systems": systems})}
    assert tables["Side by side"] == [["ours", "0.5000", "0.0100"], ["theirs", "–", "–"]]
    assert tables["What they are"] == [["theirs", "did not run"]]
    row = {"before": 1, "after": 2, "change": 1}
    found = {"metrics": {"n": row}, "metric": "n", "changed": []}
    assert diff_tables(found)[0].rows == [["n", "1", "2", "1", "–", "–"]]
