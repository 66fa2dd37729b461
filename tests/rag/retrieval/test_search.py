from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag.domain import Scope
from rag.text.words import keywords
from tests.fakes.library import SmallLibrary, paper


@pytest.fixture
def library(tmp_path: Path) -> Iterator[SmallLibrary]:
    library = SmallLibrary(tmp_path)
    subjects = ["diffusion", "kernels", "graphs", "bandits"]
    library.ingest.add([paper(n, s, year=2018 + n) for n, s in enumerate(subjects)])
    yield library
    library.close()


def test_the_paper_about_it_comes_first(library: SmallLibrary) -> None:
    found = library.retrieval.retrieve("What is known about kernels?", 2)
    assert found.hits[0].paper.paper_id == "p1"
    assert (found.in_scope, found.papers) == (4, 4)
    assert 0 <= found.hits[1].score <= found.hits[0].score <= 1


def test_a_scope_is_really_applied(library: SmallLibrary) -> None:
    found = library.retrieval.retrieve("kernels", 10, Scope(year_from=2020))
    assert {hit.paper.paper_id for hit in found.hits} == {"p2", "p3"}
    assert (found.in_scope, found.papers) == (2, 4)


def test_near_duplicates_fold_into_one_hit(library: SmallLibrary) -> None:
    library.ingest.add([replace(paper(1, "kernels"), paper_id="copy")])
    found = library.retrieval.retrieve("kernels number1", 5)
    assert found.hits[0].duplicates in (("copy",), ("p1",))
    assert len(found.hits) == 4
    whole = library.retrieval.retrieve("kernels number1", 5, collapse=False)
    assert len(whole.hits) == 5


def test_similar_leaves_the_paper_itself_out(library: SmallLibrary) -> None:
    assert "p1" not in [hit.paper.paper_id for hit in library.retrieval.similar("p1", 3)]


def test_a_hit_carries_the_passage_it_was_found_by(library: SmallLibrary) -> None:
    hit = library.retrieval.retrieve("graphs", 1).hits[0]
    assert hit.paper.abstract[hit.passage.start : hit.passage.end] == hit.passage.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("What is the role of p53?", ["role", "p53"]),
        ("how are you", ["how", "are", "you"]),
        ("Größe, size; SIZE", ["größe", "size"]),
    ],
)
def test_keywords(text: str, words: list[str]) -> None:
    assert keywords(text) == words


def test_a_paper_that_says_what_a_term_is_is_found_behind_many_that_use_it(
    library: SmallLibrary,
) -> None:
    users = [replace(paper(10 + n, "kernel smoothing"), year=2020) for n in range(12)]
    told = "Boats need paint. Kernel smoothing is a way to average near values. Paint dries."
    library.ingest.add([*users, replace(paper(40, "boats and their paint"), abstract=told)])
    found = library.retrieval.retrieve("What is kernel smoothing?", 3).hits
    assert found[0].paper.abstract == told
    other = library.retrieval.retrieve("How does kernel smoothing work?", 3).hits
    assert told not in [hit.paper.abstract for hit in other]
