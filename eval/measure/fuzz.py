"""Random questions over the sample papers, none of which may end in a bug: `eval.measure.fuzz`.

`python -m eval.measure.fuzz [--questions 20000] [--seed 0]` prints how each question ended. One
that footnote cannot take ends in a FootnoteError with a sentence; any other error is a bug.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rag import open_library
from rag.domain import Question
from rag.engine.library import Library
from rag.errors import FootnoteError

OPENINGS = (
    "What is", "How does", "Why do", "Which papers", "Who wrote", "How many", "Is", "Does", "Can",
    "Compare", "summarise", "list", "and", "no, I meant", "the other one", "shorter", "vs",
    "What is the difference between", "How much faster is", "Are there papers on", "only from",
    "the second", "which of them", "when was", "newest", "for and against", "", "thanks", "define",
)  # fmt: skip
SYMBOLS = (
    "?", "!!!", "…", "&&", "🙂", "\u200b", "\ufffd", "\ud800", "\udfff", "\x00", "\x1b[31m",
    "(", "[", "“", "”", "'", '"', "\\", "$x^2$", "%", "#", "[1]", "[[", "]]", "{}", "<b>", "-",
    "*", "**", "/", "~", "|", ";", "=", "+", "¿", "。", "\u202e", "\n", "\t", "1e999", "0", "-1",
    "9" * 12, "2020-", "-2015", "http://a.b/c?d=e", "doi:10.1/x", "a" * 300, "NEAR", "AND", "OR",
)  # fmt: skip
SCRIPTS = (
    "注意力机制是什么", "なぜ", "что такое", "ما هو", "τι είναι", "क्या है", "무엇", "Größe", "naïve",
    "łódź", "e\u0301", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢", "ﬁne", "ß", "İ", "ǆ",
)  # fmt: skip


BUGS = (
    ArithmeticError, AssertionError, AttributeError, LookupError, OSError, RuntimeError, TypeError,
    ValueError,
)  # fmt: skip


def questions(titles: Sequence[str], count: int, seed: int) -> Iterator[str]:
    """Openings, pieces of titles, symbols and foreign scripts in random rows."""
    draw = random.Random(seed)
    for _ in range(count):
        yield _joined(draw, [_piece(draw, titles) for _ in range(draw.randint(1, 5))])


def _piece(draw: random.Random, titles: Sequence[str]) -> str:
    kind = draw.random()
    if kind < 0.3:
        return draw.choice(OPENINGS)
    if kind < 0.6:
        words = draw.choice(titles).split()
        start = draw.randrange(len(words))
        return " ".join(words[start : start + draw.randint(1, 6)])
    if kind < 0.8:
        return draw.choice(SYMBOLS)
    if kind < 0.9:
        return draw.choice(SCRIPTS)
    return "".join(chr(draw.randrange(1, 0x3000)) for _ in range(draw.randint(1, 8)))


def _joined(draw: random.Random, pieces: Sequence[str]) -> str:
    text = draw.choice((" ", " ", " ", "", ", ")).join(pieces)
    return text + draw.choice(("", "", "?", "?", "!"))


def ended(library: Library, question: str, conversation: str | None) -> str:
    """The status of the answer, the kind of a refusal to take the question, or the bug."""
    try:
        return library.ask(Question(question, conversation=conversation)).status
    except FootnoteError as error:
        return f"error: {type(error).__name__}"
    except BUGS as bug:
        sys.stderr.write(f"{type(bug).__name__}: {bug}\n  {question!r}\n")
        return f"bug: {type(bug).__name__}"


def run(library: Library, count: int, seed: int) -> Counter[str]:
    """How `count` questions end; every other one leans on those before it."""
    found: Counter[str] = Counter()
    titles = [paper.title for paper in library.store.papers()]
    conversation = None
    for number, question in enumerate(questions(titles, count, seed)):
        if number % 6 == 0:
            conversation = library.history.new_conversation()
        found[ended(library, question, conversation if number % 2 else None)] += 1
    return found


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--questions", type=int, default=20_000)
    options.add_argument("--seed", type=int, default=0)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, open_library(home=Path(folder)) as library:
        library.add_sample()
        found = run(library, given.questions, given.seed)
    for how, times in found.most_common():
        sys.stdout.write(f"{how:24} {times:6,}\n")
    return int(any(how.startswith("bug") for how in found))


if __name__ == "__main__":
    sys.exit(main())
