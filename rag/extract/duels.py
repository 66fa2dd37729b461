"""Who is ahead by the figures that abstracts give for the same benchmark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.domain import Hit, Verdict
from rag.extract.choice import sentences_of
from rag.extract.denials import share
from rag.extract.features import Candidate
from rag.extract.rivals import contest_in
from rag.text.names import coded_names
from rag.text.stems import content_stems, stem, words

_ON = re.compile(r"\b(?:on|at) (?P<on>[^?]+?)\W*$", re.IGNORECASE)
_BEST = re.compile(
    r"^(?:and |so )?(?:which|what|who)\b[^?]*?\b(?:best|highest|most accurate|strongest|better"
    r"|higher)\b[^?]*? (?:on|at) (?P<on>[^?]+?)\W*$",
    re.IGNORECASE,
)
_SHARE = re.compile(r"(?<![\w.-])(\d{1,3}(?:\.\d+)?)\s?\\?%")
# Of these less is better, or they tell a gain and no level.
_OTHERWISE = re.compile(
    r"\b(?:errors?|loss|perplexity|latency|faster|fewer|less"
    r"|(?:improv|gain|increas|reduc|outperform)\w* (?:\w+ ){0,6}by|up to)\b",
    re.IGNORECASE,
)
_ALL = 0.75  # of the words of the benchmark
_AROUND = 80  # characters between a figure and its benchmark


@dataclass(frozen=True, slots=True)
class Figure:
    """A share in percent that a sentence gives for a benchmark."""

    value: float
    sentence: Candidate


def duel(question: str, hits: Sequence[Hit]) -> tuple[Verdict, tuple[Figure, ...]]:
    """Yes or no to "Is A better than B on X?", by the figures of both; empty without both."""
    contest, at = contest_in(question), _ON.search(question)
    if contest is None or at is None or contest.measure != "good" or not contest.sign:
        return "", ()
    sides = [coded_names(part) for part in (contest.one, contest.other[: -len(at[0])])]
    found = [_of(names, at["on"], hits) for names in sides]
    if None in found or not all(len(names) == 1 for names in sides):
        return "", ()
    one, other = (figure for figure in found if figure is not None)
    if one.value == other.value or one.sentence == other.sentence:
        return "", ()
    ahead = (one.value > other.value) == (contest.sign > 0)
    return ("yes" if ahead else "no"), (one, other)


def best_of(question: str, hits: Sequence[Hit]) -> tuple[Figure, ...]:
    """Figures of several papers for the benchmark on which the best is sought, best first."""
    asked = _BEST.match(question)
    if asked is None:
        return ()
    found = [_figure(asked["on"], i, hit) for i, hit in enumerate(hits)]
    figures = [one for one in found if one is not None]
    return tuple(sorted(figures, key=lambda one: -one.value)) if len(figures) > 1 else ()


def _of(names: Sequence[str], on: str, hits: Sequence[Hit]) -> Figure | None:
    """The first figure in a sentence that has the one name."""
    said = [re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])") for name in names]
    found = (_figure(on, i, hit, said) for i, hit in enumerate(hits))
    return next((one for one in found if one is not None), None)


def _figure(on: str, place: int, hit: Hit, names: Sequence[re.Pattern[str]] = ()) -> Figure | None:
    """The share that a paper tells for a benchmark, in a sentence with all `names`."""
    wanted = content_stems(on)
    for one in sentences_of(place, hit):
        if share(wanted, one.text) < _ALL or _OTHERWISE.search(one.text):
            continue
        value = _nearest(wanted, one.text) if all(n.search(one.text) for n in names) else None
        if value is not None:
            return Figure(value, one)
    return None


def _nearest(wanted: Sequence[str], text: str) -> float | None:
    """The share that stands by the benchmark, if one does."""
    at = [start for word, start, _ in words(text) if stem(word) in wanted]
    near = [
        (min(abs(start - found.start()) for start in at), float(found[1]))
        for found in _SHARE.finditer(text)
        if at
    ]
    distance, value = min(near, default=(_AROUND + 1, 0.0))
    return value if distance <= _AROUND else None
