"""What a person types while something else is under way stays as they typed it."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from rag.domain import Question
from rag.errors import ServerError
from rag.events import Event
from rag.retrieval.ingest import Added
from tests.fakes.scripted_library import ScriptedLibrary, papers
from tests.screen.chromium import IDLE, Screen, serving, settings_in

pytestmark = pytest.mark.browser


class SlowLibrary(ScriptedLibrary):
    """Answers, loads and adds only when it may."""

    def __init__(self, home: Path) -> None:
        super().__init__(home, settings=settings_in(home))
        self.may = {name: threading.Event() for name in ("load", "answer", "add", "save")}
        for gate in self.may.values():
            gate.set()

    def facets(self) -> dict[str, Any]:
        assert self.may["load"].wait(60)
        return super().facets()

    def stream(self, question: Question) -> Generator[Event, None, None]:
        assert self.may["answer"].wait(60)
        yield from super().stream(question)

    def add(self, *given: Any, **more: Any) -> Added:  # noqa: ANN401
        assert self.may["add"].wait(60)
        return super().add(*given, **more)

    def configure(self, **changes: object) -> None:
        assert self.may["save"].wait(60)
        super().configure(**changes)


@pytest.fixture
def library(tmp_path: Path) -> SlowLibrary:
    slow = SlowLibrary(tmp_path)
    slow.fill(papers(12))
    return slow


@pytest.fixture
def screen(browser: Browser, library: SlowLibrary) -> Iterator[Screen]:
    with serving(library) as address:
        opened = Screen(browser, address)
        yield opened
        for gate in library.may.values():
            gate.set()
        opened.close()
    assert opened.errors == []


def unfold(screen: Screen, title: str) -> None:
    screen.page.click(f'#side button.label-wrap:has-text("{title}")')


def test_nothing_that_loading_fills_can_be_filled_before(
    screen: Screen, library: SlowLibrary
) -> None:
    library.may["load"].clear()
    screen.page.goto(screen.address)
    screen.page.wait_for_selector("#q textarea")
    screen.page.wait_for_selector("#find input, #find textarea")
    unfold(screen, "Settings")
    model = screen.page.locator("#settings label:has-text('Model') input >> nth=0")
    expect(model).to_be_disabled()
    screen.page.fill("#find input, #find textarea", "before")
    screen.page.fill("#q textarea", "What is known about retrieval?")
    library.may["load"].set()
    screen.page.wait_for_selector("body[data-ready]")
    expect(model).to_be_enabled()
    assert screen.page.input_value("#find input, #find textarea") == "before"
    assert screen.page.input_value("#q textarea") == "What is known about retrieval?"


def test_a_question_sent_before_the_page_has_loaded_goes_to_the_open_conversation(
    screen: Screen, library: SlowLibrary
) -> None:
    screen.open().ask("What is known about attention?")
    library.may["load"].clear()
    screen.page.goto(screen.address)
    screen.page.fill("#q textarea", "What is known about retrieval?")
    screen.page.press("#q textarea", "Enter")
    library.may["load"].set()
    screen.page.wait_for_function(
        "document.querySelectorAll('#chat .fn-answer, #chat .fn-refusal').length === 2"
    )
    screen.finish()
    ((conversation, _, _),) = library.history.conversations()
    asked = [turn.question for turn in library.history.turns(conversation)]
    assert asked == ["What is known about attention?", "What is known about retrieval?"]


def test_what_is_typed_while_settings_are_saved_stays(screen: Screen, library: SlowLibrary) -> None:
    screen.open()
    unfold(screen, "Settings")
    model = screen.page.locator("#settings label:has-text('Model') input >> nth=0")
    server = screen.page.locator("#settings label:has-text('Server') input >> nth=0")
    model.fill("one")
    library.may["save"].clear()
    screen.page.click("#save-settings")
    server.fill("http://127.0.0.1:9/v1")
    model.fill("two")
    library.may["save"].set()
    screen.page.wait_for_selector("#saved .fn-added")
    assert library.settings.llm == "one"
    assert (model.input_value(), server.input_value()) == ("two", "http://127.0.0.1:9/v1")


@pytest.mark.parametrize("ends", ["answered", "failed"])
def test_the_next_question_can_be_typed_while_this_one_is_answered(
    screen: Screen, library: SlowLibrary, ends: str
) -> None:
    if ends == "failed":
        library.script["retrieval"] = ServerError("The server is down.")
    screen.open()
    library.may["answer"].clear()
    screen.send("What is known about retrieval?")
    screen.page.wait_for_function("document.querySelector('#q textarea').value === ''")
    screen.page.fill("#q textarea", "And about attention?")
    screen.page.fill("#find input, #find textarea", "nowhere to be found")
    library.may["answer"].set()
    screen.page.wait_for_selector("#chat .fn-answer .fn-badge, #chat .fn-error")
    screen.page.wait_for_selector(IDLE)
    assert screen.page.input_value("#q textarea") == "And about attention?"
    assert screen.page.input_value("#find input, #find textarea") == "nowhere to be found"
    assert screen.page.locator(".fn-conversation").count() == 0


def test_records_pasted_while_others_are_added_stay(screen: Screen, library: SlowLibrary) -> None:
    screen.open()
    unfold(screen, "Add papers")
    screen.page.fill("#paste textarea", '[{"title": "First", "abstract": "We study one."}]')
    screen.page.click("#review-paste")
    screen.page.wait_for_selector('#add:has-text("Add 1 paper")')
    library.may["add"].clear()
    screen.page.click("#add")
    screen.page.wait_for_selector("#review .fn-progress")
    screen.page.fill("#paste textarea", '[{"title": "Second", "abstract": "We study two."}]')
    library.may["add"].set()
    screen.page.wait_for_selector('.fn-count:has-text("13 papers")')
    assert "Second" in screen.page.input_value("#paste textarea")
