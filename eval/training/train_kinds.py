"""Fit the router of `rag.understand.kinds` from templates and from made questions.

python -m eval.training.train_kinds QUESTIONS.jsonl.gz PAPERS.jsonl.gz; needs the extra `train`.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from rag.understand.kinds import DATA, parts

TEMPLATES = Path(__file__).parent / "data" / "kinds.txt"
_SKIPPED = 4000  # papers that questions are measured on
_PER_TEMPLATE = 80
_MADE = {"how": "how", "why": "how", "yes or no": "yesno", "number": "number"}
_AUTHORS = """Geoffrey Hinton, Yann LeCun, Danqi Chen, Zhiyuan Liu, Yejin Choi, Maarten Sap, Liu,
Chen, Smith, A. Gupta, Fei-Fei Li, Jürgen Schmidhuber, Kaiming He, Alisa Liu, Müller, Van Gool,
Percy Liang, Sergey Levine, Anna Korhonen, Iryna Gurevych, J. Eisner, Kim, Pieter Abbeel""".split(
    ","
)
_VENUES = """ACL, EMNLP, NeurIPS, ICML, ICLR, AAAI, CVPR, NAACL, ECCV, 3DV, IJCAI, ACML, AISTATS,
Nature, JMLR, COLING, TACL, KDD""".split(",")


@dataclass(frozen=True, slots=True)
class Pools:
    """What fills the slots of a template."""

    topics: Sequence[str]
    names: Sequence[str]
    titles: Sequence[str]

    def fill(self, text: str, chance: random.Random) -> str:
        """`text` with one choice of each (a|b) and something in each slot."""
        while found := re.search(r"\(([^()]*)\)", text):
            choice = chance.choice(found[1].split("|"))
            text = text[: found.start()] + choice + text[found.end() :]
        slots: dict[str, Sequence[str]] = {
            "{t}": self.topics,
            "{n}": self.names,
            "{p}": self.titles,
            "{a}": [author.strip() for author in _AUTHORS],
            "{v}": [venue.strip() for venue in _VENUES],
            "{y}": [str(year) for year in range(1998, 2026)],
        }
        for slot, choices in slots.items():
            while slot in text:
                text = text.replace(slot, chance.choice(choices), 1)
        return " ".join(text.split())


def templates() -> list[tuple[str, str]]:
    """(kind, template) of each line."""
    found, kind = [], ""
    for line in TEMPLATES.read_text("utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif line and not line.startswith("#"):
            found.append((kind, line))
    return found


def vocabulary(lines: Sequence[tuple[str, str]]) -> frozenset[str]:
    """The words of the templates outside their slots."""
    bare = [re.sub(r"\{\w\}|[()|]", " ", line) for _, line in lines]
    word = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
    return frozenset(found for line in bare for found in word.findall(line.lower()))


def typed(text: str, chance: random.Random) -> str:
    """As people type: without capitals, without a mark, with a letter amiss."""
    if chance.random() < 0.4:
        text = text.lower()
    if chance.random() < 0.5:
        text = f"{text}?"
    elif chance.random() < 0.2:
        text = f"{text}{chance.choice('.!')}"
    if chance.random() < 0.5:
        text = text[:1].upper() + text[1:]
    if len(text) > 12 and chance.random() < 0.05:
        place = chance.randrange(1, len(text) - 2)
        text = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if chance.random() < 0.06:
        text = chance.choice(("please ", "hi, ", "ok, ", "and ", "so ", "can you tell me ")) + text
    return text


def pools(questions: Path, papers: Path) -> Pools:
    """Topics of keyword queries, names and titles of papers that nothing is measured on."""
    with gzip.open(questions, "rt") as lines:
        topics = [q["question"] for q in map(json.loads, lines) if q["kind"] == "keywords"]
    with gzip.open(papers, "rt") as lines:
        titles = [json.loads(line)["title"] for line in lines][_SKIPPED:]
    named = [re.match(r"([A-Z][\w-]*(?: [A-Z][\w-]*)?): ", title) for title in titles]
    return Pools(topics, [found[1] for found in named if found], titles)


def examples(found: Pools, questions: Path, chance: random.Random) -> Iterator[tuple[str, str]]:
    """(kind, question): templates filled, and made questions whose form agrees with their kind."""
    for kind, line in templates():
        for _ in range(_PER_TEMPLATE):
            yield kind, typed(found.fill(line, chance), chance)
    with gzip.open(questions, "rt") as lines:
        made = [json.loads(line) for line in lines]
    for one in made:
        kind, text = _MADE.get(one["kind"], ""), one["question"]
        opens = {
            "how": r"(how(?! (many|much|large|long))|why)\b",
            "yesno": r"(is|are|does|do|did|can|was|were|has|have|will)\b",
            "number": r"(how (many|much)|what (percentage|number))\b",
        }.get(kind)
        if opens and re.match(opens, text, re.I) and chance.random() < 0.3:
            yield kind, typed(text.rstrip("?"), chance)


def main(questions: str, papers: str) -> None:
    chance = random.Random(7)
    words = vocabulary(templates())
    found = pools(Path(questions), Path(papers))
    rows = list(examples(found, Path(questions), chance))
    chance.shuffle(rows)
    seen = [dict.fromkeys(parts(text, words), 1.0) for _, text in rows]
    counted: dict[str, int] = {}
    for row in seen:
        for part in row:
            counted[part] = counted.get(part, 0) + 1
    kept = [{part: 1.0 for part in row if counted[part] >= 5} for row in seen]
    vectorizer = DictVectorizer(dtype=np.float32)
    matrix = vectorizer.fit_transform(kept)
    model = LogisticRegression(C=0.3, max_iter=400)
    model.fit(matrix, [kind for kind, _ in rows])
    weights = {
        part: [round(float(x), 3) for x in column]
        for part, column in zip(vectorizer.get_feature_names_out(), model.coef_.T, strict=True)
        if np.abs(column).max() >= 0.1
    }
    table = {
        "kinds": list(model.classes_),
        "bias": [round(float(x), 3) for x in model.intercept_],
        "words": sorted(words),
        "talk": sorted(vocabulary([one for one in templates() if one[0] == "social"])),
        "weights": weights,
    }
    DATA.write_text(json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    fit = model.score(matrix, [kind for kind, _ in rows])
    sys.stdout.write(f"{len(rows)} questions, {len(weights)} parts, fit {fit:.3f}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
