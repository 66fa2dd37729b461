"""Train a cross-encoder: does this sentence answer this question, and with yes or no?

    python -m eval.training.prepare_answers ../shared/data groups.jsonl.gz
    python -m eval.training.prepare_verdicts ../shared/data verdicts.jsonl.gz
    python -m eval.training.judge_answers MODEL.gguf MINILM groups.jsonl.gz judged.jsonl.gz
    python -m eval.training.train_answers MINILM groups.jsonl.gz weights/ verdicts.jsonl.gz
    python -m eval.training.export_answers MINILM weights/ rag/encoders/answers

`prepare_asked` adds questions as people ask them to the first two files. `train_answers` reads the
judged questions where `--judged judged.jsonl.gz` names them, and trains further from the weights
that `shipped_weights` wrote where `--begin` names them. MINILM holds the base weights with their
tokenizer. Needs the extra `train` and a GPU: six minutes on an H100.

A pair is read as "[CLS] question [SEP] title [SEP] sentence before [SEP] sentence [SEP]", the
sentence alone as the second segment. A group is a question with sentences of an abstract: a
softmax over them teaches which answers, a binary term makes the score absolute, so that it can
say that none does. Questions that a model wrote are noisy: two models, each trained without one
half of them, judge that half first (confident learning, arXiv 1911.00068), and questions whose
answer another sentence gives more surely are dropped. The second task, yes, no or neither, is
learned beside the first, a batch of each a step; so is a third, what a language model believes of
questions that it asked of a field.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional

from eval.training.answer_beliefs import believe, credible
from eval.training.answer_figures import figures
from eval.training.answer_model import Scorer, logits_of, scored
from eval.training.answer_pairs import Group, Texts, read
from eval.training.judged_task import JudgedTask
from eval.training.verdict_task import VerdictTask

BATCH, OWN, OTHERS = 64, 7, 2  # groups; sentences of the abstract, and of others, a group
LEARNING_RATE, WARM_UP, DECAY = 8e-5, 0.08, 0.01
FOLD_EPOCHS, EPOCHS = 2, 4
POSITIVE, MOST_WEIGHT, SMOOTH, SOFT = 3.0, 0.5, 0.03, 0.25
EMPTY = -1e4  # the logit of a cell without a pair
REPEATS = {"trials": 4, "scifact": 2, "asked": 3}


def say(text: str) -> None:
    """A line of progress, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@dataclass(slots=True)
class Drawn:
    """A group's candidates in one step: pairs, which answer, what is believed of each."""

    pairs: list[tuple[list[int], int]]
    truth: list[bool]
    belief: list[float]
    noisy: bool


def draw(group: Group, texts: Texts, chance: random.Random) -> Drawn:
    """All answers of a group and a sample of what does not answer."""
    wrong = [i for i in range(group.count) if i not in group.answers]
    own = [*group.answers[:3], *chance.sample(wrong, min(OWN, len(wrong)))]
    title, before = chance.random() > 0.1, chance.random() > 0.3
    pairs = [texts.pair(group.question, group.key, i, title, before) for i in own]
    belief = [group.belief[i] if group.belief else 0.0 for i in own]
    others = chance.sample(group.others, min(OTHERS, len(group.others)))
    pairs += [texts.pair(group.question, key, i, title, before) for key, i in others]
    truth = [i in group.answers for i in own] + [False] * len(others)
    return Drawn(pairs, truth, belief + [0.0] * len(others), group.noisy)


def tables_of(drawn: Sequence[Drawn], device: torch.device) -> tuple[torch.Tensor, ...]:
    """Which cells of (groups, candidates) hold a pair, which answer, and what is believed."""
    width = max(len(one.pairs) for one in drawn)
    held = np.zeros((len(drawn), width), bool)
    truth, belief = np.zeros_like(held), np.zeros(held.shape, np.float32)
    for row, one in enumerate(drawn):
        held[row, : len(one.pairs)] = True
        truth[row, : len(one.pairs)] = one.truth
        believed = np.array(one.belief, np.float32)
        if one.noisy and believed.any():
            belief[row, : len(one.pairs)] = believed / believed.sum()
    return tuple(torch.from_numpy(one).to(device) for one in (held, truth, belief))


