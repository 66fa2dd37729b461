"""Answers measured: ALCE's definitions, the judge, known-item questions, and the whole way."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from eval.measure.answers import evaluate
from eval.measure.library_questions import evaluate as ask_library
from eval.measure.library_questions import known_item
from eval.metrics.alce import Cited, precision, recall
from eval.metrics.judge import PROMPTS, Judge, agreement
from rag.domain import Paper
from rag.engine.library import Library
from rag.errors import CostNotAccepted, InputMissing
from rag.settings import load_settings
from tests.fakes.asking import chat
from tests.fakes.library import WordEmbedder
from tests.fakes.openai_server import FakeOpenAI

BEES = Paper(
    "bees",
    "Foraging in bees",
    "Honeybees waggle to announce rich nectar patches to nestmates. We filmed hives.",
)
BREAD = Paper(
    "bread",
    "Rising dough",
    "Sourdough yeast ferments maltose slowly under acidic conditions. Salt retards it.",
)


def cited(text: str, *names: str) -> Cited:
    return Cited(text, tuple(Paper(name, name, name) for name in names))


def holds(text: str, papers: Sequence[Paper]) -> bool:
    """A statement is supported when each of its words is a paper's id."""
    return set(text.split()) <= {paper.paper_id for paper in papers}


@pytest.mark.parametrize(
    ("statements", "recalled", "precise"),
    [
        ([cited("a", "a")], 1.0, 1.0),
        ([cited("a", "a"), cited("b", "a")], 0.5, 0.5),
        ([cited("a", "a", "z")], 1.0, 0.5),
        ([cited("a b", "a", "b")], 1.0, 1.0),
        ([cited("a b", "a", "b", "z")], 1.0, 2 / 3),
        ([cited("a"), cited("b", "b")], 0.5, 1.0),
        ([], 0.0, 0.0),
    ],
)
def test_citation_recall_and_precision(
    statements: list[Cited], recalled: float, precise: float
) -> None:
    assert recall(statements, holds) == pytest.approx(recalled)
    assert precision(statements, holds) == pytest.approx(precise)


def test_agreement_is_corrected_for_chance() -> None:
    truth = [True, True, False, False]
    assert agreement(truth, truth) == {"pairs": 4, "agreement": 1.0, "kappa": 1.0}
    assert agreement([True] * 4, truth) == {"pairs": 4, "agreement": 0.5, "kappa": 0.0}


def test_the_judge_reads_verdicts_and_counts_what_they_cost(server: FakeOpenAI) -> None:
    server.reply("Here: [1, 0]")
    server.reply("[1]")
    judge = Judge(chat(server))
    assert judge.backed(["Bees dance.", "Bees sing."], [BEES]) == [True, False]
    assert judge.backed(["Bees dance.", "Bees sing."], [BEES]) is None
    assert len(judge.usage) == 2
    prompt = server.requests[0].prompt
    assert "2. Bees sing." in prompt
    assert BEES.abstract in prompt


def test_relevance_is_the_nearness_of_the_questions_an_answer_fits(server: FakeOpenAI) -> None:
    judge = Judge(chat(server))
    server.reply("1. what do bees do?\n2. what do bees do?")
    assert judge.relevance("what do bees do?", "They dance.", WordEmbedder()) == pytest.approx(1.0)
    server.reply("NONE")
    assert judge.relevance("what do bees do?", "Nothing is said.", WordEmbedder()) == 0.0


def test_text_with_braces_is_data(server: FakeOpenAI) -> None:
    server.reply("What is {x}?")
    assert Judge(chat(server)).question(Paper("p", "T", "{mark} {x}")) == "What is {x}?"
    assert "{mark} {x}" in server.requests[0].prompt
    assert all("{mark}" in prompt for prompt in PROMPTS.values())


def test_a_known_item_hides_its_title() -> None:
    question = known_item(BEES)
    assert question == "honeybees waggle announce rich nectar patches nestmates"
    assert not {"foraging", "bees"} & set(question.split())
    assert known_item(Paper("p", "Foraging", "We forage.")) == ""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    library = Library(load_settings(home=folder))
    library.ingest.add([BEES, BREAD])
    library.close()
    monkeypatch.setenv("FOOTNOTE_PRICES", "1,2")
    return folder


