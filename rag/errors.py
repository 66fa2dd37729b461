"""Everything footnote raises on purpose, and the exit code each ends a command with.

FootnoteError (1)
├── UsageError (2)               wrong words, an empty or too long question, an unknown name
├── InputUnusable (65)           the file cannot be read as papers; nothing was written
├── InputMissing (66)            no such file, not a regular file, or a library without papers
├── ServerError (69)             a model or index server is down or speaks nonsense
│   └── BrokenStream             the reply ended early; `partial` keeps what came
├── CannotCreate (73)            a folder or file cannot be made
├── StorageError (74)            disk full, input/output error, damaged library or index
├── TryLater (75)                another process holds the lock
│   └── RateLimited              the server asked us to wait
├── AccessDenied (77)            a key was refused, or rights are missing
└── ConfigurationError (78)      a setting, model or encoder that does not fit
    └── CostNotAccepted          a paid step was not confirmed

A message is one sentence: what happened, where, why, and what to do next.
"""

from __future__ import annotations

from typing import ClassVar


class FootnoteError(Exception):
    """Base of all expected failures; str() is fit for a person."""

    exit_code: ClassVar[int] = 1


class UsageError(FootnoteError):
    """The caller's words cannot be acted on."""

    exit_code = 2


class InputUnusable(FootnoteError):
    """The input holds nothing that can be read as papers."""

    exit_code = 65


class InputMissing(FootnoteError):
    """The input is not there."""

    exit_code = 66


class ServerError(FootnoteError):
    """A server is unreachable or its reply makes no sense."""

    exit_code = 69


class BrokenStream(ServerError):
    """A streamed reply ended before the model said it was done."""

    def __init__(self, message: str, partial: str = "") -> None:
        super().__init__(message)
        self.partial = partial


class CannotCreate(FootnoteError):
    """A folder or file cannot be made."""

    exit_code = 73


class StorageError(FootnoteError):
    """Reading or writing the library failed."""

    exit_code = 74


class TryLater(FootnoteError):
    """Something else is in the way for now."""

    exit_code = 75


class RateLimited(TryLater):
    """The server asked us to slow down."""


class AccessDenied(FootnoteError):
    """Rights are missing, or a key was not accepted."""

    exit_code = 77


class ConfigurationError(FootnoteError):
    """A setting does not fit."""

    exit_code = 78


class CostNotAccepted(ConfigurationError):
    """A step that costs money needs a yes first."""


def disk_full(error: Exception) -> bool:
    """Whether SQLite, Chroma or the system says that a disk is full."""
    return "disk is full" in str(error) or "No space" in str(error)


def shown(value: object, limit: int = 80) -> str:
    """`value!r` cut to `limit` characters, safe to print in a terminal."""
    text = ascii(value) if not isinstance(value, str) else _escaped(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _escaped(text: str) -> str:
    cut = text[:400].replace("'", "\\'")
    return f"'{''.join(c if c.isprintable() else ascii(c)[1:-1] for c in cut)}'"
