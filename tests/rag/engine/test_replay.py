from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag.domain import Scope
from rag.engine.engine import Engine
from rag.engine.replay import replay, settings_then
from rag.errors import InputMissing
from tests.fakes.engine import ask, engine_over
from tests.fakes.library import SmallLibrary, paper


@pytest.fixture
def library(tmp_path: Path) -> Iterator[SmallLibrary]:
    opened = SmallLibrary(tmp_path)
    opened.ingest.add([paper(n, topic) for n, topic in enumerate(["whales", "ships", "tides"])])
    yield opened
    opened.close()


def engine(library: SmallLibrary, **made_with: object) -> Engine:
    given = {"version": "1", "settings": {"k": 2, "threshold": 0.0}, **made_with}
    return engine_over(library, None, library.encoder, given, k=2, threshold=0)


def test_nothing_differs_where_nothing_changed(library: SmallLibrary) -> None:
    asked = ask(engine(library), "What is known about whales?", scope=Scope(paper_ids=("p0", "p1")))

    again = replay(asked.receipt, engine(library))

    assert again.differences == ()
    assert again.after.scope == asked.scope
    assert [s.text for s in again.after.sentences] == [s.text for s in asked.sentences]


def test_a_paper_added_since_is_named_with_the_place_it_took(library: SmallLibrary) -> None:
    asked = ask(engine(library), "What is known about whales?")
    library.ingest.add([replace(paper(9, "whales"), title="What is the result on whales")])

    found = replay(asked.receipt, engine(library)).differences

    assert any(line.startswith("Added or changed since:") for line in found)
    assert "The library held 3 papers, it holds 4 now." in found
    assert "'What is the result on whales' is found at place 1: added or changed since." in found
    assert any(line.startswith("Newly said:") for line in found)


def test_a_paper_removed_since_is_missed(library: SmallLibrary) -> None:
    asked = ask(engine(library), "What is known about whales?")
    library.store.remove(["p0"])

    found = replay(asked.receipt, engine(library)).differences

    assert "'On whales' was found and is no longer here." in found
    assert any(line.startswith("No longer said:") for line in found)


def test_a_changed_abstract_setting_and_encoder_are_told_apart(library: SmallLibrary) -> None:
    asked = ask(engine(library, encoder="old"), "What is known about whales?")
    changed = replace(library.store.paper("p0"), abstract="We study whales anew. All is well.")
    library.ingest.add([changed])

    found = replay(
        asked.receipt, engine(library, encoder="new", settings={"k": 2, "threshold": 0.1})
    ).differences

    assert "The encoder changed: old then, new now." in found
    assert "Setting threshold: 0.0 then, 0.1 now." in found
    assert "The abstract of 'On whales' changed since." in found


def test_the_settings_of_a_receipt_can_be_taken_up_again(library: SmallLibrary) -> None:
    asking = engine(library)
    receipt = ask(asking, "What is known about whales?").receipt

    assert settings_then(asking.history, receipt) == {"k": 2, "threshold": 0.0}


def test_a_receipt_that_nobody_has_is_said_so(library: SmallLibrary) -> None:
    with pytest.raises(InputMissing, match="No receipt 'nope'"):
        replay("nope", engine(library))
