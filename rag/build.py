"""The names of before; gone with the next release. Use `rag.open_library`."""

from __future__ import annotations

from rag.engine.library import Library
from rag.settings import Settings


def make_desk(settings: Settings) -> Library:
    """The library in `settings.home`."""
    return Library(settings)
