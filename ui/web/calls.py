"""What programs may call over HTTP; everything else is the screen's own."""

from __future__ import annotations

from typing import Any

from gradio.events import api

from rag.engine.library import Library
from rag.serialize import answer_to_json, hits_to_json


def offer(library: Library) -> None:
    """Add `ask` and `search` to the screen that is being built."""

    def ask(question: str) -> dict[str, Any]:
        """A cited answer, in the shape of `footnote ask --json`."""
        return answer_to_json(library.ask(question))

    def search(question: str, k: int = 10) -> dict[str, Any]:
        """The nearest papers, in the shape of `footnote search --json`."""
        return hits_to_json(library.search(question, k))

    api(ask, api_name="ask")
    api(search, api_name="search")
