"""The chat adapter: the real openai client over real sockets to a fake server."""

from __future__ import annotations

import threading

import pytest

from rag.errors import ConfigurationError
from rag.models.openai_chat import OpenAIChat
from rag.models.openai_client import OPENAI_URL, prices_of
from rag.settings import load_settings
from tests.fakes.asking import ASK, chat, failure, said
from tests.fakes.openai_server import FakeOpenAI


def test_text_streams_and_ends_with_one_completion(server: FakeOpenAI) -> None:
    server.reply("Cats purr [1]. Dogs bark.")
    text, end = said(chat(server))
    assert text == "Cats purr [1]. Dogs bark."
    assert (end.finish_reason, end.usage.prompt_tokens, end.usage.requests) == ("stop", 100, 1)


def test_first_piece_comes_before_the_rest_is_written(server: FakeOpenAI) -> None:
    server.fault("hang_midway")
    stream = chat(server).stream(ASK, 50)
    assert next(piece for piece in stream if piece) == "The"
    stream.close()
    assert server.waiting_for_close() is not None


def test_request_holds_what_every_server_knows(server: FakeOpenAI) -> None:
    server.reply("Yes.")
    said(chat(server), most=77)
    body = server.requests[0].body
    assert body["model"] == "unheard-of-7b"
    assert body["messages"] == [{"role": "user", "content": "Why?"}]
    assert body["max_tokens"] == 77
    assert "max_completion_tokens" not in body


def test_usage_is_estimated_when_the_server_sends_none(server: FakeOpenAI) -> None:
    server.reply("one two three", usage=False)
    usage = said(chat(server))[1].usage
    assert (usage.prompt_tokens, usage.completion_tokens) == (2, 3)


def test_dollars_follow_the_prices(server: FakeOpenAI) -> None:
    server.reply("one two")
    model = OpenAIChat("m", url=server.base_url, context_window=8192, prices=(1.0, 5.0))
    assert said(model)[1].usage.dollars == pytest.approx((100 * 1.0 + 2 * 5.0) / 1e6)


@pytest.mark.parametrize("option", ["stream_options", "max_tokens", "temperature"])
def test_option_that_the_server_refuses_is_left_out(server: FakeOpenAI, option: str) -> None:
    server.fault("400", text=f"Unsupported parameter: '{option}'")
    server.reply("Yes.")
    server.reply("Again.")
    model = chat(server)
    assert said(model)[0] == "Yes."
    assert said(model)[0] == "Again."
    assert [option in request.body for request in server.requests] == [True, False, False]


@pytest.mark.parametrize("kind", ["twice_done", "crlf", "never_closes"])
def test_whole_answers_in_odd_forms_are_answers(server: FakeOpenAI, kind: str) -> None:
    server.fault(kind)
    assert said(chat(server))[0] == "All is well [1]."


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ("<think> hm, so </think> Cats purr [1].", "Cats purr [1]."),
        ("<thing> is a tag.", "<thing> is a tag."),
        ("<", None),
    ],
)
def test_thoughts_of_a_model_are_left_out(server: FakeOpenAI, reply: str, text: str | None) -> None:
    server.reply(reply)
    if text is None:
        assert "without text" in str(failure(chat(server)))
    else:
        assert said(chat(server))[0] == text


def test_lone_surrogate_is_replaced(server: FakeOpenAI) -> None:
    server.fault("surrogate")
    assert said(chat(server))[0] == "half ? pair"


@pytest.mark.parametrize("reason", ["length", "content_filter"])
def test_early_end_is_reported_as_finish_reason(server: FakeOpenAI, reason: str) -> None:
    server.fault(reason)
    assert said(chat(server))[1].finish_reason == reason


def test_settings_name_model_server_and_prices(server: FakeOpenAI) -> None:
    settings = load_settings(llm="m", llm_url=server.base_url, api_key="sk-1", prices="1,2")
    model = OpenAIChat.from_settings(settings)
    server.reply("Yes.")
    assert said(model)[0] == "Yes."
    assert (model.context_window, model.prices) == (8192, (1.0, 2.0))


def test_openai_without_a_key_says_what_to_set() -> None:
    with pytest.raises(ConfigurationError, match="FOOTNOTE_API_KEY"):
        OpenAIChat("gpt-4.1-mini", context_window=8192)


def test_address_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="not the address of a server"):
        OpenAIChat("m", url="localhost:11434", context_window=8192)


@pytest.mark.parametrize("kind", ["hang", "hang_midway", "drip"])
def test_stop_from_another_thread_closes_the_connection(server: FakeOpenAI, kind: str) -> None:
    server.fault(kind)
    stream = chat(server).stream(ASK, 100)
    begun = next(stream)
    threading.Thread(target=stream.close).start()
    assert all(isinstance(piece, str) for piece in (begun, *stream))
    assert server.waiting_for_close() is not None


def test_silence_is_reported_so_that_a_reader_can_stop(server: FakeOpenAI) -> None:
    server.fault("hang")
    stream = chat(server).stream(ASK, 100)
    assert next(stream) == ""
    del stream
    assert server.waiting_for_close() is not None


def test_eight_streams_at_once_do_not_mix(server: FakeOpenAI) -> None:
    server.answer_from_prompt()
    model = chat(server)
    for number in range(8):
        server.reply(f"nonce {number}", delay=0.02)
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(said(model)[0])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [f"nonce {number}" for number in range(8)]


@pytest.mark.parametrize(
    ("model", "url", "override", "prices"),
    [
        ("gpt-4.1-mini", OPENAI_URL, "", (0.40, 1.60)),
        ("gpt-4.1-mini-2025-04-14", OPENAI_URL, "", (0.40, 1.60)),
        ("gpt-4.1-mini", "http://127.0.0.1:8000/v1", "", None),
        ("gpt-99", OPENAI_URL, "", None),
        ("gpt-99", OPENAI_URL, "1, 2.5", (1.0, 2.5)),
    ],
)
def test_prices_are_known_or_given(
    model: str, url: str, override: str, prices: tuple[float, float] | None
) -> None:
    assert prices_of(model, url, override) == prices


@pytest.mark.parametrize("override", ["1", "a,b", "1,2,3", "-1,2", "nan,1"])
def test_prices_that_are_none_are_refused(override: str) -> None:
    with pytest.raises(ConfigurationError, match="FOOTNOTE_PRICES"):
        prices_of("m", "", override)
