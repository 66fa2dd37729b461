"""How fast the screen is, measured on real papers: `python -m tests.screen.pictures --figures`."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from math import cos, sin
from secrets import token_hex
from statistics import median

from playwright.sync_api import Browser

from rag.engine.library import Library
from rag.retrieval.map import MapPoint
from rag.text.passages import sentence_spans
from tests.fakes.openai_server import FakeOpenAI
from tests.screen.browser import Screen, serving

USERS = 8
_QUESTIONS = ("What is SpaceTime?", "How do Barlow Twins avoid collapse?")
_WORDS = 300
_POINTS = 20_000


def figures(browser: Browser, library: Library) -> Iterator[tuple[str, str]]:
    """(what, value) one by one, as they are measured."""
    with serving(library) as address:
        yield "first usable view", _seconds(_first_view(browser, address), 5)
        yield "source panel switch to an older answer", _seconds(_switch(browser, address), 1)
    with serving(CrowdedLibrary(library.settings)) as address:
        drawn, frame = _map(browser, address)
        yield f"map of {_POINTS:,} papers, from the click to points", f"{drawn:.2f} s"
        yield "a frame of it while it is dragged, 95 of 100 within", f"{frame * 1000:.0f} ms"
    with FakeOpenAI() as model:
        model.always(_reply(library, _WORDS))
        library.configure(llm="canned", llm_url=model.base_url, api_key="none")
        with serving(library) as address:
            yield (
                f"{_WORDS}-word answer, empty chat",
                _seconds(_long(browser, address, library, 0), 3),
            )
            yield (
                f"{_WORDS}-word answer, 100-message chat",
                _seconds(_long(browser, address, library, 50), 3),
            )
    with FakeOpenAI() as model:
        model.always(_reply(library, 150), delay=0.02)
        library.configure(llm="canned", llm_url=model.base_url, api_key="none")
        with serving(library) as address:
            alone, together = _alone_and_together(address)
    yield "150-word answer at 50 words/s, one user", f"{alone:.2f} s"
    yield f"the same, slowest of {USERS} users together", f"{together:.2f} s"
    yield "ratio", f"{together / alone:.2f}"


class CrowdedLibrary(Library):
    """Its map has many papers, on a wide spiral."""

    def map(self) -> list[MapPoint]:
        return [
            (f"p{n}", n * sin(n), n * cos(n), f"Paper number {n} of a large library", 2000 + n % 25)
            for n in range(_POINTS)
        ]


def _map(browser: Browser, address: str) -> tuple[float, float]:
    """Seconds until the points are drawn, and of a frame while the map is dragged."""
    screen = Screen(browser, address).open()
    began = time.perf_counter()
    screen.tab("Map")
    inked = "document.querySelector('.fn-map canvas')?.dataset.drawn > 1000"
    screen.page.wait_for_function(inked)
    drawn = time.perf_counter() - began
    box = screen.page.locator(".fn-map canvas").bounding_box() or {"x": 0.0, "y": 0.0}
    screen.page.evaluate(
        "() => { window.paints = []; document.addEventListener('footnote:paint',"
        " (event) => window.paints.push(event.detail)); }"
    )
    screen.page.mouse.move(box["x"] + 200, box["y"] + 200)
    screen.page.mouse.down()
    for step in range(60):
        screen.page.mouse.move(box["x"] + 200 + 2 * step, box["y"] + 200 + step)
    screen.page.mouse.up()
    paints = sorted(screen.page.evaluate("window.paints"))
    screen.close()
    return drawn, paints[int(0.95 * (len(paints) - 1))] / 1000


def _seconds(measure: Callable[[], float], times: int) -> str:
    return f"{median(measure() for _ in range(times)):.2f} s"


def _reply(library: Library, words: int) -> str:
    """Sentences of the papers that the second question finds, each with its number."""
    said: list[str] = []
    for n, hit in enumerate(library.search(_QUESTIONS[1], library.settings.k).hits, 1):
        for start, end in sentence_spans(hit.paper.abstract):
            said += f"{hit.paper.abstract[start:end].rstrip('.')} [{n}].".split()
    return " ".join(said[:words])


def _first_view(browser: Browser, address: str) -> Callable[[], float]:
    def measure() -> float:
        screen = Screen(browser, address)
        began = time.perf_counter()
        screen.page.goto(address)
        screen.page.wait_for_selector("#q textarea")
        screen.page.wait_for_selector("#chat .example")
        taken = time.perf_counter() - began
        screen.close()
        return taken

    return measure


def _switch(browser: Browser, address: str) -> Callable[[], float]:
    def measure() -> float:
        screen = Screen(browser, address).open()
        for question in _QUESTIONS:
            screen.ask(question)
        taken = []
        for turn in (0, 1, 0, 1, 0):
            began = time.perf_counter()
            screen.page.click(f'a.cite[href^="#c-{turn}-"] >> nth=0')
            screen.page.wait_for_selector(f'#sources [data-turn="{turn}"] mark.flash')
            taken.append(time.perf_counter() - began)
        screen.close()
        return median(taken)

    return measure


def _long(browser: Browser, address: str, library: Library, turns: int) -> Callable[[], float]:
    def measure() -> float:
        screen = Screen(browser, address).open()
        screen.ask(_QUESTIONS[0])
        conversation = library.history.conversations()[0][0]
        answer = library.history.turns(conversation)[0].answer
        for _ in range(turns - 1):
            again = replace(answer, receipt=token_hex(8))
            library.history.save(again, {}, conversation, answer.question)
        screen.open()
        began = time.perf_counter()
        screen.ask(_QUESTIONS[1])
        taken = time.perf_counter() - began
        screen.close()
        return taken

    return measure


def _alone_and_together(address: str) -> tuple[float, float]:
    """Seconds of one user's answer, and of the slowest among several at once."""
    users(address, 1)
    alone = median(users(address, 1)[0] for _ in range(3))
    return alone, max(users(address, USERS))


def users(address: str, count: int) -> list[float]:
    """Seconds that each of `count` users waits; they live in a process of their own."""
    command = [sys.executable, "-m", "tests.screen.http_user", address, str(count), _QUESTIONS[1]]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [float(seconds) for seconds in done.stdout.split()]
