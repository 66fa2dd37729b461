"""Let a language model say how surely a sentence answers a question, for `train_answers.py`.

    python -m eval.training.judge_answers MODEL MINILM groups.jsonl.gz judged.jsonl.gz

MODEL is a GGUF file (Qwen2.5-Coder-1.5B-Instruct was used). Questions of `prepare_answers` are
seldom asked as people ask them of a field, and nothing says which sentences of other papers
answer. Here the model writes such questions, and reads each with sentences of its abstract and of
those nearest to it: whether it would say yes to "does this sentence answer", and by how much the
sentence makes the question likelier (arXiv 2204.07496). A logistic model over both, fitted on
questions whose answers people marked, gives log odds. Ten minutes of an H200; seeds are fixed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from eval.training.answer_figures import figures
from eval.training.answer_pairs import Floats, Group
from eval.training.judge_prompts import JUDGES, judged, marked, prompt
from eval.training.language_model import LanguageModel, chat
from eval.training.near_sentences import Encoder, Near, Papers, Question, read

CLEAN = ("trials", "covid")  # people marked what answers there
FITTED, SHOWN, PART = 700, 300, 500  # groups to fit on, made ones to print of; questions at once
PAPERS, ASKED = 2_700, 9_500  # papers asked about, and questions of them judged
WORTH = 0.01  # what the second question must add, where people marked, to be asked at all
SEED = 11
LINE = re.compile(r"(how|why|what is|what|yes or no): (.{12,120}\?)")
PAPER = re.compile(
    r"\b(papers?|authors?|abstract|study|article|proposed|propose|this (method|approach|model))\b",
    re.I,
)


def say(text: str) -> None:
    """A line of progress, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


Pairs = Sequence[tuple[str, str, str]]
"""Question, title and sentence of each."""


def yes_of(model: LanguageModel, pairs: Pairs) -> Floats:
    """How much rather the model says yes than no to "does the sentence answer"."""
    return model.chosen(chat(JUDGES), model.ids([judged(*one) for one in pairs]), ("yes", "no"))


def gain_of(model: LanguageModel, pairs: Pairs) -> Floats:
    """What the sentence adds to the log probability of a word of the question."""
    given = _likely(model, pairs)
    bare = sorted({(question, title, "") for question, title, _ in pairs})
    alone = dict(zip(bare, _likely(model, bare), strict=True))
    found: Floats = given - np.array([alone[question, title, ""] for question, title, _ in pairs])
    return found


def _likely(model: LanguageModel, pairs: Pairs) -> Floats:
    heads = model.ids([marked(title, sentence) for _, title, sentence in pairs])
    ends = model.ids([question for question, _, _ in pairs])
    texts = [head + end for head, end in zip(heads, ends, strict=True)]
    return model.likely(chat(()), texts, [len(end) for end in ends])


@dataclass(slots=True)
class Belief:
    """Log odds that a sentence answers, by a logistic model over what the model says."""

    model: LanguageModel
    both: bool
    weights: Floats

    def __call__(self, pairs: Pairs) -> Floats:
        columns = [yes_of(self.model, pairs)]
        if self.both:
            columns.append(gain_of(self.model, pairs))
        return np.stack([*columns, np.ones(len(pairs))], 1) @ self.weights


def logistic(values: Floats, truth: Sequence[bool]) -> Floats:
    """Weights of the columns, and the constant."""
    mean, scale = values.mean(0), values.std(0)
    x = torch.tensor((values - mean) / scale)
    y = torch.tensor(np.array(truth, float))
    weights = torch.zeros(x.shape[1] + 1, dtype=torch.float64, requires_grad=True)
    solver = torch.optim.LBFGS([weights], max_iter=100)

    def loss() -> torch.Tensor:
        solver.zero_grad()
        logits = x @ weights[:-1] + weights[-1]
        found = torch.nn.functional.binary_cross_entropy_with_logits(logits, y)
        found.backward()
        return found

    solver.step(loss)
    scaled = weights.detach().numpy()
    steep = scaled[:-1] / scale
    return np.array([*steep, scaled[-1] - steep @ mean])


def pairs_of(groups: Sequence[Group], papers: Papers) -> list[tuple[str, str, str]]:
    """Question, title and sentence of every sentence of the groups' abstracts."""
    return [(g.question, *papers.pair((g.key, i))) for g in groups for i in range(g.count)]


