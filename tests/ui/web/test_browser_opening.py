"""A question goes to the conversation that was chosen, however late its turns are drawn."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.fakes.waiting_library import WaitingLibrary
from tests.screen.chromium import Screen
from tests.screen.places import asked, listed

pytestmark = pytest.mark.browser
FIRST, SECOND = "What is known about retrieval?", "What is known about attention?"
THIRD = "What is known about calibration?"


@pytest.mark.parametrize("into", ["new", "older"])
def test_a_question_asked_while_a_conversation_opens_goes_to_it(
    screen: Screen, library: WaitingLibrary, into: str
) -> None:
    screen.open().ask_each_anew([FIRST, SECOND])
    library.hold("new" if into == "new" else "open")
    if into == "new":
        screen.page.click("#new")
    else:
        listed(screen).filter(has_text="retrieval").locator('[data-do="open"]').click()
    library.hold_no_more(library.reached.get(timeout=60))
    screen.ask(THIRD)
    library.go_on()
    expect(asked(screen)).to_have_text([THIRD] if into == "new" else [FIRST, THIRD])
    asked_in = sorted(
        [turn.question for turn in library.history.turns(id_)]
        for id_, _, _ in library.history.conversations()
    )
    found = [[SECOND], [THIRD], [FIRST]] if into == "new" else [[SECOND], [FIRST, THIRD]]
    assert asked_in == sorted(found)
    screen.ask(SECOND)
    expect(asked(screen)).to_have_text([*([FIRST] * (into == "older")), THIRD, SECOND])


def test_what_opens_is_given_up_before_a_question_is_sent(
    screen: Screen, library: WaitingLibrary
) -> None:
    screen.open().ask(FIRST)
    library.hold("new")
    screen.page.click("#new")
    library.hold_no_more(library.reached.get(timeout=60))
    sent: list[Route] = []
    screen.page.route("**/queue/join*", lambda route: sent.append(route), times=1)
    with screen.page.expect_request("**/cancel"):
        screen.send(SECOND)
    screen.until(lambda: bool(sent))
    sent[0].continue_()
    library.go_on()
    screen.finish()
    expect(asked(screen)).to_have_text([SECOND])


def test_of_two_conversations_chosen_at_once_the_last_is_opened(
    screen: Screen, library: WaitingLibrary
) -> None:
    screen.open().ask_each_anew([FIRST, SECOND])
    library.hold("open")
    for chosen in ("retrieval", "attention"):
        listed(screen).filter(has_text=chosen).locator('[data-do="open"]').click()
    assert library.reached.get(timeout=60) == "open"
    library.go_on()
    expect(asked(screen)).to_have_text([SECOND])
    screen.ask(THIRD)
    expect(asked(screen)).to_have_text([SECOND, THIRD])
