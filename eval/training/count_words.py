"""Make `rag/data/words.json`: in how many abstracts of 5,000 a stem occurs.

The count is the highest among the fields, so a word that is common in one is common.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rag.text.stems import stems

DOCUMENTS = 5000
LEAST = 3  # abstracts of one field that must have a word
TARGET = Path(__file__).parents[2] / "rag" / "data" / "words.json"


def counts(texts: Iterator[str]) -> dict[str, float]:
    """Stem -> share of the texts that have it."""
    found: Counter[str] = Counter()
    total = 0
    for text in texts:
        found.update(set(stems(text)))
        total += 1
    return {word: n / total for word, n in found.items() if n >= LEAST and len(word) < 30}


def abstracts(file: Path) -> Iterator[str]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            body = record.get("text") or " ".join(record.get("sentences", ()))
            yield f"{record.get('title', '')} {body}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    data = parser.parse_args().data
    highest: dict[str, float] = {}
    for name in ("scifact/corpus", "cisi/corpus", "csabstruct/train"):
        for word, share in counts(abstracts(data / f"{name}.jsonl")).items():
            highest[word] = max(highest.get(word, 0.0), share)
    counted = {word: max(1, round(share * DOCUMENTS)) for word, share in sorted(highest.items())}
    table = {"documents": DOCUMENTS, "counts": counted}
    TARGET.write_text(json.dumps(table, ensure_ascii=False, separators=(",", ":")), "utf-8")


if __name__ == "__main__":
    main()
