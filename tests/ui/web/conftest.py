"""One browser a module; and a page over a library that waits, for tests that bring no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.fakes.scripted_library import papers
from tests.fakes.waiting_library import WaitingLibrary
from tests.screen.chromium import Screen, chromium, serving


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def reader(browser: Browser, address: str) -> Iterator[Screen]:
    """Has the page loaded already, so that a page beside it need not fetch it again."""
    opened = Screen(browser, address).open()
    opened.page.goto("about:blank")
    yield opened
    opened.close()


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
