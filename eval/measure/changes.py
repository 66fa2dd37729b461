"""Sentences made wrong in one thing, or fairly reworded, to try verification on."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from rag.verify.particulars import names

CHANGES = (
    "number",
    "negation added",
    "negation dropped",
    "name of the paper",
    "name from elsewhere",
    "direction",
    "word exchanged",
)

SWAPS = [
    ("increases", "decreases"), ("increase", "decrease"), ("increased", "decreased"),
    ("improves", "worsens"), ("improve", "worsen"), ("improved", "worsened"),
    ("higher", "lower"), ("lower", "higher"), ("more", "less"), ("better", "worse"),
    ("before", "after"), ("after", "before"), ("reduces", "increases"), ("reduce", "increase"),
    ("reduced", "increased"), ("outperforms", "underperforms"), ("enhances", "reduces"),
    ("causes", "prevents"), ("faster", "slower"), ("larger", "smaller"), ("fewer", "more"),
    ("superior", "inferior"), ("enables", "prevents"), ("simple", "complex"),
]  # fmt: skip
REWRITES = [
    (r"^(?:However|Moreover|Furthermore|In this (?:paper|work)|To this end|Thus),\s*", ""),
    (r"\b[Ww]e propose\b", "the authors propose"), (r"\b[Ww]e introduce\b", "the paper introduces"),
    (r"\b[Ww]e present\b", "the paper presents"), (r"\b[Ww]e show\b", "the authors show"),
    (r"\b[Oo]ur (?=\w)", "the "), (r"\bin order to\b", "to"), (r"\butili[sz]e", "use"),
    (r"\bdemonstrate", "show"), (r"\bsignificantly ", ""), (r"\bnovel ", "new "),
    (r"\bapproach\b", "method"), (r"\bobtain", "reach"), (r"\bleverag", "us"),
    (r"\s*\([^()]{3,60}\)", ""),
]  # fmt: skip


def reworded(text: str) -> str:
    """`text` in other words that say the same."""
    for pattern, new in REWRITES:
        text = re.sub(pattern, new, text)
    return text[:1].upper() + text[1:]


def _word(text: str, rng: random.Random) -> str:
    """A longer word of `text` in small letters, or ""."""
    found = sorted(set(re.findall(r"\b[a-z]{6,}\b", text)))
    return rng.choice(found) if found else ""


def changes(text: str, elsewhere: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    """(kind, `text` made wrong); names and words come from `elsewhere` in the paper."""
    if number := re.search(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w-])", text):
        new = str(int(float(number[0])) + rng.randint(2, 9))
        yield "number", text[: number.start()] + new + text[number.end() :]
    if verb := re.search(r"\b(is|are|can|could|will|was|were|does|do)\b(?! not)", text):
        yield "negation added", text[: verb.end()] + " not" + text[verb.end() :]
    if denied := re.search(r"\b(?:does|do|did) not |\bnot |\bwithout ", text):
        kept = {"without ": "with "}.get(denied[0], "")
        yield "negation dropped", text[: denied.start()] + kept + text[denied.end() :]
    word, other = _word(text, rng), _word(elsewhere, rng)
    if word and other and other not in text:
        yield "word exchanged", re.sub(rf"\b{word}\b", other, text, count=1)
    own = list(names(text))
    strangers = [name for name in names(elsewhere) if name not in text]
    if own and strangers:
        old, new = rng.choice(own), rng.choice(strangers)
        yield "name of the paper", text.replace(old, new)
        yield "name from elsewhere", text.replace(old, "Zephyr-9")
    for old, new in SWAPS:
        if re.search(rf"\b{old}\b", text):
            yield "direction", re.sub(rf"\b{old}\b", new, text, count=1)
            break