def test_own_papers_are_found_by_their_own_words(home: Path) -> None:
    run = ask_library(home)
    assert run["metrics"]["ndcg@10"] == 1.0
    assert {case["id"] for case in run["cases"]} == {"bees", "bread"}
    assert set(run["systems"]) == {"footnote", "bm25", "dense", "rank fusion"}


def test_a_model_writes_questions_too(
    home: Path, server: FakeOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(server, monkeypatch)
    server.reply("Who tells whom about nectar?")
    server.reply("Why does it ferment slowly?")
    run = ask_library(home, accept_cost=True)
    assert set(run["kinds"]) == {"keywords by rules", "questions by the model"}
    assert run["queries"] == 4
    assert run["cost"]["questions written"] == 2


def test_answers_by_extraction_need_no_model(home: Path) -> None:
    run = evaluate(None, home)
    assert run["metrics"]["citation_recall"] == 1.0
    assert run["metrics"]["citation_precision"] == 1.0
    assert run["cost"]["dollars"] == 0.0
    assert run["settings"]["judge"] == "none"
    assert list(run["metrics"])[-1] == "answered"


def test_measuring_leaves_no_receipt(home: Path) -> None:
    evaluate(None, home)
    library = Library(load_settings(home=home))
    rows = library.store.database.connection.execute("SELECT count(*) FROM receipts").fetchone()
    library.close()
    assert rows[0] == 0


def test_answers_by_a_model_are_judged_and_priced(
    home: Path, server: FakeOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(server, monkeypatch)
    server.reply("Honeybees waggle to announce rich nectar patches to nestmates [1].")
    server.reply("[1]")
    server.reply("What do honeybees waggle for?")
    run: dict[str, Any] = evaluate(None, home, limit=1, accept_cost=True)
    metrics = run["metrics"]
    assert (metrics["citation_recall"], metrics["answered"]) == (1.0, 1.0)
    assert metrics["faithfulness"] == 1.0
    assert 0 < metrics["answer_relevance"] <= 1
    assert run["cost"]["dollars"] > 0
    assert run["cost"]["judge_dollars"] > 0


def test_the_judge_is_compared_with_experts(
    tmp_path: Path, server: FakeOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(server, monkeypatch)
    server.reply("THE PAPERS DO NOT SAY")
    server.reply("[1]")
    server.reply("no list")
    run = evaluate(scifact(tmp_path / "claims"), limit=1, accept_cost=True)
    experts = run["agreement with experts"]
    assert experts["judge"] == {"pairs": 1, "agreement": 1.0, "kappa": 1.0}
    assert experts["checker"] == {"pairs": 2, "agreement": 1.0, "kappa": 1.0}
    assert run["metrics"] == {"answered": 0.0}


def scifact(folder: Path) -> Path:
    """One claim that its paper supports, and one that it does not bear on."""
    (folder / "qrels").mkdir(parents=True)
    papers = [
        {"_id": p.paper_id, "title": p.title, "sentences": [p.abstract]} for p in (BEES, BREAD)
    ]
    label = {"bees": [{"label": "SUPPORT", "sentences": [0]}]}
    claims = [
        {"_id": "1", "text": BEES.abstract, "cited": ["bees"], "evidence": label},
        {"_id": "2", "text": "Cats fear water.", "cited": ["bread"], "evidence": {}},
    ]
    rows = [claim | {"split": "validation"} for claim in claims]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, papers)))
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (folder / "qrels" / "test.tsv").write_text("q\tc\tscore\n1\tbees\t1\n2\tbread\t1\n")
    return folder


def test_what_costs_money_asks_first(
    home: Path, server: FakeOpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(server, monkeypatch)
    monkeypatch.setenv("FOOTNOTE_COST_CAP", "0")
    with pytest.raises(CostNotAccepted, match="--no-llm"):
        evaluate(None, home)
    with pytest.raises(CostNotAccepted, match="--yes"):
        ask_library(home)
    assert server.requests == []


def test_an_empty_library_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputMissing, match="footnote add"):
        ask_library(tmp_path / "empty")


def use(server: FakeOpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the settings name the fake server."""
    monkeypatch.setenv("FOOTNOTE_LLM", "fake")
    monkeypatch.setenv("FOOTNOTE_LLM_URL", server.base_url)
    monkeypatch.setenv("FOOTNOTE_API_KEY", "k")
