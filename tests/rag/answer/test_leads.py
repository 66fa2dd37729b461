"""The number in front of an answer."""

from __future__ import annotations

import pytest

from rag.answer.leads import lead_of
from rag.domain import Citation, Hit, Paper, Question, Quote, Sentence


@pytest.mark.parametrize(
    ("said", "lead"),
    [
        ("Kite raises the hit rate from 57% to 82% at sea.", "From 57% to 82%."),
        ("Kite cuts drag by 15%-25% at sea.", "15%-25%."),
        ("Kite saves 10% to 30% of rope.", "10% to 30%."),
        ("Kite saves 12% of rope and more.", "12%."),
    ],
)
def test_a_range_is_told_whole(said: str, lead: str) -> None:
    hits = [Hit.whole(Paper("k", "Kite", said))]
    quote = Sentence(said, (Citation(1, Quote("k", said, 0, len(said)), "exact"),))
    asked = Question("How much does Kite improve?", kind="number")
    assert lead_of(asked, hits, [quote], "") == lead
