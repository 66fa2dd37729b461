"""A language model that judges sentences and writes questions, to make what others learn from.

It is no part of the product. Weights are read from a GGUF file or from a folder of them; needs
the extra `train` and a GPU.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
import transformers
from numpy.typing import NDArray
from transformers import AutoModelForCausalLM, AutoTokenizer, DynamicCache

Floats = NDArray[np.float64]
Ids = list[int]
SYSTEM = "You read sentences of research papers with care."
TOGETHER, MOST, WRITTEN, ROWS = 60_000, 512, 384, 4_096
"""Tokens and texts read at once, texts written at once, places whose words are weighed at once."""


def turn(role: str, text: str) -> str:
    """One turn of a chat as the model was taught to read it."""
    return f"<|im_start|>{role}\n{text}<|im_end|>\n"


def chat(examples: Sequence[tuple[str, str]]) -> str:
    """A chat that has gone through `examples`."""
    turns = [turn("user", asked) + turn("assistant", said) for asked, said in examples]
    return turn("system", SYSTEM) + "".join(turns)


class LanguageModel:
    """A causal model, in bfloat16 on the GPU where there is one."""

    def __init__(self, source: Path) -> None:
        where, file = (source, None) if source.is_dir() else (source.parent, source.name)
        self._tokens = AutoTokenizer.from_pretrained(where, gguf_file=file)
        # Later versions of transformers leave the weights packed unless told.
        config = getattr(transformers, "GgufConfig", None) if file else None
        plain = {"quantization_config": config(dequantize=True)} if config else {}
        model = AutoModelForCausalLM.from_pretrained(
            where, gguf_file=file, dtype=torch.bfloat16, **plain
        )
        model.requires_grad_(False)
        self._model = model.to("cuda" if torch.cuda.is_available() else "cpu").eval()

    def save(self, folder: Path) -> None:
        """Keep the weights as ordinary ones, which load in seconds."""
        self._model.save_pretrained(folder)
        self._tokens.save_pretrained(folder)

    def ids(self, texts: Sequence[str]) -> list[Ids]:
        """Tokens of texts that may hold the marks of turns."""
        found: list[Ids] = []
        for start in range(0, len(texts), 20_000):
            part = list(texts[start : start + 20_000])
            found += self._tokens(part, add_special_tokens=False)["input_ids"]
        return found

    def chosen(self, prefix: str, texts: Sequence[Ids], words: tuple[str, str]) -> Floats:
        """How much rather the first of two words follows each text than the second, as logits."""
        yes, no = (one[0] for one in self.ids(words))
        found = np.zeros(len(texts))
        for rows, hidden in self._read(prefix, texts):
            ends = torch.tensor([len(texts[i]) - 1 for i in rows], device=hidden.device)
            last = hidden[torch.arange(len(rows), device=hidden.device), ends].float()
            head = self._model.lm_head.weight.float()
            found[rows] = (last @ (head[yes] - head[no])).cpu().numpy()
        return found

    def likely(self, prefix: str, texts: Sequence[Ids], endings: Sequence[int]) -> Floats:
        """Mean log probability of the last tokens of each text, as many as `endings` says."""
        found = np.zeros(len(texts))
        for rows, hidden in self._read(prefix, texts):
            cells = [(r, p) for r, i in enumerate(rows) for p in _ending(texts[i], endings[i])]
            words = torch.tensor([texts[rows[r]][p] for r, p in cells], device=hidden.device)
            at = torch.tensor(cells, device=hidden.device)
            values = hidden[at[:, 0], at[:, 1] - 1]
            parts = zip(values.split(ROWS), words.split(ROWS), strict=True)
            logs = [self._log(part, word) for part, word in parts]
            sums = torch.zeros(len(rows), device=hidden.device)
            sums.index_add_(0, at[:, 0], torch.cat(logs))
            counts = np.array([endings[i] for i in rows])
            found[rows] = sums.cpu().numpy() / counts
        return found

    def write(self, prompts: Sequence[str], tokens: int, seed: int) -> list[str]:
        """What follows each prompt, sampled, until the turn ends."""
        torch.manual_seed(seed)
        self._tokens.padding_side = "left"
        stop = self.ids(["<|im_end|>"])[0][0]
        found: list[str] = []
        for start in range(0, len(prompts), WRITTEN):
            batch = list(prompts[start : start + WRITTEN])
            read = self._tokens(
                batch, return_tensors="pt", padding=True, add_special_tokens=False
            ).to(self._model.device)
            with torch.no_grad():
                out = self._model.generate(
                    input_ids=read["input_ids"],
                    attention_mask=read["attention_mask"],
                    max_new_tokens=tokens,
                    do_sample=True,
                    temperature=0.7,
                    top_p=0.9,
                    top_k=0,
                    eos_token_id=stop,
                    pad_token_id=stop,
                )
            new = out[:, read["input_ids"].shape[1] :]
            found += self._tokens.batch_decode(new, skip_special_tokens=True)
        return found

    def _log(self, hidden: torch.Tensor, words: torch.Tensor) -> torch.Tensor:
        with torch.no_grad():
            logits = self._model.lm_head(hidden).float()
            return logits.gather(1, words[:, None])[:, 0] - logits.logsumexp(1)

    def _read(self, prefix: str, texts: Sequence[Ids]) -> Iterator[tuple[list[int], torch.Tensor]]:
        """Rows of `texts` and their last hidden states, each read after one prefix."""
        device = self._model.device
        with torch.no_grad():
            head = torch.tensor(self.ids([prefix]), device=device)
            layers = self._model.model(head, use_cache=True).past_key_values.layers
        before = [(layer.keys, layer.values) for layer in layers]
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        while order:
            width = len(texts[order[0]])
            rows = order[: max(1, min(MOST, TOGETHER // width))]
            order = order[len(rows) :]
            ids = torch.zeros((len(rows), width), dtype=torch.long)
            mask = torch.zeros((len(rows), head.shape[1] + width), dtype=torch.long)
            for row, i in enumerate(rows):
                ids[row, : len(texts[i])] = torch.tensor(texts[i])
                mask[row, : head.shape[1] + len(texts[i])] = 1
            cache = DynamicCache()
            for number, (keys, values) in enumerate(before):
                many = (len(rows), -1, -1, -1)
                cache.update(keys.expand(many), values.expand(many), number)
            with torch.no_grad():
                read = self._model.model(
                    ids.to(device), attention_mask=mask.to(device), past_key_values=cache
                )
            yield rows, read.last_hidden_state


def _ending(text: Ids, many: int) -> range:
    return range(len(text) - many, len(text))
