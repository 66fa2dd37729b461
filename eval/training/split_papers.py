"""Papers to tune on, and papers never tuned on as a labelled collection.

    python -m eval.training.split_papers papers.jsonl.gz split/

writes `split/papers.jsonl.gz`, what `train_encoder.py` reads, and `split/known-items/` in BEIR
layout: each question is one sentence of an abstract, and the paper it was taken out of is the
answer. `footnote eval retrieval --data split/known-items` measures it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from pathlib import Path
from typing import Any

TUNED_ON, HELD_OUT, QUESTIONS = 50_000, 4_000, 400


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("papers", type=Path, help="JSON lines with title and abstract, gzipped")
    parser.add_argument("target", type=Path)
    options = parser.parse_args()
    with gzip.open(options.papers, "rt", encoding="utf-8") as file:
        lines = list(file)
    random.Random(0).shuffle(lines)
    papers = [row for row in map(json.loads, lines) if row.get("title") and row.get("abstract")]
    known = options.target / "known-items"
    (known / "qrels").mkdir(parents=True, exist_ok=True)
    with gzip.open(options.target / "papers.jsonl.gz", "wt", encoding="utf-8") as file:
        for row in papers[:TUNED_ON]:
            file.write(json.dumps({"title": row["title"], "abstract": one_line(row)}) + "\n")
    write_known_items(papers[TUNED_ON : TUNED_ON + HELD_OUT], known)


def write_known_items(papers: list[dict[str, Any]], folder: Path) -> None:
    """`papers` as a collection; a sentence of some is taken out and becomes a question."""
    chance = random.Random(1)
    corpus: list[dict[str, str]] = []
    queries: list[dict[str, str]] = []
    qrels = ["query-id\tcorpus-id\tscore"]
    for number, row in enumerate(papers):
        sentences = re.split(r"(?<=[.!?])\s+(?=[A-Z])", one_line(row))
        if len(queries) < QUESTIONS and len(sentences) > 2:
            taken = sentences.pop(chance.randrange(len(sentences)))
            queries.append({"_id": f"q{number}", "text": taken})
            qrels.append(f"q{number}\t{number}\t1")
        corpus.append({"_id": str(number), "title": row["title"], "text": " ".join(sentences)})
    for name, rows in (("corpus", corpus), ("queries", queries)):
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(text, "utf-8")
    (folder / "qrels" / "test.tsv").write_text("\n".join(qrels) + "\n", "utf-8")


def one_line(row: dict[str, Any]) -> str:
    return str(row["abstract"]).strip().replace("\n", " ")


if __name__ == "__main__":
    main()
