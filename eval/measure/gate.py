"""Is footnote as good as it was? A fixed slice of SciFact against `eval/baseline.json`.

The slice holds every test question, the papers they need among 1,200, and 60 claims whose cited
sentences are judged. It fits CI: vectors are computed in the run, within two minutes on two cores.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from eval.data.beir import load as load_collection
from eval.measure import citations
from eval.measure.retrieval import Footnote
from eval.measure.retrieval import measure as ask
from eval.report.diff import compare
from eval.report.run import Run, load, signed
from rag.engine.library import open_library
from rag.errors import InputMissing, InputUnusable

FAILED = 4
"""Exit code of a gate that found a drop."""

BASELINE = Path(__file__).parents[1] / "baseline.json"
ALLOWED = {"ndcg@10": 0.005, "sentence_f1": 0.01}
"""The largest drop of each figure that passes."""

PAPERS, CLAIMS = 1200, 60


def judge(data: Path, baseline: Path = BASELINE) -> dict[str, Any]:
    """`passed`, the figures against the baseline, and the cases that changed in a failed one."""
    before, after = load(baseline), measure(data)
    if before.get("slice") != after["slice"]:
        raise InputUnusable(
            f"{data} is not the data that {baseline.name} was measured on; "
            "name SciFact, or make a new baseline with --update."
        )
    return verdict(before, after)


def verdict(before: Run, after: Run) -> dict[str, Any]:
    """Both runs compared: which figures fell by more than `ALLOWED`, and where."""
    figures = {
        name: {
            "baseline": before["metrics"][name],
            "now": after["metrics"][name],
            "change": round(after["metrics"][name] - before["metrics"][name], 4),
            "allowed": -most,
        }
        for name, most in ALLOWED.items()
    }
    failed = [name for name, row in figures.items() if row["change"] < row["allowed"]]
    changed = {name: compare(before, after, name)["changed"] for name in failed}
    return {"passed": not failed, "metrics": figures, "changed": changed}


def measure(data: Path) -> dict[str, Any]:
    """The slice of `data` measured, as a run."""
    with TemporaryDirectory() as scratch:
        folder, home = Path(scratch) / "slice", Path(scratch) / "home"
        digest = fixed_slice(data, folder)
        cases = _asked(folder, home)
        cited = citations.evaluate(folder, home)
    for case in cited["cases"]:
        cases[case["id"]]["metrics"]["sentence_f1"] = case["metrics"]["sentence_f1"]
    found = [case["metrics"]["ndcg@10"] for case in cases.values()]
    figures = {
        "ndcg@10": round(sum(found) / len(found), 4),
        "sentence_f1": cited["retrieved"]["sentence_f1"],
    }
    run = {"slice": digest, "metrics": figures, "cases": list(cases.values())}
    return signed("gate", run, data.name)


def update_baseline(data: Path, baseline: Path = BASELINE) -> dict[str, Any]:
    """Measure and write the baseline anew, one case a line and none of the data's text."""
    run = measure(data)
    cases = [{"id": case["id"], "metrics": case["metrics"]} for case in run.pop("cases")]
    rows = ",\n".join(map(json.dumps, cases))
    head = json.dumps(run, indent=1)[:-2]
    baseline.write_text(f'{head},\n "cases": [\n{rows}\n]\n}}\n', "utf-8")
    return {"baseline": str(baseline), "metrics": run["metrics"]}


def fixed_slice(data: Path, folder: Path) -> str:
    """Write the slice of `data` into `folder`, which looks like `data`; returns its digest."""
    try:
        papers = _lines(data / "corpus.jsonl")
        claims = _lines(data / "queries.jsonl")
        qrels = (data / "qrels" / "test.tsv").read_text("utf-8").splitlines()
    except (OSError, ValueError, KeyError) as error:
        raise InputMissing(f"{data} is not a folder of SciFact ({error}); name one.") from None
    asked = {row.split("\t")[0] for row in qrels[1:]}
    wanted = {row.split("\t")[1] for row in qrels[1:]} & papers.keys()
    others = _shuffled(papers.keys() - wanted)
    kept = sorted([*wanted, *others[: max(0, PAPERS - len(wanted))]])
    judged = _shuffled(name for name in asked & claims.keys() if claims[name].get("evidence"))
    texts = [json.dumps(papers[name]) for name in kept]
    # Claims outside the chosen ones lose their evidence, so that citations are judged on few.
    texts_of_claims = [
        json.dumps(claims[name] if name in judged[:CLAIMS] else claims[name] | {"evidence": {}})
        for name in sorted(asked & claims.keys())
    ]
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text("\n".join(texts) + "\n", "utf-8")
    (folder / "queries.jsonl").write_text("\n".join(texts_of_claims) + "\n", "utf-8")
    (folder / "qrels" / "test.tsv").write_text("\n".join(qrels) + "\n", "utf-8")
    return hashlib.sha256("\n".join([*texts, *texts_of_claims, *qrels]).encode()).hexdigest()[:16]


def _asked(folder: Path, home: Path) -> dict[str, dict[str, Any]]:
    """Each question of the slice, asked as `footnote search` does."""
    collection = load_collection(folder)
    library = open_library(home=home, encoder="embedded", llm="")
    try:
        library.add(collection.papers)
        figures = ask(Footnote(library), collection, 10).figures
    finally:
        library.close()
    return {
        name: {"id": name, "text": text, "metrics": {"ndcg@10": round(figures[name]["ndcg@10"], 4)}}
        for name, text in collection.questions.items()
    }


def _lines(file: Path) -> dict[str, dict[str, Any]]:
    rows = map(json.loads, file.read_text("utf-8").splitlines())
    return {str(row["_id"]): row for row in rows}


def _shuffled(names: Iterable[str]) -> list[str]:
    """An order that looks random and is the same everywhere."""
    return sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
