"""The cross-encoder that `train_answers.py` trains."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional
from transformers import BertConfig, BertModel

from eval.training.answer_pairs import Floats, Group, Texts


class Scorer(torch.nn.Module):  # type: ignore[misc]
    """MiniLM under four logits, read from the first token and the mean of the sentence's.

    The first says that the sentence answers; the others that it says yes, no, or neither.
    """

    def __init__(self, folder: Path, attention: str = "sdpa", weights: bool = True) -> None:
        super().__init__()
        if weights:
            bert = BertModel.from_pretrained(
                folder, add_pooling_layer=False, attn_implementation=attention
            )
        else:
            shape = BertConfig.from_pretrained(folder, attn_implementation=attention)
            bert = BertModel(shape, add_pooling_layer=False)
        self.bert = bert.float()
        self.hidden = torch.nn.Linear(2 * self.bert.config.hidden_size, 384)
        self.score = torch.nn.Linear(384, 1)
        self.hidden_verdict = torch.nn.Linear(2 * self.bert.config.hidden_size, 384)
        self.verdict = torch.nn.Linear(384, 3)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        found = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=types)
        vectors = found.last_hidden_state
        weight = (types * mask)[..., None].to(vectors.dtype)
        mean = (vectors * weight).sum(1) / weight.sum(1)
        joined = torch.cat([vectors[:, 0], mean], 1)
        joined = functional.dropout(joined, 0.1, self.training)
        answers = self.score(functional.gelu(self.hidden(joined)))
        says = self.verdict(functional.gelu(self.hidden_verdict(joined)))
        return torch.cat([answers, says], 1)


def logits_of(model: Scorer, pairs: Sequence[tuple[list[int], int]]) -> torch.Tensor:
    """Logits of pairs, padded together, shape (pairs, 4)."""
    width = -(-max(len(tokens) for tokens, _ in pairs) // 16) * 16
    ids = np.zeros((len(pairs), width), np.int64)
    types = np.zeros_like(ids)
    mask = np.zeros_like(ids)
    for row, (tokens, start) in enumerate(pairs):
        ids[row, : len(tokens)] = tokens
        types[row, start : len(tokens)] = 1
        mask[row, : len(tokens)] = 1
    device = next(model.parameters()).device
    inputs = [torch.from_numpy(one).to(device, non_blocking=True) for one in (ids, mask, types)]
    with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
        found: torch.Tensor = model(*inputs)
    return found.float()


def scored(
    model: Scorer, texts: Texts, groups: Sequence[Group], title: bool = True, before: bool = True
) -> list[Floats]:
    """That each sentence of each group's abstract answers, as logits."""
    pairs = [
        texts.pair(group.question, group.key, i, title, before)
        for group in groups
        for i in range(group.count)
    ]
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i][0]))
    found = np.zeros(len(pairs))
    model.eval()
    with torch.no_grad():
        for start in range(0, len(order), 1024):
            rows = order[start : start + 1024]
            found[rows] = logits_of(model, [pairs[i] for i in rows])[:, 0].cpu().numpy()
    return np.split(found, np.cumsum([group.count for group in groups])[:-1])
