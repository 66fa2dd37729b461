"""Ask again what a receipt holds, and say what came out differently and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rag.domain import Answer, Question
from rag.errors import shown
from rag.settings import repeatable
from rag.store.history import History
from rag.store.papers import PaperStore

if TYPE_CHECKING:
    from rag.engine.engine import Engine

_KINDS = {"version": "footnote", "encoder": "The encoder", "prompts": "The prompts"}
_NAMED = 3
_SAME_SCORE = 1e-4


@dataclass(frozen=True, slots=True)
class Replay:
    """An answer and its repetition; without differences both say the same from the same papers."""

    before: Answer
    after: Answer
    differences: tuple[str, ...]


def settings_then(history: History, receipt: str) -> dict[str, Any]:
    """The settings that a receipt was made with, as far as a repetition can take them up."""
    _, evidence = history.receipt(receipt)
    stored = evidence.get("settings", {})
    return {name: stored[name] for name in repeatable() if name in stored}


def replay(receipt: str, engine: Engine, accept_cost: bool = False) -> Replay:
    """The standing question of a receipt asked again, outside any conversation.

    Raises InputMissing for an unknown receipt, and whatever asking raises.
    """
    before, then = engine.history.receipt(receipt)
    asked = Question(
        before.understood or before.question,
        before.scope,
        use_llm=before.mode == "llm",
        accept_cost=accept_cost,
        k=then.get("k"),
    )
    after = engine.ask(asked)
    _, now = engine.history.receipt(after.receipt)
    found = [
        *_settings(then, now),
        *_model(before, after),
        *_papers(then, now, engine.store),
        *_retrieved(before, then, now, engine.store),
        *_said(before, after),
    ]
    return Replay(before, after, tuple(found))


def _settings(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for name, label in _KINDS.items():
        if then.get(name) != now.get(name):
            yield f"{label} changed: {_value(then.get(name))} then, {_value(now.get(name))} now."
    old, new = then.get("settings", {}), now.get("settings", {})
    for name in repeatable():
        if name in old and old[name] != new.get(name):
            yield f"Setting {name}: {_value(old[name])} then, {_value(new.get(name))} now."


def _model(before: Answer, after: Answer) -> Iterator[str]:
    if before.model != after.model:
        yield f"The model: {before.model or 'none'} then, {after.model or 'none'} now."
    elif before.mode == "llm":
        yield "A model wrote both; it may word the same finding differently each time."


def _papers(then: Mapping[str, Any], now: Mapping[str, Any], store: PaperStore) -> Iterator[str]:
    if then.get("changes") == now.get("changes"):
        return
    fresh = store.added_since(then["made_at"]) if "made_at" in then else []
    known = store.papers_by_id(fresh[:_NAMED])
    if fresh:
        titles = "; ".join(shown(paper.title) for paper in known.values())
        more = f" and {len(fresh) - len(known)} more" if len(fresh) > len(known) else ""
        yield f"Added or changed since: {titles}{more}."
    if then.get("papers") != now.get("papers"):
        yield f"The library held {_value(then.get('papers'))} papers, it holds {now['papers']} now."
    if not fresh and then.get("papers") == now.get("papers"):
        yield "The library's passages or vectors changed since."


def _retrieved(
    before: Answer, then: Mapping[str, Any], now: Mapping[str, Any], store: PaperStore
) -> Iterator[str]:
    old, new = dict(then.get("retrieved", ())), dict(now.get("retrieved", ()))
    fresh = set(store.added_since(then["made_at"])) if "made_at" in then else set()
    held = store.papers_by_id([*old, *new])
    titles = {s.paper.paper_id: s.paper.title for s in before.sources}
    for paper_id in old:
        if paper_id not in held:
            yield f"{shown(titles.get(paper_id, paper_id))} was found and is no longer here."
        elif paper_id not in new:
            yield f"{shown(held[paper_id].title)} was found and is now outranked."
    for place, paper_id in enumerate(new, start=1):
        if paper_id not in old:
            why = "added or changed since" if paper_id in fresh else "it was outranked before"
            yield f"{shown(held[paper_id].title)} is found at place {place}: {why}."
    both = [paper_id for paper_id in old if paper_id in new]
    moved = max((abs(old[p] - new[p]) for p in both), default=0.0)
    if [p for p in new if p in old] != both:
        yield "The papers found both times stand in another order."
    elif moved > _SAME_SCORE:
        yield f"Scores of the papers found both times moved by up to {moved:.3f}."
    for source in before.sources:
        paper = held.get(source.paper.paper_id)
        if paper is not None and paper.abstract != source.paper.abstract:
            yield f"The abstract of {shown(paper.title)} changed since."


def _said(before: Answer, after: Answer) -> Iterator[str]:
    if before.status != after.status:
        yield f"The answer was {before.status} and is {after.status} now."
    old = [sentence.text for sentence in before.sentences]
    new = [sentence.text for sentence in after.sentences]
    for text in old:
        if text not in new:
            yield f"No longer said: {shown(text, 200)}"
    for text in new:
        if text not in old:
            yield f"Newly said: {shown(text, 200)}"
    if old != new and sorted(old) == sorted(new):
        yield "The same sentences stand in another order."


def _value(value: object) -> str:
    return "nothing" if value in (None, "") else str(value)
