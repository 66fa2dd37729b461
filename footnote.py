"""footnote's public names, under its own name: `from footnote import open_library`."""

from __future__ import annotations

from rag import (
    Answer,
    FootnoteError,
    Hit,
    Library,
    Paper,
    Question,
    Scope,
    __version__,
    open_library,
)

__all__ = [
    "Answer",
    "FootnoteError",
    "Hit",
    "Library",
    "Paper",
    "Question",
    "Scope",
    "__version__",
    "open_library",
]
