from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bibtexparser.entrypoint import parse_file
from playwright.sync_api import Browser, Route, expect

from rag.errors import CostNotAccepted, ServerError
from tests.fakes.scripted_library import ScriptedLibrary, papers
from tests.screen.chromium import BUSY, IDLE, Screen, serving, settings_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> ScriptedLibrary:
    home = tmp_path_factory.mktemp("chat")
    made = ScriptedLibrary(home, settings=settings_in(home), drafts=True).fill(papers(40))
    made.script = {
        "weather": (),
        "dear": CostNotAccepted("The answer costs about $0.30; accept it or ask without a model."),
        "broken": ServerError("The model server does not answer; start it or ask without a model."),
    }
    return made


@pytest.fixture(scope="module")
def address(library: ScriptedLibrary, port: int) -> Iterator[str]:
    with serving(library, port) as served:
        yield served


@pytest.fixture
def screen(
    browser: Browser, address: str, reader: Screen, library: ScriptedLibrary
) -> Iterator[Screen]:
    library.delay = 0.0
    opened = Screen(browser, address, beside=reader).open()
    yield opened
    opened.close()
    assert opened.errors == []
    assert opened.outside == []


def test_the_first_view_is_ready_for_a_question(screen: Screen) -> None:
    screen.page.wait_for_selector("#chat .example")
    expect(screen.page.locator("#chat .example")).to_have_count(4)
    assert "Ask your 40 papers" in screen.page.inner_text("#chat")
    assert screen.page.evaluate("document.activeElement.closest('#q') !== null")
    fonts = "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family).join()"
    assert "Source Serif 4" in screen.page.evaluate(fonts)


def test_an_example_shows_its_steps_and_sources_before_the_text_ends(
    screen: Screen, library: ScriptedLibrary
) -> None:
    library.delay = 0.06
    screen.page.click("#chat .example >> nth=0")
    screen.page.wait_for_selector("#sources .fn-card")
    expect(screen.page.locator(BUSY)).to_have_count(1)
    expect(screen.page.locator(IDLE)).to_have_count(0)
    screen.page.wait_for_selector("#chat .fn-draft")
    assert "Searched 40 of 40 papers" in screen.page.inner_text("#chat")
    screen.finish()
    assert screen.page.locator("#chat .fn-badge").inner_text() == "3 quotes, word for word"


def test_every_footnote_leads_to_a_marked_quote_of_the_stored_abstract(
    screen: Screen, library: ScriptedLibrary
) -> None:
    screen.ask("What is known about retrieval?")
    hrefs = screen.page.eval_on_selector_all(
        "a.cite", "all => all.map(a => a.getAttribute('href'))"
    )
    assert len(hrefs) == 3
    assert all(screen.page.locator(str(href)).count() == 1 for href in hrefs)
    marks = screen.page.locator("#sources mark").all_inner_texts()
    abstracts = [paper.abstract for paper in library.store.papers()]
    assert len(marks) == 3
    assert all(any(mark in abstract for abstract in abstracts) for mark in marks)


def test_a_footnote_opens_its_source_by_mouse_and_by_keyboard(screen: Screen) -> None:
    screen.open("?__theme=dark").ask("What is known about retrieval?")
    url = screen.page.url
    screen.page.evaluate(
        "document.querySelectorAll('#sources details').forEach(d => d.open = false)"
    )
    screen.page.click('a.cite >> text="2"')
    screen.page.wait_for_selector("#c-0-2[open] mark.flash")
    screen.page.focus('a.cite >> text="3"')
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_selector("#c-0-3[open] mark.flash")
    assert screen.page.url == url


def test_the_quote_shows_while_the_pointer_rests_on_a_footnote(screen: Screen) -> None:
    screen.ask("What is known about retrieval?")
    screen.point("a.cite >> nth=0", ".fn-quote.on")
    assert screen.page.inner_text(".fn-quote q").startswith("Our method for retrieval improves")
    assert "Notes on retrieval" in screen.page.inner_text(".fn-quote b")


