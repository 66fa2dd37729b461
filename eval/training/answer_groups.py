"""Questions with the sentences that answer them and those that do not, from every source.

`eval.training.prepare_answers` puts them together; nothing read here is ever committed.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rag.text.passages import sentence_spans
from rag.text.stems import content_stems

YARDSTICK = 4_000  # the first papers of the pool are the library of the yardstick: never trained on
_ABOUT_PAPER = re.compile(r"\b(?:papers?|authors?|article|this (?:study|work|sentence))\b", re.I)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|both|half|third|several)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Abstract:
    """A paper, or a passage of another kind without a title, cut into sentences."""

    key: str
    title: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.sentences)


@dataclass(frozen=True, slots=True)
class Group:
    """A question, the sentences of one abstract, and which of them answer it (perhaps none).

    `others` are sentences of other abstracts, as key and place; `noisy` where a model marked
    the answer, so that another sentence may answer better.
    """

    question: str
    source: str
    kind: str
    key: str
    answers: tuple[int, ...]
    dev: bool
    noisy: bool = False
    others: tuple[tuple[str, int], ...] = field(default=())

    def row(self) -> dict[str, Any]:
        return asdict(self)


def held_out(key: str) -> bool:
    """Whether a paper is one of the tenth kept for measuring."""
    return hashlib.sha1(key.encode()).digest()[0] < 26


def records(file: Path) -> Iterator[dict[str, Any]]:
    """Rows of a JSON Lines file, gzipped or not."""
    with (
        gzip.open(file, "rt", encoding="utf-8")
        if file.suffix == ".gz"
        else file.open(encoding="utf-8")
    ) as lines:
        yield from map(json.loads, lines)


def cut(key: str, title: str, text: str) -> Abstract:
    """An abstract of a text on one line, cut where footnote cuts."""
    line = " ".join(text.split())
    return Abstract(key, " ".join(title.split()), tuple(line[a:b] for a, b in sentence_spans(line)))


class Pool:
    """Every text that may be trained on: papers past the yardstick, trials of the train split."""

    def __init__(self, data: Path) -> None:
        rows = list(records(data / "papers-87k.jsonl.gz"))
        banned = {str(row["id"]) for row in rows[:YARDSTICK]}
        titles = {row["title"] for row in rows[:YARDSTICK]}
        self.papers: dict[str, tuple[str, str]] = {
            str(row["id"]): (row["title"], " ".join(row["abstract"].split()))
            for row in rows[YARDSTICK:]
            if row.get("title")
            and len(row.get("abstract") or "") > 200
            and str(row["id"]) not in banned
            and row["title"] not in titles
        }
        trials = data / "train" / "pmc_rct_abstracts"
        splits = [
            {line.split("\t")[1] for line in (trials / "qrels" / f"{name}.tsv").open()}
            for name in ("train", "test")
        ]
        kept = splits[0] - splits[1]
        self.trials = {
            row["_id"]: Abstract(row["_id"], row["title"], tuple(row["sentences"]))
            for row in records(trials / "corpus.jsonl.gz")
            if row["_id"] in kept
        }
        self._cut: dict[str, Abstract] = {}

    def abstract(self, key: str) -> Abstract | None:
        """The abstract of a paper or trial, or None where it may not be trained on."""
        if key in self.trials:
            return self.trials[key]
        if key not in self._cut and key in self.papers:
            self._cut[key] = cut(key, *self.papers[key])
        return self._cut.get(key)


def usable(row: dict[str, Any]) -> bool:
    """Whether a made question can be about its sentence, as far as rules see."""
    question, sentence = row["question"], row["sentence"]
    if row["kind"] == "keywords" or not sentence or _ABOUT_PAPER.search(question):
        return False
    asked, said = set(content_stems(question)), set(content_stems(sentence))
    if len(said) < 4 or not asked & (said | set(content_stems(row["title"]))):
        return False
    if asked <= said and len(asked) > 0.8 * len(said):  # a copy with a question mark
        return False
    return row["kind"] != "number" or bool(_NUMBER.search(sentence))


def made(data: Path, pool: Pool) -> Iterator[tuple[Abstract, Group]]:
    """Questions that a language model wrote for a sentence of an abstract."""
    for row in records(data / "train" / "made" / "questions.jsonl.gz"):
        abstract = pool.abstract(row["id"])
        if abstract is None or len(abstract.sentences) < 3 or not usable(row):
            continue
        sentence = " ".join(row["sentence"].split())
        places = [i for i, one in enumerate(abstract.sentences) if one == sentence]
        places = places or [
            i for i, one in enumerate(abstract.sentences) if sentence in one or one in sentence
        ]
        if places:
            yield (
                abstract,
                Group(
                    row["question"],
                    f"made/{row['from']}",
                    row["kind"],
                    abstract.key,
                    tuple(places[:1]),
                    held_out(abstract.key),
                    noisy=True,
                ),
            )


def trials(data: Path, pool: Pool) -> Iterator[tuple[Abstract, Group]]:
    """Evidence Inference: effects asked of a trial's abstract, sentences marked by physicians."""
    for row in records(data / "train" / "evidence_inference" / "abstract_citation_qa.jsonl"):
        abstract = pool.trials.get(row["doc"])
        if abstract and max(row["evidence_sents"]) < len(abstract.sentences):
            # A quarter is held out: it is the cleanest there is.
            dev = hashlib.sha1(row["doc"].encode()).digest()[0] < 64
            answers = tuple(row["evidence_sents"])
            yield abstract, Group(row["question"], "trials", "effect", row["doc"], answers, dev)


