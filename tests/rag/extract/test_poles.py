"""Yes or no in set words: robust or sensitive to, code given out."""

from __future__ import annotations

import pytest

from rag.extract.poles import by_poles


@pytest.mark.parametrize(
    ("question", "said", "side"),
    [
        ("Is Kite robust to wind?", "Kite is resilient to strong wind.", "yes"),
        ("Is Kite sensitive to wind?", "Kite is surprisingly resilient to wind.", "no"),
        ("Is Kite robust to wind?", "Kite is not robust to wind.", "no"),
        ("Is Kite vulnerable to wind?", "Kite is susceptible to gusts of wind.", "yes"),
        ("Does Kite survive wind?", "Kite is brittle to wind.", "no"),
        ("Does Kite depend on wind?", "Kite is sensitive to wind.", "yes"),
        ("Is Kite robust to wind?", "We improve the robustness of Kite to wind.", ""),
        ("Is Kite robust to wind?", "Kite is robust to rain.", ""),
        ("Is Kite fast?", "Kite is robust to wind.", ""),
        ("Does Kite need many ropes?", "Kite needs only a small number of ropes.", "no"),
        ("Does Kite need many ropes?", "Kite needs ropes at sea.", ""),
        ("Is the code public?", "Our implementation is available at https://kite.example.", "yes"),
        ("Did they release their data?", "We release a new dataset of winds.", "yes"),
        ("Did they release their data?", "Our code is available online.", ""),
    ],
)
def test_two_ends_of_one_thing_answer_each_other(question: str, said: str, side: str) -> None:
    assert by_poles(question, said, "On Kite") == side
