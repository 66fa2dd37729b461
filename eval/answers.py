"""Whole answers: are they backed by what they cite, do they answer, and what do they cost?

Citations are judged as ALCE does, by the offline checker of `rag.citations`. Answers are written
with that same checker, so its figures say what is shown unbacked, not whether it is right; beside
them stand how often it agrees with SciFact's experts and, where a model is set, what a judge says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory
from typing import Any

from eval import alce
from eval.beir import Collection, load
from eval.judge import Judge, agreement, prompts_digest
from eval.library_questions import by_rules, check_cost, chosen
from eval.run import signed
from eval.scifact import load as load_scifact
from rag.build import make_desk, make_model
from rag.citations import Footnotes
from rag.desk import Desk
from rag.domain import Answer, Embedder, Paper
from rag.settings import load_settings

AGREED = 100
"""Claims whose labels the model is compared with."""

ANSWER_TOKENS = (5000, 700)
"""Tokens in and out of one answer and its two judgements, for the estimate of the cost."""


def evaluate(
    data: Path | None,
    home: Path | None = None,
    use_llm: bool = True,
    limit: int = 50,
    accept_cost: bool = False,
) -> dict[str, Any]:
    """Answers to `limit` questions of the collection in `data`, or of the library in `home`."""
    with ExitStack() as stack:
        folder = home
        if data is not None and home is None:
            folder = Path(stack.enter_context(TemporaryDirectory()))
        desk = make_desk(load_settings(home=folder))
        stack.callback(desk.close)
        asked = _of_collection(desk, load(data), limit) if data else _of_library(desk, limit)
        model = make_model(desk.settings) if use_llm else None
        judge = Judge(model) if model else None
        if model:
            cap = desk.settings.cost_cap
            check_cost(model, len(asked.questions), ANSWER_TOKENS, cap, accept_cost)
        checker = Checker(desk.judge)
        answers = {
            name: desk.engine.ask(question, use_llm=use_llm, accept_cost=accept_cost)
            for name, question in asked.questions.items()
        }
        cases = [
            _case(name, answers[name], asked.judged[name], checker, judge, desk)
            for name in asked.questions
        ]
        result = {
            "metrics": _means(cases),
            "cost": _cost(list(answers.values()), judge),
            "agreement with experts": dict(_agreements(data, checker, judge)),
            "questions": len(cases),
            "settings": {
                "model": model.name if model else "none: extraction",
                "judge": model.name if model else "none",
                "judge prompts": prompts_digest(),
                "checker": "rag.citations",
            },
            "cases": cases,
        }
    return signed("answers", result, asked.name)


class Checker:
    """ALCE's entailment model played by footnote's own verification, offline."""

    def __init__(self, encoder: Embedder) -> None:
        self._encoder = encoder

    def __call__(self, statement: str, papers: Sequence[Paper]) -> bool:
        numbers = range(1, len(papers) + 1)
        return Footnotes(papers, self._similarity).check(statement, numbers).verified

    def _similarity(self, text: str, sentences: Sequence[str]) -> list[float]:
        vectors = self._encoder.embed_passages([text, *sentences])
        return [float(cosine) for cosine in vectors[1:] @ vectors[0]]


def _of_collection(desk: Desk, collection: Collection, limit: int) -> Collection:
    desk.ingest.add(collection.papers)
    names = sorted(collection.questions, key=lambda one: hashlib.sha256(one.encode()).hexdigest())[
        :limit
    ]
    questions = {name: collection.questions[name] for name in names}
    return Collection(collection.name, collection.papers, questions, collection.judged)


def _of_library(desk: Desk, limit: int) -> Collection:
    questions = dict(by_rules(chosen(desk, limit)))
    return Collection("library", (), questions, {name: {name: 1} for name in questions})


def _case(
    name: str,
    answer: Answer,
    judged: Mapping[str, int],
    checker: Checker,
    judge: Judge | None,
    desk: Desk,
) -> dict[str, Any]:
    """One answer, as `eval.run` keeps it; a refusal has no citations to judge."""
    statements = alce.cited(answer)
    cites = {paper.paper_id for one in statements for paper in one.papers}
    figures: dict[str, float] = {"answered": float(answer.status != "refused")}
    if statements:
        figures["citation_recall"] = alce.recall(statements, checker)
        figures["citation_precision"] = alce.precision(statements, checker)
        figures["cites_relevant"] = float(any(judged.get(paper, 0) > 0 for paper in cites))
    if statements and judge:
        papers = list({p.paper_id: p for one in statements for p in one.papers}.values())
        verdicts = judge.backed([one.text for one in statements], papers)
        if verdicts is not None:
            figures["faithfulness"] = fmean(verdicts)
        text = " ".join(one.text for one in statements)
        figures["answer_relevance"] = judge.relevance(answer.question, text, desk.judge)
    relevant = desk.library.papers_by_id([paper for paper, gain in judged.items() if gain > 0])
    # The first figure orders the worst cases; whether there was an answer at all comes last.
    ordered = {key: round(figures[key], 4) for key in sorted(figures, key="answered".__eq__)}
    return {
        "id": name,
        "text": answer.question,
        "metrics": ordered,
        "expected": [paper.title for paper in relevant.values()],
        "found": [_shown(one) for one in statements] or [answer.note],
    }


def _shown(one: alce.Cited) -> str:
    return f"{one.text} [{'; '.join(paper.title for paper in one.papers) or 'nothing'}]"


def _means(cases: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """The mean of each figure over the cases that have it."""
    names = dict.fromkeys(name for case in cases for name in case["metrics"])
    return {
        name: round(fmean(c["metrics"][name] for c in cases if name in c["metrics"]), 4)
        for name in names
    }


def _cost(answers: Sequence[Answer], judge: Judge | None) -> dict[str, float | None]:
    """Of one question, the judge's part apart; dollars are None where the price is not known."""
    count = max(1, len(answers))
    known = [answer.usage.dollars for answer in answers if answer.usage.dollars is not None]
    prompt = sum(answer.usage.prompt_tokens for answer in answers)
    written = sum(answer.usage.completion_tokens for answer in answers)
    asked = sum(answer.usage.requests for answer in answers)
    judged = judge.dollars if judge else None
    return {
        "dollars": None if asked and not known else round(sum(known) / count, 6),
        "prompt_tokens": round(prompt / count, 1),
        "completion_tokens": round(written / count, 1),
        "seconds_median": round(median(a.timings.get("total", 0.0) for a in answers), 3)
        if answers
        else 0.0,
        "judge_dollars": None if judged is None else round(judged / count, 6),
    }


def _agreements(
    data: Path | None, checker: Checker, judge: Judge | None
) -> Iterator[tuple[str, dict[str, float]]]:
    """How often checker and judge say what SciFact's experts said of a claim and an abstract."""
    if data is None or '"evidence"' not in (data / "queries.jsonl").read_text("utf-8")[:2000]:
        return
    facts = load_scifact(data)
    pairs = [
        (claim.text, facts.papers[paper], claim.labels.get(paper) == "SUPPORT")
        for claim in facts.of("validation")
        for paper in claim.cited
        if paper in facts.papers
    ]
    said = [checker(text, [paper]) for text, paper, _ in pairs]
    yield "checker", agreement(said, [truth for _, _, truth in pairs])
    if judge:
        some = pairs[:AGREED]
        verdicts = [judge.backed([text], [paper]) for text, paper, _ in some]
        known = [(v[0], truth) for v, (_, _, truth) in zip(verdicts, some, strict=True) if v]
        yield "judge", agreement([a for a, _ in known], [b for _, b in known])
