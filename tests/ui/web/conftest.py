"""One browser a module, one port for all; and a page over a library that waits, for most tests."""

from __future__ import annotations

import os
import socket
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


@pytest.fixture(scope="session")
def port() -> int:
    """Where one server after another listens, below the ports that outgoing connections take."""
    return next(port for port in range(10_000 + os.getpid() % 20_000, 32_768) if _is_free(port))


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Screen:
    """An empty page: those opened beside it share its cache, and load in half the time."""
    return Screen(browser, "about:blank")


@pytest.fixture
def library(tmp_path: Path) -> WaitingLibrary:
    made = WaitingLibrary(tmp_path)
    made.fill(papers(12))
    return made


@pytest.fixture
def screen(
    browser: Browser, reader: Screen, port: int, library: WaitingLibrary
) -> Iterator[Screen]:
    with serving(library, port) as address:
        opened = Screen(browser, address, beside=reader)
        yield opened
        library.go_on()
        opened.close()
    assert opened.errors == []
