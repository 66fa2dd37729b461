"""`footnote sides`: the sentences for a claim and those against it."""

from __future__ import annotations

from typing import Annotated

import typer

from rag.serialize import sides_to_json
from ui.cli.options import Home, Json, Yes
from ui.cli.output import opened, question_from, ready, show_json
from ui.cli.terminal import show_sides


def register(app: typer.Typer) -> None:
    app.command("sides")(sides)


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
