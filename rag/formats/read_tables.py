"""CSV and TSV with a header line; a stray quote costs its own row, not the rows after it."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from rag.errors import shown
from rag.formats.record import Broken, Record
from rag.formats.sniff import delimiter_of

_FIELD_LIMIT = 10_000_000
_LONGEST_ROW = 400


def records(text: str) -> Iterator[Record | Broken]:
    """The rows under the header, by its names."""
    lines = text.split("\n")
    csv.field_size_limit(max(csv.field_size_limit(), _FIELD_LIMIT))
    at = next(number for number, line in enumerate(lines) if line.strip("\ufeff \t"))
    delimiter = delimiter_of(lines[at].strip("\ufeff"))
    header, used, _ = _row(lines, at, delimiter)
    names = [name.strip("\ufeff ") or f"column {n}" for n, name in enumerate(header, start=1)]
    at += used
    while at < len(lines):
        if not lines[at].strip(f"{delimiter} \t"):
            at += 1
            continue
        cells, used, why = _row(lines, at, delimiter)
        if not why and not _fits(cells, names):
            why = f"has {len(cells)} fields where the header names {len(names)}"
        if why and used > 1:
            used = 1
        if why:
            yield Broken(at + 1, shown(lines[at]), why)
        else:
            yield Record(at + 1, dict(zip(names, cells, strict=False)))
        at += used


def _fits(cells: list[str], names: list[str]) -> bool:
    return len(cells) == len(names) or (len(cells) > len(names) and not any(cells[len(names) :]))


def _row(lines: list[str], at: int, delimiter: str) -> tuple[list[str], int, str]:
    """The row that begins at `lines[at]`, the lines it takes, and why it is broken."""
    window = (f"{line}\n" for line in lines[at : at + _LONGEST_ROW])
    reader = csv.reader(window, delimiter=delimiter, strict=True, skipinitialspace=True)
    try:
        return next(reader), reader.line_num, ""
    except csv.Error as error:
        unclosed = "unexpected end" in str(error)
        why = "opens a quote and never closes it" if unclosed else f"is a broken row: {error}"
    # Tab-separated files often hold bare quotes.
    if delimiter == "\t":
        return lines[at].split("\t"), 1, ""
    return [], 1, why
