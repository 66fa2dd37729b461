"""The one truth: papers, passages with sentence spans, vectors and the keyword index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.domain import Paper, Passage, Scope
from rag.errors import InputMissing, UsageError, shown
from rag.ports import Vectors
from rag.store.batches import batched
from rag.store.database import Database
from rag.store.rows import (
    marks,
    paper_digest,
    paper_from_row,
    passage_from_row,
    replace_passages,
    upsert_paper,
    vector_from_blob,
)
from rag.store.scope import scope_sql

_PARAMETERS = 30_000  # SQLite takes 32,766 in one statement
_NAMED = 3  # ids that a message lists


class PaperStore:
    """Papers and everything derived from them; safe to share between threads."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.database = Database(home)

    def close(self) -> None:
        self.database.close()

    def digests(self, paper_ids: Sequence[str]) -> dict[str, str]:
        """Paper id -> digest, for those among `paper_ids` that are stored."""
        found: dict[str, str] = {}
        for ids in batched(paper_ids, _PARAMETERS):
            rows = self._rows(
                f"SELECT paper_id, digest FROM papers WHERE paper_id IN ({marks(ids)})", *ids
            )
            found.update((row["paper_id"], row["digest"]) for row in rows)
        return found

    def put(self, paper: Paper, passages: Sequence[Passage]) -> None:
        """Store or replace a paper with its passages; vectors of passages it keeps stay."""
        stamp = datetime.now(UTC).isoformat(timespec="seconds")
        with self.database.writing() as connection:
            upsert_paper(connection, paper, paper_digest(paper), stamp)
            kept = {passage.passage_id for passage in passages}
            replace_passages(connection, paper.paper_id, passages, kept)
            connection.execute("UPDATE counters SET value = value + 1 WHERE name = 'changes'")

    def remove(self, paper_ids: Sequence[str]) -> int:
        """Forget papers, their passages and vectors; returns how many were there."""
        removed = 0
        with self.database.writing() as connection:
            for paper_id in paper_ids:
                replace_passages(connection, paper_id, (), set())
                removed += connection.execute(
                    "DELETE FROM papers WHERE paper_id = ?", (paper_id,)
                ).rowcount
            if removed:
                connection.execute("UPDATE counters SET value = value + 1 WHERE name = 'changes'")
        return removed

    def paper(self, paper_id: str) -> Paper:
        """One paper; raises InputMissing where the library has no such id."""
        found = self.papers_by_id([paper_id])
        if paper_id not in found:
            raise InputMissing(
                f"No paper {shown(paper_id)} in the library; `footnote papers list` shows the ids."
            )
        return found[paper_id]

    def paper_named(self, beginning: str) -> Paper:
        """The paper with this id, or the one whose id begins so.

        Raises InputMissing where there is none, UsageError where several begin so.
        """
        if not beginning or beginning in self.papers_by_id([beginning]):
            return self.paper(beginning)
        rows = self._rows(
            "SELECT paper_id FROM papers WHERE substr(paper_id, 1, ?) = ? ORDER BY row LIMIT ?",
            len(beginning),
            beginning,
            _NAMED + 1,
        )
        ids = [row["paper_id"] for row in rows]
        if len(ids) > 1:
            some = ", ".join(ids[:_NAMED]) + (", …" if len(ids) > _NAMED else "")
            raise UsageError(
                f"The ids of several papers begin with {shown(beginning)}: {some}; give more of it."
            )
        return self.paper(ids[0] if ids else beginning)

    def papers_by_id(self, paper_ids: Sequence[str]) -> dict[str, Paper]:
        """The papers among `paper_ids` that the library has."""
        found: dict[str, Paper] = {}
        for ids in batched(paper_ids, _PARAMETERS):
            rows = self._rows(
                "SELECT p.*, (SELECT json_group_array(name) FROM collections c "
                "WHERE c.paper_id = p.paper_id) AS collections "
                f"FROM papers p WHERE p.paper_id IN ({marks(ids)})",
                *ids,
            )
            found.update((row["paper_id"], paper_from_row(row)) for row in rows)
        return found

    def papers(self, scope: Scope = Scope(), limit: int = -1, offset: int = 0) -> list[Paper]:
        """Papers within `scope`, newest additions last."""
        where, values = scope_sql(scope)
        rows = self._rows(
            f"SELECT p.paper_id FROM papers p WHERE {where} ORDER BY p.row LIMIT ? OFFSET ?",
            *values,
            limit,
            offset,
        )
        ids = [row["paper_id"] for row in rows]
        found = self.papers_by_id(ids)
        return [found[paper_id] for paper_id in ids]

    def ids(self, scope: Scope = Scope()) -> list[str]:
        where, values = scope_sql(scope)
        rows = self._rows(f"SELECT p.paper_id FROM papers p WHERE {where}", *values)
        return [row["paper_id"] for row in rows]

    def outline(self) -> list[tuple[str, str, int | None]]:
        """Id, title and year of every paper, without the cost of whole ones."""
        rows = self._rows("SELECT paper_id, title, year FROM papers ORDER BY row")
        return [(row["paper_id"], row["title"], row["year"]) for row in rows]

    def count(self, scope: Scope = Scope()) -> int:
        where, values = scope_sql(scope)
        row = self._row(f"SELECT count(*) AS n FROM papers p WHERE {where}", *values)
        return int(row["n"]) if row else 0

    def added_since(self, stamp: str) -> list[str]:
        """Ids of papers first stored, or changed, at or after an ISO time in UTC."""
        rows = self._rows("SELECT paper_id FROM papers WHERE added_at >= ? ORDER BY row", stamp)
        return [row["paper_id"] for row in rows]

    def facets(self) -> dict[str, Any]:
        """What can be filtered on: year range, and names with counts, most frequent first."""
        years = self._row("SELECT min(year) AS low, max(year) AS high FROM papers")
        named = {
            "venues": "SELECT venue AS name FROM papers WHERE venue != ''",
            "authors": "SELECT value AS name FROM papers, json_each(authors)",
            "collections": "SELECT name FROM collections",
        }
        facets: dict[str, Any] = {
            key: [
                (row["name"], row["n"])
                for row in self._rows(
                    f"SELECT name, count(*) AS n FROM ({sql}) GROUP BY 1 ORDER BY n DESC LIMIT 500"
                )
            ]
            for key, sql in named.items()
        }
        facets["years"] = (years["low"], years["high"]) if years else (None, None)
        return facets

    def set_collection(self, paper_ids: Sequence[str], name: str, member: bool) -> None:
        """Put papers into a named collection, or take them out of it."""
        sql = (
            "INSERT OR IGNORE INTO collections (paper_id, name) VALUES (?, ?)"
            if member
            else "DELETE FROM collections WHERE paper_id = ? AND name = ?"
        )
        with self.database.writing() as connection:
            connection.executemany(sql, [(paper_id, name) for paper_id in paper_ids])

    def passages(self, passage_ids: Sequence[str]) -> dict[str, Passage]:
        return {
            passage.passage_id: passage for passage in self._passages("passage_id", passage_ids)
        }

    def passages_of(self, paper_ids: Sequence[str]) -> list[Passage]:
        return list(self._passages("paper_id", paper_ids))

    def _passages(self, column: str, ids: Sequence[str]) -> Iterator[Passage]:
        for some in batched(ids, _PARAMETERS):
            for row in self._rows(
                "SELECT s.*, p.title, p.abstract FROM passages s JOIN papers p USING (paper_id) "
                f"WHERE s.{column} IN ({marks(some)}) ORDER BY s.paper_id, s.start",
                *some,
            ):
                yield passage_from_row(row)

    def without_vectors(self, encoder: str) -> list[str]:
        """Passage ids that the encoder with this fingerprint has not embedded yet."""
        rows = self._rows(
            "SELECT passage_id FROM passages s WHERE NOT EXISTS (SELECT 1 FROM vectors v "
            "WHERE v.encoder = ? AND v.passage_id = s.passage_id)",
            encoder,
        )
        return [row["passage_id"] for row in rows]

    def put_vectors(self, encoder: str, passage_ids: Sequence[str], vectors: Vectors) -> None:
        """Keep vectors, shape (passages, dimensions), as float16: cosine moves by < 0.001."""
        blobs = [row.astype(np.float16).tobytes() for row in vectors]
        with self.database.writing() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO vectors (passage_id, encoder, vector) VALUES (?, ?, ?)",
                [(i, encoder, b) for i, b in zip(passage_ids, blobs, strict=True)],
            )
            connection.execute("UPDATE counters SET value = value + 1 WHERE name = 'changes'")

    def vectors(self, encoder: str, passage_ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        found: dict[str, NDArray[np.float32]] = {}
        for ids in batched(passage_ids, _PARAMETERS - 1):
            rows = self._rows(
                "SELECT passage_id, vector FROM vectors "
                f"WHERE encoder = ? AND passage_id IN ({marks(ids)})",
                encoder,
                *ids,
            )
            found.update((r["passage_id"], vector_from_blob(r["vector"])) for r in rows)
        return found

    def paper_vectors(
        self, encoder: str, paper_ids: Sequence[str]
    ) -> dict[str, NDArray[np.float32]]:
        """Paper id -> mean of its passages' vectors, for those that are embedded."""
        owners = self.passage_ids_of(paper_ids)
        rows: dict[str, list[NDArray[np.float32]]] = {}
        for passage_id, vector in self.vectors(encoder, list(owners)).items():
            rows.setdefault(owners[passage_id], []).append(vector)
        return {paper_id: np.mean(found, axis=0) for paper_id, found in rows.items()}

    def embedded_ids(self, encoder: str) -> list[str]:
        """Passage ids that have a vector of this encoder."""
        rows = self._rows(
            "SELECT passage_id FROM vectors WHERE encoder = ? ORDER BY passage_id", encoder
        )
        return [row["passage_id"] for row in rows]

    def passage_ids_of(self, paper_ids: Sequence[str]) -> dict[str, str]:
        """Passage id -> paper id."""
        return self._owners("paper_id", paper_ids)

    def papers_of(self, passage_ids: Sequence[str]) -> dict[str, str]:
        """Passage id -> paper id, for those the library still has."""
        return self._owners("passage_id", passage_ids)

    def _owners(self, column: str, ids: Sequence[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for some in batched(ids, _PARAMETERS):
            rows = self._rows(
                f"SELECT passage_id, paper_id FROM passages WHERE {column} IN ({marks(some)})",
                *some,
            )
            found.update((row["passage_id"], row["paper_id"]) for row in rows)
        return found

    def keyword_scores(
        self, words: Sequence[str], k: int, title_weight: float = 2.0, scope: Scope = Scope()
    ) -> dict[str, float]:
        """BM25 of the best `k` papers holding any of `words`; higher is better."""
        if not words:
            return {}
        query = " OR ".join('"' + word.replace('"', '""') + '"' for word in words)
        where, values = scope_sql(scope)
        rows = self._rows(
            "SELECT p.paper_id, k.score FROM (SELECT rowid, bm25(keywords, ?, 1.0) AS score "
            "FROM keywords WHERE keywords MATCH ?) k JOIN papers p ON p.row = k.rowid "
            f"WHERE {where} ORDER BY k.score LIMIT ?",
            title_weight,
            query,
            *values,
            k,
        )
        return {row["paper_id"]: -float(row["score"]) for row in rows}

    @property
    def changes(self) -> int:
        """Grows with every change to passages or vectors; an index at this count is up to date."""
        row = self._row("SELECT value FROM counters WHERE name = 'changes'")
        return int(row["value"]) if row else 0

    def _rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        with self.database.translated():
            return self.database.connection.execute(sql, values).fetchall()

    def _row(self, sql: str, *values: object) -> sqlite3.Row | None:
        rows = self._rows(sql, *values)
        return rows[0] if rows else None
