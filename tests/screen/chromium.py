"""The browser of the tests, and settings that depend on nothing outside them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from rag.errors import InputMissing
from rag.settings import Settings
from tests.screen import browser
from tests.screen.browser import BUSY, IDLE, Screen, serving

__all__ = ["BUSY", "IDLE", "Screen", "chromium", "serving", "settings_in"]


def settings_in(home: Path, **more: object) -> Settings:
    """Settings that depend on nothing outside the test."""
    return Settings(_env_file=None, home=home, port=0, **more)  # type: ignore[arg-type, call-arg]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser; skips the test where none is installed."""
    try:
        found = browser.installed()
    except InputMissing as error:
        pytest.skip(str(error))
    with browser.chromium(found) as running:
        yield running
