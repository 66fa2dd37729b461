"""`footnote summarise`: what papers say, in short."""

from __future__ import annotations

from typing import Annotated

import typer

from rag.domain import Answer
from rag.errors import UsageError
from ui.cli.options import Home, Json, NoLLM, Yes
from ui.cli.output import opened, ready, show
from ui.cli.terminal import confirmed


def register(app: typer.Typer) -> None:
    app.command("summarise")(summarise)


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
