"""Does the shipped cross-encoder choose the sentence that answers, and tell when none does?

    python -m eval.training.measure_answers groups.jsonl.gz rag/encoders/answers

Held-out papers alone, against two baselines: the cosine of MiniLM and the share of the
question's words. Intervals are 95 %, from a bootstrap over abstracts.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from eval.training.answer_pairs import Floats, Group, Texts, read
from rag.models.encoders import EmbeddedEncoder, cores, session_of
from rag.text.stems import content_stems, rarity

ROUNDS = 1000
Rows = Sequence[tuple[Group, Floats]]


class Exported:
    """The ONNX file, one pair at a time: int8 scales by the largest value of a batch."""

    def __init__(self, folder: Path) -> None:
        self._session = session_of(folder)

    def logit(self, pair: tuple[list[int], int]) -> float:
        tokens, start = pair
        ids = np.array([tokens], np.int64)
        types = (np.arange(len(tokens)) >= start).astype(np.int64)[None]
        names = [one.name for one in self._session.get_inputs()]
        feed = dict(zip(names, (ids, np.ones_like(ids), types), strict=True))
        return float(self._session.run(None, feed)[0][0][0])

    def scores(self, texts: Texts, groups: Sequence[Group], before: bool) -> list[Floats]:
        with ThreadPoolExecutor(cores()) as threads:
            pairs = [
                texts.pair(group.question, group.key, i, before=before)
                for group in groups
                for i in range(group.count)
            ]
            found = np.array(list(threads.map(self.logit, pairs)))
        return np.split(found, np.cumsum([group.count for group in groups])[:-1])


def cosines(groups: Sequence[Group], sentences: dict[str, list[str]]) -> list[Floats]:
    """MiniLM's cosine of question and sentence."""
    encoder, vectors = EmbeddedEncoder(), dict[str, Floats]()
    found = []
    for group in groups:
        if group.key not in vectors:
            rows = encoder.embed_passages(sentences[group.key])
            vectors[group.key] = rows.astype(np.float64)
        found.append(vectors[group.key] @ encoder.embed_question(group.question))
    return found


def overlaps(groups: Sequence[Group], sentences: dict[str, list[str]]) -> list[Floats]:
    """Share of the question's words, by rarity, that a sentence holds."""
    found = []
    for group in groups:
        asked = set(content_stems(group.question))
        total = sum(map(rarity, sorted(asked)))
        held = [asked & set(content_stems(one)) for one in sentences[group.key]]
        found.append(np.array([sum(map(rarity, sorted(one))) / total for one in held]))
    return found


def rank(group: Group, scores: Floats) -> int:
    """Place of the best sentence that answers, 0 for the first; a tie goes against it."""
    best = scores[group.answers].max()
    wrong = np.delete(scores, group.answers)
    return int((wrong >= best).sum())


def first(rows: Rows) -> float:
    return float(np.mean([rank(group, scores) == 0 for group, scores in rows]))


def reciprocal(rows: Rows) -> float:
    return float(np.mean([1 / (1 + rank(group, scores)) for group, scores in rows]))


def separation(rows: Rows) -> float:
    """AUROC of the best score: answered above unanswered."""
    yes = np.array([scores.max() for group, scores in rows if group.answers])[:, None]
    no = np.array([scores.max() for group, scores in rows if not group.answers])[None]
    return float(((yes > no) + 0.5 * (yes == no)).mean()) if yes.size and no.size else float("nan")


def interval(rows: Rows, figure: Callable[[Rows], float]) -> str:
    """The figure with its interval."""
    chance = np.random.default_rng(0)
    by_key: dict[str, list[tuple[Group, Floats]]] = {}
    for row in rows:
        by_key.setdefault(row[0].key, []).append(row)
    keys, drawn = sorted(by_key), []
    for _ in range(ROUNDS):
        sample = chance.integers(len(keys), size=len(keys))
        drawn.append(figure([row for i in sample for row in by_key[keys[i]]]))
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return f"{figure(rows):.3f} [{low:.3f}, {high:.3f}]"


def sample(groups: Sequence[Group], most: int) -> list[Group]:
    """At most `most` groups of each source and kind, drawn by a fixed seed."""
    by_kind: dict[tuple[str, str], list[Group]] = {}
    for group in groups:
        by_kind.setdefault((group.source, group.kind), []).append(group)
    chance = random.Random(0)
    return [one for each in by_kind.values() for one in chance.sample(each, min(most, len(each)))]


def parts(rows: Rows) -> dict[str, tuple[Rows, Rows]]:
    """By name: groups with an answer to choose, and groups to tell answered from unanswered."""
    found: dict[str, tuple[Rows, Rows]] = {}
    made = [row for row in rows if row[0].source.startswith("made")]
    for kind in sorted({group.kind for group, _ in made}):
        found[f"made, {kind}"] = ([row for row in made if row[0].kind == kind], [])
    moved = [row for row in rows if row[0].source == "transplant"]
    found["made, against near-misses"] = (made, [*made, *moved])
    for source in ("trials", "covid", "qnli", "scifact", "clapnq"):
        part = [row for row in rows if row[0].source == source]
        found[source] = ([row for row in part if row[0].answers and row[0].count > 1], part)
    rules = [row for row in rows if row[0].source == "rules" and row[0].kind != "defined"]
    for name, new in (("attributes", False), ("attributes never seen", True)):
        part = [row for row in rules if row[0].kind.endswith("/new") == new]
        found[name] = ([row for row in part if row[0].answers], part)
    return found


def main() -> None:
    """Parse the command line and print a table a scorer."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("groups", type=Path)
    parser.add_argument("model", type=Path, help="folder of model.onnx beside tokenizer.json")
    parser.add_argument("--most", type=int, default=10**6, help="groups of one source and kind")
    options = parser.parse_args()
    texts, groups, sentences = read(options.groups, options.model.parent)
    dev = sample([group for group in groups if group.dev], options.most)
    model = Exported(options.model)
    tables = {
        "cross-encoder": model.scores(texts, dev, before=True),
        "cross-encoder, sentence alone": model.scores(texts, dev, before=False),
        "cosine of MiniLM": cosines(dev, sentences),
        "words": overlaps(dev, sentences),
    }
    for title, scores in tables.items():
        sys.stdout.write(f"{title}\n")
        for name, (chosen, told) in parts(list(zip(dev, scores, strict=True))).items():
            line = f"  {name:28} {len(chosen):5}"
            if chosen:
                line += f"  first {interval(chosen, first)}  mrr {interval(chosen, reciprocal)}"
            if any(group.answers for group, _ in told) and not all(g.answers for g, _ in told):
                line += f"  auroc {interval(told, separation)}"
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
