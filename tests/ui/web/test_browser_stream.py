"""A question that is sent in the moment in which Gradio closes its stream of events."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from threading import Event as Flag

import pytest
from playwright.sync_api import Browser, Page
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.engine.library import Library
from tests.fakes.scripted_library import ScriptedLibrary, papers
from tests.screen.chromium import Screen, serving, settings_in
from ui.web import serve

pytestmark = pytest.mark.browser


class Late:
    """The application, whose word that its stream is closed arrives once it `may`.

    `open` counts the streams of events that the page has open.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.open = 0
        self.may = Flag()
        self.said = Flag()
        self.may.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def late(message: Message) -> None:
            if b"close_stream" in message.get("body", b""):
                self.said.set()
                while not self.may.is_set():
                    await asyncio.sleep(0.01)
            await send(message)

        streams = scope.get("path", "").endswith("/queue/data")
        self.open += streams
        try:
            await self._app(scope, receive, late)
        finally:
            self.open -= streams

    def quiet(self) -> bool:
        """Whether a stream has been closed, and none is open."""
        return self.said.is_set() and self.open == 0


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> list[Late]:
    made: list[Late] = []
    application = serve.application

    def delayed(library: Library) -> ASGIApp:
        made.append(Late(application(library)))
        return made[-1]

    monkeypatch.setattr(serve, "application", delayed)
    return made


@pytest.fixture
def screen(
    browser: Browser, reader: Screen, port: int, tmp_path: Path, late: list[Late]
) -> Iterator[Screen]:
    assert late == []
    library = ScriptedLibrary(tmp_path, settings=settings_in(tmp_path)).fill(papers(12))
    with serving(library, port) as address:
        opened = Screen(browser, address, beside=reader).open()
        yield opened
        opened.close()
    assert opened.errors == []


@pytest.fixture
def closing(screen: Screen, late: list[Late]) -> Late:
    """The application while the word that its stream is closed is on its way."""
    (gate,) = late
    screen.until(gate.quiet, nudging=True)
    gate.said.clear()
    gate.may.clear()
    screen.page.evaluate("footnote.nudge()")
    screen.until(gate.said.is_set)
    return gate


def ask(screen: Screen) -> None:
    with screen.page.expect_response("**/queue/join*"):
        screen.send("What is known about attention?")


def answered(screen: Screen, gate: Late) -> None:
    gate.may.set()
    screen.page.wait_for_selector("#chat .fn-answer .fn-badge")
    screen.finish()


def test_a_question_sent_as_the_stream_closes_is_answered(screen: Screen, closing: Late) -> None:
    ask(screen)
    answered(screen, closing)


def test_it_is_answered_behind_an_event_that_asks_for_the_next(
    screen: Screen, closing: Late
) -> None:
    with screen.page.expect_response("**/queue/join*"):
        screen.page.evaluate("footnote.nudge()")
    ask(screen)
    answered(screen, closing)


WIRE = """
window.sent = [];
window.footnote = { nudge() {} };
window.fetch = (url, options) => {
  window.sent.push([url, JSON.parse(options.body)]);
  if (!url.includes('/queue/join')) return Promise.resolve(new Response('{}'));
  return new Promise((done) => {
    window.answer = (id) => done(new Response(JSON.stringify({ event_id: id })));
  });
};
"""
STREAM = Path(__file__).parents[3] / "ui" / "assets" / "stream.js"


@pytest.fixture
def wire(browser: Browser) -> Iterator[Page]:
    """A page whose server answers what is joined once it is told to, with an id of its own."""
    page = browser.new_page()
    page.add_script_tag(content=WIRE)
    page.add_script_tag(content=STREAM.read_text("utf-8"))
    yield page
    page.close()


POST = "([url, sent]) => { fetch(url, { method: 'POST', body: JSON.stringify(sent) }) }"


def test_what_is_stopped_before_the_server_named_it_is_cancelled_by_its_name(wire: Page) -> None:
    asked = {"session_hash": "s", "fn_index": 7}
    wire.evaluate(POST, ["/queue/join", {**asked, "data": []}])
    wire.evaluate(POST, ["/cancel", asked])
    assert len(wire.evaluate("window.sent")) == 1
    wire.evaluate("window.answer('e1')")
    wire.wait_for_function("window.sent.length === 2")
    assert wire.evaluate("window.sent[1]") == ["/cancel", {**asked, "event_id": "e1"}]


def test_what_has_no_name_at_all_is_sent_with_an_empty_one(wire: Page) -> None:
    wire.evaluate(POST, ["/reset", {}])
    wire.wait_for_function("window.sent.length === 1")
    assert wire.evaluate("window.sent[0]") == ["/reset", {"event_id": ""}]


def test_what_has_a_name_is_cancelled_at_once(wire: Page) -> None:
    named = {"session_hash": "s", "fn_index": 7, "event_id": "e0"}
    wire.evaluate(POST, ["/queue/join", {"session_hash": "s", "fn_index": 7}])
    wire.evaluate(POST, ["/cancel", named])
    wire.wait_for_function("window.sent.length === 2")
    assert wire.evaluate("window.sent[1]") == ["/cancel", named]
