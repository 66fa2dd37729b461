from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.domain import Paper, Scope
from rag.errors import ConfigurationError, InputMissing, StorageError
from rag.store.database import Database
from rag.store.papers import PaperStore
from tests.fakes.library import cut, paper


@pytest.fixture
def store(tmp_path: Path) -> PaperStore:
    return PaperStore(tmp_path)


def put(store: PaperStore, *papers: Paper) -> None:
    for each in papers:
        store.put(each, cut(each))


def test_a_paper_comes_back_as_it_was_put(store: PaperStore) -> None:
    given = Paper(
        "doi:10.1/x", "Title", "One. Two.", ("Ada Lovelace",), 2020, "ICLR", "https://x.org",
        metadata={"note": "n"}, original={"title": "T\\i tle"},
    )  # fmt: skip
    put(store, given)
    assert store.paper("doi:10.1/x") == given


def test_an_unknown_paper_is_named(store: PaperStore) -> None:
    with pytest.raises(InputMissing, match="'nope'"):
        store.paper("nope")


def test_passages_index_into_the_abstract(store: PaperStore) -> None:
    given = paper(1)
    put(store, given)
    (passage,) = store.passages_of(["p1"])
    assert [given.abstract[a:b] for a, b in passage.sentences] == [
        "We study topic1 number1.",
        "Our topic1 result1 is new.",
    ]


def test_a_changed_abstract_replaces_passages_and_vectors(store: PaperStore) -> None:
    put(store, paper(1))
    (old,) = store.passages_of(["p1"])
    store.put_vectors("e", [old.passage_id], np.ones((1, 4), np.float32))
    put(store, replace(paper(1), abstract="Wholly new words."))
    (new,) = store.passages_of(["p1"])
    assert new.text == "Wholly new words."
    assert store.without_vectors("e") == [new.passage_id]
    assert store.embedded_ids("e") == []


def test_a_changed_title_asks_for_new_vectors(store: PaperStore) -> None:
    put(store, paper(1))
    (old,) = store.passages_of(["p1"])
    put(store, replace(paper(1), title="Another title"))
    (new,) = store.passages_of(["p1"])
    assert new.passage_id != old.passage_id


def test_keywords_follow_changes_and_removal(store: PaperStore) -> None:
    put(store, paper(1, "diffusion"), paper(2, "kernels"))
    assert list(store.keyword_scores(["diffusion"], 10)) == ["p1"]
    put(store, replace(paper(1), title="On graphs", abstract="All about graphs."))
    assert store.keyword_scores(["diffusion"], 10) == {}
    assert store.remove(["p2", "p9"]) == 1
    assert store.keyword_scores(["kernels"], 10) == {}


def test_keywords_are_stemmed_and_never_syntax(store: PaperStore) -> None:
    put(store, paper(1, "kernels"))
    assert list(store.keyword_scores(["kernel"], 10)) == ["p1"]
    assert store.keyword_scores(['AND "'], 10) == {}


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
def test_scope_filters(store: PaperStore, scope: Scope, ids: list[str]) -> None:
    put(
        store,
        paper(1, authors=("Geoffrey Hinton",), year=2012, venue="NeurIPS"),
        paper(2, authors=("A. Ng",), year=2020, venue="ICLR2020"),
        paper(3, year=2021, venue="NeurIPS"),
    )
    store.set_collection(["p3"], "mine", True)
    assert [p.paper_id for p in store.papers(scope)] == ids
    assert store.count(scope) == len(ids)
    assert list(store.keyword_scores(["study"], 10, scope=scope)) == ids


def test_facets_count_names(store: PaperStore) -> None:
    put(store, paper(1, venue="ICLR", year=2019), paper(2, venue="ICLR", year=2021))
    store.set_collection(["p1"], "mine", True)
    facets = store.facets()
    assert facets["venues"] == [("ICLR", 2)]
    assert facets["years"] == (2019, 2021)
    assert facets["collections"] == [("mine", 1)]


def test_vectors_survive_as_float16(store: PaperStore) -> None:
    put(store, paper(1))
    (passage,) = store.passages_of(["p1"])
    vector = np.array([[0.6, 0.8]], np.float32)
    store.put_vectors("e", [passage.passage_id], vector)
    found = store.vectors("e", [passage.passage_id])[passage.passage_id]
    assert float(found @ vector[0]) == pytest.approx(1.0, abs=1e-3)


def test_a_newer_library_is_refused_and_untouched(tmp_path: Path) -> None:
    PaperStore(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "library.sqlite3")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = (tmp_path / "library.sqlite3").read_bytes()
    with pytest.raises(ConfigurationError, match="newer footnote"):
        PaperStore(tmp_path)
    assert (tmp_path / "library.sqlite3").read_bytes() == before


def test_a_file_that_is_no_library_is_said_to_be_damaged(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite3").write_bytes(b"not a database, at all, really" * 100)
    with pytest.raises(StorageError, match="not a database"):
        PaperStore(tmp_path)


def test_names_filter_as_whole_words(store: PaperStore) -> None:
    for n, (author, venue) in enumerate([("Ada Li", "acl2022"), ("Bo Liang", "NAACL 2022")]):
        store.put(Paper(f"p{n}", "T", "On t.", (author,), 2022, venue), ())

    assert store.ids(Scope(venues=("ACL",))) == ["p0"]
    assert store.ids(Scope(venues=("acl2022",))) == ["p0"]
    assert store.ids(Scope(authors=("Li",))) == ["p0"]
    assert store.ids(Scope(authors=("L. Bo",))) == ["p1"]
    assert store.ids(Scope(authors=("A*",))) == []


def test_a_library_without_room_is_told_as_a_full_disk(tmp_path: Path) -> None:
    database = Database(tmp_path)
    database.connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(StorageError, match="is full; what was added before is kept"):
        fill(database)


def fill(database: Database) -> None:
    with database.writing() as connection:
        connection.execute("CREATE TABLE room (x)")
        connection.execute("INSERT INTO room VALUES (zeroblob(9999999))")
