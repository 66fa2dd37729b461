from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.answer.records import Records
from rag.domain import Paper, Question, Scope
from rag.store.records import RecordsRequest
from tests.fakes.library import SmallLibrary

PAPERS = (
    Paper(
        "p1",
        "BitFit: Bias terms",
        "We introduce BitFit, a method for drums.",
        ("Ada Li", "Bo Wu"),
        2021,
        "acl2021",
    ),
    Paper(
        "p2", "Pruning of drums", "We prune drums.", ("Ada Li",), 2022, "acl2022", "https://x.org/2"
    ),
    Paper("p3", "Pruning of flutes", "We prune flutes.", ("Cy Liang",), 2022, "NAACL 2022"),
    Paper("p4", "Songs", "We sing songs."),
)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    library = SmallLibrary(Path(tmp_path_factory.mktemp("records")))
    library.ingest.add(PAPERS)
    yield Records(library.store, library.retrieval, library.encoder.fingerprint)
    library.close()


@pytest.mark.parametrize(
    ("request_", "lead", "ids"),
    [
        (RecordsRequest("papers", count=True), "4 papers here, 2021 to 2022.", "p1 p2 p3 p4"),
        (
            RecordsRequest("papers", by="Li", count=True),
            "2 papers here by Li, 2021 to 2022.",
            "p1 p2",
        ),
        (
            RecordsRequest("papers", by="Li", exists=True),
            "Yes: 2 papers here by Li, 2021 to 2022.",
            "p2 p1",
        ),
        (RecordsRequest("papers", by="Bo Wo"), "No paper here is by Bo Wo. Nearest: Bo Wu.", ""),
        (RecordsRequest("authors", "BitFit"), "BitFit was written by Ada Li and Bo Wu.", "p1"),
        (
            RecordsRequest("authors", "BitFit", place="last"),
            "The last author of BitFit is Bo Wu.",
            "p1",
        ),
        (
            RecordsRequest("authors", "Songs"),
            "The record of “Songs” has no authors: who wrote it is not stated.",
            "p4",
        ),
        (
            RecordsRequest("year", "the BitFit paper"),
            "BitFit was published in 2021 (ACL 2021).",
            "p1",
        ),
        (
            RecordsRequest("venue", "Pruning of drums"),
            "“Pruning of drums” was published in ACL 2022.",
            "p2",
        ),
        (RecordsRequest("link", "Pruning of drums"), "“Pruning of drums”: https://x.org/2", "p2"),
        (
            RecordsRequest("year", "pruning of"),
            "“pruning of” fits 2 papers here: “Pruning of drums” (2022); “Pruning of "
            "flutes” (2022). "
            "Which one is meant?",
            "p2 p3",
        ),
        (
            RecordsRequest("papers", order="newest", n=1),
            "The newest paper here: “Pruning of drums” (2022). 2 papers are from 2022; the records "
            "tell no day.",
            "p2",
        ),
        (
            RecordsRequest("papers", order="oldest", n=1),
            "The oldest paper here: “BitFit: Bias terms” (2021).",
            "p1",
        ),
        (
            RecordsRequest("authors", order="most"),
            "Ada Li has most papers: 2. The first by number: Ada Li (2); Bo Wu (1); Cy Liang (1).",
            "",
        ),
        (
            RecordsRequest("venue"),
            "Venues, with papers of each: NAACL 2022 (1); ACL 2021 (1); ACL 2022 (1).",
            "",
        ),
        (RecordsRequest("year"), "3 papers, 2021 to 2022.", ""),
        (RecordsRequest("papers", count=True, per="year"), "Papers by year: 2021: 1; 2022: 2.", ""),
        (
            RecordsRequest("citations"),
            "Citation counts are not in the records of this library.",
            "",
        ),
    ],
)
def test_what_the_records_say(
    records: Records, request_: RecordsRequest, lead: str, ids: str
) -> None:
    answer = records.answer(Question("asked"), request_)

    assert answer.lead == lead
    assert [source.paper.paper_id for source in answer.sources] == ids.split()
    assert all(source.cited for source in answer.sources)
    assert (answer.status, answer.sentences, answer.question) == ("library", (), "asked")


def test_papers_of_an_author_are_a_list_and_filters_hold(records: Records) -> None:
    answer = records.answer(Question("q", Scope(2022)), RecordsRequest("papers", by="Ada Li"))

    assert (answer.kind, answer.lead) == ("list", "1 paper here by Ada Li since 2022.")


def test_a_paper_that_is_not_here_is_told_with_the_nearest(records: Records) -> None:
    answer = records.answer(Question("q"), RecordsRequest("authors", "Trombones"))

    assert answer.lead.startswith("No paper here is called “Trombones”. The nearest: “")
    assert [source.cited for source in answer.sources] == [False] * 3
