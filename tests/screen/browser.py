"""A real browser on a real server, for tests, pictures and figures."""

from __future__ import annotations

import asyncio
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    expect,
    sync_playwright,
)
from playwright.sync_api import (
    TimeoutError as NotYet,
)
from uvicorn import Server

from rag.engine.library import Library
from rag.errors import InputMissing
from ui.web.serve import address_of, listen, run

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PATIENCE = 30_000
"""Milliseconds that a loaded machine may need for what it does in one."""
AGAIN = 3_000
"""Milliseconds after which something is pointed at again."""
NUDGE = 5
"""Seconds between two events that a waiting test has the page send."""
IDLE = "#q button.submit-button"
BUSY = "#q button.stop-button"


@contextmanager
def serving(library: Library, port: int | None = None) -> Iterator[str]:
    """The address of the screen over this library, for as long as the context is open."""
    started: list[Server] = []
    where = library.settings if port is None else library.settings.model_copy(update={"port": port})
    with listen(where) as listening:
        serving = run(library, listening, started.append)
        thread = threading.Thread(target=asyncio.run, args=(serving,))
        thread.start()
        try:
            while thread.is_alive() and not (started and started[0].started):
                time.sleep(0.02)
            yield address_of(listening)
        finally:
            for server in started:
                server.should_exit = True
            thread.join(10)
            library.store.close()


def installed() -> str:
    """The path of a Chromium or Chrome; raises InputMissing where there is none."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise InputMissing(f"There is no browser here; install one of {', '.join(NAMES)}.")
    return found


@contextmanager
def chromium(path: str) -> Iterator[Browser]:
    """The browser at `path`, headless."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Screen:
    """A page of the screen, with the moves a reader makes and what must never happen."""

    def __init__(
        self,
        browser: Browser,
        address: str,
        size: tuple[int, int] = (1400, 880),
        beside: Screen | None = None,
    ) -> None:
        """A page of a new reader, or of the one who has `beside` open, with what is cached."""
        self.context: BrowserContext = beside.context if beside else browser.new_context()
        self.context.set_default_timeout(PATIENCE)
        self._alone = beside is None
        self.page: Page = self.context.new_page()
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.address = address
        self.outside: list[str] = []
        self.errors: list[str] = []
        self._leaving = False
        self.page.on("framenavigated", lambda _: self._arrived())
        self.page.on("request", self._watch)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", self._refuse)
        self.page.on("console", self._listen)
        self.page.add_init_script("window.alert = () => { window.alerted = true; }")

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.outside.append(request.url)

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not self._leaving:
            self.errors.append(message.text)

    def _arrived(self) -> None:
        self._leaving = False

    def _refuse(self, dialog: Dialog) -> None:
        self.errors.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def load(self, query: str = "") -> Screen:
        """Go to the page; Gradio says on leaving one that its stream was broken off."""
        self._leaving = True
        self.page.goto(f"{self.address}/{query}")
        return self

    def open(self, query: str = "") -> Screen:
        """Load the page and wait until a question can be typed."""
        self.load(query).page.wait_for_selector("#q textarea")
        self.page.wait_for_selector("body[data-ready]")
        return self

    def send(self, question: str) -> None:
        self.page.fill("#q textarea", question)
        self.page.press("#q textarea", "Enter")

    def ask(self, question: str) -> None:
        """Ask and wait for the end of the answer."""
        self.send(question)
        self.page.wait_for_function("document.querySelector('#q textarea').value === ''")
        self.finish()

    def ask_each_anew(self, questions: Sequence[str]) -> None:
        """Ask each in a conversation of its own, the first in the empty one that is open."""
        for number, question in enumerate(questions):
            # In an empty one nothing shows when the page is in the next; what is asked meanwhile
            # would be taken for answered.
            if number:
                self.page.click("#new")
                self.page.wait_for_selector("#chat .example")
            self.ask(question)
            listed = self.page.locator(".fn-conversation").filter(has_text=question)
            expect(listed.first).to_be_visible()

    def finish(self) -> None:
        """Wait for the end of what is being answered."""
        self.page.wait_for_selector("body:not([data-asking])")
        self.page.wait_for_selector(IDLE)

    def point(self, at: str, shows: str) -> None:
        """Point at something until it shows what it should: what is drawn anew under a pointer that
        rests is not pointed at.
        """
        tries = PATIENCE // AGAIN
        for left in reversed(range(tries)):
            self.page.mouse.move(0, 0)
            self.page.hover(at)
            try:
                self.page.wait_for_selector(shows, timeout=AGAIN)
            except NotYet:
                if not left:
                    raise
            else:
                return

    def until(self, so: Callable[[], bool], nudging: bool = False) -> None:
        """Wait for what the page does not show, while it goes on.

        With `nudging` the page sends an event now and then: a stream that Gradio opened after its
        event was over stays open until the next one.
        """
        start = time.monotonic()
        nudges = 1
        while not so():
            waited = time.monotonic() - start
            assert waited < PATIENCE / 1000
            if nudging and waited > NUDGE * nudges:
                nudges += 1
                self.page.evaluate("footnote.nudge()")
            self.page.wait_for_timeout(20)

    def tab(self, name: str) -> None:
        self.page.click(f'#tabs button[role=tab]:has-text("{name}")')

    def close(self) -> None:
        """Leave; of a page beside another nothing is remembered."""
        if self._alone:
            self.context.close()
            return
        self.page.evaluate("localStorage.clear()")
        self.page.close()
