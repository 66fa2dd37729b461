"""Rows of the library's tables, written from and read into the nouns."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from rag.domain import Paper, Passage


def paper_digest(paper: Paper) -> str:
    """Changes when anything shown of a paper does; collections are not part of it."""
    fields = [paper.title, paper.abstract, paper.authors, paper.year, paper.venue, paper.url]
    text = json.dumps([*fields, dict(paper.metadata)], sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def upsert_paper(connection: sqlite3.Connection, paper: Paper, digest: str, stamp: str) -> None:
    connection.execute(
        "INSERT INTO papers (paper_id, title, abstract, authors, year, venue, url, metadata, "
        "original, digest, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (paper_id) DO UPDATE SET title = excluded.title, "
        "abstract = excluded.abstract, authors = excluded.authors, year = excluded.year, "
        "venue = excluded.venue, url = excluded.url, metadata = excluded.metadata, "
        "original = excluded.original, digest = excluded.digest, added_at = excluded.added_at",
        (
            paper.paper_id,
            paper.title,
            paper.abstract,
            json.dumps(paper.authors, ensure_ascii=False),
            paper.year,
            paper.venue,
            paper.url,
            json.dumps(dict(paper.metadata), ensure_ascii=False, default=str),
            json.dumps(dict(paper.original), ensure_ascii=False, default=str),
            digest,
            stamp,
        ),
    )


def replace_passages(
    connection: sqlite3.Connection,
    paper_id: str,
    passages: Sequence[Passage],
    kept: Collection[str],
) -> None:
    old = connection.execute("SELECT passage_id FROM passages WHERE paper_id = ?", (paper_id,))
    gone = [(row["passage_id"],) for row in old if row["passage_id"] not in kept]
    connection.executemany("DELETE FROM vectors WHERE passage_id = ?", gone)
    connection.executemany("DELETE FROM passages WHERE passage_id = ?", gone)
    connection.executemany(
        'INSERT OR REPLACE INTO passages (passage_id, paper_id, start, "end", sentences) '
        "VALUES (?, ?, ?, ?, ?)",
        [(p.passage_id, p.paper_id, p.start, p.end, json.dumps(p.sentences)) for p in passages],
    )


def paper_from_row(row: sqlite3.Row) -> Paper:
    return Paper(
        paper_id=row["paper_id"],
        title=row["title"],
        abstract=row["abstract"],
        authors=tuple(json.loads(row["authors"])),
        year=row["year"],
        venue=row["venue"],
        url=row["url"],
        collections=tuple(sorted(json.loads(row["collections"]))),
        metadata=json.loads(row["metadata"]),
        original=json.loads(row["original"]),
    )


def passage_from_row(row: sqlite3.Row) -> Passage:
    return Passage(
        passage_id=row["passage_id"],
        paper_id=row["paper_id"],
        title=row["title"],
        text=row["abstract"][row["start"] : row["end"]],
        start=row["start"],
        end=row["end"],
        sentences=tuple((start, end) for start, end in json.loads(row["sentences"])),
    )


def vector_from_blob(blob: bytes) -> NDArray[np.float32]:
    return np.frombuffer(blob, dtype=np.float16).astype(np.float32)


def marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
