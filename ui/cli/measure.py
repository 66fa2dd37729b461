"""`footnote eval` and `bench`: how good and how fast, printed by a command."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.errors import UsageError
from ui.cli.options import Json, NoLLM, Yes
from ui.cli.output import show_json

if TYPE_CHECKING:
    from eval.report.tables import Table

eval_app = typer.Typer(help="Measure on labelled data or on your own papers.", no_args_is_help=True)
Data = Annotated[Path | None, typer.Option("--data", help="Folder in BEIR layout, or SciFact's.")]
OfLibrary = Annotated[
    bool, typer.Option("--library", help="Ask about the papers of your own library.")
]
Report = Annotated[
    Path | None,
    typer.Option("--report", help="Write report.html, report.md and run.json to this folder."),
]
Kept = Annotated[
    Path | None,
    typer.Option("--home", help="Library that keeps the papers of --data for the next run."),
]
Either = Annotated[
    Path | None,
    typer.Option(
        "--home",
        help="Your library for --library, else FOOTNOTE_HOME; with --data, one of its own that "
        "keeps its papers for the next run.",
    ),
]
ChromaModel = Annotated[
    Path | None,
    typer.Option("--fp32", help="Chroma's model file, as eval/training/export_encoder.py makes."),
]
Limit = Annotated[int, typer.Option("--limit", min=1, help="Most questions asked.")]


def register(app: typer.Typer) -> None:
    app.add_typer(eval_app, name="eval")
    app.command("bench")(bench)


@eval_app.command("retrieval")
def retrieval(
    data: Data = None,
    library: OfLibrary = False,
    no_llm: NoLLM = False,
    limit: Limit = 200,
    yes: Yes = False,
    report: Report = None,
    as_json: Json = False,
    home: Either = None,
) -> None:
    """Papers found for questions: nDCG@10, recall@5/10/20, MRR and MAP, beside the baselines.

    With --library, the questions are made from your own papers: by rules, and by the chat model
    too where one is set.
    """
    if _of_library(data, library):
        from eval.measure.library_questions import evaluate

        run = evaluate(home, use_llm=not no_llm, limit=limit, accept_cost=yes)
    else:
        run = _on_data("retrieval", data, home)
    _show(run, report, as_json)


@eval_app.command("citations")
def citations(
    data: Data = None, report: Report = None, as_json: Json = False, home: Kept = None
) -> None:
    """Sentences cited against those that experts marked: precision, recall and F1."""
    _show(_on_data("citations", data, home), report, as_json)


@eval_app.command("abstention")
def abstention(
    data: Data = None, report: Report = None, as_json: Json = False, home: Kept = None
) -> None:
    """Refusals against questions that have no answer: AUROC, F1 and calibration."""
    _show(_on_data("abstention", data, home), report, as_json)


@eval_app.command("stance")
def stance(data: Data = None, report: Report = None, as_json: Json = False) -> None:
    """Supporting and contradicting sentences against experts' labels."""
    _show(_on_data("stance", data), report, as_json)


@eval_app.command("roles")
def roles(
    data: Annotated[Path, typer.Option("--data", help="Folder of CSAbstruct.")],
    report: Report = None,
    as_json: Json = False,
) -> None:
    """What each sentence of an abstract does, against annotators."""
    _show(_on_data("roles", data), report, as_json)


@eval_app.command("answers")
def answers(
    data: Data = None,
    library: OfLibrary = False,
    no_llm: NoLLM = False,
    limit: Limit = 50,
    yes: Yes = False,
    report: Report = None,
    as_json: Json = False,
    home: Either = None,
) -> None:
    """Whole answers: ALCE citation recall and precision, and what a judging model says of them."""
    from eval.measure.answers import evaluate

    folder = None if _of_library(data, library) else data
    run = evaluate(folder, home, use_llm=not no_llm, limit=limit, accept_cost=yes)
    _show(run, report, as_json)


@eval_app.command("speed")
def speed(
    data: Data = None, fp32: ChromaModel = None, as_json: Json = False, report: Report = None
) -> None:
    """Encoding and question times on this machine, beside Chroma's own encoder."""
    from eval.measure.speed import measure

    _show(measure(data, fp32), report, as_json)


@eval_app.command("diff")
def diff(
    before: Annotated[Path, typer.Argument(help="Folder of a report, or its run.json.")],
    after: Annotated[Path, typer.Argument(help="The later one.")],
    metric: Annotated[str, typer.Option("--metric", help="Cases are compared by this.")] = "",
    as_json: Json = False,
) -> None:
    """Compare two reports: what changed, by how much, and which cases did it."""
    from eval.report.diff import compare
    from eval.report.run import load
    from eval.report.tables import diff_tables

    found = compare(load(before), load(after), metric)
    if as_json:
        show_json(found)
    else:
        _print(diff_tables(found))


@eval_app.command("gate")
def gate(
    data: Data = None,
    update: Annotated[
        bool, typer.Option("--update", help="Take today's figures as the new baseline.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Compare a fixed slice of SciFact with eval/baseline.json; exit code 4 where it got worse.

    A drop of more than 0.005 nDCG@10 or 0.01 sentence F1 fails and lists the cases that changed.
    """
    from eval.measure.gate import FAILED, judge, update_baseline
    from eval.report.tables import gate_tables

    folder = _needed(data)
    found = update_baseline(folder) if update else judge(folder)
    if as_json:
        show_json(found)
    else:
        _print(gate_tables(found))
    if not found.get("passed", True):
        names = ", ".join(found["changed"])
        print(f"footnote: {names} fell below the baseline; see the cases.", file=sys.stderr)
        raise typer.Exit(FAILED)


def bench(data: Data = None, fp32: ChromaModel = None, as_json: Json = False) -> None:
    """Encoding and question times on this machine."""
    speed(data, fp32, as_json)


def _of_library(data: Path | None, library: bool) -> bool:
    if library == (data is not None):
        raise UsageError("Say what to measure on: --data DIR, or --library for your own papers.")
    return library


def _needed(data: Path | None) -> Path:
    if data is None:
        raise UsageError("Say what to measure on with --data DIR, a folder in SciFact's layout.")
    return data


def _on_data(kind: str, data: Path | None, home: Path | None = None) -> dict[str, Any]:
    from eval.measure.on_data import on_data

    return on_data(kind, _needed(data), home)


def _show(run: Mapping[str, Any], report: Path | None, as_json: bool) -> None:
    from eval.measure.on_data import brief
    from eval.report.page import page_of, write

    if as_json:
        show_json(brief(run))
    else:
        page = page_of(run)
        _print([*page.tables, *page.after])
    if report is not None:
        for file in write(run, report):
            print(f"wrote {file}", file=sys.stderr)


def _print(tables: list[Table]) -> None:
    from rich.table import Table as Grid
    from rich.text import Text

    from ui.cli.terminal import clean, console

    out = console()
    for table in tables:
        out.print(Text(clean(table.title), style="bold"))
        grid = Grid(box=None, pad_edge=False)
        for place, column in enumerate(table.columns):
            grid.add_column(column, overflow="fold", no_wrap=place == 0)
        for row in table.rows:
            grid.add_row(*(Text(clean(cell)) for cell in row))
        out.print(grid)
        out.print()
