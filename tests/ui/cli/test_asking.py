"""`footnote ask` within a conversation, as scripts carry one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag import open_library
from tests.ui.cli.test_main import Footnote, footnote

__all__ = ["footnote"]

KEPA = "How does Kepa sort numbers?"


@pytest.fixture
def papers(footnote: Footnote, tmp_path: Path) -> None:
    rows = [
        {
            "_id": "kepa",
            "title": "Kepa: sorting by shuffling",
            "abstract": "Kepa sorts numbers by shuffling them. Kepa is tested on forty lists.",
            "year": 2020,
        },
        {
            "_id": "lumo",
            "title": "Lumo: sorting by asking",
            "abstract": "Lumo sorts numbers by asking people. Lumo is tested on seven lists.",
            "year": 2021,
        },
    ]
    listing = tmp_path / "papers.jsonl"
    listing.write_text("".join(json.dumps(row) + "\n" for row in rows))
    footnote.json("add", str(listing))


@pytest.mark.usefixtures("papers")
def test_a_new_id_begins_a_conversation_and_the_next_call_goes_on_with_it(
    footnote: Footnote,
) -> None:
    footnote.json("ask", KEPA, "--conversation", "mine")
    later = footnote.json("ask", "On how many lists is it tested?", "--conversation", "mine")
    assert "Kepa" in later["understood"]
    assert next(s["paper_id"] for s in later["sources"]) == "kepa"
    with open_library() as library:
        turns = library.history.turns("mine")
        assert [t.question for t in turns] == [KEPA, "On how many lists is it tested?"]
        assert [title for _, title, _ in library.history.conversations()] == [KEPA]


@pytest.mark.usefixtures("papers")
def test_another_conversation_knows_nothing_of_it(footnote: Footnote) -> None:
    footnote.json("ask", KEPA, "--conversation", "mine")
    other = footnote.json("ask", "On how many lists is it tested?", "--conversation", "yours")
    assert "Kepa" not in other["understood"]


@pytest.mark.usefixtures("papers")
def test_anothers_conversation_is_denied_and_stays_as_it_was(footnote: Footnote) -> None:
    with open_library() as library:
        library.history.begin("hers", owner="ada")
    code, _, err = footnote.run("ask", KEPA, "--conversation", "hers")
    assert code == 77
    assert "'hers' is another reader's" in err
    with open_library() as library:
        assert library.history.turns("hers") == []
