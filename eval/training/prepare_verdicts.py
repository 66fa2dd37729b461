"""Gather yes-or-no questions with sentences that say yes, no, or do not settle them.

    python -m eval.training.prepare_verdicts ../shared/data verdicts.jsonl.gz

Rows are {question, title, before, sentence, label, source, dev}; label 0 says yes, 1 no, 2
neither. The seed is fixed and papers are split by a hash of their key. `train_answers.py` reads
the file as its second task.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from eval.training.answer_groups import Abstract, Pool, held_out, records
from eval.training.interrogatives import Asked, asked, denying, elsewhere, reworded, turned
from eval.training.prepare_answers import Terms
from rag.text.stems import content_stems

YES, NO, NEITHER = 0, 1, 2
_LABELS = {"entail": YES, "contradict": NO, "neutral": NEITHER}
ABSTRACTS, NEAR = 10_000, 6
_NLI = {"fever_nli": 9_000, "fool_me_twice": 2_000, "conjnli": 1_500, "breaking_nli": 1_000,
        "negnli": 1_000, "check_covid": 9_000}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, a sentence with what stands before it, and what the sentence says to it."""

    question: str
    title: str
    before: str
    sentence: str
    label: int
    source: str
    dev: bool


def from_papers(pool: Pool, chance: random.Random) -> Iterator[Pair]:
    """Questions made of sentences of abstracts, asked of them, of others there and elsewhere."""
    keys = chance.sample(sorted(pool.papers), ABSTRACTS) + sorted(pool.trials)
    abstracts = [one for key in keys if (one := pool.abstract(key)) and len(one.sentences) > 3]
    made: list[tuple[int, int, Asked]] = []
    for i, one in enumerate(abstracts):
        found = [(i, j, q) for j, s in enumerate(one.sentences) if (q := asked(s))]
        chance.shuffle(found)
        # What is denied or can be turned round comes first: a no is rarer than a yes.
        made += sorted(found, key=lambda each: _only_yes(each[2], chance))[:2]
    yield from _asked(abstracts, made, chance, "abstracts")


def _only_yes(question: Asked, chance: random.Random) -> int:
    return 0 if question.denied else 1 + (turned(question.text, chance) is None)


def from_paraphrases(data: Path, pool: Pool, chance: random.Random) -> Iterator[Pair]:
    """Questions made of a model's rewording of a sentence."""
    abstracts: list[Abstract] = []
    made = []
    for row in records(data / "train" / "made" / "paraphrases.jsonl.gz"):
        question, abstract = asked(row["claim"]), pool.abstract(str(row["id"]))
        if question is None or abstract is None:
            continue
        places = [i for i, one in enumerate(abstract.sentences) if one == row["evidence"]]
        if places:
            abstracts.append(abstract)
            made.append((len(abstracts) - 1, places[0], question))
    yield from _asked(abstracts, made, chance, "paraphrases")


def _asked(
    abstracts: Sequence[Abstract],
    made: Sequence[tuple[int, int, Asked]],
    chance: random.Random,
    source: str,
) -> Iterator[Pair]:
    near = Terms(abstracts).near([question.text for _, _, question in made], NEAR)
    for (i, j, question), rows in zip(made, near, strict=True):
        one, dev = abstracts[i], held_out(abstracts[i].key)
        said = NO if question.denied else YES
        plain = reworded(question.text, chance)
        yield _pair(plain, one, j, said, source, dev)
        other = turned(question.text, chance)
        if other:
            yield _pair(reworded(other, chance), one, j, 1 - said, f"{source}, turned", dev)
        against = denying(one.sentences[j], question, chance) if chance.random() < 0.4 else None
        if against:
            pair = _pair(plain, one, j, NO, f"{source}, denied", dev)
            yield replace(pair, sentence=against)
        if chance.random() < 0.5:
            away = elsewhere(question, chance)
            yield _pair(away, one, j, NEITHER, f"{source}, elsewhere", dev)
        for at in _unsaying(plain, one, j)[:1]:
            yield _pair(plain, one, at, NEITHER, f"{source}, same paper", dev)
        strangers = [row for row in rows if abstracts[row].key != one.key]
        for row in chance.sample(strangers, min(2, len(strangers))):
            other_paper = abstracts[row]
            if held_out(other_paper.key) == dev:
                at = _nearest(plain, other_paper)
                yield _pair(plain, other_paper, at, NEITHER, f"{source}, other paper", dev)


def _pair(question: str, one: Abstract, place: int, label: int, source: str, dev: bool) -> Pair:
    before = one.sentences[place - 1] if place else ""
    return Pair(question, one.title, before, one.sentences[place], label, source, dev)


