"""A follow-up made whole by a chat model, whose words are checked before they count."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from rag.domain import Scope, Turn, Usage
from rag.events import Pulse
from rag.models.prompts import Prompts
from rag.ports import ChatModel, Completion

_TURNS = 4
_ANSWER = 700  # characters of each answer that the model sees
_LONGEST = 1000  # characters; a model that says more is rambling
_TOKENS = 220  # room for one question and its filters as JSON


@dataclass(frozen=True, slots=True)
class Condensed:
    """A question that reads alone with the filters asked for; empty where the model failed."""

    question: str = ""
    scope: Scope = Scope()
    usage: Usage = Usage()


def condensing(
    typed: str, turns: Sequence[Turn], model: ChatModel, wish: str = ""
) -> Generator[Pulse, None, Condensed]:
    """`typed` as the model understands it, with a Pulse for each piece of its reply.

    `wish` says how the answer is wanted, which is no part of the question.
    Nonsense gives an empty question. Closing the generator closes the model's connection.
    Raises ServerError and its like when the model cannot be reached at all.
    """
    told = [(turn.question, _told(turn)) for turn in turns[-_TURNS:]]
    asked = f"{typed}\n(The answer is wanted {wish}; leave that out.)" if wish else typed
    pieces: list[str] = []
    usage = Usage()
    with closed(model.stream(Prompts().condense(told, asked).messages, _TOKENS)) as stream:
        for item in stream:
            if isinstance(item, Completion):
                usage = item.usage
            else:
                pieces.append(item)
                yield Pulse()
    found = _parsed("".join(pieces))
    question = _question(found.get("question"))
    return Condensed(question, _scope(found, typed) if question else Scope(), usage)


@contextmanager
def closed(stream: Iterator[str | Completion]) -> Iterator[Iterator[str | Completion]]:
    """A model's stream that is closed with its reader, at once and not when it is collected."""
    try:
        yield stream
    finally:
        if close := getattr(stream, "close", None):
            close()


def _told(turn: Turn) -> str:
    answer = turn.answer
    text = " ".join(
        sentence.text + "".join(f" [{c.n}]" for c in sentence.citations)
        for sentence in answer.sentences
    )
    papers = "; ".join(f"[{s.n}] {s.paper.title}" for s in answer.sources if s.cited)
    return f"{(text or answer.note)[:_ANSWER]} (Papers: {papers})"


def _parsed(text: str) -> dict[str, object]:
    # Models put talk or a code fence around the JSON.
    found = re.search(r"\{.*\}", text, re.DOTALL)
    try:
        parsed = json.loads(found[0]) if found else {}
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _question(said: object) -> str:
    question = " ".join(said.split()) if isinstance(said, str) else ""
    return question if 0 < len(question) <= _LONGEST and re.search(r"\w{2}", question) else ""


def _scope(found: dict[str, object], typed: str) -> Scope:
    """Only filters whose words the person did type: a model likes to fill what is empty."""
    low, high = (_year(found.get(name)) for name in ("year_from", "year_to"))
    dated = bool(re.search(r"\b(?:19|20)\d\d\b", typed))
    return Scope(
        year_from=low if dated else None,
        year_to=high if dated and (low is None or high is None or low <= high) else None,
        authors=_names(found.get("authors"), typed),
        venues=_names(found.get("venues"), typed),
    )


def _year(said: object) -> int | None:
    # To Python `true` is a number, and no year.
    plain = isinstance(said, int) and not isinstance(said, bool)
    return int(str(said)) if plain and 1000 <= int(str(said)) <= 2100 else None


def _names(said: object, typed: str) -> tuple[str, ...]:
    names = said if isinstance(said, list) else []
    return tuple(
        n for n in names if isinstance(n, str) and n.strip() and n.lower() in typed.lower()
    )
