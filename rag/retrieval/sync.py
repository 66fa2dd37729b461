"""Keeps the Chroma index true to the library: catches up, rebuilds, elects the one writer."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from rag.errors import AccessDenied, StorageError, TryLater
from rag.ports import Embedder, PassageIndex
from rag.retrieval.chroma import ChromaIndex, IndexDamaged
from rag.retrieval.exact import ExactIndex
from rag.store.batches import batched
from rag.store.lock import WriteLock
from rag.store.papers import PaperStore

Progress = Callable[[int, int], None]
"""Called with (done, of)."""

_BATCH = 512  # a question waits for the batch being written


class SyncedIndex:
    """Nearest passages of one encoder, from an index that is brought up to date by itself."""

    def __init__(self, store: PaperStore, embedder: Embedder, lock: WriteLock) -> None:
        self._store = store
        self._encoder = embedder.fingerprint
        self._lock = lock
        self._folder = store.home / "chroma" / embedder.fingerprint
        self._index = ChromaIndex(self._folder)
        self._exact: ExactIndex | None = None
        self._seen = -1  # nothing opened: the first question waits for the index
        self._gate = threading.RLock()

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """The `k` nearest passages with their cosine; a damaged index is rebuilt on the way."""
        self.refresh()
        index = self._in_use
        try:
            return index.nearest(vector, k)
        except IndexDamaged:
            with self._gate:
                if self._in_use is index:
                    self.rebuild()
                return self._in_use.nearest(vector, k)

    @property
    def _in_use(self) -> PassageIndex:
        return self._exact if self._exact is not None else self._index

    def count(self) -> int:
        """Passages that can be found now."""
        return self._in_use.count()

    def refresh(self) -> None:
        """Catch up with the library unless another process is doing so at this moment."""
        changes = self._store.changes
        if changes == self._seen and not (self._exact is None and self._index.stale):
            return
        # While this process adds papers, questions go on with what is indexed so far.
        if not self._gate.acquire(blocking=self._seen < 0):
            return
        try:
            try:
                with self._lock.held():
                    self.catch_up()
            except TryLater:
                self._follow()
            except (AccessDenied, StorageError):
                # A full or read-only disk stops writing, never answering.
                self._use_exact()
        finally:
            self._gate.release()

    def _follow(self) -> None:
        """Use what the writing process last left in order; its new papers come when it is done."""
        if self._index.stale or self._index.state.get("changes") != self._seen:
            if not self._index.sound:
                self._use_exact()
                return
            self._exact = None
            self._index.open()

    def _use_exact(self) -> None:
        self._exact = ExactIndex()
        ids = self._store.embedded_ids(self._encoder)
        found = self._store.vectors(self._encoder, ids)
        self._exact.upsert(list(found), np.array(list(found.values()), np.float32))
        self._seen = self._store.changes

    def catch_up(self, progress: Progress | None = None) -> None:
        """Make the index hold just the library's vectors; the caller holds the write lock."""
        with self._gate:
            changes = self._store.changes
            if not self._index.sound:
                self.rebuild(progress)
                return
            self._exact = None
            if self._index.stale:
                self._index.open()
            if self._index.state.get("changes") != changes:
                self._index.mark_dirty()
                self._write(self._index, progress)
                self._index.settle(changes)
            self._seen = changes

    def rebuild(self, progress: Progress | None = None) -> None:
        """Build the index anew from the library's vectors; nothing is embedded again."""
        with self._gate:
            changes = self._store.changes
            # The old one answers on until the new one is settled.
            old, fresh = self._index, ChromaIndex(self._folder)
            fresh.start()
            self._write(fresh, progress)
            fresh.settle(changes)
            self._index, self._exact, self._seen = fresh, None, changes
            old.close()
            fresh.drop_others()

    def _write(self, index: ChromaIndex, progress: Progress | None) -> None:
        wanted = set(self._store.embedded_ids(self._encoder))
        present = index.ids()
        missing = sorted(wanted - present)
        index.delete(sorted(present - wanted))
        done = 0
        for ids in batched(missing, _BATCH):
            found = self._store.vectors(self._encoder, ids)
            index.upsert(list(found), np.array(list(found.values()), np.float32))
            done += len(ids)
            if progress is not None:
                progress(done, len(missing))

    def close(self) -> None:
        self._index.close()
