"""Pictures and figures of the screen on real papers, for the documentation.

python -m tests.screen.pictures OUT_DIR [--figures]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Generator
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from rag.domain import Question
from rag.engine.library import Library
from rag.events import Event
from rag.settings import load_settings
from tests.fakes.openai_server import FakeOpenAI
from tests.screen.browser import Screen, chromium, installed, serving

QUESTION = "Do state space models work on long sequences?"
REPLY = (
    "State-space models (SSMs) are classical models for time series, and prior works combine SSMs "
    "with deep learning layers for efficient sequence modeling [1]. Restricting the state matrix "
    "to be diagonal preserves the performance of S4 [2]. They run on a phone in ten milliseconds."
)

STILL = """Promise.all(document.getAnimations()
    .filter((move) => move.effect.getComputedTiming().endTime !== Infinity)
    .map((move) => move.finished.catch(() => null)))
    .then(() => document.fonts.ready).then(() => null)"""
"""What is fulfilled once the page neither moves nor waits for its fonts; a pulse never ends."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.screen.pictures")
    parser.add_argument("out", type=Path, nargs="?", default=Path("docs"))
    parser.add_argument("--figures", action="store_true", help="measure instead of drawing")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, chromium(installed()) as browser:
        library = PacedLibrary(load_settings(home=Path(home), port=0))
        library.add_sample()
        if chosen.figures:
            from tests.screen.figures import figures

            for name, value in figures(browser, library):
                sys.stdout.write(f"{name:<48} {value}\n")
        else:
            chosen.out.mkdir(parents=True, exist_ok=True)
            draw(browser, library, chosen.out)


class PacedLibrary(Library):
    """Waits before each event, so that an answer can be seen while it is written."""

    pause = 0.0

    def stream(self, question: Question) -> Generator[Event, None, None]:
        for event in super().stream(question):
            time.sleep(self.pause)
            yield event


def draw(browser: Browser, library: PacedLibrary, out: Path) -> None:
    """Every state of the screen, light, dark and on a phone."""
    with serving(library) as address:
        screen = Screen(browser, address, (1440, 900)).open()
        _take(screen, out, "empty")
        library.pause = 0.7
        screen.send(QUESTION)
        screen.page.wait_for_selector("#chat .fn-answer a.cite >> nth=1")
        _take(screen, out, "streaming")
        screen.finish()
        # The pace was for the picture of streaming; the others show real times.
        library.pause = 0.0
        screen.page.click("#new")
        screen.page.wait_for_selector("#chat .example")
        screen.ask(QUESTION)
        _take(screen, out, "light")
        screen.tab("Compare")
        screen.page.click("#compare")
        screen.page.wait_for_selector(".fn-compare table")
        _take(screen, out, "compare")
        screen.tab("Map")
        screen.page.wait_for_selector(".fn-map canvas[data-drawn]")
        _take(screen, out, "map")
        screen.tab("Sources")
        screen.page.evaluate("document.body.classList.add('dark')")
        _take(screen, out, "dark")
        screen.close()
        _states(browser, address, library, out)


def _states(browser: Browser, address: str, library: Library, out: Path) -> None:
    screen = Screen(browser, address, (1440, 900)).open()
    screen.ask("What is the best recipe for sourdough bread?")
    _take(screen, out, "refusal")
    screen.page.click("#new")
    screen.page.wait_for_selector("#chat .example")
    with FakeOpenAI() as model:
        model.always(REPLY, delay=0.01)
        library.configure(llm="a-model", llm_url=model.base_url, api_key="none")
        screen.ask(QUESTION)
        _take(screen, out, "checked")
        screen.page.hover("a.cite >> nth=1")
        _take(screen, out, "quote")
    screen.page.click("#new")
    screen.page.wait_for_selector("#chat .example")
    screen.send(QUESTION)
    screen.page.wait_for_selector(".fn-error")
    _take(screen, out, "error")
    library.configure(llm="", llm_url="", api_key="")
    screen.close()
    phone = Screen(browser, address, (390, 844)).open()
    phone.ask(QUESTION)
    _take(phone, out, "phone")
    phone.close()


def _take(screen: Screen, out: Path, name: str) -> None:
    screen.page.evaluate(STILL)
    picture = Image.open(BytesIO(screen.page.screenshot())).convert("RGB")
    picture.save(out / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
