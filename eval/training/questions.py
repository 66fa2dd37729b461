"""Short questions about machine-learning papers, with and without an answer in a small library.

SciFact's claims are long and biomedical; people also ask "What is X?" of fifty papers.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from rag.domain import Paper
from rag.text.stems import content_stems, rarity, stem, words
from rag.text.words import STOP_WORDS

_NAME = re.compile(r"^([A-Z][\w-]{2,18}): ")
_ABOUT = (
    "Which papers study {}?",
    "What is known about {}?",
    "How does {} work?",
    "What are the limits of {}?",
    "{}",
    "How well does {} perform?",
)
_BOTH = ("How does {} help with {}?", "What does {} do for {}?", "Is {} used in {}?")
_SIZES = (40, 150, 600)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question put to a library of the papers `library`."""

    text: str
    library: tuple[str, ...]
    answerable: bool


def papers(file: Path, count: int, seed: int = 0) -> list[Paper]:
    """A random sample of a gzipped JSON Lines file of papers with id, title and abstract."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    kept = [r for r in records if len(r["abstract"] or "") > 400 and r["title"]]
    chosen = random.Random(seed).sample(kept, count)
    return [
        Paper(f"p{i}", r["title"], " ".join(r["abstract"].split())) for i, r in enumerate(chosen)
    ]


def asked(pool: Sequence[Paper], count: int, seed: int = 0) -> Iterator[Asked]:
    """Questions about names, one phrase, or two; half of the two-phrase ones are mismatched."""
    rng = random.Random(seed)
    pairs = {
        paper.paper_id: set(pairwise(content_stems(f"{paper.title} {paper.abstract}")))
        for paper in pool
    }
    for _ in range(count):
        paper, other = rng.sample(list(pool), 2)
        library = rng.sample(list(pool), rng.choice(_SIZES))
        if rng.random() < 0.6:
            library = [paper, *library]
        ids = tuple(dict.fromkeys(one.paper_id for one in library))
        wanted = _phrases(paper, rng)
        if not wanted:
            continue
        name = _NAME.match(paper.title)
        kind = rng.random()
        if name and kind < 0.5:
            text = rng.choice(_ABOUT[2:3] + _ABOUT[5:]).format(name[1])
            yield Asked(text, ids, any(name[1] in one.title + one.abstract for one in library))
        elif kind < 0.7:
            phrase = wanted[0]
            needed = set(pairwise(content_stems(phrase)))
            held = any(needed <= pairs[one] for one in ids)
            yield Asked(rng.choice(_ABOUT).format(phrase), ids, held)
        else:
            yield from _of_two(wanted, _phrases(other, rng), ids, pairs, rng)


def _of_two(
    own: Sequence[str],
    foreign: Sequence[str],
    ids: tuple[str, ...],
    pairs: dict[str, set[tuple[str, str]]],
    rng: random.Random,
) -> Iterator[Asked]:
    others = foreign if rng.random() < 0.5 else own[1:]
    if not others:
        return
    one, two = own[0], others[0]
    needed = set(pairwise(content_stems(one))) | set(pairwise(content_stems(two)))
    held = any(needed <= pairs[paper_id] for paper_id in ids)
    yield Asked(rng.choice(_BOTH).format(one, two), ids, held)


def _phrases(paper: Paper, rng: random.Random) -> list[str]:
    """A telling phrase of the title, then some of the abstract, as they are written."""
    title = _runs(paper.title.lower())
    abstract = _runs(paper.abstract)
    rng.shuffle(title)
    rng.shuffle(abstract)
    return title[:1] + abstract[:1] if title else []


def _runs(text: str) -> list[str]:
    """Pairs and triples of neighbouring words, none of them a stop word or common to all fields."""
    found = []
    spans = words(text)
    for size in (2, 3):
        for i in range(len(spans) - size + 1):
            run = spans[i : i + size]
            telling = all(
                w not in STOP_WORDS and rarity(stem(w)) > 2 and w.isalpha() for w, *_ in run
            )
            if telling and all(a[2] + 1 == b[1] for a, b in pairwise(run)):
                found.append(text[run[0][1] : run[-1][2]])
    return found
