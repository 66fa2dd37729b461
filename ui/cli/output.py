"""What commands do alike: open the library, get it ready, ask before money is spent, print."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import TryLater
from rag.serialize import answer_to_json
from ui.cli.terminal import confirmed, progress_bar, show_answer

if TYPE_CHECKING:
    from rag.domain import Answer
    from rag.engine.library import Library


def show_json(value: dict[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def show(answer: Answer, as_json: bool) -> None:
    """An answer, for programs or for people."""
    if as_json:
        show_json(answer_to_json(answer))
    else:
        show_answer(answer)


def opened(home: Path | None, **settings: object) -> Library:
    """The library in `home`, with the settings of the environment."""
    from rag.engine.library import open_library

    return open_library(home=home, **settings)


def ready(library: Library, yes: bool) -> Library:
    """Embed what the chosen encoder has not seen, asking first where that costs money."""
    if not library.waiting:
        return library

    def work(accept_cost: bool) -> int:
        with progress_bar("vectors") as progress:
            return library.embed(accept_cost, progress)

    try:
        confirmed(work, yes)
    except TryLater:
        print("footnote: papers are being added; answering from those ready.", file=sys.stderr)
    return library


def with_sample(library: Library) -> Library:
    """Put the listing that footnote ships into a library that is empty."""
    if not library.count():
        with progress_bar("papers") as progress:
            library.add_sample(progress=progress)
    return library


def question_from(argument: str, library: Library) -> str:
    """The argument, or what stdin holds where it is '-'."""
    limit = library.settings.question_limit
    return sys.stdin.read(limit * 4 + 1) if argument == "-" else argument
