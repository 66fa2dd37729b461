"""Chroma, as an index of passages that can be thrown away and built again; its only home.

A folder holds generations and `state.json`, which names the one in use. Chroma rewrites its
vector files in place, so a write that is cut short leaves damage that may crash the next
reader: the state is marked dirty before every write, and a dirty or changed generation is
never opened again.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import StorageError, disk_full
from rag.ports import Vectors
from rag.store.batches import batched

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

_COLLECTION = "passages"
_PAGE = 10_000  # get() fails beyond 32,766 rows
# HNSW weighs at least ef_search passages: fewer are faster and miss more of the near ones.
_CONFIGURATION: Any = {"hnsw": {"space": "cosine", "ef_search": 200}}


class IndexDamaged(StorageError):
    """The index cannot be trusted; the library can rebuild it."""


class ChromaIndex:
    """Passage vectors in an embedded Chroma, one folder an encoder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._client: Any = None
        self._collection: Collection | None = None
        self._generation = ""
        self._changes: object = None
        self._use = threading.RLock()

    @property
    def state(self) -> dict[str, Any]:
        """What `state.json` says; empty where there is none that can be read."""
        try:
            state = json.loads((self._folder / "state.json").read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return state if isinstance(state, dict) else {}

    @property
    def sound(self) -> bool:
        """Whether the generation in use was closed cleanly and its files are as they were left."""
        state = self.state
        return (
            bool(state.get("generation"))
            and not state.get("dirty", True)
            and state.get("files") == self._files(str(state["generation"]))
        )

    @property
    def stale(self) -> bool:
        """Whether another process wrote since this one opened the index."""
        state = self.state
        version = (state.get("generation"), state.get("changes"))
        return self._collection is None or version != (self._generation, self._changes)

    def open(self) -> None:
        """Open the generation in use; raises IndexDamaged where there is none to trust."""
        self.close()
        state = self.state
        if not self.sound:
            raise IndexDamaged(f"The index in {self._folder} was not closed cleanly.")
        self._attach(str(state["generation"]))
        self._changes = state.get("changes")

    def start(self) -> None:
        """Begin an empty generation; it comes into use with the first `settle`."""
        self.close()
        generation = uuid.uuid4().hex[:12]
        with self._translated():
            (self._folder / generation).mkdir(parents=True)
        self._attach(generation)

    def _attach(self, generation: str) -> None:
        import chromadb
        from chromadb.config import Settings

        with self._use, self._translated():
            # Chroma would read its settings from a `.env` of ours.
            settings = Settings(_env_file=None, anonymized_telemetry=False)  # type: ignore[call-arg]
            path = str(self._folder / generation)
            self._client = chromadb.PersistentClient(path, settings=settings)
            self._collection = self._client.get_or_create_collection(
                _COLLECTION, embedding_function=None, configuration=_CONFIGURATION
            )
        self._generation = generation

    def mark_dirty(self) -> None:
        """Say that a write is under way, before it begins."""
        # A fresh generation is in no state yet: cut short, it leaves the one in use as it was.
        if self.state.get("generation") == self._generation:
            self._write_state({**self.state, "dirty": True})

    def settle(self, changes: int) -> None:
        """Say that the generation now holds the library as of `changes`.

        The vector files are written when Chroma closes, so it is closed and opened again.
        """
        with self._use:
            generation = self._generation
            self.close()
            files = self._files(generation)
            state = {"generation": generation, "dirty": False, "changes": changes, "files": files}
            self._write_state(state)
            self._attach(generation)
            self._changes = changes

    def drop_others(self) -> None:
        """Delete the generations that are not in use any more."""
        for other in self._folder.iterdir():
            if other.is_dir() and other.name != self._generation:
                # Another process may still hold it open; it goes with the next rebuild.
                shutil.rmtree(other, ignore_errors=True)

    def _write_state(self, state: dict[str, Any]) -> None:
        draft = self._folder / f"state.{os.getpid()}.tmp"
        with self._translated():
            with draft.open("w", encoding="utf-8") as file:
                json.dump(state, file)
                file.flush()
                os.fsync(file.fileno())
            # Renamed when whole, so that no other process reads half of it.
            draft.replace(self._folder / "state.json")

    def _files(self, generation: str) -> dict[str, int]:
        """Sizes of the generation's files, less SQLite's own that come and go."""
        root = self._folder / generation
        return {
            str(file.relative_to(root)): file.stat().st_size
            for file in sorted(root.rglob("*"))
            if file.is_file() and not file.name.endswith(("-journal", "-wal", "-shm"))
        }

    def upsert(self, passage_ids: Sequence[str], vectors: Vectors) -> None:
        """Put unit vectors, shape (passages, dimensions), under stable ids."""
        if self._client is None:
            raise IndexDamaged("The index is not open.")
        step = self._client.get_max_batch_size()
        for start in range(0, len(passage_ids), step):
            with self._translated():
                self._open_collection.upsert(
                    ids=list(passage_ids[start : start + step]),
                    embeddings=vectors[start : start + step],
                )

    def delete(self, passage_ids: Sequence[str]) -> None:
        for ids in batched(passage_ids, 500):
            with self._translated():
                self._open_collection.delete(ids=list(ids))

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """The `k` nearest passages with their cosine, nearest first."""
        with self._use, self._translated():
            size = self.count()
            if size == 0:
                return []
            found = self._open_collection.query(
                query_embeddings=vector[None, :], n_results=min(k, size), include=["distances"]
            )
        distances = found["distances"] or [[]]
        return [(i, 1.0 - float(d)) for i, d in zip(found["ids"][0], distances[0], strict=True)]

    def ids(self) -> set[str]:
        found: set[str] = set()
        for offset in range(0, self.count(), _PAGE):
            with self._translated():
                page = self._open_collection.get(include=[], limit=_PAGE, offset=offset)
            found.update(page["ids"])
        return found

    def count(self) -> int:
        with self._translated():
            return self._open_collection.count()

    def close(self) -> None:
        with self._use:
            if self._client is not None:
                self._client.close()
            self._client = self._collection = None
            self._generation = ""

    @property
    def _open_collection(self) -> Collection:
        if self._collection is None:
            raise IndexDamaged("The index is not open.")
        return self._collection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        from chromadb.errors import ChromaError

        try:
            yield
        except (ChromaError, OSError, RuntimeError, ValueError) as error:
            if disk_full(error):
                raise StorageError(
                    f"The disk of {self._folder} is full; papers are kept: make room and run "
                    "the same command again."
                ) from error
            raise IndexDamaged(
                f"Chroma cannot use its index in {self._folder} ({str(error)[:120]!r})."
            ) from error
