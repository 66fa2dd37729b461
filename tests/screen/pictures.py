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
from typing import Any

from PIL import Image
from playwright.sync_api import Browser

from rag.engine.build import make_desk
from rag.engine.library import Desk
from rag.events import Event
from rag.formats.read import read_papers
from rag.settings import load_settings
from tests.screen.browser import Screen, chromium, installed, serving
from tests.screen.canned_model import canned_model

SAMPLE = Path(__file__).parents[2] / "rag" / "data" / "sample.txt"
QUESTION = "Do state space models work on long sequences?"
REPLY = (
    "State-space models (SSMs) are classical models for time series, and prior works combine SSMs "
    "with deep learning layers for efficient sequence modeling [1]. Restricting the state matrix "
    "to be diagonal preserves the performance of S4 [2]. They run on a phone in ten milliseconds."
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.screen.pictures")
    parser.add_argument("out", type=Path, nargs="?", default=Path("docs"))
    parser.add_argument("--figures", action="store_true", help="measure instead of drawing")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, chromium(installed()) as browser:
        desk = sample_desk(Path(home))
        if chosen.figures:
            from tests.screen.figures import figures

            for name, value in figures(browser, desk):
                sys.stdout.write(f"{name:<48} {value}\n")
        else:
            chosen.out.mkdir(parents=True, exist_ok=True)
            draw(browser, desk, chosen.out)


def sample_desk(home: Path, **more: object) -> Desk:
    """A desk over a fresh library of the sample papers."""
    desk = make_desk(load_settings(home=home, port=0, **more))
    desk.add(read_papers(SAMPLE, desk.settings.file_limit))
    return desk


class Paced:
    """A desk that waits before each event, so that an answer can be seen while it is written."""

    def __init__(self, desk: Desk, pause: float) -> None:
        self._desk = desk
        self.pause = pause

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._desk, name)

    def stream(self, question: str, **more: Any) -> Generator[Event, None, None]:  # noqa: ANN401
        for event in self._desk.stream(question, **more):
            time.sleep(self.pause)
            yield event


def draw(browser: Browser, desk: Desk, out: Path) -> None:
    """Every state of the screen, light, dark and on a phone."""
    paced = Paced(desk, 0.0)
    with serving(paced) as address:
        screen = Screen(browser, address, (1440, 900)).open()
        _take(screen, out, "empty")
        paced.pause = 0.7
        screen.send(QUESTION)
        screen.page.wait_for_selector("#chat .fn-answer a.cite >> nth=1")
        _take(screen, out, "streaming")
        screen.finish()
        # The pace was for the picture of streaming; the others show real times.
        paced.pause = 0.0
        screen.page.click("#new")
        screen.page.wait_for_selector("#chat .example")
        screen.ask(QUESTION)
        _take(screen, out, "light")
        screen.tab("Compare")
        screen.page.click("#compare")
        screen.page.wait_for_selector(".fn-compare table")
        _take(screen, out, "compare")
        screen.tab("Map")
        screen.page.wait_for_timeout(800)
        _take(screen, out, "map")
        screen.tab("Sources")
        screen.page.evaluate("document.body.classList.add('dark')")
        _take(screen, out, "dark")
        screen.close()
        _states(browser, address, desk, out)


def _states(browser: Browser, address: str, desk: Desk, out: Path) -> None:
    screen = Screen(browser, address, (1440, 900)).open()
    screen.ask("What is the best recipe for sourdough bread?")
    _take(screen, out, "refusal")
    screen.page.click("#new")
    screen.page.wait_for_selector("#chat .example")
    with canned_model(REPLY, pause=0.01) as url:
        desk.configure(llm="a-model", llm_url=url, api_key="none")
        screen.ask(QUESTION)
        _take(screen, out, "checked")
        screen.page.hover("a.cite >> nth=1")
        _take(screen, out, "quote")
    screen.page.click("#new")
    screen.page.wait_for_selector("#chat .example")
    screen.send(QUESTION)
    screen.page.wait_for_selector(".fn-error")
    _take(screen, out, "error")
    desk.configure(llm="", llm_url="", api_key="")
    screen.close()
    phone = Screen(browser, address, (390, 844)).open()
    phone.ask(QUESTION)
    _take(phone, out, "phone")
    phone.close()


def _take(screen: Screen, out: Path, name: str) -> None:
    screen.page.wait_for_timeout(500)
    picture = Image.open(BytesIO(screen.page.screenshot())).convert("RGB")
    picture.save(out / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
