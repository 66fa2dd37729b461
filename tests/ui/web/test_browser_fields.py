"""What a person types stays as they typed it, whatever else is under way."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, expect

from rag.domain import Scope
from tests.fakes.waiting_library import WaitingLibrary
from tests.screen.chromium import Screen

pytestmark = pytest.mark.browser

TYPE_AT_ONCE = """
([title, label]) => new Promise(done => {
  const field = () => [...document.querySelectorAll('#side label')]
    .find(at => at.textContent.includes(label))?.querySelector('input, textarea');
  const frames = left => requestAnimationFrame(() => left ? frames(left - 1) : done(field().value));
  const type = () => {
    if (!field()) return;
    seen.disconnect();
    field().value = 'typed';
    field().dispatchEvent(new Event('input', { bubbles: true }));
    frames(9);
  };
  const seen = new MutationObserver(type);
  seen.observe(document.body, { subtree: true, childList: true });
  [...document.querySelectorAll('#side button.label-wrap')]
    .find(at => at.textContent.includes(title)).click();
  type();
})
"""
"""Unfold a part and type into a field of it as soon as it is there; its value nine frames later."""


def unfold(screen: Screen, title: str) -> None:
    screen.page.click(f'#side button.label-wrap:has-text("{title}")')


def setting(screen: Screen, label: str) -> Locator:
    return screen.page.locator("#settings label").filter(has_text=label).locator("input").first


@pytest.mark.parametrize("label", ["Model", "Server", "Key"])
def test_what_is_typed_while_settings_unfold_stays(screen: Screen, label: str) -> None:
    assert screen.open().page.evaluate(TYPE_AT_ONCE, ["Settings", label]) == "typed"


def test_settings_are_filled_in_once_they_are_loaded(
    screen: Screen, library: WaitingLibrary
) -> None:
    library.configure(llm="a-model", threshold=0.35)
    library.hold("load")
    screen.load()
    unfold(screen, "Settings")
    expect(setting(screen, "Model")).to_be_disabled()
    expect(screen.page.locator("#save-settings")).to_be_disabled()
    setting(screen, "Key").fill("sk-typed")
    field(screen, "find").fill("before")
    screen.page.fill("#q textarea", "What is known about retrieval?")
    library.go_on()
    expect(setting(screen, "Model")).to_be_enabled()
    expect(setting(screen, "Model")).to_have_value("a-model")
    expect(screen.page.locator("#settings input[type=range]")).to_have_value("0.35")
    expect(setting(screen, "Key")).to_have_value("sk-typed")
    expect(field(screen, "find")).to_have_value("before")
    assert screen.page.input_value("#q textarea") == "What is known about retrieval?"


def test_what_is_typed_while_settings_are_saved_stays(
    screen: Screen, library: WaitingLibrary
) -> None:
    screen.open()
    unfold(screen, "Settings")
    setting(screen, "Model").fill("first")
    setting(screen, "Key").fill("sk-first")
    library.hold("save")
    screen.page.click("#save-settings")
    expect(setting(screen, "Key")).to_have_value("")
    for label in ("Model", "Server", "Key"):
        setting(screen, label).fill("http://typed")
    library.go_on()
    screen.page.wait_for_selector("#saved .fn-added")
    assert library.settings.llm == "first"
    assert library.settings.api_key.get_secret_value() == "sk-first"
    for label in ("Model", "Server", "Key"):
        assert setting(screen, label).input_value() == "http://typed"


def test_a_click_on_save_while_another_is_under_way_counts(
    screen: Screen, library: WaitingLibrary
) -> None:
    screen.open()
    unfold(screen, "Settings")
    setting(screen, "Model").fill("first")
    library.hold("save")
    screen.page.click("#save-settings")
    setting(screen, "Model").fill("second")
    screen.page.click("#save-settings")
    library.go_on()
    assert [library.saved.get(timeout=60) for _ in range(2)] == ["first", "second"]


def field(screen: Screen, name: str) -> Locator:
    return screen.page.locator(f"#{name} input, #{name} textarea")


def chips(screen: Screen) -> Locator:
    return screen.page.locator(".fn-filters .fn-chip")


def test_a_question_is_asked_within_the_filters_as_they_stand(
    screen: Screen, library: WaitingLibrary
) -> None:
    screen.open()
    unfold(screen, "Which papers")
    library.hold("count")
    field(screen, "year-from").fill("2018")
    assert library.reached.get(timeout=60) == "count"
    library.hold_no_more("count")
    field(screen, "year-to").fill("2020")
    screen.ask("What is known about retrieval?")
    assert library.asked[-1].scope == Scope(2018, 2020)
    library.go_on()
    screen.ask("What is known about attention?")
    assert library.asked[-1].scope == Scope(2018, 2020)
    expect(chips(screen)).to_have_text(["2018–2020×"])


def test_filters_entered_while_the_page_loads_stay(screen: Screen, library: WaitingLibrary) -> None:
    library.hold("load")
    screen.load()
    unfold(screen, "Which papers")
    field(screen, "year-from").fill("2018")
    expect(chips(screen)).to_have_text(["2018 and later×"])
    library.go_on()
    screen.page.wait_for_selector("body[data-ready]")
    screen.ask("What is known about retrieval?")
    assert library.asked[-1].scope == Scope(2018)
    expect(chips(screen)).to_have_text(["2018 and later×"])
    assert field(screen, "year-from").input_value() == "2018"


def test_filters_taken_off_in_their_control_are_off(
    screen: Screen, library: WaitingLibrary
) -> None:
    screen.open()
    unfold(screen, "Which papers")
    for venue in ("ACL", "ICML"):
        screen.page.click("#scope-venues input")
        screen.page.click(f'[role=option]:has-text("{venue}")')
    expect(chips(screen)).to_have_text(["ACL×", "ICML×"])
    screen.page.click("#scope-venues .remove-all")
    expect(chips(screen)).to_have_count(0)
    screen.ask("What is known about retrieval?")
    assert library.asked[-1].scope == Scope()


def record(title: str) -> str:
    return json.dumps({"title": title, "abstract": "We study pasting. It works."})


def test_what_is_pasted_while_papers_are_added_stays(
    screen: Screen, library: WaitingLibrary
) -> None:
    paste, review = field(screen, "paste"), screen.page.locator("#review-paste")
    screen.open()
    unfold(screen, "Add papers")
    paste.fill(record("First"))
    review.click()
    library.hold("add")
    screen.page.click("#add:has-text('Add 1 paper')")
    assert library.reached.get(timeout=60) == "add"
    paste.fill(record("Second"))
    expect(review).to_be_disabled()
    expect(screen.page.locator("#file input[type=file]")).to_have_count(0)
    library.go_on()
    screen.page.wait_for_selector("#review .fn-added")
    expect(paste).to_have_value(record("Second"))
    review.click()
    screen.page.click("#add:has-text('Add 1 paper')")
    expect(screen.page.locator(".fn-count")).to_have_text("14 papers")
    expect(paste).to_have_value("")
    expect(screen.page.locator("#file input[type=file]")).to_have_count(1)
    assert {"First", "Second"} <= {paper.title for paper in library.papers()}


def test_what_was_pasted_last_is_what_is_reviewed(screen: Screen, library: WaitingLibrary) -> None:
    screen.open()
    unfold(screen, "Add papers")
    library.hold("review")
    field(screen, "paste").fill(record("First"))
    screen.page.click("#review-paste")
    assert library.reached.get(timeout=60) == "review"
    field(screen, "paste").fill(record("Second"))
    screen.page.click("#review-paste")
    library.go_on()
    expect(screen.page.locator("#review")).to_contain_text("Second")
