"""Tune MiniLM on papers: the weights of `rag/encoders/papers`, before they become int8.

    python eval/training/train_encoder.py MINILM SCIFACT papers.jsonl.gz tuned/
    python eval/training/export_encoder.py tuned/ rag/encoders/papers

MINILM holds the base weights, SCIFACT the collection in BEIR layout, of which the training
claims alone are read, and `papers.jsonl.gz` papers with title and abstract. Needs the extra
`train` and a GPU: about a minute a seed on an H100.

Two kinds of batches: claims with the abstracts that bear on them and hard negatives, and parts
of an abstract with its rest (the inverse cloze task, arXiv 1906.00300). A pull to the base
vectors, the mean over seeds (model soups, arXiv 2203.05482) and the way back towards the base
(WiSE-FT, arXiv 2109.01903) keep what the base knows of other fields.
"""

from __future__ import annotations

import argparse
import copy
import gzip
import json
import random
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch.nn import functional
from transformers import BertModel

STEPS, LEARNING_RATE, WARM_UP = 300, 7e-5, 0.1
CLAIM_SHARE, SCIFACT_SHARE = 0.4, 0.4  # of all batches; of the self-supervised ones
CLAIMS, PAIRS, HARD = 128, 512, 4  # claims a batch, pairs a batch, hard negatives a claim
SCALE, PULL = 20.0, 1.0  # of cosines before the softmax; towards the base vectors
SEEDS, TUNED_SHARE = 5, 0.85
QUESTION_TOKENS, TEXT_TOKENS = 64, 256

Parts = tuple[str, list[str]]
"""Title and sentences of one paper."""


class Texts:
    """Tokens of texts, padded and on the device."""

    def __init__(self, folder: Path, device: str) -> None:
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.device = device

    def batch(self, texts: Sequence[str], limit: int) -> tuple[torch.Tensor, torch.Tensor]:
        """Token ids and mask, both (texts, tokens)."""
        self.tokenizer.enable_truncation(limit)
        rows = [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]
        ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
        for row, tokens in enumerate(rows):
            ids[row, : len(tokens)] = tokens
        tensor = torch.tensor(ids, device=self.device)
        return tensor, tensor != 0


