"""Words in which questions are asked and that what answers them need not hold.

    python -m eval.training.count_asking ../shared/data

Prints the words that questions have at least 25 times, of which three in five are answered by an
abstract or window without them; `rag/extract/asking.py` holds them.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from eval.training.answer_groups import Pool, records
from rag.text.stems import stem, stems, words
from rag.text.words import STOP_WORDS

OFTEN, ABSENT = 25, 0.6


def answered(data: Path) -> Iterator[tuple[str, str]]:
    """Questions with the text that answers each."""
    pool = Pool(data)
    for row in records(data / "train" / "made" / "questions.jsonl.gz"):
        abstract = pool.abstract(str(row["id"]))
        if abstract and row["kind"] != "keywords":
            yield row["question"], f"{abstract.title} {abstract.text}"
    for row in records(data / "train" / "covid_qa" / "qa_windowed.jsonl.gz"):
        if not row["unanswerable"]:
            yield row["question"], row["context"]


def main(data: str) -> None:
    asked, absent, forms = Counter[str](), Counter[str](), dict[str, str]()
    for question, text in answered(Path(data)):
        own = set(stems(text))
        for word, _, _ in words(question):
            if word not in STOP_WORDS:
                found = stem(word)
                forms.setdefault(found, word)
                asked[found] += 1
                absent[found] += found not in own
    kept = [
        one for one, n in asked.items() if n >= OFTEN and absent[one] / n >= ABSENT and len(one) > 1
    ]
    sys.stdout.write(" ".join(sorted(forms[one] for one in kept)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
