"""`footnote summarise`, `sides` and `replay`: answers to what is no question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rag.errors import UsageError
from ui.cli.options import Home, Json, Yes, open_desk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.domain import Answer, BothSides, Citation
    from rag.engine.replay import Replay

NoModel = Annotated[bool, typer.Option("--no-llm", help="The papers' own sentences.")]


def register(app: typer.Typer) -> None:
    app.command("summarise")(summarise)
    app.command("sides")(sides)
    app.command("replay")(replay)


def summarise(
    papers: Annotated[list[str] | None, typer.Argument(help="Papers, by id or by title.")] = None,
    collection: Annotated[str, typer.Option("--collection", help="A whole collection.")] = "",
    since: Annotated[
        str, typer.Option("--since", help="What came since: last week, 3 days, 2026-11-01.")
    ] = "",
    no_llm: NoModel = False,
    yes: Yes = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Sum up papers, a collection, or what is new; every sentence carries its footnote."""
    from rag.answer.compose import Limits
    from rag.answer.summary import Summariser
    from rag.understand.requests import resolve
    from ui.cli.ask import ready
    from ui.cli.terminal import confirmed

    if sum(map(bool, (papers, collection, since))) != 1:
        raise UsageError("Name papers, or --collection NAME, or --since WHEN; one of the three.")
    desk = open_desk(home)
    ready(desk, yes)
    settings = desk.settings
    limits = Limits(settings.answer_tokens, settings.cost_cap, settings.unsupported)
    model = None if no_llm else desk.engine.model
    told = Summariser(desk.store, desk.judge, desk.encoder.fingerprint, model, limits)

    def work(accept_cost: bool) -> Answer:
        if since:
            return told.new_since(since, accept_cost=accept_cost)
        if collection:
            return told.collection(collection, accept_cost=accept_cost)
        ids = resolve(papers or (), desk.store, desk.search)
        return told.papers(ids, accept_cost=accept_cost)

    _show(confirmed(work, yes), as_json)


def sides(
    claim: Annotated[str, typer.Argument(help="A claim, as one sentence.")],
    k: Annotated[int, typer.Option("--k", min=1, max=100, help="Papers read.")] = 20,
    yes: Yes = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Show the sentences for a claim and those against it, verbatim."""
    from rag.answer.sides import both_sides
    from rag.retrieval.search import valid_question
    from ui.cli.ask import ready
    from ui.cli.main import show_json
    from ui.cli.terminal import show_sides

    desk = open_desk(home)
    ready(desk, yes)
    text = valid_question(claim, desk.settings.question_limit, desk.store)
    found = both_sides(text, desk.search, desk.judge, k)
    if as_json:
        show_json(sides_to_json(found))
    else:
        show_sides(found)


def sides_to_json(sides: BothSides) -> dict[str, object]:
    """Two lists of quotes, each with its paper."""
    papers = {source.n: source.paper for source in sides.sources}

    def column(citations: Sequence[Citation]) -> list[dict[str, object]]:
        return [
            {
                "paper_id": c.quote.paper_id,
                "title": papers[c.n].title,
                "quote": c.quote.text,
                "start": c.quote.start,
                "end": c.quote.end,
            }
            for c in citations
        ]

    return {
        "claim": sides.claim,
        "supporting": column(sides.supporting),
        "contradicting": column(sides.contradicting),
        "neutral": sides.neutral,
    }


def replay(
    receipt: Annotated[str, typer.Argument(help="The receipt that an answer names.")],
    diff: Annotated[bool, typer.Option("--diff", help="Only what changed, and why.")] = False,
    as_is: Annotated[
        bool, typer.Option("--as-is", help="With today's settings, not those of the receipt.")
    ] = False,
    yes: Yes = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Ask again what a receipt holds, and say what changed."""
    from rag.engine.replay import replay as repeat
    from rag.engine.replay import settings_then
    from rag.serialize import answer_to_json
    from ui.cli.ask import ready
    from ui.cli.main import show_json
    from ui.cli.terminal import confirmed, show_answer

    desk = open_desk(home)
    if not as_is:
        desk.configure(**settings_then(desk.history, receipt))
    ready(desk, yes)

    def work(accept_cost: bool) -> Replay:
        return repeat(receipt, desk.engine, accept_cost)

    found = confirmed(work, yes)
    if as_json:
        before, after = answer_to_json(found.before), answer_to_json(found.after)
        show_json({"before": before, "after": after, "differences": list(found.differences)})
        return
    if not diff:
        show_answer(found.after)
    print("\n".join(found.differences) or "Nothing changed.")


def _show(answer: Answer, as_json: bool) -> None:
    from rag.serialize import answer_to_json
    from ui.cli.main import show_json
    from ui.cli.terminal import show_answer

    if as_json:
        show_json(answer_to_json(answer))
    else:
        show_answer(answer)
