from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.domain import Paper, Scope
from rag.errors import ConfigurationError, InputMissing, StorageError
from rag.store.papers import Library
from tests.fakes.library import cut, paper


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path)


def put(library: Library, *papers: Paper) -> None:
    for each in papers:
        library.put(each, cut(each))


def test_a_paper_comes_back_as_it_was_put(library: Library) -> None:
    given = Paper(
        "doi:10.1/x", "Title", "One. Two.", ("Ada Lovelace",), 2020, "ICLR", "https://x.org",
        metadata={"note": "n"}, original={"title": "T\\i tle"},
    )  # fmt: skip
    put(library, given)
    assert library.paper("doi:10.1/x") == given


def test_an_unknown_paper_is_named(library: Library) -> None:
    with pytest.raises(InputMissing, match="'nope'"):
        library.paper("nope")


def test_passages_index_into_the_abstract(library: Library) -> None:
    given = paper(1)
    put(library, given)
    (passage,) = library.passages_of(["p1"])
    assert [given.abstract[a:b] for a, b in passage.sentences] == [
        "We study topic1 number1.",
        "Our topic1 result1 is new.",
    ]


def test_a_changed_abstract_replaces_passages_and_vectors(library: Library) -> None:
    put(library, paper(1))
    (old,) = library.passages_of(["p1"])
    library.put_vectors("e", [old.passage_id], np.ones((1, 4), np.float32))
    put(library, replace(paper(1), abstract="Wholly new words."))
    (new,) = library.passages_of(["p1"])
    assert new.text == "Wholly new words."
    assert library.without_vectors("e") == [new.passage_id]
    assert library.embedded_ids("e") == []


def test_a_changed_title_asks_for_new_vectors(library: Library) -> None:
    put(library, paper(1))
    (old,) = library.passages_of(["p1"])
    put(library, replace(paper(1), title="Another title"))
    (new,) = library.passages_of(["p1"])
    assert new.passage_id != old.passage_id


def test_keywords_follow_changes_and_removal(library: Library) -> None:
    put(library, paper(1, "diffusion"), paper(2, "kernels"))
    assert list(library.keyword_scores(["diffusion"], 10)) == ["p1"]
    put(library, replace(paper(1), title="On graphs", abstract="All about graphs."))
    assert library.keyword_scores(["diffusion"], 10) == {}
    assert library.remove(["p2", "p9"]) == 1
    assert library.keyword_scores(["kernels"], 10) == {}


def test_keywords_are_stemmed_and_never_syntax(library: Library) -> None:
    put(library, paper(1, "kernels"))
    assert list(library.keyword_scores(["kernel"], 10)) == ["p1"]
    assert library.keyword_scores(['AND "'], 10) == {}


@pytest.mark.parametrize(
    ("scope", "ids"),
    [
        (Scope(year_from=2020), ["p2", "p3"]),
        (Scope(year_from=2020, year_to=2020), ["p2"]),
        (Scope(authors=("hinton",)), ["p1"]),
        (Scope(venues=("iclr",)), ["p2"]),
        (Scope(collections=("mine",)), ["p3"]),
        (Scope(paper_ids=("p1", "p3")), ["p1", "p3"]),
        (Scope(year_from=2020, venues=("neurips",)), ["p3"]),
        (Scope(), ["p1", "p2", "p3"]),
    ],
)
def test_scope_filters(library: Library, scope: Scope, ids: list[str]) -> None:
    put(
        library,
        paper(1, authors=("Geoffrey Hinton",), year=2012, venue="NeurIPS"),
        paper(2, authors=("A. Ng",), year=2020, venue="ICLR2020"),
        paper(3, year=2021, venue="NeurIPS"),
    )
    library.set_collection(["p3"], "mine", True)
    assert [p.paper_id for p in library.papers(scope)] == ids
    assert library.count(scope) == len(ids)
    assert list(library.keyword_scores(["study"], 10, scope=scope)) == ids


def test_facets_count_names(library: Library) -> None:
    put(library, paper(1, venue="ICLR", year=2019), paper(2, venue="ICLR", year=2021))
    library.set_collection(["p1"], "mine", True)
    facets = library.facets()
    assert facets["venues"] == [("ICLR", 2)]
    assert facets["years"] == (2019, 2021)
    assert facets["collections"] == [("mine", 1)]


def test_vectors_survive_as_float16(library: Library) -> None:
    put(library, paper(1))
    (passage,) = library.passages_of(["p1"])
    vector = np.array([[0.6, 0.8]], np.float32)
    library.put_vectors("e", [passage.passage_id], vector)
    found = library.vectors("e", [passage.passage_id])[passage.passage_id]
    assert float(found @ vector[0]) == pytest.approx(1.0, abs=1e-3)


def test_a_newer_library_is_refused_and_untouched(tmp_path: Path) -> None:
    Library(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "library.sqlite3")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = (tmp_path / "library.sqlite3").read_bytes()
    with pytest.raises(ConfigurationError, match="newer footnote"):
        Library(tmp_path)
    assert (tmp_path / "library.sqlite3").read_bytes() == before


def test_a_file_that_is_no_library_is_said_to_be_damaged(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite3").write_bytes(b"not a database, at all, really" * 100)
    with pytest.raises(StorageError, match="not a database"):
        Library(tmp_path)
