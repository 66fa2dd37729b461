"""`footnote compare`: papers side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rag.errors import UsageError, shown
from ui.cli.options import Home, Json, Yes, open_desk

if TYPE_CHECKING:
    from rag.domain import Comparison

FORMS = ("markdown", "csv", "latex")


def register(app: typer.Typer) -> None:
    app.command("compare")(compare)


def compare(
    papers: Annotated[list[str], typer.Argument(help="Two or more papers, by id or by title.")],
    on: Annotated[
        list[str] | None, typer.Option("--on", help="Aspects; else problem, method, data, …")
    ] = None,
    form: Annotated[str, typer.Option("--format", help="markdown, csv or latex.")] = "",
    no_llm: Annotated[bool, typer.Option("--no-llm", help="Quotes only.")] = False,
    yes: Yes = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Compare papers: each cell is a verified quote, or "not stated"."""
    from rag.understand.requests import resolve
    from ui.cli.ask import ready
    from ui.cli.main import show_json
    from ui.cli.terminal import confirmed, show_comparison

    if form and form not in FORMS:
        raise UsageError(f"--format {shown(form)} is not known; use {', '.join(FORMS)}.")
    desk = open_desk(home)
    ready(desk, yes)
    ids = resolve(papers, desk.store, desk.search)
    aspects = [part for each in on or [] for part in each.split(",")]

    def work(accept_cost: bool) -> Comparison:
        return desk.compare(ids, aspects, use_llm=not no_llm, accept_cost=accept_cost)

    table = confirmed(work, yes)
    if as_json:
        show_json(comparison_to_json(table))
    elif form:
        print(exported(table, form), end="")
    else:
        show_comparison(table)


def exported(table: Comparison, form: str) -> str:
    from rag.formats import write_table as table_export

    writers = {
        "markdown": table_export.comparison_to_markdown,
        "csv": table_export.comparison_to_csv,
        "latex": table_export.comparison_to_latex,
    }
    return writers[form](table)


def comparison_to_json(table: Comparison) -> dict[str, object]:
    """Rows of papers; a cell that says nothing is null."""
    return {
        "aspects": list(table.aspects),
        "papers": [
            {
                "paper_id": paper.paper_id,
                "title": paper.title,
                "cells": {aspect: _cell(table, paper.paper_id, aspect) for aspect in table.aspects},
            }
            for paper in table.papers
        ],
    }


def _cell(table: Comparison, paper_id: str, aspect: str) -> dict[str, object] | None:
    cell = table.cells[paper_id, aspect]
    if cell.quote is None:
        return None
    quote = cell.quote
    return {
        "text": cell.text,
        "quote": quote.text,
        "start": quote.start,
        "end": quote.end,
        "status": cell.status,
    }
