"""Listings of papers: bytes in, Papers out, every bad record named by its line.

The format is known by the content; each has one module, imported when it is met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from rag.domain import Paper
from rag.errors import AccessDenied, InputMissing, InputUnusable, StorageError, shown
from rag.formats.record import READ, Broken, Reading, Record, Rejected, paper_from_record, title_id
from rag.formats.sniff import decoded, format_of

__all__ = ["Reading", "Rejected", "read_bytes", "read_papers"]

_MODULES = {
    "json": "rag.formats.read_json",
    "bibtex": "rag.formats.read_bibtex",
    "ris": "rag.formats.read_ris",
    "table": "rag.formats.read_tables",
    "page": "rag.formats.read_hf_page",
}
_KNOWN = f"{', '.join(READ)} or a page copied from Hugging Face Papers"


def read_papers(path: Path, limit: int) -> Reading:
    """The papers of the listing at `path`, which may have `limit` bytes.

    Raises InputMissing, InputUnusable, AccessDenied or StorageError.
    """
    name = _printable(str(path))
    try:
        if path.is_dir():
            raise InputMissing(f"{name} is a folder; name the files in it.")
        if not path.exists():
            raise InputMissing(f"There is no file {name}; check the path.")
        if not path.is_file():
            raise InputMissing(f"{name} is not a regular file; save the listing to a file first.")
        _check_size(path.stat().st_size, limit, name)
        data = path.read_bytes()
    except PermissionError:
        raise AccessDenied(f"You may not read {name}; change its rights or copy it.") from None
    except OSError as error:
        reason = error.strerror or "an input error"
        raise StorageError(f"Reading {name} failed: {reason}; check the disk and path.") from None
    return read_bytes(data, str(path), limit)


def read_bytes(data: bytes, name: str, limit: int) -> Reading:
    """The papers in `data`; `name` stands for the file in messages. Raises InputUnusable."""
    name = _printable(name)
    _check_size(len(data), limit, name)
    text = decoded(data, name)
    found = format_of(text, name)
    records: Callable[[str], Iterator[Record | Broken]] = import_module(_MODULES[found]).records
    reading = _gathered(records(text), name, found)
    if not reading.papers and reading.rejected:
        raise InputUnusable(_nothing_left(reading, name))
    if not reading.papers:
        raise InputUnusable(f"{name} holds no papers that footnote can see; it reads {_KNOWN}.")
    return reading


def _check_size(size: int, limit: int, name: str) -> None:
    if size > limit:
        raise InputUnusable(
            f"{name} has {size:,} bytes, more than the {limit:,} allowed;"
            " split it or raise FOOTNOTE_FILE_LIMIT."
        )


def _nothing_left(reading: Reading, name: str) -> str:
    first, more = reading.rejected[0], len(reading.rejected) - 1
    others = f" (and {more:,} more)" if more else ""
    return (
        f"No paper could be read from {name}: {first.what} at {first.where}{others} is out, as it"
        f" {first.why}; mend the file and add it again."
    )


def _printable(name: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in name)[:300]


def _gathered(found: Iterator[Record | Broken], name: str, kind: str) -> Reading:
    papers: dict[str, tuple[Paper, int]] = {}
    rejected: list[tuple[int, Rejected]] = []

    def reject(line: int, what: str, why: str) -> None:
        rejected.append((line, Rejected(f"{name}:{line}", what, why)))

    for item in found:
        if isinstance(item, Broken):
            reject(item.line, item.what, item.why)
            continue
        paper = paper_from_record(item)
        if isinstance(paper, str):
            reject(item.line, shown(_cut(item)), paper)
            continue
        earlier = papers.get(paper.paper_id)
        if earlier and _other_paper(earlier[0], paper):
            # An id given to two papers names neither: "paper125" of two proceedings.
            paper = replace(paper, paper_id=title_id(paper.title))
            earlier = papers.get(paper.paper_id)
        if earlier and earlier[0].abstract == paper.abstract and earlier[0].title == paper.title:
            reject(item.line, shown(paper.title), f"duplicate of {name}:{earlier[1]}")
            continue
        if earlier:
            why = f"replaced by {name}:{item.line}, which has the same id"
            reject(earlier[1], shown(earlier[0].title), why)
        papers[paper.paper_id] = paper, item.line
    ordered = tuple(entry for _, entry in sorted(rejected, key=lambda pair: pair[0]))
    return Reading(tuple(paper for paper, _ in papers.values()), ordered, kind)


def _other_paper(first: Paper, second: Paper) -> bool:
    return title_id(first.title) != title_id(second.title) and bool(first.title and second.title)


def _cut(record: Record) -> str:
    title = record.fields.get("title")
    return title if isinstance(title, str) and title else str(list(record.fields)[:5])
