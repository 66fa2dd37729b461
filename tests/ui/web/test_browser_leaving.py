"""What the page does with a conversation that is left while its next question is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
BODY = '<div id="q"><textarea></textarea></div><div id="chat"></div>'
SCRIPT = Path(__file__).parents[3] / "ui" / "assets" / "footnote.js"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """The script alone, on a page with a question box."""
    page = browser.new_page()
    page.route("**/*", lambda route: route.fulfill(content_type="text/html", body=BODY))
    page.goto("http://footnote.test/")
    page.add_script_tag(content=SCRIPT.read_text("utf-8"))
    page.evaluate("() => { window.footnote ??= footnote; }")
    yield page
    page.close()


def test_what_was_chosen_is_opened_unless_a_question_was_sent_since(page: Page) -> None:
    assert page.evaluate("[footnote.left()[1], footnote.opens('c')]") == ["", "c"]
    assert page.evaluate("footnote.left(), footnote.sent('Why?'), footnote.opens('c')") is None
    assert page.evaluate("footnote.left(), footnote.asking(), footnote.opens('c')") is None
    assert page.evaluate("footnote.left(), footnote.opens('c')") == "c"


def test_only_an_answer_on_its_way_is_left(page: Page) -> None:
    assert page.evaluate("[footnote.left()[4], footnote.left()[4]]") == ["0", "0"]
    assert page.evaluate("footnote.sent('Why?'), [footnote.left()[4], footnote.left()[4]]") == [
        "1",
        "1",
    ]


ENTER = """(shift) => document.querySelector('textarea').dispatchEvent(
    new KeyboardEvent('keypress', { key: 'Enter', shiftKey: shift, bubbles: true }))"""


def test_nothing_is_opened_from_the_moment_of_enter_on(page: Page) -> None:
    page.wait_for_function("document.activeElement.tagName === 'TEXTAREA'")
    page.evaluate("footnote.left()")
    page.evaluate(ENTER, False)
    assert page.evaluate("footnote.opens('c')") == "c"  # nothing was written
    page.fill("textarea", "Why?")
    page.evaluate(ENTER, True)
    assert page.evaluate("footnote.opens('c')") == "c"
    page.evaluate(ENTER, False)
    assert page.evaluate("footnote.opens('c')") is None
