"""Does verification catch wrong sentences and let right ones pass?

`python -m eval.verification --data DIR` takes SciFact's train claims (a claim that its rationale
supports must verify, one that it contradicts or that belongs to another paper must not) and
sentences of the sample, changed in one thing. Half of each is for tuning, half is reported.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.domain import Embedder, Paper
from rag.encoder import EmbeddedEncoder
from rag.particulars import names
from rag.passages import sentence_spans
from rag.readers import read_papers
from rag.support import Similarity, support

SAMPLE = Path(__file__).parents[1] / "rag" / "data" / "sample.txt"
SEED = 7

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


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence, the paper it cites, and whether that paper supports it."""

    kind: str
    text: str
    paper: Paper
    supported: bool


def scifact_cases(data: Path, rng: random.Random) -> Iterator[Case]:
    """Train claims with the paper that supports or contradicts them, or with another one."""
    rows = map(json.loads, (data / "corpus.jsonl").read_text("utf-8").splitlines())
    papers = {
        row["_id"]: Paper(row["_id"], row["title"], " ".join(row["sentences"])) for row in rows
    }
    ids = sorted(papers)
    for line in (data / "queries.jsonl").read_text("utf-8").splitlines():
        claim = json.loads(line)
        if claim["split"] != "train":
            continue
        for paper_id, rationales in claim["evidence"].items():
            kind = str(rationales[0]["label"]).lower()
            yield Case(kind, claim["text"], papers[paper_id], kind == "support")
        yield Case("other paper", claim["text"], papers[rng.choice(ids)], False)


def sample_cases(rng: random.Random) -> Iterator[Case]:
    """Sentences of the sample: as they are, reworded, and each changed in one thing."""
    papers = read_papers(SAMPLE, 10_000_000).papers
    for paper in papers:
        others = list(names(paper.abstract))
        for start, end in sentence_spans(paper.abstract):
            text = paper.abstract[start:end]
            if len(text.split()) < 6:
                continue
            yield Case("verbatim", text, paper, True)
            if (reworded := _reworded(text)) != text:
                yield Case("reworded", reworded, paper, True)
            for kind, changed in _changes(text, others, rng):
                yield Case(kind, changed, paper, False)


def _reworded(text: str) -> str:
    for pattern, new in REWRITES:
        text = re.sub(pattern, new, text)
    return text[:1].upper() + text[1:]


def _changes(text: str, others: Sequence[str], rng: random.Random) -> Iterator[tuple[str, str]]:
    if number := re.search(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w-])", text):
        new = str(int(float(number[0])) + rng.randint(2, 9))
        yield "number", text[: number.start()] + new + text[number.end() :]
    if verb := re.search(r"\b(is|are|can|could|will|was|were|does|do)\b(?! not)", text):
        yield "negation added", text[: verb.end()] + " not" + text[verb.end() :]
    if denied := re.search(r"\b(?:does|do|did) not |\bnot |\bwithout ", text):
        kept = {"without ": "with "}.get(denied[0], "")
        yield "negation dropped", text[: denied.start()] + kept + text[denied.end() :]
    own = list(names(text))
    strangers = [name for name in others if name not in text]
    if own and strangers:
        old, new = rng.choice(own), rng.choice(strangers)
        yield "name of the paper", text.replace(old, new)
        yield "name from elsewhere", text.replace(old, "Zephyr-9")
    for old, new in SWAPS:
        if re.search(rf"\b{old}\b", text):
            yield "direction", re.sub(rf"\b{old}\b", new, text, count=1)
            break


def encoder_similarity(encoder: Embedder) -> Similarity:
    """Cosines by the encoder, each text encoded once."""
    known: dict[str, object] = {}

    def similarity(text: str, sentences: Sequence[str]) -> list[float]:
        fresh = [t for t in dict.fromkeys([text, *sentences]) if t not in known]
        known.update(zip(fresh, encoder.embed_passages(fresh), strict=True))
        return [float(known[text] @ known[sentence]) for sentence in sentences]  # type: ignore[operator]

    return similarity


def evaluate(cases: Sequence[Case], similarity: Similarity | None) -> dict[str, dict[str, float]]:
    """For each kind: cases, and the share that verified."""
    passed: dict[str, list[bool]] = defaultdict(list)
    for case in cases:
        found = support(case.text, case.paper, similarity)
        passed[case.kind].append(found is not None and found.status != "unsupported")
    return {
        kind: {"cases": len(all_), "verified": round(sum(all_) / len(all_), 3)}
        for kind, all_ in passed.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="SciFact in BEIR layout")
    parser.add_argument("--half", choices=("tune", "report"), default="report")
    parser.add_argument("--lexical", action="store_true", help="without the encoder")
    options = parser.parse_args()
    rng = random.Random(SEED)
    cases = [*scifact_cases(options.data, rng), *sample_cases(rng)]
    chosen = random.Random(SEED)
    report = [case for case in cases if (chosen.random() < 0.5) == (options.half == "report")]
    similarity = None if options.lexical else encoder_similarity(EmbeddedEncoder())
    json.dump(evaluate(report, similarity), sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
