"""One SQLite file: opened, migrated, one connection a thread, its errors translated here."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.errors import (
    AccessDenied,
    CannotCreate,
    ConfigurationError,
    FootnoteError,
    StorageError,
    TryLater,
    disk_full,
)

SCHEMA_VERSION = 1

SCHEMA = """
CREATE TABLE papers (
  row INTEGER PRIMARY KEY,
  paper_id TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  abstract TEXT NOT NULL,
  authors TEXT NOT NULL,
  year INTEGER,
  venue TEXT NOT NULL,
  url TEXT NOT NULL,
  metadata TEXT NOT NULL,
  original TEXT NOT NULL,
  digest TEXT NOT NULL,
  added_at TEXT NOT NULL
);
CREATE INDEX papers_year ON papers(year);
CREATE INDEX papers_venue ON papers(venue);
CREATE TABLE collections (
  paper_id TEXT NOT NULL REFERENCES papers(paper_id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  PRIMARY KEY (name, paper_id)
) WITHOUT ROWID;
CREATE INDEX collections_paper ON collections(paper_id);
CREATE TABLE passages (
  passage_id TEXT PRIMARY KEY,
  paper_id TEXT NOT NULL REFERENCES papers(paper_id) ON DELETE CASCADE,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  sentences TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX passages_paper ON passages(paper_id);
CREATE TABLE vectors (
  passage_id TEXT NOT NULL,
  encoder TEXT NOT NULL,
  vector BLOB NOT NULL,
  PRIMARY KEY (encoder, passage_id)
);
CREATE VIRTUAL TABLE keywords USING fts5(
  title, abstract, content='papers', content_rowid='row',
  tokenize='porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER papers_added AFTER INSERT ON papers BEGIN
  INSERT INTO keywords(rowid, title, abstract) VALUES (new.row, new.title, new.abstract);
END;
CREATE TRIGGER papers_removed AFTER DELETE ON papers BEGIN
  INSERT INTO keywords(keywords, rowid, title, abstract)
  VALUES ('delete', old.row, old.title, old.abstract);
END;
CREATE TRIGGER papers_changed AFTER UPDATE OF title, abstract ON papers BEGIN
  INSERT INTO keywords(keywords, rowid, title, abstract)
  VALUES ('delete', old.row, old.title, old.abstract);
  INSERT INTO keywords(rowid, title, abstract) VALUES (new.row, new.title, new.abstract);
END;
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counters VALUES ('changes', 0);
CREATE TABLE conversations (
  conversation_id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  title TEXT NOT NULL,
  updated TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE turns (
  conversation_id TEXT NOT NULL REFERENCES conversations(conversation_id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  question TEXT NOT NULL,
  receipt TEXT NOT NULL,
  PRIMARY KEY (conversation_id, ordinal)
) WITHOUT ROWID;
CREATE TABLE receipts (
  receipt TEXT PRIMARY KEY,
  made_at TEXT NOT NULL,
  answer TEXT NOT NULL,
  evidence TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE feedback (
  receipt TEXT NOT NULL,
  kind TEXT NOT NULL,
  detail TEXT NOT NULL,
  made_at TEXT NOT NULL,
  PRIMARY KEY (receipt, kind, detail)
) WITHOUT ROWID;
"""


class Database:
    """A library file and its connections; safe to share between threads."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.path = home / "library.sqlite3"
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._prepare()

    def _prepare(self) -> None:
        try:
            self.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CannotCreate(
                f"The library folder {self.home} cannot be made: {error.strerror}; "
                "choose another with --home or FOOTNOTE_HOME."
            ) from error
        with self.writing() as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise ConfigurationError(
                f"The library in {self.home} was written by a newer footnote (schema {version}, "
                f"this one knows {SCHEMA_VERSION}); it was left untouched: update footnote."
            )
        if version == 0:
            self._create()

    def _create(self) -> None:
        with self.writing() as connection:
            # Another process may have created the tables since we looked.
            if connection.execute("PRAGMA user_version").fetchone()[0]:
                return
            for statement in _statements(SCHEMA):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection; read from it, write through `writing`."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            with self.translated():
                connection = self._connect()
            self._local.connection = connection
            self._opened.append(connection)
        return connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=10, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "readonly" not in str(error) and "unable to open" not in str(error):
                raise
            # A read-only disk still answers questions.
            connection.close()
            uri = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -65536")
        return connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, committed whole or not at all."""
        connection = self.connection
        with self.translated():
            nested = bool(connection.in_transaction)
            if nested:
                yield connection
                return
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if "readonly" not in str(error):
                    raise
                # Looking at the version of a library on a read-only disk needs no lock.
                yield connection
                return
            try:
                yield connection
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turn SQLite's errors into ours, naming the folder."""
        try:
            yield
        except sqlite3.Error as error:
            raise self._translate(error) from error

    def _translate(self, error: sqlite3.Error) -> FootnoteError:
        text, home = str(error), self.home
        if disk_full(error):
            return StorageError(
                f"The disk of {home} is full; what was added before is kept: make room and run "
                "the same command again."
            )
        if "readonly" in text or "permission" in text.lower():
            return AccessDenied(
                f"The library in {home} may not be written to; check its permissions."
            )
        if "locked" in text or "busy" in text:
            return TryLater(f"The library in {home} is in use by another process; try again.")
        if "unable to open" in text:
            return CannotCreate(f"The library {self.path} cannot be opened; check its folder.")
        return StorageError(
            f"The library {self.path} cannot be read ({text}); restore it from a backup or move "
            "it away and add your papers again."
        )

    def close(self) -> None:
        for connection in self._opened:
            connection.close()
        self._opened.clear()
        self._local = threading.local()


def _statements(script: str) -> Iterator[str]:
    """The statements of `script`; a trigger's body keeps its semicolons."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
