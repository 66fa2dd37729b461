"""The screen over the real engine, the sample papers and a model server on loopback."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from rag.engine.library import Library
from tests.fakes.openai_server import FakeOpenAI
from tests.screen.chromium import BUSY, IDLE, Screen, serving, settings_in
from tests.screen.http_user import answered

pytestmark = pytest.mark.browser
QUESTION = "Do state space models work on long sequences?"


@pytest.fixture(scope="module")
def model() -> Iterator[FakeOpenAI]:
    with FakeOpenAI() as running:
        yield running


@pytest.fixture(scope="module")
def library(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    home = shutil.copytree(sample_home, tmp_path_factory.mktemp("real") / "home")
    made = Library(settings_in(home))
    yield made
    made.close()


@pytest.fixture(scope="module")
def address(library: Library, port: int) -> Iterator[str]:
    with serving(library, port) as served:
        yield served


@pytest.fixture
def screen(browser: Browser, address: str, reader: Screen, library: Library) -> Iterator[Screen]:
    library.configure(llm="", llm_url="")
    opened = Screen(browser, address, beside=reader).open()
    yield opened
    opened.close()
    assert opened.errors == []
    assert opened.outside == []


def use(library: Library, model: FakeOpenAI) -> None:
    model.answer_from_prompt()
    model.closed.clear()
    library.configure(llm="any-model", llm_url=model.base_url)


def test_an_answer_quotes_the_sample_papers(screen: Screen, library: Library) -> None:
    screen.ask(QUESTION)
    cites = screen.page.query_selector_all("#chat a.cite")
    assert cites
    for cite in cites:
        expect(screen.page.locator(str(cite.get_attribute("href")))).to_have_count(1)
    abstracts = "\n".join(paper.abstract for paper in library.store.papers())
    marks = screen.page.locator("#sources mark").all_text_contents()
    assert marks
    assert all(mark in abstracts for mark in marks)
    badge = screen.page.inner_text(".fn-badge")
    quotes = screen.page.locator("#chat .fn-s.exact").count()
    assert badge == f"{quotes} quote{'' if quotes == 1 else 's'}, word for word"


def test_an_example_of_the_library_is_answered(screen: Screen) -> None:
    screen.page.click("#chat .example >> nth=0")
    screen.page.wait_for_selector("#chat .fn-answer .fn-badge")
    screen.finish()


def test_what_the_papers_do_not_say_is_refused(screen: Screen) -> None:
    screen.ask("What is the best recipe for sourdough bread?")
    assert "The papers don’t say." in screen.page.inner_text(".fn-refusal")
    assert "sourdough" in screen.page.inner_text(".fn-refusal-why")


def test_a_composed_answer_is_checked_sentence_by_sentence(
    screen: Screen, library: Library, model: FakeOpenAI
) -> None:
    use(library, model)
    hit = library.search(QUESTION, 1).hits[0]
    start, end = hit.passage.sentences[0]
    model.reply(f"{hit.paper.abstract[start : end - 1]} [1]. It was written on the moon [9].")
    model.reply("2: It was written on the moon [1].")
    screen.ask(QUESTION)
    expect(screen.page.locator("#chat .fn-s.exact")).to_have_count(1)
    expect(screen.page.locator("#chat .fn-s.unsupported")).to_have_count(1)
    assert "not in the papers" in screen.page.inner_text("#chat .fn-answer")
    assert screen.page.inner_text(".fn-badge") == "1 of 2 sentences verified"
    assert "[9]" not in screen.page.inner_text("#chat")
    numbers = screen.page.locator("#chat a.cite").all_inner_texts()
    assert numbers == ["1"]


def test_stop_closes_the_connection_to_the_model(
    screen: Screen, library: Library, model: FakeOpenAI
) -> None:
    use(library, model)
    model.fault("hang_midway")
    screen.send(QUESTION)
    screen.page.wait_for_selector("#chat .fn-draft")
    assert model.closed == []
    screen.page.keyboard.press("Escape")
    assert model.waiting_for_close() is not None
    screen.finish()


@pytest.mark.parametrize("fault", ["401", "html200", "cut_first"])
def test_a_broken_model_server_is_told_in_one_message(
    screen: Screen, library: Library, model: FakeOpenAI, fault: str
) -> None:
    use(library, model)
    library.configure(api_key="sk-SECRET123")
    model.fault(fault, times=3)
    screen.send(QUESTION)
    screen.page.wait_for_selector("#chat .fn-error, #chat .fn-partial")
    screen.page.wait_for_selector(IDLE)
    text = screen.page.inner_text("body")
    assert "Traceback" not in text
    assert "SECRET123" not in screen.page.content()
    expect(screen.page.locator(".toast-wrap .error")).to_have_count(0)
    if screen.page.locator(".fn-error").count():
        assert screen.page.input_value("#q textarea") == QUESTION
        model.answer_from_prompt()
        screen.page.press("#q textarea", "Enter")
        screen.page.wait_for_selector("#chat .fn-answer .fn-badge")
    library.configure(api_key="")


def test_a_follow_up_keeps_to_the_conversation(screen: Screen) -> None:
    screen.ask("What is SpaceTime?")
    screen.page.click("#chat .option >> nth=0")
    screen.page.wait_for_function(
        "document.querySelectorAll('#chat .fn-answer, #chat .fn-refusal').length === 2"
    )
    screen.finish()


def test_two_readers_are_answered_at_once(
    screen: Screen, address: str, library: Library, model: FakeOpenAI
) -> None:
    use(library, model)
    model.fault("hang_midway")
    screen.send(QUESTION)
    screen.page.wait_for_selector("#chat .fn-draft")
    before = len(model.requests)
    answered(address, QUESTION)
    assert len(model.requests) > before
    assert model.closed == []
    expect(screen.page.locator(BUSY)).to_have_count(1)
    screen.page.click(BUSY)
    screen.finish()


def test_a_library_of_papers_is_mapped_and_compared(screen: Screen) -> None:
    screen.ask(QUESTION)
    screen.tab("Compare")
    screen.page.click("#compare")
    screen.page.wait_for_selector(".fn-compare table")
    assert screen.page.locator(".fn-compare q").count() >= 3
    screen.tab("Map")
    screen.page.wait_for_selector(".fn-map canvas")
