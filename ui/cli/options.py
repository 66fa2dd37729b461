"""Options that several commands share, and what they mean to the rooms below."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.errors import UsageError, shown

if TYPE_CHECKING:
    from rag.domain import Scope
    from rag.engine.library import Desk

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
Home = Annotated[
    Path | None, typer.Option("--home", help="Folder of the library; else FOOTNOTE_HOME.")
]
Year = Annotated[str, typer.Option("--year", help="Years, as 2020, 2018-2021, 2020- or -2015.")]
Authors = Annotated[list[str] | None, typer.Option("--author", help="Only papers by this author.")]
Venues = Annotated[list[str] | None, typer.Option("--venue", help="Only papers of this venue.")]
Collections = Annotated[
    list[str] | None, typer.Option("--collection", help="Only papers of this collection.")
]
Papers = Annotated[list[str] | None, typer.Option("--paper", help="Only the paper with this id.")]
Yes = Annotated[bool, typer.Option("--yes", help="Accept what a paid step costs.")]

_YEARS = re.compile(r"(?P<low>\d{4})?(?P<dash>\s*[-–:]\s*)?(?P<high>\d{4})?")


def years_of(text: str) -> tuple[int | None, int | None]:
    """The first and last year of '2020', '2018-2021', '2020-' or '-2015'; raises UsageError."""
    match = _YEARS.fullmatch(text.strip())
    if match is None or not (match["low"] or match["high"]):
        raise UsageError(f"--year {shown(text)} is not a range; write 2018-2021, 2020- or 2020.")
    low = int(match["low"]) if match["low"] else None
    high = int(match["high"]) if match["high"] else None
    if not match["dash"]:
        high = low
    if low is not None and high is not None and low > high:
        raise UsageError(f"--year {shown(text)} runs backwards; write {high}-{low}.")
    return low, high


def scope_of(
    year: str,
    authors: list[str] | None,
    venues: list[str] | None,
    collections: list[str] | None,
    papers: list[str] | None,
) -> Scope:
    from rag.domain import Scope

    low, high = years_of(year) if year else (None, None)
    return Scope(
        low,
        high,
        tuple(authors or ()),
        tuple(venues or ()),
        tuple(collections or ()),
        tuple(papers or ()),
    )


def open_desk(home: Path | None, **overrides: object) -> Desk:
    """The library in `home`, with the settings of the environment."""
    from rag.engine.build import make_desk
    from rag.settings import load_settings

    return make_desk(load_settings(home=home, **overrides))
