"""What faces say of an answer, beside what it says itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.domain import Answer, Source, Verdict
from rag.formats.seal import fit, seal
from tests.fakes.scripted_library import cited, papers

SOURCE = Source(1, papers(1)[0], 0.9)
ANSWER = Answer("Does it?", "answered", "extractive", (cited(SOURCE, 0),), (SOURCE,))


@pytest.mark.parametrize(
    ("likely", "verdict", "said"),
    [
        (0.9, "yes", "likely answers the question"),
        (0.5, "", "answers it in part"),
        (0.1, "", "only the nearest found"),
        (0.9, "not stated", "only the nearest found"),
        (None, "", ""),
    ],
)
def test_quotes_that_settle_nothing_are_only_near(
    likely: float | None, verdict: Verdict, said: str
) -> None:
    assert fit(replace(ANSWER, likely=likely, verdict=verdict)) == said


def test_a_refusal_has_no_seal() -> None:
    refused = replace(ANSWER, status="refused", sentences=(), likely=0.9)
    assert (seal(refused), fit(refused)) == ("", "")
