"""The one writer of a library: a file lock that names who holds it."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import AccessDenied, StorageError, TryLater


class WriteLock:
    """The right to write in a library's folder, held by one process at a time."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = FileLock(home / "writer.lock", thread_local=False)
        self._threads = threading.RLock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Raises TryLater, naming the process that writes now."""
        if not self._threads.acquire(blocking=False):
            raise TryLater("Papers are being added already; try again when that is done.")
        try:
            self._acquire()
            try:
                yield
            finally:
                self._lock.release()
        finally:
            self._threads.release()

    def _acquire(self) -> None:
        try:
            self._lock.acquire(timeout=0)
            self._pid_file.write_text(str(os.getpid()), "utf-8")
        except Timeout:
            raise TryLater(
                f"Another footnote (process {self._holder()}) is writing to {self._home}; "
                "try again when it is done."
            ) from None
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
                raise AccessDenied(
                    f"The library in {self._home} may not be written to ({error.strerror}); "
                    "check its permissions, or choose another with --home."
                ) from error
            raise StorageError(
                f"The library in {self._home} cannot be written ({error.strerror}); "
                "check the disk and the room on it."
            ) from error

    @property
    def _pid_file(self) -> Path:
        return self._home / "writer.pid"

    def _holder(self) -> str:
        try:
            return self._pid_file.read_text("utf-8").strip() or "unknown"
        except OSError:
            return "unknown"
