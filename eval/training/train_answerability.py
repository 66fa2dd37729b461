"""Make `rag/data/answerability.json`: do the papers found answer?

Learned from SciFact's train claims, and from short questions put to small libraries drawn from
other papers (`eval.training.questions`). Run `eval.training.train_extract` first, then
`python -m eval.training.train_answerability --data ../shared/data --home DIR`, DIR as there.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from eval.data.scifact import Claim, load
from eval.measure.claims_read import HITS, PUBLISHED, Reader, Reading
from eval.training.fitting import Array, linear, logistic, save
from eval.training.questions import asked, papers
from eval.training.train_extract import out_of_fold
from rag.domain import Scope
from rag.engine.library import open_library
from rag.extract.answerability import NAMES, signs
from rag.extract.sentences import Extraction, extract

DECAY = 0.01
SHORT = 0.3  # what a made-up question weighs beside a claim that people judged
POOL = 2000
QUESTIONS = 600


def extraction(reading: Reading, scores: Array) -> Extraction:
    """What `rag.extract.sentences` would have weighed, under the scores given."""
    order = np.argsort(-scores, kind="stable")
    return Extraction(
        (),
        tuple(reading.candidates[i] for i in order),
        tuple(float(scores[i]) for i in order),
        reading.features[order],
        reading.matches[order],
    )


def table_of(
    claims: Sequence[Claim], found: dict[str, Reading], scores: dict[str, Array]
) -> tuple[Array, Array]:
    """Signs of each claim, and 1.0 where the papers hold evidence."""
    rows = [
        signs(c.text, found[c.claim_id].hits, extraction(found[c.claim_id], scores[c.claim_id]))
        for c in claims
    ]
    return np.stack(rows), np.array([bool(c.evidence) for c in claims], np.float32)


def questions_table(file: Path, home: Path) -> tuple[Array, Array]:
    """Signs and truth of short questions to small libraries, all parts of the one at `home`."""
    pool = papers(file, POOL)
    library = open_library(home=home, encoder=PUBLISHED, llm="")
    library.add(pool)
    rows, truth = [], []
    for one in asked(pool, QUESTIONS):
        hits = library.retrieval.retrieve(one.text, HITS, Scope(paper_ids=one.library)).hits
        rows.append(signs(one.text, hits, extract(one.text, hits, library.sentence_encoder)))
        truth.append(float(one.answerable))
    library.close()
    return np.stack(rows), np.array(truth, np.float32)


def fitted(claims: tuple[Array, Array], short: tuple[Array, Array]) -> dict[str, Any]:
    """A logistic regression over claims and, at less weight each, short questions."""
    rows, truth = np.concatenate([claims[0], short[0]]), np.concatenate([claims[1], short[1]])
    importance = np.where(np.arange(len(truth)) < len(claims[1]), 1.0, SHORT).astype(np.float32)
    return linear(*logistic(rows, truth, DECAY, importance), NAMES)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--home", type=Path, required=True)
    options = parser.parse_args()
    facts = load(options.data / "scifact")
    claims = facts.of("train")
    with Reader(facts, options.home, PUBLISHED) as reader:
        found = {claim.claim_id: reader.found(claim) for claim in claims}
        alone = {claim.claim_id: reader.alone(claim) for claim in claims}
    table = table_of(claims, found, out_of_fold(alone, found, claims))
    with TemporaryDirectory() as folder:
        short = questions_table(options.data / "papers-87k.jsonl.gz", Path(folder))
    save("answerability", fitted(table, short))


if __name__ == "__main__":
    main()
