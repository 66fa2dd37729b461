"""A labelled collection is read, asked, and reported beside its baselines."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.data.beir import Collection, load
from eval.measure.retrieval import RankFusionBaseline, evaluate, measure, report
from rag.domain import Paper
from rag.errors import InputMissing, InputUnusable

CORPUS = [
    {"_id": "1", "title": "Bees", "text": "Bees dance to tell where the flowers are."},
    {"_id": "2", "title": "Bread", "sentences": ["Yeast makes dough rise.", "Salt slows it."]},
    {"_id": "3", "title": "Boats", "text": "Sails turn wind into motion on the sea."},
]
QUERIES = [
    {"_id": "q1", "text": "How does yeast raise dough?"},
    {"_id": "q2", "text": "How do bees talk about flowers?"},
    {"_id": "q3", "text": "never judged"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\t2\t1\nq2\t1\t1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "qrels").mkdir()
    for name, rows in (("corpus", CORPUS), ("queries", QUERIES)):
        text = "\n".join(json.dumps(row) for row in rows)
        (tmp_path / f"{name}.jsonl").write_text(text, "utf-8")
    (tmp_path / "qrels" / "test.tsv").write_text(QRELS, "utf-8")
    return tmp_path


class Fixed:
    """The same ranking for every question."""

    def __init__(self, *papers: str) -> None:
        self._papers = papers

    def search(self, question: str, k: int) -> list[tuple[str, float]]:
        assert question
        return [(paper, 1.0) for paper in self._papers[:k]]


def test_text_or_sentences_become_the_abstract(folder: Path) -> None:
    collection = load(folder)
    assert [paper.abstract for paper in collection.papers][1] == (
        "Yeast makes dough rise. Salt slows it."
    )
    assert list(collection.questions) == ["q1", "q2"]
    assert collection.judged["q2"] == {"1": 1}


def test_questions_about_trained_papers_are_told_apart(folder: Path) -> None:
    assert load(folder).unseen == ["q1", "q2"]
    (folder / "qrels" / "train.tsv").write_text("q7\t2\t1\n", "utf-8")
    assert load(folder).unseen == ["q2"]


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "queries.jsonl").unlink()
    with pytest.raises(InputMissing, match=r"queries\.jsonl cannot be read"):
        load(folder)


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("corpus.jsonl", "[1]", r"corpus\.jsonl:1 is '\[1\]', not a JSON object"),
        ("corpus.jsonl", '{"_id": "1"}', r"corpus\.jsonl:1 has no 'text'"),
        ("qrels/test.tsv", "q1\t2\tmany", r"test\.tsv:1 is .*not a question"),
        ("qrels/test.tsv", "q9\t2\t1", "no question of queries.jsonl is judged"),
    ],
)
def test_a_bad_line_is_named(folder: Path, file: str, text: str, message: str) -> None:
    (folder / file).write_text(text, "utf-8")
    with pytest.raises(InputUnusable, match=message):
        load(folder)


def test_a_ranking_is_measured_by_question() -> None:
    collection = Collection("c", (), {"q": "?"}, {"q": {"b": 1}})
    found = measure(Fixed("a", "b"), collection)
    assert found.rankings == {"q": ["a", "b"]}
    assert found.metrics["mrr"] == 0.5
    assert found.metrics["recall@5"] == 1.0


def test_rank_fusion_prefers_what_both_found() -> None:
    fused = RankFusionBaseline(Fixed("a", "b"), Fixed("c", "b")).search("?", 3)
    assert [paper for paper, _ in fused] == ["b", "a", "c"]


def test_the_report_says_how_far_a_baseline_is_behind() -> None:
    judged = {"q": {"a": 1}, "r": {"b": 1}}
    collection = Collection("c", (Paper("a", "A", ""),), dict.fromkeys(judged, "?"), judged)
    systems = {"own": measure(Fixed("a", "b"), collection), "other": measure(Fixed(), collection)}
    result = report(collection, systems)
    assert result["metrics"]["mrr"] == 0.75
    assert result["systems"]["other"]["behind"]["ndcg@10"] == pytest.approx(0.8155)
    assert result["cases"][0]["expected"] == ["A"]
    assert "unseen" not in result


def test_unseen_questions_have_figures_of_their_own() -> None:
    judged = {"q": {"a": 1}, "r": {"b": 1}}
    collection = Collection("c", (), dict.fromkeys(judged, "?"), judged, frozenset("a"))
    result = report(collection, {"own": measure(Fixed("a", "b"), collection)})
    assert result["unseen"]["queries"] == 1
    assert result["unseen"]["metrics"]["own"]["mrr"] == 0.5


def test_a_small_collection_is_searched_end_to_end(folder: Path, tmp_path: Path) -> None:
    result = evaluate(folder, tmp_path / "home")
    assert result["metrics"]["ndcg@10"] == 1.0
    assert set(result["systems"]) == {"footnote", "bm25", "dense", "rank fusion"}
    assert (result["queries"], result["papers"]) == (2, 3)
    assert result["timings"]["question"] > 0