def fitted(model: LanguageModel, groups: Sequence[Group], papers: Papers) -> Belief:
    """The belief of what people marked in training papers; prints how it chooses in others."""
    chance = random.Random(SEED)
    clean = [g for g in groups if g.source in CLEAN and not g.dev]
    clean = chance.sample(clean, min(FITTED, len(clean)))
    truth = [i in g.answers for g in clean for i in range(g.count)]
    dev = [g for g in groups if g.dev and g.source in (*CLEAN, "clapnq")]
    made = [g for g in groups if g.dev and g.source == "made/papers-87k"]
    dev += chance.sample(made, min(SHOWN, len(made)))
    tables = []
    for part in (clean, dev):
        pairs = pairs_of(part, papers)
        tables.append(np.stack([yes_of(model, pairs), gain_of(model, pairs)], 1))
    weights = {both: logistic(tables[0][:, : 1 + both], truth) for both in (False, True)}
    value = {}
    for both, one in weights.items():
        odds = tables[1][:, : 1 + both] @ one[:-1] + one[-1]
        rows = np.split(odds, np.cumsum([g.count for g in dev])[:-1])
        found = figures(list(zip(dev, rows, strict=True)))
        rounded = {k: round(v, 3) for k, v in found.items()}
        say(f"{'both' if both else 'yes'}: {np.round(one, 3).tolist()} {json.dumps(rounded)}")
        own = np.split(
            tables[0][:, : 1 + both] @ one[:-1], np.cumsum([g.count for g in clean])[:-1]
        )
        found = figures(list(zip(clean, own, strict=True)))
        value[both] = sum(found.get(f"{name} first", 0.0) for name in CLEAN) / len(CLEAN)
    both = value[True] > value[False] + WORTH
    say(f"trained on: {value}, so {'both' if both else 'yes alone'}")
    return Belief(model, both, weights[both])


def written(model: LanguageModel, papers: Papers, many: int) -> Iterator[Question]:
    """Questions that the model asks of a field, each with the paper that it came from."""
    titled = [row for row in papers.rows if row["title"] and len(row["sentences"]) > 3]
    chosen = random.Random(SEED).sample(titled, min(many, len(titled)))
    prompts = [prompt(row["title"], " ".join(row["sentences"])) for row in chosen]
    seen = set()
    for row, reply in zip(chosen, model.write(prompts, 110, SEED), strict=True):
        name = row["title"].partition(":")[0] if ":" in row["title"][:30] else ""
        for line in reply.splitlines():
            match = LINE.fullmatch(line.strip())
            if not match or match[2].lower() in seen or PAPER.search(match[2]):
                continue
            seen.add(match[2].lower())
            if not name or name.lower() not in match[2].lower():
                yield Question(match[2], match[1], row["key"])


def questions_of(model: LanguageModel, minilm: Path, papers: Papers) -> list[Question]:
    """Written questions with the sentences of their abstracts and those near them."""
    asked = list(written(model, papers, PAPERS))
    random.Random(SEED).shuffle(asked)
    say(f"written: {len(asked)}")
    asked = asked[:ASKED]
    Near(papers, Encoder(minilm)).add(asked)
    return asked


def row_of(one: Question, odds: Floats, papers: Papers) -> dict[str, Any]:
    """What is written of a question: each sentence by key and place, with its log odds."""
    cells = zip(one.candidates, np.round(odds, 2).tolist(), strict=True)
    row = {"question": one.text, "kind": one.kind, "key": one.key, "dev": papers.dev(one.key)}
    return row | {"judged": [(*place, value) for place, value in cells]}


def main() -> None:
    """Parse the command line, fit the belief, write questions, judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name in ("model", "minilm", "groups", "target"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--limit", type=int, default=0, help="groups of a trial run")
    options = parser.parse_args()
    start = time.monotonic()
    papers, groups = read(options.groups)
    if options.limit:
        groups = random.Random(1).sample(groups, options.limit)
    model = LanguageModel(options.model)
    say(f"{len(groups)} groups, {time.monotonic() - start:.0f} s")
    belief = fitted(model, groups, papers)
    say(f"fitted, {time.monotonic() - start:.0f} s")
    titled = Papers([row for row in papers.rows if row["title"] and row["key"][:6] != "clapnq"])
    questions = questions_of(model, options.minilm, titled)
    with gzip.open(options.target, "wt", encoding="utf-8") as file:
        for begin in range(0, len(questions), PART):
            part = questions[begin : begin + PART]
            odds = belief([(q.text, *titled.pair(one)) for q in part for one in q.candidates])
            cuts = np.cumsum([len(q.candidates) for q in part])[:-1]
            for one, values in zip(part, np.split(odds, cuts), strict=True):
                file.write(json.dumps(row_of(one, values, titled), ensure_ascii=False) + "\n")
            say(f"judged {begin + len(part)} of {len(questions)}, {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
