"""`footnote eval` and `bench`: how good and how fast, printed by a command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.options import Json

eval_app = typer.Typer(help="Measure on labelled data.", no_args_is_help=True)
Data = Annotated[Path, typer.Option("--data", help="Folder in BEIR layout.")]


def register(app: typer.Typer) -> None:
    app.add_typer(eval_app, name="eval")
    app.command("bench")(bench)


@eval_app.command("retrieval")
def retrieval(data: Data, as_json: Json = False) -> None:
    """Papers found for questions: nDCG@10, recall@5/10/20 and MRR."""
    from eval.retrieval import evaluate
    from ui.cli import show_json
    from ui.terminal import show_figures

    result = evaluate(data)
    if as_json:
        show_json(result)
    else:
        show_figures(result)


def bench(as_json: Json = False) -> None:
    """Encoding and question times on this machine."""
    from eval.speed import measure
    from ui.cli import show_json
    from ui.terminal import show_figures

    result = measure()
    if as_json:
        show_json(result)
    else:
        show_figures(result)
