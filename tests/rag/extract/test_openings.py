import pytest

from rag.extract.openings import joined_by, points_back


@pytest.mark.parametrize(
    "text",
    [
        "This insight sheds light on it.",
        "These results hold.",
        "Such models fail.",
        "It avoids collapse.",
        "Instead of splatting, we render.",
        "Building upon this insight, models scale.",
        "However, they scale badly.",
        "Based on these findings, we train longer.",
        "To address this, we use longer sails.",
    ],
)
def test_what_leans_on_the_sentence_before_points_back(text: str) -> None:
    assert points_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "This paper proposes a method.",
        "To motivate this work, we count ropes.",
        "In this work, we study sorting.",
        "We propose Barlow Twins.",
        "Those who train longer win.",
        "Moreover, we show that it holds.",
        "Both models and data matter.",
    ],
)
def test_what_brings_its_own_subject_does_not(text: str) -> None:
    assert not points_back(text)


def test_a_word_that_only_joins_is_cut_off_and_nothing_else() -> None:
    assert joined_by("Moreover, we show it.") == len("Moreover, ")
    assert joined_by("In addition to speed, we gain accuracy.") == 0


@pytest.mark.parametrize(
    "opening",
    ["Building upon this insight, ", "To address this problem, ", "Inspired by our findings, "],
)
def test_what_only_leads_to_a_proposal_is_cut_off(opening: str) -> None:
    assert joined_by(f"{opening}we propose AG.") == len(opening)
    assert not points_back(f"{opening}this paper introduces AG.")
    assert joined_by(f"{opening}we gain accuracy.") == 0
    assert joined_by("Finally we stop.") == 0 or "Finally we stop."[:8] == "Finally "
