"""Where things stand on the screen."""

from __future__ import annotations

from playwright.sync_api import Locator

from tests.screen.browser import Screen


def asked(screen: Screen) -> Locator:
    return screen.page.locator("#chat .user.message")


def box(screen: Screen) -> Locator:
    return screen.page.locator("#q textarea")


def find(screen: Screen) -> Locator:
    return screen.page.locator("#find input, #find textarea")


def listed(screen: Screen) -> Locator:
    return screen.page.locator(".fn-conversation")
