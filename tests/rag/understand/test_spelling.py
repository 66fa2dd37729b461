from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.understand.spelling import corrected
from tests.fakes.library import SmallLibrary, paper


@pytest.fixture
def library(tmp_path: Path) -> Iterator[SmallLibrary]:
    opened = SmallLibrary(tmp_path)
    topics = ["decomposition", "binarization", "sourdoughs"]
    opened.ingest.add([paper(n, topic) for n, topic in enumerate(topics)])
    yield opened
    opened.close()


def test_a_misspelt_word_becomes_the_one_that_the_papers_use(library: SmallLibrary) -> None:
    text, pairs = corrected("Wht is tensor decompositon?", library.store)

    assert text == "What is tensor decomposition?"
    assert pairs == [("Wht", "What"), ("decompositon", "decomposition")]


def test_british_spelling_finds_american_papers(library: SmallLibrary) -> None:
    assert corrected("binarisation", library.store)[0] == "binarization"


@pytest.mark.parametrize(
    "text", ["Who is Danqi Chen?", "bread", "flatten", "BinryBERT", "UK-MIND-20", "x-y"]
)
def test_names_and_short_strange_words_stay(text: str, library: SmallLibrary) -> None:
    assert corrected(text, library.store) == (text, [])


def test_what_people_shorten_is_written_out(library: SmallLibrary) -> None:
    assert (
        corrected("How many docs are there?", library.store)[0] == "How many documents are there?"
    )


def test_a_title_in_quotes_is_left_as_it_is(library: SmallLibrary) -> None:
    asked = "What does “On decompositon” propose?"
    assert corrected(asked, library.store) == (asked, [])


def test_a_word_that_only_shares_a_stem_with_one_here_is_misspelt(tmp_path: Path) -> None:
    library = SmallLibrary(tmp_path)
    library.ingest.add([paper(n, "simultaneous idioms and levitation") for n in range(3)])
    assert corrected("simultanous idoms of levitation", library.store) == (
        "simultaneous idioms of levitation",
        [("simultanous", "simultaneous"), ("idoms", "idioms")],
    )
    library.close()
