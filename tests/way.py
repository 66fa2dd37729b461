"""The way of one question through the rooms: `python -m tests.way` prints what it passes.

A move is a call into another room than the caller's. Nouns and errors (row 0) are no rooms to go
through: everybody holds them.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path
from types import FrameType

from rag.domain import Question
from rag.engine.library import open_library
from tests.test_layers import MODULES, room_of, rooms

ASKED = "How does Barlow Twins avoid collapse?"


class Trace:
    """Counts the calls of our own functions, and those that change rooms."""

    def __init__(self) -> None:
        self._rooms = {
            str(file): room_of(module)
            for module, file in MODULES.items()
            if module not in {"rag", "ui", "eval"} and rooms()[room_of(module)] > 0
        }
        self.calls = 0
        self.files: set[str] = set()
        self.moves: Counter[tuple[str, str]] = Counter()
        self.functions: set[tuple[str, str, str, str]] = set()

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        file = frame.f_code.co_filename
        if event != "call" or file not in self._rooms:
            return
        self.calls += 1
        self.files.add(file)
        caller = frame.f_back
        while caller is not None and caller.f_code.co_filename not in self._rooms:
            caller = caller.f_back
        if caller is None:
            return
        source = caller.f_code.co_filename
        here, there = self._rooms[source], self._rooms[file]
        if here != there:
            self.moves[here, there] += 1
            self.functions.add((source, caller.f_code.co_name, file, frame.f_code.co_name))


def main() -> None:
    with tempfile.TemporaryDirectory() as home, open_library(home=Path(home), llm="") as library:
        library.add_sample()
        question = Question(ASKED)
        library.ask(question)
        trace = Trace()
        sys.setprofile(trace)
        library.ask(question)
        sys.setprofile(None)
    passed = {room for pair in trace.moves for room in pair}
    words = sum(count for (_, there), count in trace.moves.items() if there == "rag.text")
    sys.stdout.write(
        f"{len(trace.files)} files, {trace.calls:,} calls, {len(passed)} rooms, "
        f"{trace.moves.total() - words} moves and {words} to ask rag.text for words, "
        f"{len(trace.functions)} pairs of functions\n"
    )
    for (here, there), count in trace.moves.most_common():
        sys.stdout.write(f"{count:>5}  {here} -> {there}\n")


if __name__ == "__main__":
    main()
