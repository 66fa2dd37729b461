"""What happens while a question is answered, one event after the other, ending with Done."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Literal, TypeVar, cast

from rag.domain import Answer, Sentence, Source


@dataclass(frozen=True, slots=True)
class Step:
    """Progress worth showing: what was done, in words, and how long it took in seconds."""

    name: Literal["understood", "searched", "read"]
    detail: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Found:
    """The sources, before the text; `in_scope` of `papers` passed the filters."""

    sources: tuple[Source, ...]
    in_scope: int
    papers: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A piece of the model's text as it comes, not yet verified."""

    text: str


@dataclass(frozen=True, slots=True)
class Pulse:
    """Nothing to show yet: a place to stop while a model works."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The next sentence of the answer, verified; footnote numbers never change afterwards."""

    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Done:
    answer: Answer


Event = Step | Found | Draft | Pulse | Checked | Done

Result = TypeVar("Result")


def result_of(events: Generator[object, None, Result]) -> Result:
    """What a generator returns at its end, its events passed over."""
    while True:
        try:
            next(events)
        except StopIteration as end:
            return cast(Result, end.value)
