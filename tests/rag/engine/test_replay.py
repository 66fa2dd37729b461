from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag.answer.answerer import Answerer, Manner
from rag.domain import Scope
from rag.engine.engine import Engine, Limits
from rag.engine.replay import replay, settings_then
from rag.errors import InputMissing
from rag.store.history import History
from tests.fakes.library import Shelf, paper


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    opened = Shelf(tmp_path)
    opened.ingest.add([paper(n, topic) for n, topic in enumerate(["whales", "ships", "tides"])])
    yield opened
    opened.close()


def engine(shelf: Shelf, **fingerprints: object) -> Engine:
    return Engine(
        shelf.store,
        History(shelf.store.database),
        shelf.search,
        Answerer(shelf.embedder, None, Manner(threshold=0)),
        Limits(k=2),
        {"version": "1", "settings": {"k": 2, "threshold": 0.0}, **fingerprints},
    )


def test_nothing_differs_where_nothing_changed(shelf: Shelf) -> None:
    asked = engine(shelf).ask("What is the result on whales?", scope=Scope(paper_ids=("p0", "p1")))

    again = replay(asked.receipt, engine(shelf))

    assert again.differences == ()
    assert again.after.scope == asked.scope
    assert [s.text for s in again.after.sentences] == [s.text for s in asked.sentences]


def test_a_paper_added_since_is_named_with_the_place_it_took(shelf: Shelf) -> None:
    asked = engine(shelf).ask("What is the result on whales?")
    shelf.ingest.add([replace(paper(9, "whales"), title="What is the result on whales")])

    found = replay(asked.receipt, engine(shelf)).differences

    assert any(line.startswith("Added or changed since:") for line in found)
    assert "The library held 3 papers, it holds 4 now." in found
    assert "'What is the result on whales' is found at place 1: added or changed since." in found
    assert any(line.startswith("Newly said:") for line in found)


def test_a_paper_removed_since_is_missed(shelf: Shelf) -> None:
    asked = engine(shelf).ask("What is the result on whales?")
    shelf.store.remove(["p0"])

    found = replay(asked.receipt, engine(shelf)).differences

    assert "'On whales' was found and is no longer here." in found
    assert any(line.startswith("No longer said:") for line in found)


def test_a_changed_abstract_setting_and_encoder_are_told_apart(shelf: Shelf) -> None:
    asked = engine(shelf, encoder="old").ask("What is the result on whales?")
    changed = replace(shelf.store.paper("p0"), abstract="We study whales anew. All is well.")
    shelf.ingest.add([changed])

    found = replay(
        asked.receipt, engine(shelf, encoder="new", settings={"k": 2, "threshold": 0.1})
    ).differences

    assert "The encoder changed: old then, new now." in found
    assert "Setting threshold: 0.0 then, 0.1 now." in found
    assert "The abstract of 'On whales' changed since." in found


def test_the_settings_of_a_receipt_can_be_taken_up_again(shelf: Shelf) -> None:
    asking = engine(shelf)
    receipt = asking.ask("What is the result on whales?").receipt

    assert settings_then(asking.history, receipt) == {"k": 2, "threshold": 0.0}


def test_a_receipt_that_nobody_has_is_said_so(shelf: Shelf) -> None:
    with pytest.raises(InputMissing, match="No receipt 'nope'"):
        replay("nope", engine(shelf))
