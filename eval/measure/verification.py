"""Does verification catch wrong sentences and let right ones pass?

`python -m eval.measure.verification --data DIR` takes SciFact's train claims (a claim that its
rationale supports must verify; one that it contradicts, says nothing on, or never met must not) and
sentences of the sample, changed in one thing. Half of each is for tuning, half is reported;
sentences written by hand (paraphrases.json) are reported beside them.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.measure.changes import CHANGES, changes, reworded
from rag.answer.compose import similarity_of
from rag.domain import Paper
from rag.formats.read import read_papers
from rag.models.encoders import EmbeddedEncoder
from rag.text.passages import sentence_spans
from rag.verify.support import NEAR, Similarity, support

WRITTEN = Path(__file__).with_name("paraphrases.json")
SAMPLE = Path(__file__).parents[2] / "rag" / "data" / "sample.txt"
SEED = 7
NEARS = (0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
Share = dict[str, float]


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
        for start, end in sentence_spans(paper.abstract):
            text = paper.abstract[start:end]
            if len(text.split()) < 6:
                continue
            yield Case("verbatim", text, paper, paper.paper_id)
            if (fair := reworded(text)) != text:
                yield Case("reworded", fair, paper, paper.paper_id)
            for kind, changed in changes(text, paper.abstract, rng):
                yield Case(kind, changed, paper, paper.paper_id)


def written_cases() -> Iterator[Case]:
    """Sentences written by hand as a model writes them, right and wrong, over the sample."""
    papers = {paper.title: paper for paper in read_papers(SAMPLE, 10_000_000).papers}
    for row in json.loads(WRITTEN.read_text("utf-8"))["papers"]:
        for kind in ("right", "wrong"):
            for text in row[kind]:
                yield Case(f"written, {kind}", text, papers[row["title"]], "written")


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
    chosen += [] if options.tune else written_cases()
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
