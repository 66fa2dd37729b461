"""footnote: ask your papers; every sentence of the answer carries a footnote that was checked.

from rag import open_library

with open_library() as library:
answer = library.ask("How does Barlow Twins avoid collapse?")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.domain import Answer, Hit, Paper, Question, Scope
    from rag.engine.library import Library, open_library
    from rag.errors import FootnoteError

__all__ = [
    "Answer",
    "FootnoteError",
    "Hit",
    "Library",
    "Paper",
    "Question",
    "Scope",
    "open_library",
]

__version__ = "0.1.0"

_HOMES = {
    "Answer": "rag.domain",
    "FootnoteError": "rag.errors",
    "Hit": "rag.domain",
    "Library": "rag.engine.library",
    "Paper": "rag.domain",
    "Question": "rag.domain",
    "Scope": "rag.domain",
    "open_library": "rag.engine.library",
}


def __getattr__(name: str) -> object:
    """Public names on first use, so that `import rag` costs nothing (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'rag' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
