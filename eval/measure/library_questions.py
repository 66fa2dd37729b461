"""Known-item questions about one's own papers: which paper says this?

By rules: the most telling sentence of an abstract, less the words of the title, as keywords
(known-item search; Azzopardi et al. 2007). By a chat model, where one is set: a question in its
words. The paper that a question was made from is the one that should be found.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.data.beir import Collection
from eval.measure.retrieval import side_by_side
from eval.metrics.judge import Judge, prompts_digest
from eval.report.run import signed
from rag.domain import Paper
from rag.engine.library import Library, open_library
from rag.engine.parts import make_model
from rag.errors import CostNotAccepted, InputMissing
from rag.ports import ChatModel
from rag.text.passages import sentence_spans
from rag.text.stems import content_stems, rarity, stem, words
from rag.text.words import STOP_WORDS

KEYWORDS = 8
LEAST = 4
"""Fewer keywords than this make no question."""

QUESTION_TOKENS = (500, 40)
"""Tokens in and out of writing one question, for the estimate of its cost."""


def evaluate(
    home: Path | None, use_llm: bool = True, limit: int = 200, accept_cost: bool = False
) -> dict[str, Any]:
    """All systems on questions about the library's papers; raises InputMissing without papers."""
    library = open_library(home=home)
    try:
        pool = chosen(library, limit)
        questions = by_rules(library, pool)
        model = make_model(library.settings) if use_llm else None
        written: dict[str, str] = {}
        if model is not None:
            check_cost(model, len(pool), QUESTION_TOKENS, library.settings.cost_cap, accept_cost)
            judge = Judge(model)
            written = {f"{p.paper_id} (model)": judge.question(p) for p in pool}
            written = {name: text for name, text in written.items() if text}
        result = _asked(library, questions, written)
    finally:
        library.close()
    if model is not None:
        result["settings"] |= {"model": model.name, "prompts": prompts_digest()}
        result["cost"] = {"dollars": judge.dollars, "questions written": len(written)}
    return signed("retrieval", result, "library")


def _asked(
    library: Library, questions: Mapping[str, str], written: Mapping[str, str]
) -> dict[str, Any]:
    result = side_by_side(library, _collection(library, {**questions, **written}))
    if written:
        result["kinds"] = {
            "keywords by rules": _mean(result["cases"], questions),
            "questions by the model": _mean(result["cases"], written),
        }
    return result


def _mean(cases: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> dict[str, float]:
    kept = [case["metrics"] for case in cases if case["id"] in names]
    return {name: round(sum(one[name] for one in kept) / len(kept), 4) for name in kept[0]}


def chosen(library: Library, limit: int) -> list[Paper]:
    """Up to `limit` papers of the library, spread as if at random but the same each time."""
    ids = sorted(library.ids(), key=lambda one: hashlib.sha256(one.encode()).hexdigest())
    found = library.known(ids[:limit])
    return [found[paper_id] for paper_id in ids[:limit] if paper_id in found]


def by_rules(library: Library, papers: Sequence[Paper]) -> dict[str, str]:
    """Paper id and its question, of papers that say enough beyond their title.

    Raises InputMissing where none does.
    """
    questions = {paper.paper_id: question for paper in papers if (question := known_item(paper))}
    if not questions:
        raise InputMissing(
            f"The library in {library.settings.home} holds no abstract long enough to ask about; "
            "add papers with `footnote add FILE`."
        )
    return questions


def known_item(paper: Paper) -> str:
    """Up to eight telling words of the most telling sentence, in order, none of the title's."""
    title = set(content_stems(paper.title))
    sentences = [
        _telling(paper.abstract[start:end], title) for start, end in sentence_spans(paper.abstract)
    ]
    best = max(sentences, key=lambda found: sum(rarity(stem(word)) for word in found), default=[])
    return " ".join(best) if len(best) >= LEAST else ""


def _telling(sentence: str, title: set[str]) -> list[str]:
    """The rarest words of a sentence outside the title, in their order."""
    found = list(dict.fromkeys(word for word, _, _ in words(sentence)))
    found = [
        word
        for word in found
        if len(word) > 2
        and not word.isdigit()
        and word not in STOP_WORDS
        and stem(word) not in title
    ]
    rarest = set(sorted(found, key=lambda word: (-rarity(stem(word)), word))[:KEYWORDS])
    return [word for word in found if word in rarest]


def check_cost(
    model: ChatModel, calls: int, each: tuple[int, int], cap: float, accepted: bool
) -> None:
    """Raises CostNotAccepted where `calls` would cost more than `cap` dollars."""
    dollars = model.dollars(calls * each[0], calls * each[1])
    if dollars is not None and dollars > cap and not accepted:
        raise CostNotAccepted(
            f"{calls} requests to {model.name} cost about ${dollars:.2f}; say yes with --yes, ask "
            "fewer with --limit, or measure without it by --no-llm."
        )


def _collection(library: Library, questions: Mapping[str, str]) -> Collection:
    papers = tuple(library.papers())
    judged = {name: {name.removesuffix(" (model)"): 1} for name in questions}
    return Collection("library", papers, questions, judged)