def _unsaying(question: str, one: Abstract, place: int) -> list[int]:
    """Other sentences of the abstract, nearest in words first, but none that says the same."""
    wanted = set(content_stems(question))
    shares = {
        i: len(wanted & set(content_stems(text))) / max(1, len(wanted))
        for i, text in enumerate(one.sentences)
        if i != place
    }
    return sorted((i for i in shares if shares[i] < 0.5), key=lambda i: -shares[i])


def _nearest(question: str, one: Abstract) -> int:
    wanted = set(content_stems(question))
    shared = [len(wanted & set(content_stems(text))) for text in one.sentences]
    return max(range(len(shared)), key=lambda i: shared[i])


def from_claims(data: Path, chance: random.Random) -> Iterator[Pair]:
    """SciFact's training claims: what supports, what refutes, and the rest of what is cited."""
    papers = {str(row["_id"]): row for row in records(data / "scifact" / "corpus.jsonl")}
    for row in records(data / "scifact" / "queries.jsonl"):
        if row["split"] != "train":
            continue
        question = asked(row["text"])
        text = question.text if question else f"Is it true that {row['text'].rstrip('.')}?"
        for cited in map(str, row["cited"]):
            paper, marked = papers[cited], row["evidence"].get(cited, [])
            one = Abstract(cited, paper["title"], tuple(paper["sentences"]))
            labels = {
                i: YES if each["label"] == "SUPPORT" else NO
                for each in marked
                for i in each["sentences"]
            }
            turn = question is not None and question.denied
            for i, label in labels.items():
                yield _pair(text, one, i, 1 - label if turn else label, "scifact", held_out(cited))
            rest = [i for i in range(len(one.sentences)) if i not in labels]
            for i in chance.sample(rest, min(2, len(rest))):
                yield _pair(text, one, i, NEITHER, "scifact", held_out(cited))


def from_entailment(data: Path, chance: random.Random) -> Iterator[Pair]:
    """Hypotheses of entailment sets as questions of their premises."""
    for name, most in _NLI.items():
        rows = [
            row
            for file in sorted((data / "train" / name).glob("*.jsonl*"))
            for row in records(file)
            if row.get("label") in _LABELS
        ]
        for row in chance.sample(rows, min(most, len(rows))):
            question, label = asked(row["hypothesis"]), _LABELS[row["label"]]
            text = f"Is it true that {row['hypothesis'].rstrip('. ')}?"
            if question and chance.random() < 0.8:
                text = reworded(question.text, chance)
                label = 1 - label if question.denied and label != NEITHER else label
            premise = row["premise"]
            yield Pair(text, "", "", premise, label, name, held_out(premise[:80]))


def from_trials(data: Path, pool: Pool, chance: random.Random) -> Iterator[Pair]:
    """Evidence Inference: whether a treatment raises or lowers what was measured."""
    for row in records(data / "train" / "evidence_inference" / "abstract_citation_qa.jsonl"):
        one = pool.trials.get(row["doc"])
        words = row["question"].removeprefix("What is the effect of ").rstrip("?").split(", ")
        if one is None or len(words) != 3 or max(row["evidence_sents"]) >= len(one.sentences):
            continue
        treatment, against, outcome = words[0], words[1], words[2].removeprefix("on ")
        for verb, label in (("increase", "increased"), ("decrease", "decreased")):
            said = YES if label in row["label"] else NO
            text = f"Does {treatment} {verb} {outcome} {against}?"
            for i in row["evidence_sents"][:2]:
                yield _pair(text, one, i, said, "trials", held_out(row["doc"]))
            rest = [i for i in range(len(one.sentences) - 3) if i not in row["evidence_sents"]]
            for i in chance.sample(rest, min(1, len(rest))):
                yield _pair(text, one, i, NEITHER, "trials", held_out(row["doc"]))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, help="the shared data beside the checkout")
    parser.add_argument("target", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance, pool = random.Random(options.seed), Pool(options.data)
    pairs = [
        *from_papers(pool, chance),
        *from_paraphrases(options.data, pool, chance),
        *from_claims(options.data, chance),
        *from_entailment(options.data, chance),
        *from_trials(options.data, pool, chance),
    ]
    with gzip.open(options.target, "wt", encoding="utf-8") as file:
        for one in pairs:
            file.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")
    counts = Counter((one.source, one.label, one.dev) for one in pairs)
    for (source, label, dev), count in sorted(counts.items()):
        said = ("yes", "no", "neither")[label]
        sys.stdout.write(f"{source:28} {said:8} {'dev' if dev else 'train':6} {count}\n")


if __name__ == "__main__":
    main()