def covid(data: Path) -> Iterator[tuple[Abstract, Group]]:
    """COVID-QA: questions of experts on windows of articles."""
    for number, row in enumerate(records(data / "train" / "covid_qa" / "qa_windowed.jsonl.gz")):
        text, start = row["context"], row["start"]
        spans = sentence_spans(text)
        key = f"covid-{number}"
        sentences = tuple(" ".join(text[a:b].split()) for a, b in spans)
        answers: tuple[int, ...] = ()
        if not row["unanswerable"]:
            end = start + len(row["answer"].rstrip())
            found = [i for i, (a, b) in enumerate(spans) if a < end and start < b]
            answers = tuple(found[:3])
            if not answers:
                continue
        if len(sentences) > 2:
            dev = held_out(str(row["doc"]))
            kind = "expert"
            yield (
                Abstract(key, "", sentences),
                Group(row["question"], "covid", kind, key, answers, dev),
            )


def pairs(data: Path) -> Iterator[tuple[Abstract, Group]]:
    """QNLI: does this sentence of an encyclopedia answer the question?"""
    for number, row in enumerate(records(data / "train" / "qnli_dev" / "dev.jsonl.gz")):
        key = f"qnli-{number}"
        answers = (0,) if row["label"] == "answers" else ()
        yield (
            Abstract(key, "", (row["sentence"],)),
            Group(row["question"], "qnli", "pair", key, answers, held_out(key)),
        )


def claims(data: Path) -> Iterator[tuple[Abstract, Group]]:
    """SciFact's training claims: sentences that bear on them, or none in the abstract cited."""
    papers = {
        str(row["_id"]): Abstract(f"scifact-{row['_id']}", row["title"], tuple(row["sentences"]))
        for row in records(data / "scifact" / "corpus.jsonl")
    }
    for row in records(data / "scifact" / "queries.jsonl"):
        if row["split"] != "train":
            continue
        for cited in map(str, row["cited"]):
            abstract, marked = papers[cited], row["evidence"].get(cited, [])
            answers = tuple(sorted({i for one in marked for i in one["sentences"]}))
            yield (
                abstract,
                Group(row["text"], "scifact", "claim", abstract.key, answers, held_out(cited)),
            )


def refusals(data: Path) -> Iterator[tuple[Abstract, Group]]:
    """CLAPnq: for measuring refusal alone, never trained on."""
    for row in records(data / "dev" / "clapnq" / "dev.jsonl.gz"):
        key, sentences = f"clapnq-{row['id']}", tuple(row["sentences"])
        chosen = {one for answer in row["answers"] for one in answer["selected_sentences"]}
        answers = tuple(i for i, one in enumerate(sentences) if one in chosen)
        if answers or row["label"] == "unanswerable":
            yield (
                Abstract(key, row["title"], sentences),
                Group(row["question"], "clapnq", row["label"], key, answers, dev=True),
            )
