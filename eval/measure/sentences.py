"""Sentence ends against published sentence lists: `python -m eval.measure.sentences --data DIR`.

DIR holds JSON Lines whose rows carry `sentences`; each list is joined by blanks and split again.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rag.text.passages import sentence_spans

Splitter = Callable[[str], set[int]]


def ours(text: str) -> set[int]:
    """Sentence ends by `rag.text.passages`."""
    return {end for _, end in sentence_spans(text)}


def punkt() -> Splitter:
    """Sentence ends by nltk's punkt as LlamaIndex's SentenceSplitter calls it."""
    from llama_index.core.node_parser.text.utils import split_by_sentence_tokenizer

    split = split_by_sentence_tokenizer()

    def ends(text: str) -> set[int]:
        found, position = set(), 0
        for sentence in split(text):
            found.add(position + len(sentence.rstrip()))
            position += len(sentence)
        return found

    return ends


def gold(folder: Path) -> Iterator[list[str]]:
    """The sentence lists of every JSON Lines file in `folder`."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            sentences = json.loads(line).get("sentences", [])
            kept = [" ".join(sentence.split()) for sentence in sentences if sentence.strip()]
            if len(kept) > 1:
                yield kept


def agreement(lists: Sequence[list[str]], split: Splitter) -> dict[str, float]:
    """Precision, recall and F1 of inner sentence ends; the end of an abstract is no merit."""
    right = said = known = 0
    started = time.perf_counter()
    for sentences in lists:
        text = " ".join(sentences)
        truth, position = set(), -1
        for sentence in sentences[:-1]:
            position += len(sentence) + 1
            truth.add(position)
        found = split(text) - {len(text)}
        right, said, known = right + len(truth & found), said + len(found), known + len(truth)
    precision, recall = right / max(said, 1), right / max(known, 1)
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 4),
        "abstracts": len(lists),
        "seconds": round(time.perf_counter() - started, 2),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one JSON object: the agreement of footnote's rules and of punkt."""
    parser = argparse.ArgumentParser(prog="python -m eval.measure.sentences", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of JSON Lines files")
    lists = list(gold(parser.parse_args(arguments).data))
    figures = {"footnote": agreement(lists, ours), "punkt": agreement(lists, punkt())}
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
