"""`footnote summarise`, `sides` and `replay`: what the papers say, and said before."""

from __future__ import annotations

from typing import Annotated

import typer

from rag.domain import Answer
from rag.errors import UsageError
from rag.serialize import answer_to_json, sides_to_json
from ui.cli.options import Home, Json, NoLLM, Yes
from ui.cli.output import opened, question_from, ready, show, show_json
from ui.cli.terminal import confirmed, show_answer, show_sides


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
    no_llm: NoLLM = False,
    yes: Yes = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Say in short what papers say, a collection, or what is new; every sentence is cited."""
    if sum(map(bool, (papers, collection, since))) != 1:
        raise UsageError("Name papers, or --collection NAME, or --since WHEN; one of the three.")
    library = ready(opened(home), yes)

    def work(accepted: bool) -> Answer:
        return library.summarise(papers or (), collection, since, not no_llm, accepted)

    show(confirmed(work, yes), as_json)


def sides(
    claim: Annotated[str, typer.Argument(help="A claim, as one sentence.")],
    k: Annotated[int, typer.Option("--k", min=1, max=100, help="Papers read.")] = 20,
    yes: Yes = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Show the sentences for a claim and those against it, verbatim."""
    library = ready(opened(home), yes)
    found = library.sides(question_from(claim, library), k)
    if as_json:
        show_json(sides_to_json(found))
    else:
        show_sides(found)


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
    library = ready(opened(home), yes)
    found = confirmed(lambda accepted: library.replay(receipt, accepted, as_is), yes)
    if as_json:
        before, after = answer_to_json(found.before), answer_to_json(found.after)
        show_json({"before": before, "after": after, "differences": list(found.differences)})
        return
    if not diff:
        show_answer(found.after)
    print("\n".join(found.differences) or "Nothing changed.")
