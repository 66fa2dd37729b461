"""Questions as people ask them of one abstract: groups and pairs beside those that are gathered.

    python -m eval.training.prepare_asked ../shared/data groups.jsonl.gz verdicts.jsonl.gz

It adds to what `prepare_answers` and `prepare_verdicts` wrote. `data/asked.tsv.gz` has a row a
question: the paper's title, kind, question, places of the sentences that answer. Its kinds: `yes`,
`no`, `wh`; `open` and `miss` are yes-or-no and other questions that no sentence settles.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from eval.training.answer_groups import YARDSTICK, Abstract, Group, cut, held_out, records
from eval.training.prepare_answers import Terms, with_neighbours, write
from eval.training.prepare_verdicts import NEITHER, NO, YES, Pair
from rag.text.stems import content_stems

ASKED = Path(__file__).parent / "data" / "asked.tsv.gz"
SOURCE = "asked"
LIKE, ELSE = 2, 2  # sentences that settle nothing: those that share most words, and any


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of one abstract and the places of the sentences that answer it."""

    abstract: Abstract
    kind: str
    question: str
    answers: tuple[int, ...]

    @property
    def dev(self) -> bool:
        return held_out(self.abstract.key)


def by_title(data: Path) -> dict[str, str]:
    """The abstract of every title past the yardstick's, the first of several."""
    papers = [*records(data / "papers-87k.jsonl.gz")][YARDSTICK:]
    return {" ".join(row["title"].split()): row["abstract"] or "" for row in reversed(papers)}


def read(data: Path, asked: Path = ASKED) -> list[Asked]:
    """Every question whose paper is in the pool and none of the yardstick's."""
    texts = by_title(data)
    found = []
    with gzip.open(asked, "rt", encoding="utf-8") as lines:
        for line in lines:
            title, kind, question, places = line.rstrip("\n").split("\t")
            answers = () if places == "-" else tuple(map(int, places.split(",")))
            found.append(Asked(cut(title, title, texts[title]), kind, question, answers))
    return found


def groups(asked: list[Asked], seed: int) -> list[Group]:
    """For the first task: which sentences answer, none of an `open` or a `miss`."""
    plain = [
        Group(one.question, SOURCE, one.kind, one.abstract.key, one.answers, one.dev)
        for one in asked
    ]
    abstracts = list({one.abstract.key: one.abstract for one in asked}.values())
    near = with_neighbours(plain, abstracts, Terms(abstracts), seed)
    # A neighbour may well answer what is asked of a field: only what is unanswered borrows none.
    return [group if group.answers else replace(group, others=()) for group in near]


def pairs(asked: list[Asked], chance: random.Random) -> Iterator[Pair]:
    """For the second task: what answers says yes or no, and other sentences neither."""
    for one in asked:
        label = {"yes": YES, "no": NO}.get(one.kind)
        for place in one.answers if label is not None else ():
            yield _pair(one, place, label if label is not None else NEITHER)
        if one.kind in ("yes", "no", "open"):
            for place in _settling_nothing(one, chance):
                yield _pair(one, place, NEITHER)


def _pair(one: Asked, place: int, label: int) -> Pair:
    sentences = one.abstract.sentences
    before = sentences[place - 1] if place else ""
    title = one.abstract.title
    return Pair(one.question, title, before, sentences[place], label, SOURCE, one.dev)


def _settling_nothing(one: Asked, chance: random.Random) -> list[int]:
    sentences = one.abstract.sentences
    stems = set(content_stems(one.question))
    left = [i for i in range(len(sentences)) if i not in one.answers]
    chance.shuffle(left)
    left.sort(key=lambda i: -len(stems & set(content_stems(sentences[i]))))
    most = LIKE if one.answers else LIKE + 1
    return left[:most] + chance.sample(left[most:], min(ELSE, len(left[most:])))


def main() -> None:
    """Parse the command line and append to both files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name in ("data", "groups", "verdicts"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    asked = read(options.data)
    found = groups(asked, options.seed)
    abstracts = {one.abstract.key: one.abstract for one in asked}
    settled = list(pairs(asked, random.Random(options.seed)))
    with gzip.open(options.groups, "at", encoding="utf-8") as file:
        write(file, abstracts.values(), found)
    with gzip.open(options.verdicts, "at", encoding="utf-8") as file:
        for pair in settled:
            file.write(json.dumps(asdict(pair), ensure_ascii=False) + "\n")
    for (kind, dev), count in sorted(Counter((one.kind, one.dev) for one in asked).items()):
        sys.stdout.write(f"{kind:6} {'dev' if dev else 'train':6} {count}\n")
    for (label, dev), count in sorted(Counter((one.label, one.dev) for one in settled).items()):
        sys.stdout.write(f"label {label} {'dev' if dev else 'train':6} {count}\n")


if __name__ == "__main__":
    main()
