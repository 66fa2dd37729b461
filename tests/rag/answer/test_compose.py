"""Composition: streamed, checked, repaired once, never an exception after text was shown."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import pytest

from rag.answer.compose import Composed, Composer
from rag.domain import Sentence, Usage
from rag.errors import BrokenStream, CostNotAccepted, ServerError
from rag.events import Checked, Draft, Event, Pulse
from rag.models.scripted import Reply, ScriptedModel
from rag.ports import ChatModel
from tests.fakes.asking import chat
from tests.fakes.engine import answering
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.papers import CATS, HITS


def composer(model: ChatModel, **changes: object) -> Composer:
    return Composer(model, answering(**changes))


def ended(events: Generator[Event, None, Composed]) -> tuple[list[Event], Composed]:
    """All events of a composition, and what it returns."""
    found: list[Event] = []
    while True:
        try:
            found.append(next(events))
        except StopIteration as end:
            return found, end.value


def composed(
    *replies: Reply, **changes: object
) -> tuple[Composed, list[Sentence], str, ScriptedModel]:
    model = ScriptedModel(*replies, spent=0.001)
    events, end = ended(composer(model, **changes).compose("Do dogs purr?", HITS))
    shown = [event.sentence for event in events if isinstance(event, Checked)]
    drafted = "".join(event.text for event in events if isinstance(event, Draft))
    assert tuple(shown) == end.sentences
    assert model.closed == len(model.asked)
    return end, shown, drafted, model


def texts(sentences: Sequence[Sentence]) -> list[tuple[str, str]]:
    return [(sentence.text, sentence.status) for sentence in sentences]


def test_verified_answer_needs_one_request() -> None:
    end, shown, drafted, model = composed("Dogs do not purr [1]. Content cats purr [1][9].")
    assert texts(shown) == [("Dogs do not purr.", "exact"), ("Content cats purr.", "near")]
    assert drafted == "Dogs do not purr [1]. Content cats purr [1][9]."
    assert (end.removed_markers, end.broken, end.note) == (1, False, "")
    assert end.usage == Usage(10, 5, 1, 0.001)
    assert end.read == (1, 2, 3)
    assert len(model.asked) == 1


def test_sentences_are_checked_while_the_rest_streams() -> None:
    model = ScriptedModel("Dogs do not purr [1]. " + "Content cats purr [1]. " * 9)
    kinds = [type(event).__name__ for event in composer(model).compose("Why?", HITS)]
    assert kinds.index("Checked") < 8


def test_failed_sentence_is_asked_about_once_and_mended() -> None:
    end, shown, _, model = composed(
        "Dogs do not purr [1]. Dogs purr in 9 trials [1]. Content cats purr [1].",
        "1: In a trial of 120 cats, purring increased bone density [1].",
    )
    assert [text for text, _ in texts(shown)] == [
        "Dogs do not purr.",
        "In a trial of 120 cats, purring increased bone density.",
        "Content cats purr.",
    ]
    assert "1: Dogs purr in 9 trials." in model.heard[1]
    assert f"[1] {CATS.abstract[:32]}" in model.heard[1]
    assert "Content cats" not in model.heard[1]
    assert end.usage.requests == 2


@pytest.mark.parametrize("repair", ["1: DROP", "nonsense", "1: Dogs purr loudly [1].", "7: x"])
def test_what_still_fails_is_struck_or_dropped(repair: str) -> None:
    reply = "Dogs do not purr [1]. Dogs purr in 9 trials [1]."
    _, struck, _, _ = composed(reply, repair)
    assert [status for _, status in texts(struck)] == ["exact", "unsupported"]
    _, dropped, _, _ = composed(reply, repair, unsupported="drop")
    assert texts(dropped) == [("Dogs do not purr.", "exact")]


def test_failed_repair_leaves_the_answer() -> None:
    end, shown, _, _ = composed("Dogs purr [1]. Content cats purr [1].", ServerError("down"))
    assert [status for _, status in texts(shown)] == ["unsupported", "near"]
    assert (end.broken, end.note) == (False, "")


@pytest.mark.parametrize("reply", ["THE PAPERS DO NOT SAY", "THE PAPERS DO NOT SAY.\n"])
def test_line_of_silence_is_a_refusal_that_nobody_sees(reply: str) -> None:
    end, shown, drafted, _ = composed(reply)
    assert (end.refused, shown, end.note) == (True, [], "")
    assert drafted.strip() in ("", "THE PAPERS DO NOT SAY.")


def test_part_that_the_papers_do_not_say_goes_to_the_note() -> None:
    end, shown, _, model = composed("Dogs do not purr [1]. The papers do not say why.")
    assert texts(shown) == [("Dogs do not purr.", "exact")]
    assert (end.refused, end.note) == (False, "The papers do not say why.")
    assert len(model.asked) == 1


def test_broken_stream_keeps_what_is_verified() -> None:
    broken = BrokenStream("'m' broke off.", "Dogs")
    end, shown, _, model = composed(("Dogs do not purr [1]. Content cats", broken))
    assert texts(shown) == [("Dogs do not purr.", "exact")]
    assert (end.broken, end.note) == (True, "'m' broke off.")
    assert len(model.asked) == 1


@pytest.mark.parametrize(
    ("reason", "words"), [("length", "FOOTNOTE_ANSWER_TOKENS"), ("content_filter", "filter")]
)
def test_early_end_is_partial_and_says_why(reason: str, words: str) -> None:
    end, shown, _, _ = composed(("Dogs do not purr [1]. Content cats do", reason))
    assert texts(shown) == [("Dogs do not purr.", "exact")]
    assert end.broken
    assert words in end.note


def test_error_before_any_text_is_raised() -> None:
    with pytest.raises(ServerError, match="down"):
        list(composer(ScriptedModel(ServerError("down"))).compose("Why?", HITS))


def test_repeated_sentence_is_said_once() -> None:
    _, shown, _, _ = composed("Dogs do not purr [1]. " * 4)
    assert len(shown) == 1


def test_cost_over_the_cap_needs_a_yes() -> None:
    model = ScriptedModel("Dogs do not purr [1].", price=0.001)
    with pytest.raises(CostNotAccepted, match="FOOTNOTE_COST_CAP"):
        list(composer(model).compose("Why?", HITS))
    assert model.asked == []
    assert list(composer(model).compose("Why?", HITS, accept_cost=True))


def test_repair_over_the_cap_is_left_out() -> None:
    model = ScriptedModel("Dogs purr [1].", price=0.0001, spent=0.02)
    _, end = ended(composer(model, cost_cap=0.03, answer_tokens=10).compose("Why?", HITS))
    assert [sentence.status for sentence in end.sentences] == ["unsupported"]
    assert len(model.asked) == 1


def test_what_has_come_is_passed_on_before_the_rest_is_sent(server: FakeOpenAI) -> None:
    server.fault("hang_midway")
    events = composer(chat(server)).compose("Why?", HITS)
    drafted = next(event for event in events if isinstance(event, Draft))
    assert drafted.text
    events.close()
    assert server.waiting_for_close() is not None


@pytest.mark.parametrize("kind", ["hang", "hang_midway"])
def test_closing_stops_the_model(server: FakeOpenAI, kind: str) -> None:
    server.fault(kind)
    events = composer(chat(server)).compose("Why?", HITS)
    assert Pulse() in events
    events.close()
    assert server.waiting_for_close() is not None


def test_fake_model_answers_any_question_with_citations(server: FakeOpenAI) -> None:
    server.answer_from_prompt()
    _, end = ended(composer(chat(server)).compose("Do dogs purr?", HITS))
    assert [sentence.status for sentence in end.sentences[:2]] == ["exact", "exact"]
