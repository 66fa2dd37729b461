"""Gather what `train_answers.py` learns from, in one file.

    python -m eval.training.prepare_answers ../shared/data groups.jsonl.gz

Rows are abstracts ({key, title, sentences}) and, after them, questions (`Group`). The seed is
fixed and papers are split by a hash of their key, so two runs write the same.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TextIO

import numpy as np
from scipy.sparse import csr_matrix

from eval.training import answer_groups as sources
from eval.training import answer_rules as rules
from eval.training.answer_groups import Abstract, Group, Pool
from rag.domain import Paper
from rag.text.names import own_name
from rag.text.stems import content_stems, rarity

NAMED, TRANSPLANTS, DEFINED = 40_000, 4_000, 900
NEAR, TAKEN = 12, 3  # abstracts nearest to a question, of which sentences become negatives


class Terms:
    """Abstracts as unit rows of the rarity of their words."""

    def __init__(self, abstracts: Sequence[Abstract]) -> None:
        self._columns: dict[str, int] = {}
        self.rows = self._matrix([f"{one.title} {one.text}" for one in abstracts], grow=True)

    def near(self, texts: Sequence[str], most: int) -> list[list[int]]:
        """The rows that share the rarest words with each text, best first."""
        found: list[list[int]] = []
        for start in range(0, len(texts), 512):
            scores = (self._matrix(texts[start : start + 512]) @ self.rows.T).toarray()
            best = np.argpartition(-scores, most, axis=1)[:, :most]
            found += [
                sorted(row.tolist(), key=lambda i: -line[i])
                for row, line in zip(best, scores, strict=True)
            ]
        return found

    def _matrix(self, texts: Sequence[str], grow: bool = False) -> csr_matrix:
        data, columns, starts = [], [], [0]
        for text in texts:
            counts = Counter(content_stems(text))
            weights = {}
            for word, count in counts.items():
                if grow:
                    self._columns.setdefault(word, len(self._columns))
                if word in self._columns:
                    weights[self._columns[word]] = rarity(word) * (1 + np.log(count))
            length = np.sqrt(sum(w * w for w in weights.values())) or 1.0
            columns += list(weights)
            data += [w / length for w in weights.values()]
            starts.append(len(data))
        return csr_matrix((data, columns, starts), (len(texts), len(self._columns)))


def with_neighbours(
    groups: Sequence[Group], abstracts: Sequence[Abstract], terms: Terms, seed: int
) -> list[Group]:
    """Each question with the best-sharing sentence of a few abstracts near it."""
    chance = random.Random(seed)
    near = terms.near([group.question for group in groups], NEAR)
    stems = [[set(content_stems(s)) for s in one.sentences] for one in abstracts]
    found = []
    for group, rows in zip(groups, near, strict=True):
        asked = set(content_stems(group.question))
        rows = [i for i in rows if abstracts[i].key != group.key]
        # Held-out papers lend no sentence to training, nor the other way round.
        rows = [i for i in rows if sources.held_out(abstracts[i].key) == group.dev]
        taken = []
        for i in chance.sample(rows, min(TAKEN, len(rows))):
            best = max(range(len(stems[i])), key=lambda j: len(asked & stems[i][j]))
            taken.append((abstracts[i].key, best))
        found.append(replace(group, others=tuple(taken)))
    return found


def transplants(
    groups: Sequence[Group], abstracts: Sequence[Abstract], terms: Terms, seed: int
) -> list[tuple[Abstract, Group]]:
    """Made questions about the name of another paper, which says nothing of what is asked."""
    chance = random.Random(seed)
    names = [own_name(Paper(one.key, one.title, one.text)) for one in abstracts]
    place = {one.key: i for i, one in enumerate(abstracts)}
    asked = [g for g in groups if (n := names[place[g.key]]) and n.name in g.question]
    near = terms.near([abstracts[place[g.key]].text for g in asked], 60)
    every = [i for i, name in enumerate(names) if name]
    found: list[tuple[Abstract, Group]] = []
    for group, rows in zip(asked, near, strict=True):
        own = names[place[group.key]]
        for i in [*chance.sample(rows, 40), *chance.sample(every, 6)]:
            other = names[i]
            if own is None or other is None or i == place[group.key]:
                continue
            moved = rules.transplant(group, own.name, abstracts[i], other.name)
            if moved:
                found.append((abstracts[i], moved))
                break
    chance.shuffle(found)
    return found[:TRANSPLANTS]


def gather(data: Path, seed: int) -> tuple[dict[str, Abstract], list[Group]]:
    """Every abstract by its key, and every question."""
    pool = Pool(data)
    made = list(sources.made(data, pool))
    abstracts = list({abstract.key: abstract for abstract, _ in made}.values())
    terms = Terms(abstracts)
    trials = list(sources.trials(data, pool))
    pairs = [*made, *trials]
    near = with_neighbours([group for _, group in pairs], abstracts, terms, seed)
    found = [(abstract, group) for (abstract, _), group in zip(pairs, near, strict=True)]
    found += transplants([group for _, group in made], abstracts, terms, seed)
    found += [*sources.covid(data), *sources.pairs(data), *sources.claims(data)]
    papers = list(rules.named(pool, NAMED, seed))
    found += [*rules.templated(papers, seed), *rules.defined(papers[::-1], DEFINED, seed)]
    found += list(sources.refusals(data))
    texts = {abstract.key: abstract for abstract, _ in found}
    texts |= {one.key: one for one in abstracts}
    return texts, [group for _, group in found]


def write(file: TextIO, abstracts: Iterable[Abstract], groups: Iterable[Group]) -> None:
    """A line of JSON for each abstract, then for each group."""
    for one in abstracts:
        row = {"key": one.key, "title": one.title, "sentences": one.sentences}
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
    for group in groups:
        file.write(json.dumps(group.row(), ensure_ascii=False) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="the shared data beside the checkout")
    parser.add_argument("target", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    abstracts, groups = gather(options.data, options.seed)
    with gzip.open(options.target, "wt", encoding="utf-8") as file:
        write(file, abstracts.values(), groups)
    counts = Counter((g.source, g.kind, bool(g.answers), g.dev) for g in groups)
    for (source, kind, answered, dev), count in sorted(counts.items()):
        sort = f"{'answered' if answered else 'unanswered'}, {'dev' if dev else 'train'}"
        sys.stdout.write(f"{source:24} {kind:14} {sort:20} {count}\n")


if __name__ == "__main__":
    main()
