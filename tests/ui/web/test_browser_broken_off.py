"""Answers broken off between two pieces: what was saved of them is shown, however late it comes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Route, expect

from rag.domain import Source
from tests.fakes.scripted_library import cited
from tests.fakes.waiting_library import WaitingLibrary
from tests.screen.chromium import BUSY, Screen

pytestmark = pytest.mark.browser

QUESTION = "What is known about calibration?"


def _ask_and_hold(screen: Screen, library: WaitingLibrary, work: str = "next piece") -> None:
    """The answer waits at `work`; the page shows what there is before it."""
    library.hold(work)
    screen.open().send(QUESTION)
    assert library.reached.get(timeout=30) == work
    screen.page.wait_for_selector("a.cite" if work == "next piece" else BUSY)


def test_a_reload_between_two_slow_pieces_keeps_the_part(
    screen: Screen, library: WaitingLibrary
) -> None:
    source = Source(1, library.papers()[3], 0.9)
    library.script["calibration"] = (cited(source, 1), cited(source, 2)) * 20
    library.delay = 1.5
    screen.open().send(QUESTION)
    screen.page.wait_for_selector("a.cite")
    screen.open()
    screen.page.wait_for_selector("#chat a.cite")
    screen.page.wait_for_selector("#chat .fn-partial")
    assert library.ended.get(timeout=30) == QUESTION
    expect(screen.page.locator("#chat .fn-answer")).to_have_count(1)
    assert screen.page.input_value("#q textarea") == ""


def test_stop_between_two_pieces_keeps_the_first(screen: Screen, library: WaitingLibrary) -> None:
    _ask_and_hold(screen, library)
    screen.page.keyboard.press("Escape")
    screen.finish()
    screen.page.wait_for_selector("#chat a.cite")
    expect(screen.page.locator("#chat .fn-partial")).to_have_count(0)
    library.go_on()
    screen.page.wait_for_selector("#chat .fn-partial")
    expect(screen.page.locator("#chat .fn-answer")).to_have_count(1)
    assert screen.page.input_value("#q textarea") == ""


def test_a_question_stopped_before_its_answer_began_returns(
    screen: Screen, library: WaitingLibrary
) -> None:
    _ask_and_hold(screen, library, "answer")
    screen.page.keyboard.press("Escape")
    screen.finish()
    library.go_on()
    screen.page.wait_for_function("document.querySelector('#q textarea').value !== ''")
    assert screen.page.input_value("#q textarea") == QUESTION
    expect(screen.page.locator("#chat .fn-answer")).to_have_count(0)


def test_what_is_asked_meanwhile_is_not_drawn_over(screen: Screen, library: WaitingLibrary) -> None:
    _ask_and_hold(screen, library)
    screen.open()
    screen.page.wait_for_selector("#chat .fn-answer")
    library.hold_no_more("next piece")
    screen.ask("What is known about attention?")
    library.go_on()
    assert library.ended.get(timeout=30) == "What is known about attention?"
    assert library.ended.get(timeout=30) == QUESTION
    screen.ask("What is known about robustness?")
    assert "attention" in screen.page.inner_text("#chat")
    assert "robustness" in screen.page.inner_text("#chat .fn-answer >> nth=-1")


def test_another_page_shows_the_whole_answer_once_it_is_there(
    browser: Browser, screen: Screen, library: WaitingLibrary
) -> None:
    _ask_and_hold(screen, library)
    other = Screen(browser, screen.address, beside=screen).open()
    other.page.wait_for_selector("#chat .fn-answer")
    library.go_on()
    screen.finish()
    other.page.wait_for_selector("#chat .fn-badge")
    expect(other.page.locator("#chat a.cite")).to_have_count(2)
    assert screen.page.inner_text("#chat .fn-answer") == other.page.inner_text("#chat .fn-answer")


def test_another_page_that_looks_after_all_has_been_saved_shows_the_whole_answer(
    browser: Browser, screen: Screen, library: WaitingLibrary
) -> None:
    _ask_and_hold(screen, library)
    other = Screen(browser, screen.address, beside=screen).open()
    other.page.wait_for_selector("#chat .fn-answer")
    late: list[Route] = []
    other.page.route("**/queue/join*", lambda look: late.append(look))
    library.go_on()
    screen.finish()
    other.until(lambda: bool(late))
    other.page.route("**/queue/join*", lambda look: look.continue_())
    for look in late:
        look.continue_()
    other.page.wait_for_selector("#chat .fn-badge")
