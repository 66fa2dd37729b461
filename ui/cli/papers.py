"""`footnote add` and `footnote papers`: what is in the library."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.domain import Scope
from rag.errors import InputUnusable
from rag.serialize import paper_to_json
from ui.cli.options import Home, Json, Yes, filtered
from ui.cli.output import opened, show_json
from ui.cli.terminal import confirmed, progress_bar, show_papers
from ui.cli.terminal import show_paper as show

if TYPE_CHECKING:
    from rag.engine.library import Library
    from rag.formats.read import Reading
    from rag.retrieval.ingest import Added

papers_app = typer.Typer(help="List, show, remove or export papers.", no_args_is_help=True)
_SHOWN_REJECTS = 20


def register(app: typer.Typer) -> None:
    app.command("add")(add)
    app.add_typer(papers_app, name="papers")
    papers_app.command("list")(filtered(list_papers))
    papers_app.command("show")(show_paper)
    papers_app.command("remove")(remove_papers)
    papers_app.command("export")(filtered(export_papers))


def add(
    paths: Annotated[list[str], typer.Argument(help="Listings of papers; - reads stdin.")],
    collection: Annotated[str, typer.Option(help="Put the papers into this collection.")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="One bad record: add none.")] = False,
    yes: Yes = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Add BibTeX, RIS, CSV, TSV, JSON, JSONL, or a page copied from Hugging Face Papers."""
    from rag.settings import load_settings

    limit = load_settings(home=home).file_limit
    readings = [_read(path, limit) for path in paths]
    rejected = [reject for reading in readings for reject in reading.rejected]
    if rejected and (strict or not any(reading.papers for reading in readings)):
        first = rejected[0]
        raise InputUnusable(
            f"{first.where}: {first.what}: {first.why}; nothing was added"
            f"{f' ({len(rejected)} records are bad)' if len(rejected) > 1 else ''}."
        )
    library = opened(home)
    counts = {"added": 0, "updated": 0, "unchanged": 0}
    for reading in readings:
        report = _add(library, reading, collection, yes)
        for name in counts:
            counts[name] += getattr(report, name)
    result = {
        "read": sum(counts.values()) + len(rejected),
        **counts,
        "rejected": [{"where": r.where, "what": r.what, "why": r.why} for r in rejected],
        "papers": library.count(),
    }
    _report(result, as_json)
    if rejected:
        raise typer.Exit(3)


def _read(path: str, limit: int) -> Reading:
    from rag.formats.read import read_bytes, read_papers

    if path == "-":
        return read_bytes(sys.stdin.buffer.read(limit + 1), "stdin", limit)
    return read_papers(Path(path), limit)


def _add(library: Library, reading: Reading, collection: str, yes: bool) -> Added:
    def work(accept_cost: bool) -> Added:
        with progress_bar("papers") as progress:
            return library.add(reading, collection, accept_cost, progress)

    return confirmed(work, yes)


def _report(result: dict[str, Any], as_json: bool) -> None:
    if as_json:
        show_json(result)
    rejected = result["rejected"]
    for reject in rejected[:_SHOWN_REJECTS]:
        print(f"{reject['where']}: {reject['what']}: {reject['why']}", file=sys.stderr)
    if len(rejected) > _SHOWN_REJECTS:
        print(f"… and {len(rejected) - _SHOWN_REJECTS} more; --json lists all.", file=sys.stderr)
    if not as_json:
        print(
            f"read {result['read']} = added {result['added']} + updated {result['updated']} + "
            f"unchanged {result['unchanged']} + rejected {len(rejected)}; "
            f"the library holds {result['papers']} papers."
        )


def list_papers(
    scope: Scope,
    limit: Annotated[int, typer.Option(help="Most papers listed.")] = 50,
    offset: Annotated[int, typer.Option(help="Papers passed over first.")] = 0,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """List papers, oldest additions first."""
    library = opened(home)
    papers, total = library.papers(scope, limit, offset), library.count(scope)
    if as_json:
        fields = [{k: v for k, v in paper_to_json(p).items() if k != "abstract"} for p in papers]
        show_json({"papers": fields, "of": total})
    else:
        show_papers(papers, total)


def show_paper(
    paper_id: Annotated[str, typer.Argument(help="Id of the paper, or its beginning.")],
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Show one paper whole."""
    paper = opened(home).paper(paper_id)
    if as_json:
        show_json(paper_to_json(paper))
    else:
        show(paper)


def remove_papers(
    paper_ids: Annotated[list[str], typer.Argument(help="Ids of the papers to forget.")],
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Forget papers; conversations that cite them keep their quotes."""
    library = opened(home)
    removed, left = library.remove(paper_ids), library.count()
    if as_json:
        show_json({"removed": removed, "papers": left})
    else:
        print(f"removed {removed}; the library holds {left} papers.")


def export_papers(
    scope: Scope,
    form: Annotated[str, typer.Option("--format", help="bibtex, jsonl or csv.")] = "bibtex",
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Write papers to stdout, in a form that `footnote add` reads again."""
    library = opened(home)
    text = library.export(form, scope)
    if as_json:
        show_json({"format": form, "papers": library.count(scope), "text": text})
    else:
        sys.stdout.write(text)
