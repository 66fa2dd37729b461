from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.domain import Paper
from rag.engine.engine import Engine
from rag.extract.aspects import asked_aspect
from tests.fakes.engine import ask, engine_over
from tests.fakes.library import SmallLibrary

OPEN = Paper(
    "open",
    "FastCut: Clustering Graphs",
    "Graph clustering is slow. We propose FastCut, a method for clustering graphs. We show "
    "that it outperforms Metis on three benchmark datasets. A limitation of our method is "
    "that edges need weights.",
)
SILENT = Paper("silent", "SlowCut: Cutting Trees", "We propose SlowCut for trees. It is exact.")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    library = SmallLibrary(tmp_path)
    library.ingest.add([OPEN, SILENT])
    yield engine_over(library, threshold=0.1)
    library.close()


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("What are the limits of Barlow Twins?", "limits"),
        ("What are the main drawbacks of it?", "limits"),
        ("What data does FastCut use?", "data"),
        ("What data was FastCut trained on?", "data"),
        ("Is there code for FastCut?", "code"),
        ("What are the results of FastCut?", "results"),
        ("What does FastCut say about its limitations?", "limits"),
        ("What is FastCut?", None),
        ("How does the method of moments work?", None),
        ("Which losses are used?", None),
    ],
)
def test_the_aspect_asked_for_is_known(question: str, aspect: str | None) -> None:
    assert asked_aspect(question) == aspect


def test_and_its_limits_is_answered_by_the_sentence_that_states_them(engine: Engine) -> None:
    conversation = engine.history.new_conversation()
    ask(engine, "What is FastCut?", conversation=conversation)

    answer = ask(engine, "and its limits?", conversation=conversation)

    assert answer.understood == "What are the limits of FastCut?"
    assert [s.text for s in answer.sentences] == [
        "A limitation of our method is that edges need weights."
    ]


def test_a_paper_that_names_no_limits_is_not_made_to(engine: Engine) -> None:
    conversation = engine.history.new_conversation()
    ask(engine, "What is SlowCut?", conversation=conversation)

    assert ask(engine, "and its limits?", conversation=conversation).status == "refused"


def test_results_on_something_come_from_a_sentence_about_it(engine: Engine) -> None:
    conversation = engine.history.new_conversation()
    ask(engine, "What is FastCut?", conversation=conversation)

    answer = ask(engine, "and its results on benchmark datasets?", conversation=conversation)

    assert answer.understood == "What are the results of FastCut on benchmark datasets?"
    assert "outperforms Metis on three" in answer.sentences[0].text
