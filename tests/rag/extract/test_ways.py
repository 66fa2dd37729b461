"""One sentence of each paper where several answer."""

from __future__ import annotations

import numpy as np
import pytest

from rag.domain import Hit, Paper
from rag.extract.choice import sentences_of
from rag.extract.ways import one_a_paper, tells_ways

HITS = [
    Hit.whole(
        Paper(
            "a",
            "Kites and Rain",
            "Kites get wet in rain. We coat kites with wax. Results show that kites stay dry.",
        )
    ),
    Hit.whole(
        Paper(
            "b", "Boats in Rain", "Boats fill with rain. This paper drains boats by a hole in them."
        )
    ),
    Hit.whole(Paper("c", "Rain", "Rain is wet. We find that it falls. We analyse the data sets.")),
]
READ = [one for place, hit in enumerate(HITS) for one in sentences_of(place, hit)]


@pytest.mark.parametrize(
    "question",
    [
        "How do people keep kites dry?",
        "how to keep kites dry",
        "How is rain kept off kites?",
        "How can kites be protected from rain?",
        "Which methods keep kites dry?",
        "What are the best ways to keep kites dry?",
        "What datasets exist for rain?",
    ],
)
def test_ways_and_things_are_asked_of_several_papers(question: str) -> None:
    assert tells_ways(question, HITS, "how")
    assert not tells_ways(question, HITS, "yesno")


@pytest.mark.parametrize(
    "question",
    ["How does rain form?", "Why do kites get wet?", "What is rain?", "How wet is rain?"],
)
def test_one_thing_is_asked_of_none_in_particular(question: str) -> None:
    assert not tells_ways(question, HITS, "how")


def test_a_paper_that_is_named_answers_alone() -> None:
    hit = Hit.whole(Paper("k", "WaxKite: Dry Kites", "We propose WaxKite. It is coated with wax."))
    assert not tells_ways("How is WaxKite coated?", [hit, *HITS], "how")


def told(question: str, scores: list[float]) -> list[str]:
    found = one_a_paper(question, HITS, READ, np.array(scores, np.float32))
    return [READ[i].text for i in np.argsort(-found, kind="stable") if np.isfinite(found[i])]


def test_each_paper_tells_what_it_did_in_the_order_found() -> None:
    assert told("How do people deal with rain?", [5, 0, 4, 5, 1, 3, 3, 3]) == [
        "We coat kites with wax.",
        "This paper drains boats by a hole in them.",
    ]


def test_a_paper_without_the_words_of_the_question_is_on_something_else() -> None:
    assert told("How do people keep kites dry?", [5, 0, 4, 5, 1, 3, 3, 3]) == [
        "We coat kites with wax."
    ]


def test_what_is_far_from_the_question_is_left_out() -> None:
    assert told("How do people deal with rain?", [9, 9, 9, 0, 0, 0, 0, 0]) == [
        "We coat kites with wax."
    ]


def test_where_things_are_asked_for_a_sentence_speaks_of_such() -> None:
    # One paper alone is not several: then each tells its best.
    assert told("What datasets exist for rain?", [3, 0, 0, 3, 0, 3, 0, 1]) == [
        "Kites get wet in rain.",
        "Boats fill with rain.",
        "Rain is wet.",
    ]