def test_a_footnote_of_an_older_answer_brings_its_own_sources(screen: Screen) -> None:
    screen.ask("What is known about retrieval?")
    screen.ask("What is known about attention?")
    assert "Sources for answer 2" in screen.page.inner_text("#sources")
    screen.page.click('a.cite[href^="#c-0-2-"]')
    screen.page.wait_for_selector('#sources [data-turn="0"] mark.flash')
    assert "Sources for answer 1" in screen.page.inner_text("#sources")
    assert "Notes on retrieval" in screen.page.inner_text("#c-0-2")


def test_stop_keeps_what_there_is_and_a_reload_still_has_it(
    screen: Screen, library: ScriptedLibrary
) -> None:
    library.delay = 0.08
    screen.send("What is known about retrieval?")
    screen.page.wait_for_selector("a.cite")
    screen.page.keyboard.press("Escape")
    screen.finish()
    screen.page.wait_for_selector("#chat .fn-partial")
    text = screen.page.inner_text("#chat .fn-answer")
    assert screen.page.is_enabled("#q textarea")
    assert screen.page.inner_text("#chat .fn-answer") == text
    screen.open()
    screen.page.wait_for_selector("#chat .fn-partial")
    assert screen.page.inner_text("#chat .fn-answer") == text


def test_retry_gives_one_answer_and_an_edit_replaces_what_follows(
    screen: Screen, library: ScriptedLibrary
) -> None:
    screen.ask("What is known about retrieval?")
    screen.ask("What is known about attention?")
    library.delay = 0.02
    screen.page.click('#chat button[aria-label="Retry"]')
    screen.page.wait_for_selector(BUSY)
    screen.finish()
    expect(screen.page.locator("#chat .fn-answer")).to_have_count(2)
    screen.page.click('#chat button[aria-label="Edit"] >> nth=0')
    screen.page.fill("#chat textarea", "What is known about distillation?")
    screen.page.click('#chat button[aria-label="Submit"]')
    one = "document.querySelectorAll('#chat .fn-answer').length === 1"
    screen.page.wait_for_function(one)
    screen.finish()
    assert "distillation" in screen.page.inner_text("#chat .fn-answer")


def test_a_judgement_is_kept_once(screen: Screen, library: ScriptedLibrary) -> None:
    screen.ask("What is known about robustness?")
    before = len(library.history.feedback())
    screen.page.click('#chat button[aria-label="Like"]')
    screen.page.hover("#chat .extra-feedback")
    screen.page.click('#chat .extra-feedback-option:has-text("Wrong citation")')
    screen.until(lambda: len(library.history.feedback()) >= before + 2)
    kept = library.history.feedback()[before:]
    assert sorted(row["kind"] for row in kept) == ["Like", "Wrong citation"]


def test_two_judgements_within_a_moment_are_both_kept(
    screen: Screen, library: ScriptedLibrary
) -> None:
    screen.ask("What is known about robustness?")
    before = len(library.history.feedback())
    sent: list[Route] = []
    screen.page.route("**/queue/join*", lambda judgement: sent.append(judgement))
    screen.page.click('#chat button[aria-label="Like"]')
    screen.page.hover("#chat .extra-feedback")
    screen.page.click('#chat .extra-feedback-option:has-text("Wrong citation")')
    screen.until(lambda: len(sent) >= 2)
    screen.page.route("**/queue/join*", lambda judgement: judgement.continue_())
    for judgement in sent:
        judgement.continue_()
    screen.until(lambda: len(library.history.feedback()) == before + 2)


def test_an_empty_question_is_told_beside_the_box(screen: Screen) -> None:
    screen.send("   ")
    screen.page.wait_for_selector("#notice .fn-problem")
    notice = screen.page.locator("#notice")
    expect(notice).to_have_text("Type a question first.", use_inner_text=True)
    expect(screen.page.locator(".error")).to_have_count(0)


def test_a_question_that_is_too_long_is_refused_at_once(
    screen: Screen, library: ScriptedLibrary
) -> None:
    asked = len(library.asked)
    screen.send("x" * 9000)
    screen.page.wait_for_selector("#notice .fn-problem")
    assert "9,000 characters; at most 8,000" in screen.page.inner_text("#notice")
    assert len(library.asked) == asked


