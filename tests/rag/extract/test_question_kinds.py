from __future__ import annotations

import numpy as np
import pytest

from rag.extract.question_kinds import asks, compared, kind_bonus


@pytest.mark.parametrize(
    ("text", "asking"),
    [
        ("How does it work?", True),
        ("compare A with B", True),
        ("Statins reduce mortality.", False),
        ("State space models?", True),
    ],
)
def test_a_claim_asks_nothing(text: str, asking: bool) -> None:
    assert asks(text) is asking


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Compare Barlow Twins with EvoNorms and S4D", ["Barlow Twins", "EvoNorms", "S4D"]),
        ("What are EvoNorms?", []),
        ("IL-6 drives TNF expression", []),
    ],
)
def test_names_of_a_comparison(question: str, names: list[str]) -> None:
    assert compared(question) == names


@pytest.mark.parametrize(
    ("question", "wanted", "other"),
    [
        ("What are the limits of cuts?", "However, cuts cannot scale.", "Cuts are fast."),
        ("How does it cut?", "We propose to cut by walking.", "Cuts matter in practice."),
        ("How well do cuts perform?", "Cuts outperform walks by 12 %.", "We study cuts."),
        ("What is a min-cut?", "A min-cut is a set of edges.", "Graphs have edges."),
        ("Why do cuts fail?", "Cuts fail because graphs grow.", "Cuts fail on graphs."),
    ],
)
def test_a_question_leans_to_sentences_of_its_kind(question: str, wanted: str, other: str) -> None:
    for_it, for_other = kind_bonus(question, [wanted, other], np.zeros(2, np.float32))
    assert for_it > for_other


def test_words_that_the_title_lacks_count_more() -> None:
    one, other = kind_bonus("Does it collapse?", ["a", "b"], np.array([1.0, 0.0], np.float32))
    assert one - other == pytest.approx(1.5)


def test_claims_are_left_alone() -> None:
    assert not kind_bonus(
        "Cuts fail.", ["However, cuts cannot scale."], np.ones(1, np.float32)
    ).any()
