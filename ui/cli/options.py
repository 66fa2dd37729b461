"""Options that several commands share, each declared once, and what they mean below."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from rag.domain import Scope
from rag.errors import UsageError, shown

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
Home = Annotated[
    Path | None, typer.Option("--home", help="Folder of the library; else FOOTNOTE_HOME.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Accept what a paid step costs.")]
NoLLM = Annotated[bool, typer.Option("--no-llm", help="The papers' own sentences, no model.")]
Count = Annotated[int | None, typer.Option("--k", min=1, max=100, help="Papers read.")]

_NAMES = list[str] | None


def _only(option: str, which: str) -> Any:  # noqa: ANN401
    return Annotated[_NAMES, typer.Option(option, help=f"Only {which}.")]


FILTERS: dict[str, tuple[Any, Any]] = {
    "year": (
        Annotated[str, typer.Option("--year", help="Years, as 2020, 2018-2021, 2020- or -2015.")],
        "",
    ),
    "author": (_only("--author", "papers by this author"), None),
    "venue": (_only("--venue", "papers of this venue"), None),
    "collection": (_only("--collection", "papers of this collection"), None),
    "paper": (_only("--paper", "the paper with this id"), None),
}
"""Option -> its declaration and its default."""
_YEARS = re.compile(r"(?P<low>\d{4})?(?P<dash>\s*[-–:]\s*)?(?P<high>\d{4})?")


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that filter papers; it gets the Scope they mean as `scope`."""

    def run(**given: Any) -> None:  # noqa: ANN401
        chosen = {name: given.pop(name) for name in FILTERS}
        command(**given, scope=scope_of(**chosen))

    parameters = list(_parameters(command))
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return run


def _parameters(command: Callable[..., None]) -> Iterator[inspect.Parameter]:
    """The command's own, with the filters in the place of `scope`; Typer reads them."""
    own = inspect.signature(command, eval_str=True).parameters
    for name, parameter in own.items():
        if name != "scope":
            yield parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
            continue
        for option, (declared, default) in FILTERS.items():
            kind = inspect.Parameter.KEYWORD_ONLY
            yield inspect.Parameter(option, kind, default=default, annotation=declared)


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
    year: str = "",
    author: list[str] | None = None,
    venue: list[str] | None = None,
    collection: list[str] | None = None,
    paper: list[str] | None = None,
) -> Scope:
    low, high = years_of(year) if year else (None, None)
    names = (tuple(given or ()) for given in (author, venue, collection, paper))
    return Scope(low, high, *names)