def loss_of(flat: torch.Tensor, drawn: Sequence[Drawn]) -> torch.Tensor:
    """Cross entropy over each group's sentences, plus binary cross entropy of each."""
    held, truth, belief = tables_of(drawn, flat.device)
    logits = flat.new_full(held.shape, EMPTY).masked_scatter(held, flat)
    target = truth.float() * (1 - 2 * SMOOTH) + SMOOTH
    binary = functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    chosen = logits.log_softmax(1)
    listed = -chosen.masked_fill(~truth, EMPTY).logsumexp(1)
    believed = belief.sum(1) > 0
    soft = -(belief * chosen).sum(1)
    listed = torch.where(believed, (1 - SOFT) * listed + SOFT * soft, listed)
    # A sentence that may answer as well is no negative, and a doubtful answer weighs less.
    doubtful = torch.where(truth, (belief / 0.3).clamp(0.2, 1), (belief < 0.15).float())
    weight = held * torch.where(truth, POSITIVE, 1.0)
    weight = torch.where(believed[:, None], weight * doubtful, weight)
    alone = (weight * binary).sum(1) / weight.sum(1).clamp_min(1.0)
    most = MOST_WEIGHT * functional.softplus(logits.amax(1))
    loss: torch.Tensor = alone + torch.where(truth.any(1), listed, most)
    return loss.mean()


def epoch_of(groups: Sequence[Group], chance: random.Random) -> Iterator[list[Group]]:
    """Batches of one epoch; single pairs go with the rest."""
    order = [group for group in groups for _ in range(REPEATS.get(group.source, 1))]
    chance.shuffle(order)
    for start in range(0, len(order), BATCH):
        yield order[start : start + BATCH]


def train(
    model: Scorer,
    texts: Texts,
    groups: Sequence[Group],
    epochs: int,
    seed: int,
    after: Callable[[int], None] = lambda _: None,
    second: VerdictTask | None = None,
    third: JudgedTask | None = None,
    fastest: float = LEARNING_RATE,
) -> Scorer:
    """Train `model` in place; `after` is told the number of every epoch done."""
    chance = random.Random(seed)
    total = epochs * sum(1 for _ in epoch_of(groups, random.Random(0)))
    learning = [one for one in model.parameters() if one.requires_grad]
    optimizer = torch.optim.AdamW(learning, fastest, weight_decay=DECAY)
    step = 0
    for epoch in range(epochs):
        model.train()
        for batch in epoch_of(groups, chance):
            rate = min(1.0, (step + 1) / (WARM_UP * total)) * max(0.02, 1 - step / total)
            optimizer.param_groups[0]["lr"] = fastest * rate
            drawn = [draw(group, texts, chance) for group in batch]
            logits = logits_of(model, [pair for one in drawn for pair in one.pairs])
            loss = loss_of(logits[:, 0], drawn)
            if second:
                loss = loss + second.loss(model)
            if third:
                loss = loss + third.loss(model)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            step += 1
        after(epoch)
    return model


