"""Does verification catch wrong sentences and let right ones pass?

`python -m eval.verification --data DIR` takes SciFact's train claims (a claim that its rationale
supports must verify; one that it contradicts, says nothing on, or never met must not) and
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

from rag.compose import similarity_of
from rag.domain import Paper
from rag.encoder import EmbeddedEncoder
from rag.particulars import names
from rag.passages import sentence_spans
from rag.readers import read_papers
from rag.support import NEAR, Similarity, support

SAMPLE = Path(__file__).parents[1] / "rag" / "data" / "sample.txt"
SEED = 7
NEARS = (0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
CHANGES = (
    "number",
    "negation added",
    "negation dropped",
    "name of the paper",
    "name from elsewhere",
    "direction",
)
Share = dict[str, float]

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
    """A sentence and the paper it cites; all cases of one `origin` are in one half."""

    kind: str
    text: str
    paper: Paper
    origin: str

    @property
    def for_tuning(self) -> bool:
        return random.Random(f"{SEED} {self.origin}").random() < 0.5


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
            yield Case(kind, claim["text"], papers[paper_id], claim["_id"])
        for paper_id in set(claim["cited"]) & set(papers) - set(claim["evidence"]):
            yield Case("no evidence", claim["text"], papers[paper_id], claim["_id"])
        yield Case("other paper", claim["text"], papers[rng.choice(ids)], claim["_id"])


def sample_cases(rng: random.Random) -> Iterator[Case]:
    """Sentences of the sample: as they are, reworded, and each changed in one thing."""
    papers = read_papers(SAMPLE, 10_000_000).papers
    for paper in papers:
        others = list(names(paper.abstract))
        for start, end in sentence_spans(paper.abstract):
            text = paper.abstract[start:end]
            if len(text.split()) < 6:
                continue
            yield Case("verbatim", text, paper, paper.paper_id)
            if (reworded := _reworded(text)) != text:
                yield Case("reworded", reworded, paper, paper.paper_id)
            for kind, changed in _changes(text, others, rng):
                yield Case(kind, changed, paper, paper.paper_id)


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


def evaluate(
    cases: Sequence[Case], similarity: Similarity | None, near: float = NEAR
) -> dict[str, Share]:
    """For each kind of case, the share that verified."""
    passed: dict[str, list[bool]] = defaultdict(list)
    for case in cases:
        found = support(case.text, case.paper, similarity, near)
        passed[case.kind].append(found is not None and found.status != "unsupported")
    return {
        kind: {"cases": len(held), "verified": round(sum(held) / len(held), 3)}
        for kind, held in passed.items()
    }


def summary(shares: dict[str, Share]) -> dict[str, float]:
    """Catch rate of wrong sentences made from right ones, and false alarms on right ones."""
    changed = [shares[kind] for kind in CHANGES if kind in shares]
    right = [shares[kind] for kind in ("verbatim", "reworded")]
    return {
        "caught": round(1 - _mean(changed), 3),
        "false alarms": round(1 - _mean(right), 3),
        "claims supported": shares["support"]["verified"],
        "claims contradicted": shares["contradict"]["verified"],
        "claims without evidence": shares["no evidence"]["verified"],
        "claims of another paper": shares["other paper"]["verified"],
    }


def _mean(shares: Sequence[Share]) -> float:
    cases = sum(share["cases"] for share in shares)
    return sum(share["verified"] * share["cases"] for share in shares) / max(cases, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="SciFact in BEIR layout")
    parser.add_argument("--lexical", action="store_true", help="without the encoder")
    parser.add_argument("--tune", action="store_true", help="thresholds on the half for tuning")
    options = parser.parse_args()
    rng = random.Random(SEED)
    cases = [*scifact_cases(options.data, rng), *sample_cases(rng)]
    chosen = [case for case in cases if case.for_tuning == options.tune]
    similarity = None if options.lexical else similarity_of(EmbeddedEncoder())
    result: dict[str, object]
    if options.tune:
        result = {f"{near:.2f}": summary(evaluate(chosen, similarity, near)) for near in NEARS}
    else:
        shares = evaluate(chosen, similarity)
        result = {"summary": summary(shares), "verified by kind": shares}
    json.dump(result, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
