"""Broken and refusing servers: one clear sentence, the text that came, at most three requests."""

from __future__ import annotations

import pytest

from rag.errors import (
    AccessDenied,
    BrokenStream,
    ConfigurationError,
    FootnoteError,
    RateLimited,
    ServerError,
)
from rag.models.openai_chat import Limits, OpenAIChat
from tests.fakes.asking import KEY, QUICK, chat, failure, said
from tests.fakes.faults import START
from tests.fakes.openai_server import FakeOpenAI


@pytest.mark.parametrize(
    ("kind", "limits", "words", "text"),
    [
        ("hang_midway", Limits(gap=0.5), "sent nothing for 0 s", START),
        ("drip", Limits(whole=1.6), "took over 2 s", "drop " * 1000),
        ("cut", QUICK, "broke off", START),
        ("no_finish", QUICK, "before the model was done", START),
        ("bad_json", QUICK, "damaged reply", START),
        ("cut_utf8", QUICK, "damaged reply", START),
        ("error_event", QUICK, "the model crashed", START),
        ("flood", QUICK, "over 64,000 characters", "flood " * 20_000),
    ],
)
def test_broken_stream_keeps_the_partial_text(
    server: FakeOpenAI, kind: str, limits: Limits, words: str, text: str
) -> None:
    model = warmed_up(server)
    model.limits = limits
    server.fault(kind)
    error = failure(model)
    assert isinstance(error, BrokenStream)
    assert words in str(error)
    # A busy machine may reach a limit of time before all that was sent has been read.
    assert error.partial == text[: len(error.partial)] != ""
    assert error.partial == text or limits is not QUICK or kind == "flood"
    assert len(error.partial) <= 64_000
    assert len(server.requests) == 1
    model.limits = QUICK
    server.reply("The next question works.")
    assert said(model)[0] == "The next question works."


def warmed_up(server: FakeOpenAI) -> OpenAIChat:
    """A model whose first request, which loads the SDK, is over."""
    model = chat(server)
    server.reply("Ready.")
    said(model)
    server.requests.clear()
    return model


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("hang", "sent nothing for 0 s"),
        ("pings", "sent nothing for 0 s"),
        ("html200", "sent a web page"),
        ("empty200", "before the model was done"),
        ("odd_events", "without text"),
        ("no_choices", "before the model was done"),
        ("null_content", "without text"),
        ("length_empty", "FOOTNOTE_ANSWER_TOKENS"),
    ],
)
def test_reply_without_text_is_one_sentence_after_one_request(
    server: FakeOpenAI, kind: str, words: str
) -> None:
    model = warmed_up(server)
    if kind in ("hang", "pings"):
        model.limits = Limits(first=0.5)
    server.fault(kind)
    error = failure(model)
    assert type(error) is ServerError
    assert words in str(error)
    assert server.base_url in str(error)
    assert len(server.requests) == 1


def test_endless_line_does_not_fill_the_memory(server: FakeOpenAI) -> None:
    server.fault("endless_line", times=3)
    assert "far too long" in str(failure(chat(server, Limits(characters=1000, pause=0.05))))


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        ("401", AccessDenied, "set FOOTNOTE_API_KEY"),
        ("403", AccessDenied, "set FOOTNOTE_API_KEY"),
        ("400", ConfigurationError, "unheard-of-7b"),
        ("404", ConfigurationError, "the model does not exist"),
        ("422", ConfigurationError, "FOOTNOTE_LLM_URL"),
        ("redirect", ConfigurationError, "redirects to"),
    ],
)
def test_refusal_is_final_after_one_request(
    server: FakeOpenAI, status: str, kind: type[FootnoteError], words: str
) -> None:
    server.fault(status)
    error = failure(chat(server))
    assert type(error) is kind
    assert words in str(error)
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", ["429", "500", "502", "503", "529"])
def test_passing_trouble_is_asked_about_three_times(server: FakeOpenAI, status: str) -> None:
    server.fault(status, times=3)
    error = failure(chat(server))
    assert type(error) is (RateLimited if status == "429" else ServerError)
    assert len(server.requests) == 3


def test_retry_after_is_obeyed_and_the_answer_comes(server: FakeOpenAI) -> None:
    server.fault("429", retry_after="1")
    server.reply("Now.")
    text, end = said(chat(server))
    assert (text, end.usage.requests) == ("Now.", 2)
    assert server.requests[1].at - server.requests[0].at >= 1.0


@pytest.mark.parametrize("asked", ["3600", "Fri, 01 Jan 2100 00:00:00 GMT"])
def test_long_wait_ends_at_once_saying_when(server: FakeOpenAI, asked: str) -> None:
    server.fault("429", retry_after=asked)
    error = failure(chat(server))
    assert isinstance(error, RateLimited)
    assert "try again in " in str(error)
    assert " min" in str(error)
    assert len(server.requests) == 1


@pytest.mark.parametrize("asked", ["soon", "-4", "nan", "0"])
def test_retry_after_that_is_no_wait_is_ignored(server: FakeOpenAI, asked: str) -> None:
    server.fault("503", retry_after=asked)
    server.reply("Now.")
    assert said(chat(server))[0] == "Now."


def test_connection_cut_before_the_reply_is_tried_again(server: FakeOpenAI) -> None:
    server.fault("cut_first", times=2)
    server.reply("Third time.")
    assert said(chat(server))[0] == "Third time."


def test_unreachable_server_is_named() -> None:
    url = "http://127.0.0.1:9/v1"
    model = OpenAIChat("m", url=url, context_window=8192, limits=QUICK)
    error = failure(model)
    assert isinstance(error, ServerError)
    assert "'m' at http://127.0.0.1:9/v1 cannot be reached" in str(error)


def test_key_that_the_server_echoes_is_hidden(server: FakeOpenAI) -> None:
    server.fault("401")
    model = OpenAIChat("m", url=server.base_url, key=f" {KEY}\n", context_window=8192)
    assert "Bearer ***" in str(failure(model))
    assert KEY not in repr(model.server)
    assert server.requests[0].headers["Authorization"] == f"Bearer {KEY}"


def test_password_in_the_address_is_refused_unseen() -> None:
    with pytest.raises(ConfigurationError, match="user name or password") as caught:
        OpenAIChat("m", url="http://me:secret@127.0.0.1/v1", context_window=8192)
    assert "secret" not in str(caught.value)


def test_key_is_in_no_log(server: FakeOpenAI, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    server.reply("Yes.")
    server.fault("401")
    model = chat(server)
    said(model)
    failure(model)
    assert caplog.text
    assert KEY not in caplog.text