def judge(folder: Path, texts: Texts, groups: Sequence[Group], device: str) -> list[Group]:
    """Give every noisy group a belief by a model that never saw its half; drop the wrong ones."""
    noisy = [group for group in groups if group.noisy and not group.dev]
    clean = [group for group in groups if not group.noisy and not group.dev]
    keys = sorted({group.key for group in noisy})
    half = set(random.Random(0).sample(keys, len(keys) // 2))
    for seed, side in enumerate((True, False)):
        torch.manual_seed(seed)
        seen = [group for group in noisy if (group.key in half) == side]
        unseen = [group for group in noisy if (group.key in half) != side]
        model = train(Scorer(folder).to(device), texts, [*clean, *seen], FOLD_EPOCHS, seed)
        believe(model, texts, unseen)
    return clean + credible(noisy)


AIMS = (
    "made/papers-87k first",
    "trials first",
    "covid first",
    "qnli auroc",
    "new attributes auroc",
    "made against transplant auroc",
    "asked first",
    "asked auroc",
)
"""What early stopping looks at, in equal shares; CLAPnq is no part of it."""


class Watch:
    """Prints the figures of every epoch and keeps the best weights."""

    def __init__(
        self,
        model: Scorer,
        texts: Texts,
        groups: Sequence[Group],
        second: VerdictTask,
        third: JudgedTask | None,
    ) -> None:
        self._model, self._texts, self._second, self._third = model, texts, second, third
        self.dev = [group for group in groups if group.dev]
        self.best, self.epoch, self.weights = -1.0, -1, dict[str, torch.Tensor]()

    def __call__(self, epoch: int) -> None:
        logits = scored(self._model, self._texts, self.dev)
        found = figures(list(zip(self.dev, logits, strict=True)))
        value = float(np.mean([found.get(name, 0.0) for name in AIMS]))
        verdicts = self._second.figures(self._model)
        # Half of what it is used for: yes and no of questions as people ask them.
        value += float(np.prod(verdicts.get("asked, said at 0.5", (0.0, 0.0)))) ** 0.5
        rounded = {name: round(one, 3) for name, one in found.items()}
        say(f"epoch {epoch + 1}: {value:.4f} {json.dumps(rounded)}")
        say(f"verdicts: {json.dumps(verdicts)}")
        if self._third:
            say(f"asked of a field: {json.dumps(self._third.figures(self._model))}")
        if value > self.best:
            self.best, self.epoch = value, epoch
            self.weights = {k: v.detach().clone() for k, v in self._model.state_dict().items()}

    def write(self, target: Path) -> None:
        """The best weights as two fp16 files, and the logits of every held-out group."""
        self._model.load_state_dict(self.weights)
        target.mkdir(parents=True, exist_ok=True)
        half = {
            name: value.half().cpu().contiguous()
            for name, value in self.weights.items()
            if value.is_floating_point()
        }
        words = {name: half.pop(name) for name in list(half) if "word_embeddings" in name}
        save_file(words, target / "words.safetensors", metadata={"format": "pt"})
        save_file(half, target / "layers.safetensors", metadata={"format": "pt"})
        with (target / "dev.jsonl").open("w") as file:
            for name, before in (("before", True), ("alone", False)):
                logits = scored(self._model, self._texts, self.dev, before=before)
                for group, one in zip(self.dev, logits, strict=True):
                    row = {"question": group.question, "source": group.source, "key": group.key}
                    marks = {"kind": group.kind, "answers": group.answers, "context": name}
                    file.write(
                        json.dumps(row | marks | {"logits": np.round(one, 3).tolist()}) + "\n"
                    )


def main() -> None:
    """Parse the command line, judge the noisy questions, train, and write the best weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name in ("weights", "groups", "target"):
        parser.add_argument(name, type=Path)
    parser.add_argument("verdicts", type=Path)
    parser.add_argument("--judged", type=Path, help="what `judge_answers.py` wrote")
    parser.add_argument("--begin", type=Path, help="what `shipped_weights.py` wrote")
    parser.add_argument("--rate", type=float, default=LEARNING_RATE, help="the highest")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="at most")
    parser.add_argument("--minutes", type=float, default=7.5, help="for all of it, about")
    parser.add_argument("--limit", type=int, default=0, help="groups of a trial run")
    options = parser.parse_args()
    start = time.monotonic()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    texts, groups, _ = read(options.groups, options.weights)
    if options.limit:
        groups = random.Random(1).sample(groups, options.limit)
    say(f"{len(groups)} groups, {time.monotonic() - start:.0f} s")
    reading = time.monotonic()
    third = JudgedTask(options.judged, texts) if options.judged else None
    if options.begin:
        torch.manual_seed(7)
        model = Scorer(options.weights, weights=False).to(device)
        model.load_state_dict(load_file(options.begin, device=device), strict=False)
        # What few questions say of rare words would be learnt by heart.
        model.bert.embeddings.word_embeddings.weight.requires_grad_(False)
        noisy = [group for group in groups if group.noisy and not group.dev]
        believe(model, texts, noisy)
        kept = [g for g in groups if not g.noisy and not g.dev] + credible(noisy)
        epochs = options.epochs
    else:
        kept = judge(options.weights, texts, groups, device)
        # An epoch over all costs about 1.4 of those over one half, the second task as much as one.
        epoch = (time.monotonic() - reading) / (2 * FOLD_EPOCHS) * 2.4
        left = options.minutes * 60 - (time.monotonic() - start) - 15
        epochs = max(1, min(options.epochs, int(left / epoch)))
        torch.manual_seed(7)
        model = Scorer(options.weights).to(device)
    say(f"judged in {time.monotonic() - reading:.0f} s; {epochs} epochs")
    second = VerdictTask(options.verdicts, options.weights)
    watch = Watch(model, texts, groups, second, third)
    if options.begin:
        watch(-1)
    train(model, texts, kept, epochs, 7, watch, second, third, options.rate)
    watch.write(options.target)
    say(f"best epoch {watch.epoch + 1}; {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