class Claims:
    """SciFact's training claims with the abstracts that bear on each."""

    def __init__(self, folder: Path) -> None:
        lines = (folder / "corpus.jsonl").read_text("utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        self.papers: list[Parts] = [(row["title"], row["sentences"]) for row in rows]
        self.abstracts = [f"{title}\n{' '.join(sentences)}" for title, sentences in self.papers]
        place = {row["_id"]: i for i, row in enumerate(rows)}
        lines = (folder / "queries.jsonl").read_text("utf-8").splitlines()
        texts = {row["_id"]: row["text"] for row in map(json.loads, lines)}
        judged = [
            line.split("\t") for line in (folder / "qrels/train.tsv").read_text().splitlines()
        ]
        self.relevant: dict[str, set[int]] = {}
        for query, paper, _ in judged[1:]:
            self.relevant.setdefault(texts[query], set()).add(place[paper])
        self.pairs = [(claim, i) for claim, found in self.relevant.items() for i in sorted(found)]
        self.hard: dict[str, list[int]] = {}

    def find_hard(self, model: BertModel, texts: Texts) -> None:
        """For each claim, the abstracts that the base takes for the nearest, wrongly."""
        with torch.no_grad():
            corpus = torch.cat(
                [
                    embed(model, texts.batch(self.abstracts[i : i + 256], TEXT_TOKENS))
                    for i in range(0, len(self.abstracts), 256)
                ]
            )
            for claim, relevant in self.relevant.items():
                cosines = corpus @ embed(model, texts.batch([claim], QUESTION_TOKENS))[0]
                near = cosines.topk(40).indices.tolist()
                self.hard[claim] = [i for i in near if i not in relevant]

    def batch(self, chance: random.Random) -> tuple[list[str], list[str], torch.Tensor]:
        """Claims, abstracts, and which bear on which, bool (claims, abstracts)."""
        pairs = chance.sample(self.pairs, CLAIMS)
        hard = [i for claim, _ in pairs for i in chance.sample(self.hard[claim], HARD)]
        chosen = list(dict.fromkeys([i for _, i in pairs] + hard))
        truth = torch.tensor([[i in self.relevant[claim] for i in chosen] for claim, _ in pairs])
        return [claim for claim, _ in pairs], [self.abstracts[i] for i in chosen], truth


def read_papers(file: Path) -> list[Parts]:
    """Title and sentences of every paper that has both."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        (row["title"], re.split(r"(?<=[.!?])\s+(?=[A-Z])", row["abstract"].strip()))
        for row in rows
        if row.get("title") and row.get("abstract")
    ]


def cloze(paper: Parts, chance: random.Random) -> tuple[str, str]:
    """A title, a few key words, or a sentence or two, and the text they were taken from."""
    title, sentences = paper
    kind = chance.random()
    if kind < 0.25 or len(sentences) < 3:
        return title, " ".join(sentences)
    if kind < 0.35:
        words = [word for word in f"{title} {chance.choice(sentences)}".split() if len(word) > 3]
        chance.shuffle(words)
        return " ".join(words[: chance.randint(2, 6)]) or title, f"{title}\n{' '.join(sentences)}"
    # The last sentences state results, as questions and claims do.
    late = kind >= 0.6
    taken = {len(sentences) - chance.randint(1, 2) if late else chance.randrange(len(sentences))}
    if kind > 0.9:
        taken.add(chance.randrange(len(sentences)))
    left = [s for i, s in enumerate(sentences) if i not in taken or chance.random() > 0.9]
    question = " ".join(sentences[i] for i in sorted(taken))
    if chance.random() < 0.4:
        question = " ".join(w for w in question.split() if chance.random() > 0.2) or question
    return question, f"{title}\n{' '.join(left)}"


def embed(model: BertModel, batch: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
    """Unit vectors: the mean over tokens, as `rag/models/encoders.py` pools."""
    ids, mask = batch
    with torch.autocast(ids.device.type, torch.bfloat16):
        hidden = model(input_ids=ids, attention_mask=mask.long()).last_hidden_state
    weight = mask[..., None].float()
    return functional.normalize((hidden.float() * weight).sum(1) / weight.sum(1), dim=-1)


def contrast(questions: torch.Tensor, found: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """Cross entropy over the batch; several right ones share the probability."""
    logits = SCALE * questions @ found.T
    right = logits.masked_fill(~truth, -torch.inf).logsumexp(1)
    loss: torch.Tensor = (logits.logsumexp(1) - right).mean()
    return loss


def tune(
    base: BertModel, texts: Texts, claims: Claims, papers: Sequence[Parts], seed: int
) -> BertModel:
    """One tuned copy of `base`."""
    chance = random.Random(seed)
    model = copy.deepcopy(base)
    optimizer = torch.optim.AdamW(model.parameters(), LEARNING_RATE, weight_decay=0.01)
    for step in range(STEPS):
        rate = min(1.0, (step + 1) / (WARM_UP * STEPS)) * max(0.02, 1 - step / STEPS)
        optimizer.param_groups[0]["lr"] = LEARNING_RATE * rate
        if chance.random() < CLAIM_SHARE:
            questions, found, truth = claims.batch(chance)
        else:
            source = claims.papers if chance.random() < SCIFACT_SHARE else papers
            pairs = [cloze(paper, chance) for paper in chance.sample(source, PAIRS)]
            questions, found = [q for q, _ in pairs], [text for _, text in pairs]
            truth = torch.eye(PAIRS, dtype=torch.bool)
        truth = truth.to(texts.device)
        inputs = (texts.batch(questions, QUESTION_TOKENS), texts.batch(found, TEXT_TOKENS))
        vectors = [embed(model, batch) for batch in inputs]
        with torch.no_grad():
            before = [embed(base, batch) for batch in inputs]
        drift = sum(((a - b) ** 2).sum(1).mean() for a, b in zip(vectors, before, strict=True))
        loss = contrast(vectors[0], vectors[1], truth) + PULL * drift
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return model


def main() -> None:
    """Parse the command line, tune, and write the weights with their tokenizer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("weights", "scifact", "papers", "target"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(0)
    base = BertModel.from_pretrained(options.weights, add_pooling_layer=False)
    base = base.float().to(device).eval()
    texts, claims = Texts(options.weights, device), Claims(options.scifact)
    claims.find_hard(base, texts)
    papers = read_papers(options.papers)
    tuned = [tune(base, texts, claims, papers, seed).state_dict() for seed in range(SEEDS)]
    weights = {
        name: torch.lerp(old, torch.stack([w[name] for w in tuned]).mean(0), TUNED_SHARE)
        for name, old in base.state_dict().items()
        if old.is_floating_point()
    }
    options.target.mkdir(parents=True, exist_ok=True)
    save_file(
        {name: value.half().cpu().contiguous() for name, value in weights.items()},
        options.target / "model.safetensors",
        metadata={"format": "pt"},
    )
    for file in ("config.json", "tokenizer.json"):
        shutil.copy(options.weights / file, options.target / file)


if __name__ == "__main__":
    main()
