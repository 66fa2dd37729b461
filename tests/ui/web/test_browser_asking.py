"""What a person types stays as they typed it while the chat and the list beside it are busy."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from rag.errors import ServerError
from tests.fakes.waiting_library import WaitingLibrary
from tests.screen.chromium import BUSY, IDLE, Screen
from tests.screen.places import asked, box, find, listed

pytestmark = pytest.mark.browser
FIRST, SECOND = "What is known about retrieval?", "What is known about attention?"


@pytest.mark.parametrize("before", [[], [FIRST]])
def test_a_question_asked_while_the_page_loads_is_answered_where_it_belongs(
    screen: Screen, library: WaitingLibrary, before: list[str]
) -> None:
    screen.open()
    for question in before:
        screen.ask(question)
    library.hold("load")
    screen.load()
    screen.page.wait_for_selector("#chat .example")
    screen.ask(SECOND)
    library.go_on()
    screen.page.wait_for_selector("body[data-ready]")
    expect(asked(screen)).to_have_text([*before, SECOND])
    expect(screen.page.locator("#chat .fn-answer")).to_have_count(len(before) + 1)
    screen.ask("What is known about calibration?")
    ((conversation, _, _),) = library.history.conversations()
    assert len(library.history.turns(conversation)) == len(before) + 2


def test_a_question_sent_before_the_page_has_loaded_goes_to_the_open_conversation(
    screen: Screen, library: WaitingLibrary
) -> None:
    screen.open().ask(SECOND)
    library.hold("load")
    screen.load()
    screen.send(FIRST)
    library.go_on()
    expect(screen.page.locator("#chat .fn-answer, #chat .fn-refusal")).to_have_count(2)
    screen.finish()
    ((conversation, _, _),) = library.history.conversations()
    assert [turn.question for turn in library.history.turns(conversation)] == [SECOND, FIRST]


@pytest.mark.parametrize("ends", ["answered", "failed", "stopped"])
def test_the_next_question_can_be_typed_while_this_one_is_answered(
    screen: Screen, library: WaitingLibrary, ends: str
) -> None:
    if ends == "failed":
        library.script["retrieval"] = ServerError("The server is down.")
    screen.open()
    library.hold("answer")
    screen.send(FIRST)
    expect(box(screen)).to_have_value("")
    box(screen).fill(SECOND)
    find(screen).fill("nowhere to be found")
    assert library.reached.get(timeout=60) == "answer"
    if ends == "stopped":
        screen.page.click(BUSY)
    library.go_on()
    screen.finish()
    assert box(screen).input_value() == SECOND
    assert find(screen).input_value() == "nowhere to be found"
    expect(listed(screen)).to_have_count(0)


def test_what_is_typed_before_the_server_has_taken_a_question_stays(screen: Screen) -> None:
    screen.open()
    held: list[Route] = []
    screen.page.route("**/queue/join*", lambda route: held.append(route), times=1)
    screen.send(FIRST)
    expect(box(screen)).to_have_value("")
    box(screen).fill(SECOND)
    box(screen).press("Enter")
    held[0].continue_()
    screen.finish()
    expect(asked(screen)).to_have_text([FIRST])
    assert box(screen).input_value() == SECOND


def test_a_question_sent_while_another_is_answered_stays_in_the_box(
    screen: Screen, library: WaitingLibrary
) -> None:
    screen.open()
    library.hold("answer")
    screen.send(FIRST)
    screen.page.wait_for_selector(BUSY)
    screen.send(SECOND)
    library.go_on()
    screen.finish()
    expect(asked(screen)).to_have_text([FIRST])
    assert box(screen).input_value() == SECOND
    box(screen).press("Enter")
    expect(asked(screen)).to_have_text([FIRST, SECOND])
    screen.finish()


@pytest.mark.parametrize("question", ["   ", "x" * 9000])
def test_a_question_that_cannot_be_asked_returns(screen: Screen, question: str) -> None:
    screen.open().send(question)
    screen.page.wait_for_selector("#notice .fn-problem")
    screen.finish()
    assert box(screen).input_value() == question


def test_an_answer_on_its_way_is_not_drawn_into_a_new_conversation(
    screen: Screen, library: WaitingLibrary
) -> None:
    screen.open()
    library.hold("answer")
    screen.send(FIRST)
    assert library.reached.get(timeout=60) == "answer"
    screen.page.click("#new")
    expect(screen.page.locator(IDLE)).to_be_visible()
    library.go_on()
    assert library.ended.get(timeout=60) == FIRST
    screen.page.click("#side button.label-wrap:has-text('Which papers')")
    screen.page.fill("#year-from input", "2018")
    expect(screen.page.locator(".fn-filters .fn-chip")).to_have_count(1)
    expect(screen.page.locator("#chat .example")).to_have_count(4)
    expect(asked(screen)).to_have_count(0)
    screen.ask(SECOND)
    expect(asked(screen)).to_have_text([SECOND])


def test_conversations_are_searched_while_an_answer_is_on_its_way(
    screen: Screen, library: WaitingLibrary
) -> None:
    screen.open()
    library.hold("answer")
    screen.send(FIRST)
    assert library.reached.get(timeout=60) == "answer"
    find(screen).fill("nowhere")
    library.go_on()
    screen.finish()
    expect(find(screen)).to_have_value("nowhere")
    expect(listed(screen)).to_have_count(0)
    find(screen).fill("retrieval")
    expect(listed(screen)).to_have_count(1)


def test_conversations_are_searched_while_one_is_opened(
    screen: Screen, library: WaitingLibrary
) -> None:
    screen.open().ask_each_anew([FIRST, SECOND])
    find(screen).fill("retrieval")
    expect(listed(screen)).to_have_count(1)
    library.hold("open")
    listed(screen).locator('[data-do="open"]').click()
    expect(find(screen)).to_have_value("")
    assert library.reached.get(timeout=60) == "open"
    find(screen).fill("attention")
    library.go_on()
    expect(asked(screen)).to_have_text([FIRST])
    expect(find(screen)).to_have_value("attention")
    expect(listed(screen)).to_have_count(1)
    expect(listed(screen)).to_contain_text("attention")


def test_a_list_drawn_for_another_search_than_the_one_in_the_box_is_drawn_anew(
    screen: Screen,
) -> None:
    screen.open().ask(FIRST)
    expect(listed(screen)).to_have_count(1)
    searches = ["retrieval", "nowhere"]

    def overtaken(search: Route) -> None:
        sent = str(search.request.post_data)
        search.continue_(post_data=sent.replace("retrieval", searches.pop()))

    screen.page.route("**/run/predict*", overtaken)
    find(screen).fill("retrieval")
    screen.until(lambda: not searches)
    expect(listed(screen)).to_have_count(1)


def test_a_page_that_loads_late_leaves_the_search(screen: Screen, library: WaitingLibrary) -> None:
    screen.open().ask(FIRST)
    library.hold("load")
    screen.load()
    find(screen).fill("nowhere")
    library.go_on()
    screen.page.wait_for_selector("body[data-ready]")
    expect(asked(screen)).to_have_text([FIRST])
    expect(find(screen)).to_have_value("nowhere")
    expect(listed(screen)).to_have_count(0)


def test_who_searches_before_the_page_is_ready_keeps_the_focus(screen: Screen) -> None:
    screen.page.add_init_script(
        """new MutationObserver((_, seeing) => {
          const field = document.querySelector('#find textarea, #find input');
          if (field) { seeing.disconnect(); field.focus(); }
        }).observe(document, { childList: true, subtree: true });"""
    )
    screen.open()
    expect(find(screen)).to_be_focused()
    screen.page.keyboard.type("nowhere")
    expect(find(screen)).to_have_value("nowhere")
    expect(box(screen)).to_have_value("")


def test_a_title_is_typed_while_the_list_is_drawn_anew(
    screen: Screen, library: WaitingLibrary
) -> None:
    screen.open().ask(FIRST)
    screen.page.click("#new")
    screen.page.wait_for_selector("#chat .example")
    library.hold("answer")
    screen.send(SECOND)
    assert library.reached.get(timeout=60) == "answer"
    # The list moves under the pointer where it is drawn anew meanwhile.
    listed(screen).filter(has_text="retrieval").locator('[data-do="rename"]').dispatch_event(
        "click"
    )
    screen.page.locator(".fn-rename").fill("Half")
    library.go_on()
    expect(listed(screen).filter(has_text="attention")).to_have_count(1)
    expect(screen.page.locator(".fn-rename")).to_be_focused()
    screen.page.keyboard.type(" a title")
    screen.page.keyboard.press("Enter")
    expect(listed(screen).filter(has_text="Half a title")).to_have_count(1)
    expect(screen.page.locator(".fn-rename")).to_have_count(0)
    find(screen).fill("Half a title")
    expect(listed(screen)).to_have_count(1)
