"""What a person types stays as they typed it, whatever else is under way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.fakes.scripted_library import papers
from tests.fakes.waiting_library import WaitingLibrary
from tests.screen.chromium import Screen, chromium, serving

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


@pytest.mark.parametrize("label", ["Model", "Server", "Key"])
def test_what_is_typed_while_settings_unfold_stays(screen: Screen, label: str) -> None:
    assert screen.open().page.evaluate(TYPE_AT_ONCE, ["Settings", label]) == "typed"
