"""What is asked of the records and not of abstracts, and how many papers each name has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag.domain import Scope
from rag.store.papers import PaperStore
from rag.store.scope import scope_sql

Wish = Literal["papers", "authors", "year", "venue", "link", "topics", "abstract", "citations"]
"""What of the records is wished for."""
Order = Literal["", "newest", "oldest", "most"]
Per = Literal["", "year", "venue", "author"]


@dataclass(frozen=True, slots=True)
class RecordsRequest:
    """A question about the library itself; empty slots do not narrow what is asked.

    `paper` is how one paper is named, `by` an author, `topic` a subject. `count` asks how many,
    `per` for a count of each year, venue or author, `exists` whether there are any. `n` is how
    many were asked for, 0 where none was said; `place` is the first or last of authors.
    """

    wish: Wish
    paper: str = ""
    by: str = ""
    topic: str = ""
    count: bool = False
    exists: bool = False
    per: Per = ""
    order: Order = ""
    n: int = 0
    place: Literal["", "first", "last"] = ""


_COLUMNS = {
    "venue": ("papers p", "p.venue", "p.venue != ''"),
    "author": ("papers p, json_each(p.authors) a", "a.value", "1"),
    "year": ("papers p", "p.year", "p.year IS NOT NULL"),
}


def counts(store: PaperStore, of: str, scope: Scope = Scope()) -> list[tuple[str, int]]:
    """Each venue, author or year of the papers in `scope` with how many it has, most first."""
    table, column, known = _COLUMNS[of]
    where, values = scope_sql(scope)
    with store.database.translated():
        rows = store.database.connection.execute(
            f"SELECT {column} AS name, count(*) AS n FROM {table} WHERE {known} AND {where} "
            "GROUP BY 1 ORDER BY n DESC, name",
            values,
        ).fetchall()
    return [(str(row["name"]), int(row["n"])) for row in rows]
