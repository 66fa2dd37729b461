"""ALCE's entailment model, played offline by two rooms of footnote."""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain import Paper
from rag.extract.stance import stances
from rag.ports import Embedder
from rag.text.passages import sentence_spans
from rag.verify.citations import Footnotes


class Verification:
    """Whether `rag.verify.citations` verifies a statement against papers.

    Answers are written with it, so its figures say what is shown unbacked, not what is wrong.
    """

    def __init__(self, encoder: Embedder) -> None:
        self._encoder = encoder

    def __call__(self, statement: str, papers: Sequence[Paper]) -> bool:
        numbers = range(1, len(papers) + 1)
        return Footnotes(papers, self._similarity).check(statement, numbers).verified

    def _similarity(self, text: str, sentences: Sequence[str]) -> list[float]:
        vectors = self._encoder.embed_passages([text, *sentences])
        return [float(cosine) for cosine in vectors[1:] @ vectors[0]]


class Stances:
    """Whether a sentence of the papers takes the statement's side, by `rag.extract.stance`.

    Answers are not written with it: it is the second opinion that needs no model.
    """

    def __init__(self, encoder: Embedder) -> None:
        self._encoder = encoder

    def __call__(self, statement: str, papers: Sequence[Paper]) -> bool:
        sentences = [
            p.abstract[slice(*span)] for p in papers for span in sentence_spans(p.abstract)
        ]
        found = stances(statement, sentences, self._encoder)
        return any(one.label == "support" for one in found)
