"""How well papers are found: footnote beside BM25, dense search and rank fusion, in one run."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from eval.data.beir import Collection, load
from eval.metrics.ranking import MEASURES, bootstrap
from rag.engine.library import Library, open_library
from rag.text.words import keywords

DEPTH = 100
"""Papers asked of every system."""

_PASSAGES = 200
_FUSION = 60
_BASELINES = {
    "bm25": "SQLite FTS5, title twice as heavy as the abstract",
    "dense": "the encoder alone, best passage of a paper",
    "rank fusion": "both, by reciprocal rank (Cormack et al. 2009)",
}


class Retriever(Protocol):
    """Anything that ranks papers for a question: (paper id, score), best first."""

    def search(self, question: str, k: int) -> list[tuple[str, float]]: ...


@dataclass(frozen=True, slots=True)
class Measured:
    """One retriever on one collection, by question id."""

    rankings: Mapping[str, list[str]]
    figures: Mapping[str, Mapping[str, float]]
    seconds: Sequence[float]

    @property
    def metrics(self) -> dict[str, float]:
        """The mean of each measure over the questions."""
        return self.mean(list(self.figures))

    def mean(self, questions: Sequence[str]) -> dict[str, float]:
        return {
            name: round(fmean(self.figures[question][name] for question in questions), 4)
            for name in MEASURES
        }


class Footnote:
    """What `footnote search` gives, duplicates not folded: a collection judges each paper."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.stages: dict[str, list[float]] = {}

    def search(self, question: str, k: int) -> list[tuple[str, float]]:
        found = self._library.retrieval.retrieve(question, k, collapse=False)
        for stage, seconds in found.timings.items():
            self.stages.setdefault(stage, []).append(seconds)
        return [(hit.paper.paper_id, hit.score) for hit in found.hits]


class KeywordBaseline:
    def __init__(self, library: Library) -> None:
        self._store = library.store

    def search(self, question: str, k: int) -> list[tuple[str, float]]:
        return list(self._store.keyword_scores(keywords(question), k).items())


class DenseBaseline:
    def __init__(self, library: Library) -> None:
        self._library = library

    def search(self, question: str, k: int) -> list[tuple[str, float]]:
        vector = self._library.encoder.embed_question(question)
        passages = self._library.index.nearest(vector, _PASSAGES)
        owners = self._library.store.papers_of([passage_id for passage_id, _ in passages])
        best: dict[str, float] = {}
        for passage_id, cosine in passages:
            best.setdefault(owners[passage_id], cosine)
        return list(best.items())[:k]


class RankFusionBaseline:
    def __init__(self, *retrievers: Retriever) -> None:
        self._retrievers = retrievers

    def search(self, question: str, k: int) -> list[tuple[str, float]]:
        sums: dict[str, float] = {}
        for retriever in self._retrievers:
            for rank, (paper_id, _) in enumerate(retriever.search(question, DEPTH), 1):
                sums[paper_id] = sums.get(paper_id, 0.0) + 1 / (_FUSION + rank)
        return sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:k]


def measure(retriever: Retriever, collection: Collection, k: int = DEPTH) -> Measured:
    """Ask every question of the collection once."""
    rankings, figures, seconds = {}, {}, []
    for name, question in collection.questions.items():
        started = time.perf_counter()
        found = retriever.search(question, k)
        seconds.append(time.perf_counter() - started)
        rankings[name] = [paper_id for paper_id, _ in found]
        figures[name] = {
            title: measure(rankings[name], collection.judged[name])
            for title, measure in MEASURES.items()
        }
    return Measured(rankings, figures, seconds)


