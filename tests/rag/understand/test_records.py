from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.domain import Paper
from rag.store.papers import PaperStore
from rag.store.records import RecordsRequest
from rag.understand.filters import Known
from rag.understand.records import records_request


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Known]:
    store = PaperStore(Path(tmp_path_factory.mktemp("records")))
    title = "BitFit: Simple Fine-tuning"
    store.put(Paper("p", title, "We introduce BitFit, a method.", ("Yoav Goldberg",), 2022), ())
    yield Known(store)
    store.close()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("How many papers are in the library?", RecordsRequest("papers", count=True)),
        ("so, how many do you have?", RecordsRequest("papers", count=True)),
        ("How many papers are about drums?", RecordsRequest("papers", topic="drums", count=True)),
        (
            "how many papers has Yoav Goldberg written?",
            RecordsRequest("papers", by="Yoav Goldberg", count=True),
        ),
        (
            "Which papers did Yoav Goldberg co-author?",
            RecordsRequest("papers", by="Yoav Goldberg"),
        ),
        (
            "what else by Yoav Goldberg do you have?",
            RecordsRequest("papers", by="Yoav Goldberg"),
        ),
        (
            "At which conference did BitFit appear, and in what year?",
            RecordsRequest("venue", paper="BitFit"),
        ),
        ("papers per year", RecordsRequest("papers", count=True, per="year")),
        ("How many authors are there?", RecordsRequest("authors", count=True)),
        ("Who wrote the paper on drums?", RecordsRequest("authors", paper="the paper on drums")),
        ("Who's the first author of BitFit?", RecordsRequest("authors", "BitFit", place="first")),
        ("Who proposed BitFit?", RecordsRequest("authors", "BitFit")),
        ("When did BitFit come out?", RecordsRequest("year", "BitFit")),
        ("In which venue was “On Drums” published?", RecordsRequest("venue", "On Drums")),
        ("When and where was “On Drums” published?", RecordsRequest("venue", "On Drums")),
        ("In which venue and year was “On Drums” published?", RecordsRequest("venue", "On Drums")),
        ("can you give me the DOI of BitFit", RecordsRequest("link", "BitFit")),
        ("Which conferences are covered?", RecordsRequest("venue")),
        ("How far back does the library go?", RecordsRequest("year")),
        (
            "When was the first paper on drums published?",
            RecordsRequest("papers", topic="drums", order="oldest", n=1),
        ),
        (
            "the two oldest papers on drums",
            RecordsRequest("papers", topic="drums", order="oldest", n=2),
        ),
        ("What's the newest paper?", RecordsRequest("papers", order="newest", n=1)),
        (
            "Who has the most papers on drums?",
            RecordsRequest("authors", topic="drums", order="most"),
        ),
        (
            "What has Yoav Goldberg written on drums?",
            RecordsRequest("papers", "", "Yoav Goldberg", "drums"),
        ),
        ("anything by Ada Lovelace", RecordsRequest("papers", by="Ada Lovelace")),
        ("Is BitFit in the library?", RecordsRequest("papers", "BitFit", exists=True)),
        ("What are these papers about?", RecordsRequest("topics")),
        ("Which paper is most cited?", RecordsRequest("citations")),
    ],
)
def test_what_is_asked_of_the_records(known: Known, text: str, wanted: RecordsRequest) -> None:
    assert records_request(text, known) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "How many entity types are in Few-NERD?",
        "How many papers does S2ORC contain?",
        "How many papers are in S2ORC?",
        "Who introduced the transformer?",
        "When was BERT introduced?",
        "When does dropout help?",
        "What year-old problem does it solve?",
        "Who wrote the summaries in EmailSum?",
        "Where is attention used?",
        "What are the main topics in machine translation?",
        "What is the newest approach to parsing?",
        "What is the most cited reason for failure?",
        "Does BERT have attention heads?",
        "Is BERT good at negation?",
    ],
)
def test_what_papers_say_is_no_question_about_records(known: Known, text: str) -> None:
    assert records_request(text, known) is None