def test_a_failure_is_a_message_and_the_question_stays(screen: Screen) -> None:
    screen.ask("What is known about retrieval?")
    screen.send("a broken question")
    screen.page.wait_for_selector("#chat .fn-error")
    assert "The model server does not answer" in screen.page.inner_text(".fn-error")
    assert screen.page.input_value("#q textarea") == "a broken question"
    expect(screen.page.locator("#chat .fn-answer")).to_have_count(1)
    screen.page.click('#chat button[aria-label="Retry"]')
    screen.page.wait_for_selector("#chat .fn-error")
    expect(screen.page.locator("#chat .fn-answer")).to_have_count(1)


def test_a_cost_is_asked_for_before_it_is_paid(screen: Screen, library: ScriptedLibrary) -> None:
    screen.send("a dear question about retrieval")
    screen.page.wait_for_selector("#accept:visible")
    assert "costs about $0.30" in screen.page.inner_text(".fn-error")
    screen.page.click("#accept")
    screen.page.wait_for_selector("#chat .fn-answer .fn-badge")
    screen.finish()
    assert library.paid == 1
    expect(screen.page.locator("#accept:visible")).to_have_count(0)


def test_a_refusal_names_the_nearest_papers(screen: Screen) -> None:
    screen.ask("How is the weather?")
    assert "The papers don’t say." in screen.page.inner_text(".fn-refusal")
    expect(screen.page.locator(".fn-near")).to_have_count(3)
    expect(screen.page.locator(".fn-error")).to_have_count(0)


def test_a_follow_up_is_asked_at_a_click(screen: Screen) -> None:
    screen.ask("What is known about retrieval?")
    screen.page.click('#chat .option:has-text("attention")')
    screen.page.wait_for_selector('#chat .user.message:has-text("And about attention?")')
    screen.finish()
    expect(screen.page.locator("#chat .fn-answer")).to_have_count(2)


def test_the_exports_are_files_of_the_cited_papers(screen: Screen, tmp_path: Path) -> None:
    screen.ask("What is known about retrieval?")
    with screen.page.expect_download() as caught:
        screen.page.click('#sources a:has-text("BibTeX")')
    caught.value.save_as(tmp_path / "cited.bib")
    library = parse_file(str(tmp_path / "cited.bib"))
    assert caught.value.suggested_filename == "cited.bib"
    assert library.failed_blocks == []
    assert len(library.entries) == 3
    with screen.page.expect_download() as caught:
        screen.page.click('#sources a:has-text("Markdown")')
    caught.value.save_as(tmp_path / "answer.md")
    text = (tmp_path / "answer.md").read_text()
    assert len(re.findall(r"^\[\^\d\]: .*\(<https://example.org/\d+>\)", text, re.M)) == 3


def test_of_a_long_conversation_the_last_turns_are_drawn(
    screen: Screen, library: ScriptedLibrary
) -> None:
    screen.ask("What is known about retrieval?")
    conversation = library.history.conversations()[0][0]
    answer = library.history.turns(conversation)[0].answer
    for n in range(49):
        library.history.save(
            replace(answer, receipt=f"long-{n}"), {}, conversation, answer.question
        )
    library.script["at length"] = answer.sentences * 12
    screen.open()
    expect(screen.page.locator("#chat .fn-answer")).to_have_count(13)
    screen.ask("Tell me at length?")
    expect(screen.page.locator("#chat .fn-answer")).to_have_count(13)
    expect(screen.page.locator("#chat .fn-answer >> nth=-1").locator("a.cite")).to_have_count(36)
    screen.page.click("#earlier")
    screen.page.wait_for_function("document.querySelectorAll('#chat .fn-answer').length === 26")


def test_answers_are_labelled_in_words(screen: Screen) -> None:
    screen.ask("What is known about retrieval?")
    messages = screen.page.query_selector_all("[data-testid=bot]")
    assert {message.get_attribute("aria-label") for message in messages} == {"Answer"}


def test_slash_goes_to_the_box(screen: Screen) -> None:
    screen.page.evaluate("document.activeElement.blur()")
    screen.page.keyboard.press("/")
    assert screen.page.evaluate("document.activeElement.closest('#q') !== null")
    assert screen.page.input_value("#q textarea") == ""
