"""Are supporting and contradicting sentences told apart?

`python -m eval.measure.stance --data DIR` prints it.

DIR holds SciFact. Sentences are those of the abstracts that its validation claims cite.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.data.scifact import Claim, SciFact, load
from eval.measure.roles import f1
from rag.domain import Paper
from rag.extract.features import TokenEmbedder
from rag.extract.stance import LABELS, Stance, stances
from rag.models.encoders import EmbeddedEncoder

Verdict = tuple[str, str]
"""What is so and what was said."""

_SIDE = {"SUPPORT": "support", "CONTRADICT": "contradict"}


def evaluate(data: Path, encoder: TokenEmbedder | None = None) -> dict[str, Any]:
    """Label F1 by sentence; side of the gold rationale; verdict on each cited abstract."""
    facts = load(data)
    encoder = encoder or EmbeddedEncoder()
    sentences: list[Verdict] = []
    rationales: list[Verdict] = []
    abstracts: list[Verdict] = []
    cases: list[dict[str, Any]] = []
    for claim in facts.of("validation"):
        for paper_id in claim.cited:
            found = _judged(facts, claim, paper_id, encoder)
            side = _SIDE.get(claim.labels.get(paper_id, ""), "neutral")
            gold = claim.evidence.get(paper_id, frozenset())
            sentences += [
                (side if place in gold else "neutral", one.label) for place, one in enumerate(found)
            ]
            rationales += [(side, found[place].side) for place in gold]
            abstracts.append((side, verdict(found)))
            cases.append(_case(claim, facts.papers[paper_id], *abstracts[-1]))
    return {
        "sentences": _figures(sentences, LABELS),
        "rationales": _figures(rationales, LABELS[:2]),
        "abstracts": _figures(abstracts, LABELS),
        "cases": cases,
    }


def _case(claim: Claim, paper: Paper, side: str, said: str) -> dict[str, Any]:
    """One claim and one abstract, as `eval.report.run` keeps it."""
    return {
        "id": f"{claim.claim_id} {paper.paper_id}",
        "text": claim.text,
        "metrics": {"abstracts_accuracy": float(side == said)},
        "expected": [f"{side}: {paper.title}"],
        "found": [said],
    }


def _judged(facts: SciFact, claim: Claim, paper_id: str, encoder: TokenEmbedder) -> list[Stance]:
    text = facts.papers[paper_id].abstract
    return stances(claim.text, [text[a:b] for a, b in facts.sentences[paper_id]], encoder)


def verdict(found: Sequence[Stance]) -> str:
    """The side of the sentence of an abstract that most takes one, or neutral."""
    sided = [one for one in found if one.label != "neutral"]
    return max(sided, key=lambda one: one.score).label if sided else "neutral"


def _figures(verdicts: Sequence[Verdict], labels: Sequence[str]) -> dict[str, Any]:
    truth, said = [one for one, _ in verdicts], [other for _, other in verdicts]
    each = {label: f1(truth, said, label) for label in labels}
    right = sum(one == other for one, other in verdicts)
    usual = max(truth.count(label) for label in labels)
    return {
        "count": len(verdicts),
        "accuracy": round(right / max(1, len(verdicts)), 4),
        "always_the_usual": round(usual / max(1, len(verdicts)), 4),
        "macro_f1": round(sum(each.values()) / len(each), 4),
        "f1": {label: round(value, 4) for label, value in each.items()},
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m eval.measure.stance", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of SciFact")
    figures = evaluate(parser.parse_args(arguments).data)
    del figures["cases"]
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
