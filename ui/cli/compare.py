"""`footnote compare`: papers side by side."""

from __future__ import annotations

from typing import Annotated

import typer

from rag.errors import UsageError, shown
from rag.serialize import comparison_to_json
from ui.cli.options import Home, Json, NoLLM, Yes
from ui.cli.output import opened, ready, show_json
from ui.cli.terminal import confirmed, show_comparison


def register(app: typer.Typer) -> None:
    app.command("compare")(compare)


def compare(
    papers: Annotated[list[str], typer.Argument(help="Two or more papers, by id or by title.")],
    on: Annotated[
        list[str] | None, typer.Option("--on", help="Aspects; else problem, method, data, …")
    ] = None,
    form: Annotated[str, typer.Option("--format", help="markdown, csv or latex.")] = "",
    no_llm: NoLLM = False,
    yes: Yes = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Compare papers: each cell is a verified quote, or "not stated"."""
    from rag.formats.write_table import TABLE_FORMS

    if form and form not in TABLE_FORMS:
        raise UsageError(f"--format {shown(form)} is not known; use {', '.join(TABLE_FORMS)}.")
    library = ready(opened(home), yes)
    aspects = [part for each in on or [] for part in each.split(",")]
    table = confirmed(lambda accepted: library.compare(papers, aspects, not no_llm, accepted), yes)
    if as_json:
        show_json(comparison_to_json(table))
    elif form:
        print(TABLE_FORMS[form](table), end="")
    else:
        show_comparison(table)