def evaluate(data: Path, home: Path | None = None, split: str = "test") -> dict[str, Any]:
    """All systems on the collection in `data`, as `eval.report.run` keeps it.

    The library at `home` is used, or a passing one; papers it lacks are added first, and papers
    of other collections in it would be found too. Raises the errors of `eval.data.beir.load`.
    """
    collection = load(data, split)
    with ExitStack() as stack:
        folder = home or Path(stack.enter_context(TemporaryDirectory()))
        library = open_library(home=folder, llm="")
        stack.callback(library.close)
        started = time.perf_counter()
        library.add(list(collection.papers))
        indexed = time.perf_counter() - started
        result = side_by_side(library, collection)
    result["settings"]["split"] = split
    result["timings"] = {"index": round(indexed, 2), **result["timings"]}
    return result


def side_by_side(library: Library, collection: Collection) -> dict[str, Any]:
    """All systems asked the questions of a collection that `library` holds."""
    footnote = Footnote(library)
    footnote.search("warm up", 1)
    footnote.stages.clear()
    keyword, dense = KeywordBaseline(library), DenseBaseline(library)
    systems = {
        "footnote": measure(footnote, collection),
        "bm25": measure(keyword, collection),
        "dense": measure(dense, collection),
        "rank fusion": measure(RankFusionBaseline(keyword, dense), collection),
    }
    settings = {"encoder": library.encoder.name, "fingerprint": library.encoder.fingerprint}
    return report(collection, systems) | {
        "settings": settings | {"depth": DEPTH},
        "timings": _timings(systems["footnote"].seconds, footnote.stages),
    }


def report(collection: Collection, systems: Mapping[str, Measured]) -> dict[str, Any]:
    """The figures of the first system, beside which the others are baselines."""
    name, own = next(iter(systems.items()))
    return {
        "metrics": own.metrics,
        "intervals": {
            measure: _interval([figures[measure] for figures in own.figures.values()])
            for measure in MEASURES
        },
        "systems": {
            other: {
                "metrics": found.metrics,
                "seconds": round(median(found.seconds), 4),
                "note": _BASELINES.get(other, ""),
                "behind": {} if other == name else _behind(own, found),
            }
            for other, found in systems.items()
        },
        **_unseen(collection, systems),
        "queries": len(collection.questions),
        "papers": len(collection.papers),
        "cases": _cases(collection, own),
    }


def _interval(values: Sequence[float]) -> list[float]:
    return [round(bound, 4) for bound in bootstrap(values)]


def _behind(own: Measured, other: Measured) -> dict[str, Any]:
    """How far the other system's nDCG@10 is behind, paired by question, with its interval."""
    gains = [
        own.figures[question]["ndcg@10"] - figures["ndcg@10"]
        for question, figures in other.figures.items()
    ]
    return {"ndcg@10": round(fmean(gains), 4), "interval": _interval(gains)}


def _unseen(collection: Collection, systems: Mapping[str, Measured]) -> dict[str, Any]:
    """Figures on the questions about papers that no training question is about, if some are."""
    unseen = collection.unseen
    if not 0 < len(unseen) < len(collection.questions):
        return {}
    figures = {name: found.mean(unseen) for name, found in systems.items()}
    return {"unseen": {"queries": len(unseen), "metrics": figures}}


def _cases(collection: Collection, own: Measured) -> list[dict[str, Any]]:
    titles = {paper.paper_id: paper.title for paper in collection.papers}
    return [
        {
            "id": name,
            "text": question,
            "metrics": {title: round(value, 4) for title, value in own.figures[name].items()},
            "expected": [
                titles.get(paper, paper) for paper, gain in collection.judged[name].items() if gain
            ],
            "found": [titles.get(paper, paper) for paper in own.rankings[name][:10]],
        }
        for name, question in collection.questions.items()
    ]


def _timings(seconds: Sequence[float], stages: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Seconds of a question: median, 95th percentile, and median by stage."""
    ordered = sorted(seconds)
    return {
        "question": round(median(ordered), 4),
        "question_p95": round(ordered[int(0.95 * (len(ordered) - 1))], 4),
        **{stage: round(median(values), 4) for stage, values in stages.items()},
    }
