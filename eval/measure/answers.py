"""Whole answers: are they backed by what they cite, do they answer, and what do they cost?

Citations are judged as ALCE does, by the offline checkers of `eval.metrics.checkers` and, where a
model is set, by a judge; how often each agrees with SciFact's experts stands beside its figures.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory
from typing import Any

from eval.data.beir import Collection, load
from eval.data.scifact import load as load_scifact
from eval.measure.library_questions import by_rules, check_cost, chosen
from eval.metrics import alce
from eval.metrics.checkers import Stances, Verification
from eval.metrics.judge import Judge, agreement, prompts_digest
from eval.report.run import signed
from rag.domain import Answer, Question
from rag.engine.library import Library, open_library
from rag.engine.parts import make_model
from rag.events import Done
from rag.ports import Embedder

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
        library = open_library(home=folder)
        stack.callback(library.close)
        asked = _of_collection(library, load(data), limit) if data else _of_library(library, limit)
        model = make_model(library.settings) if use_llm else None
        judge = Judge(model) if model else None
        if model:
            cap = library.settings.cost_cap
            check_cost(model, len(asked.questions), ANSWER_TOKENS, cap, accept_cost)
        checkers: dict[str, alce.Supports] = {
            "": Verification(library.sentence_encoder),
            "stance ": Stances(library.sentence_encoder),
        }
        answers = {
            name: _answer(library, Question(question, use_llm=use_llm, accept_cost=accept_cost))
            for name, question in asked.questions.items()
        }
        cases = [
            _case(name, answers[name], asked.judged[name], checkers, judge, library)
            for name in asked.questions
        ]
        result = {
            "metrics": _means(cases),
            "cost": _cost(list(answers.values()), judge),
            "agreement with experts": dict(_agreements(data, checkers, judge)),
            "questions": len(cases),
            "settings": {
                "model": model.name if model else "none: extraction",
                "judge": model.name if model else "none",
                "judge prompts": prompts_digest(),
                "checker": "rag.verify.citations; stance: rag.extract.stance",
            },
            "cases": cases,
        }
    return signed("answers", result, asked.name)


def _answer(library: Library, question: Question) -> Answer:
    """As `footnote ask` answers, but leaving no receipt in the library."""
    started = time.perf_counter()
    events = library.engine.query_engine.events(question)
    answer = next(event.answer for event in events if isinstance(event, Done))
    return replace(answer, timings={"total": time.perf_counter() - started})


def _of_collection(library: Library, collection: Collection, limit: int) -> Collection:
    library.add(collection.papers)
    names = sorted(collection.questions, key=lambda one: hashlib.sha256(one.encode()).hexdigest())[
        :limit
    ]
    questions = {name: collection.questions[name] for name in names}
    return Collection(collection.name, collection.papers, questions, collection.judged)


def _of_library(library: Library, limit: int) -> Collection:
    questions = by_rules(library, chosen(library, limit))
    return Collection("library", (), questions, {name: {name: 1} for name in questions})


def _case(
    name: str,
    answer: Answer,
    judged: Mapping[str, int],
    checkers: Mapping[str, alce.Supports],
    judge: Judge | None,
    library: Library,
) -> dict[str, Any]:
    """One answer, as `eval.report.run` keeps it; a refusal has no citations to judge."""
    statements = alce.cited(answer)
    figures: dict[str, float] = {}
    if statements:
        figures |= _cited_well(statements, judged, checkers)
        figures |= (
            _judged(answer.question, statements, judge, library.sentence_encoder) if judge else {}
        )
    # The first figure orders the worst cases, so whether there was an answer comes last.
    figures["answered"] = float(answer.status != "refused")
    relevant = library.known([paper for paper, gain in judged.items() if gain > 0])
    return {
        "id": name,
        "text": answer.question,
        "metrics": {measure: round(value, 4) for measure, value in figures.items()},
        "expected": [paper.title for paper in relevant.values()],
        "found": [_shown(one) for one in statements] or [answer.note],
    }


def _cited_well(
    statements: Sequence[alce.Cited],
    judged: Mapping[str, int],
    checkers: Mapping[str, alce.Supports],
) -> dict[str, float]:
    figures = {}
    for checker, supports in checkers.items():
        figures[f"{checker}citation_recall"] = alce.recall(statements, supports)
        figures[f"{checker}citation_precision"] = alce.precision(statements, supports)
    cites = {paper.paper_id for one in statements for paper in one.papers}
    figures["cites_relevant"] = float(any(judged.get(paper, 0) > 0 for paper in cites))
    return figures


def _judged(
    question: str, statements: Sequence[alce.Cited], judge: Judge, encoder: Embedder
) -> dict[str, float]:
    """Faithfulness, unless the judge's reply makes no sense, and answer relevance."""
    texts = [one.text for one in statements]
    papers = {paper.paper_id: paper for one in statements for paper in one.papers}
    verdicts = judge.backed(texts, list(papers.values()))
    found = {} if verdicts is None else {"faithfulness": fmean(verdicts)}
    return found | {"answer_relevance": judge.relevance(question, " ".join(texts), encoder)}


def _shown(one: alce.Cited) -> str:
    return f"{one.text} [{'; '.join(paper.title for paper in one.papers) or 'nothing'}]"


def _means(cases: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """The mean of each figure over the cases that have it."""
    fullest_first = sorted(cases, key=lambda case: -len(case["metrics"]))
    names = dict.fromkeys(name for case in fullest_first for name in case["metrics"])
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
    data: Path | None, checkers: Mapping[str, alce.Supports], judge: Judge | None
) -> Iterator[tuple[str, dict[str, float]]]:
    """How often checkers and judge say what SciFact's experts said of a claim and an abstract."""
    if data is None or '"evidence"' not in (data / "queries.jsonl").read_text("utf-8")[:2000]:
        return
    facts = load_scifact(data)
    pairs = [
        (claim.text, facts.papers[paper], claim.labels.get(paper) == "SUPPORT")
        for claim in facts.of("validation")
        for paper in claim.cited
        if paper in facts.papers
    ]
    for checker, supports in checkers.items():
        said = [supports(text, [paper]) for text, paper, _ in pairs]
        yield f"{checker}checker", agreement(said, [truth for _, _, truth in pairs])
    if judge:
        some = pairs[:AGREED]
        verdicts = [judge.backed([text], [paper]) for text, paper, _ in some]
        known = [(v[0], truth) for v, (_, _, truth) in zip(verdicts, some, strict=True) if v]
        yield "judge", agreement([a for a, _ in known], [b for _, b in known])
