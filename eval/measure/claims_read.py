"""SciFact claims as extraction sees them: hits, candidate sentences, features and the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from eval.data.scifact import Claim, SciFact, hit_of, overlaps
from rag.domain import Hit
from rag.engine.library import open_library
from rag.extract.features import (
    AskedText,
    Candidate,
    Matrix,
    Tokens,
    features,
    tokens_of,
    word_matches,
)
from rag.extract.sentences import worth_reading

HITS = 8
PUBLISHED = "embedded:minilm"
"""The encoder that has not seen the train claims; what is learned from them searches with it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """`gold` marks the candidates that are evidence; `known` counts all evidence there is."""

    hits: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]
    features: Matrix
    matches: Matrix
    gold: NDArray[np.bool_]
    known: int
    answerable: bool


class Reader:
    """Reads claims against a library of SciFact's papers; each text is encoded once."""

    def __init__(self, facts: SciFact, home: Path | None, encoder: str = "embedded") -> None:
        """Opens the library at `home`, or a passing one, and adds the papers it lacks."""
        self._facts = facts
        self._passing = TemporaryDirectory() if home is None else None
        folder = Path(self._passing.name) if self._passing else home
        self._library = open_library(home=folder, encoder=encoder, llm="")
        self._tokens: dict[str, Tokens] = {}
        self.sentence_encoder = self._library.sentence_encoder
        self._library.add(list(facts.papers.values()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._library.close()
        if self._passing:
            self._passing.cleanup()

    def hits(self, claim: Claim) -> tuple[Hit, ...]:
        return self._library.retrieval.retrieve(claim.text, HITS).hits

    def found(self, claim: Claim) -> Reading:
        """With retrieval: the claim against the papers that search gives."""
        return self._read(claim, self.hits(claim))

    def alone(self, claim: Claim) -> list[Reading]:
        """Without: the claim against each abstract that holds evidence, by itself."""
        return [self._read(claim, (hit_of(self._facts.papers[p]),)) for p in claim.evidence]

    def tokens(self, texts: Sequence[str]) -> dict[str, Tokens]:
        """Token vectors by text."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._tokens]
        for text, (whole, rows, spans) in zip(
            missing, tokens_of(self._library.sentence_encoder, missing), strict=True
        ):
            self._tokens[text] = (whole, rows.astype(np.float16), spans)
        return {
            text: (
                self._tokens[text][0],
                self._tokens[text][1].astype(np.float32),
                self._tokens[text][2],
            )
            for text in texts
        }

    def _read(self, claim: Claim, hits: tuple[Hit, ...]) -> Reading:
        candidates = worth_reading(AskedText(claim.text), hits)
        titles = [hit.paper.title for hit in hits]
        tokens = self.tokens([claim.text, *titles, *(one.text for one in candidates)])
        question = AskedText(claim.text, tokens[claim.text])
        gold = [
            overlaps(one.span, self._facts.gold(claim, hits[one.hit].paper.paper_id))
            for one in candidates
        ]
        known = sum(len(found) for found in claim.evidence.values())
        table = features(question, hits, candidates, tokens)
        return Reading(
            hits,
            tuple(candidates),
            table,
            word_matches(question, candidates, tokens),
            np.array(gold),
            known,
            bool(claim.evidence),
        )
