"""What the fake model answers: sentences of the papers in the prompt, with their numbers."""

from __future__ import annotations

import json
import re

from rag.models.prompts import SILENCE
from rag.text.passages import sentence_spans

_PAPER = re.compile(r"^(PAPER-\w+)\n\[(\d+)\] (.*)\n(.*)\n\1-END$", re.MULTILINE)
_FAILED = re.compile(r"^(\d+): .*\nPAPER-\w+\n\[(\d+)\] (.*)$", re.MULTILINE)
_QUESTION = re.compile(r"^(?:Question|Aspect): (.*)\Z", re.MULTILINE)


def answer_to(prompt: str) -> str:
    """A plausible reply to any prompt of `rag.models.prompts`."""
    if last := re.search(r"^Last question: (.*)\Z", prompt, re.MULTILINE):
        return json.dumps({"question": last[1], "year_from": None, "year_to": None})
    if failed := _FAILED.findall(prompt):
        return "\n".join(f"{number}: {_cited(line, n)}" for number, n, line in failed)
    asked = question[1] if (question := _QUESTION.search(prompt)) else ""
    found = [(n, _best(abstract, asked)) for _, n, _, abstract in _PAPER.findall(prompt)[:3]]
    if "Aspect: " in prompt:
        return found[0][1]
    return " ".join(_cited(text, n) for n, text in found) or SILENCE


def _best(abstract: str, asked: str) -> str:
    wanted = set(asked.lower().split())
    sentences = [abstract[start:end] for start, end in sentence_spans(abstract)]
    return max(sentences, key=lambda text: len(wanted & set(text.lower().split())), default="")


def _cited(sentence: str, n: str) -> str:
    body = sentence.rstrip(".")
    return f"{body} [{n}]."
