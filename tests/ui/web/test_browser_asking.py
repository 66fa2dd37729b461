"""What a person types stays as they typed it while the chat and the list beside it are busy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.fakes.scripted_library import papers
from tests.fakes.waiting_library import WaitingLibrary
from tests.screen.chromium import Screen, chromium, serving

pytestmark = pytest.mark.browser
FIRST, SECOND = "What is known about retrieval?", "What is known about attention?"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def library(tmp_path: Path) -> WaitingLibrary:
    made = WaitingLibrary(tmp_path)
    made.fill(papers(12))
    return made


@pytest.fixture
def screen(browser: Browser, library: WaitingLibrary) -> Iterator[Screen]:
    with serving(library) as address:
        opened = Screen(browser, address)
        yield opened
        library.go_on()
        opened.close()
    assert opened.errors == []


def asked(screen: Screen) -> Locator:
    return screen.page.locator("#chat .user.message")


@pytest.mark.parametrize("before", [[], [FIRST]])
def test_a_question_asked_while_the_page_loads_is_answered_where_it_belongs(
    screen: Screen, library: WaitingLibrary, before: list[str]
) -> None:
    screen.open()
    for question in before:
        screen.ask(question)
    library.hold("load")
    screen.page.goto(screen.address)
    screen.page.wait_for_selector("#chat .example")
    screen.ask(SECOND)
    library.go_on()
    screen.page.wait_for_selector("body[data-ready]")
    expect(asked(screen)).to_have_text([*before, SECOND])
    expect(screen.page.locator("#chat .fn-answer")).to_have_count(len(before) + 1)
    screen.ask("What is known about calibration?")
    ((conversation, _, _),) = library.history.conversations()
    assert len(library.history.turns(conversation)) == len(before) + 2
