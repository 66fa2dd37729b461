"""The embedding adapter against the fake server."""

from __future__ import annotations

import numpy as np
import pytest

from rag.errors import AccessDenied, ConfigurationError, FootnoteError, RateLimited, ServerError
from rag.models import openai_embed
from rag.models.openai_embed import OpenAIEmbedder, TextRefused
from rag.ports import PaidEmbedder
from rag.settings import load_settings
from tests.fakes.openai_server import DIMENSIONS, FakeOpenAI, vector

TEXTS = ["cats purr", "dogs bark", "fish swim"]


def embedder(server: FakeOpenAI, seconds: float = 5.0) -> OpenAIEmbedder:
    return OpenAIEmbedder(
        "nomic", url=server.base_url, dimensions=DIMENSIONS, seconds=seconds, pause=0.02
    )


def test_vectors_are_unit_float32_in_the_order_of_the_texts(server: FakeOpenAI) -> None:
    server.fault("reordered")
    vectors = embedder(server).embed_passages(TEXTS)
    assert vectors.dtype == np.float32
    assert np.allclose(vectors, [vector(text) for text in TEXTS], atol=1e-6)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)


def test_question_is_one_vector(server: FakeOpenAI) -> None:
    assert np.allclose(embedder(server).embed_question("cats purr"), vector("cats purr"))


def test_no_texts_need_no_request(server: FakeOpenAI) -> None:
    assert embedder(server).embed_passages([]).shape == (0, DIMENSIONS)
    assert server.requests == []


def test_unknown_model_tells_its_dimensions(server: FakeOpenAI) -> None:
    model = OpenAIEmbedder("nomic", url=server.base_url)
    assert model.dimensions == DIMENSIONS
    assert isinstance(model, PaidEmbedder)


def test_fingerprint_follows_name_address_and_dimensions(server: FakeOpenAI) -> None:
    url = server.base_url
    prints = {
        OpenAIEmbedder(name, url=base, dimensions=size).fingerprint
        for name, base, size in [("a", url, 3), ("b", url, 3), ("a", url, 4), ("a", url + "/x", 3)]
    }
    assert len(prints) == 4
    assert OpenAIEmbedder("a", url=url, dimensions=3).fingerprint in prints


def test_batches_keep_both_limits(server: FakeOpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openai_embed, "TEXTS_A_REQUEST", 2)
    monkeypatch.setattr(openai_embed, "TOKENS_A_REQUEST", 6)
    embedder(server).embed_passages(["a", "b", "c", "one two three four five", "six seven"])
    assert [request.body["input"] for request in server.requests] == [
        ["a", "b"],
        ["c", "one two three four five"],
        ["six seven"],
    ]


def test_long_text_is_cut_and_empty_text_is_sent_as_a_blank(server: FakeOpenAI) -> None:
    embedder(server).embed_passages(["word " * 9000, ""])
    long, empty = server.requests[0].body["input"]
    assert (len(long.split()), empty) == (8189, " ")


def test_settings_name_server_key_and_price(server: FakeOpenAI) -> None:
    settings = load_settings(llm_url=server.base_url, api_key="sk-1", encoder_price=0.5)
    model = OpenAIEmbedder.from_settings("nomic", settings)
    assert (model.name, model.price_estimate(1_000_000)) == ("openai:nomic", 0.5)
    assert server.requests[0].headers["Authorization"] == "Bearer sk-1"


def test_price_of_a_known_model_is_known() -> None:
    settings = load_settings(api_key="sk-1")
    model = OpenAIEmbedder.from_settings("text-embedding-3-small", settings)
    assert (model.dimensions, model.price_estimate(1_000_000)) == (1536, 0.02)


def test_price_is_per_million_tokens(server: FakeOpenAI) -> None:
    paid = OpenAIEmbedder("m", url=server.base_url, dimensions=3, price=0.02)
    assert paid.price_estimate(5_000_000) == pytest.approx(0.1)
    assert embedder(server).price_estimate(5) is None


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("one_short", "2 vectors for 3 texts"),
        ("wrong_dimension", "holds no vectors"),
        ("nan", "not a number"),
        ("html200", "holds no vectors (text/html)"),
        ("empty200", "holds no vectors"),
    ],
)
def test_wrong_reply_is_refused_after_one_request(
    server: FakeOpenAI, kind: str, words: str
) -> None:
    server.fault(kind)
    with pytest.raises(ServerError) as caught:
        embedder(server).embed_passages(TEXTS)
    assert words in str(caught.value)
    assert len(server.requests) == 1


def test_other_dimensions_than_promised_are_refused(server: FakeOpenAI) -> None:
    model = OpenAIEmbedder("nomic", url=server.base_url, dimensions=7)
    with pytest.raises(ServerError, match="32 dimensions in place of 7"):
        model.embed_passages(TEXTS)


@pytest.mark.parametrize(
    ("status", "kind", "requests"),
    [
        ("429", RateLimited, 3),
        ("500", ServerError, 3),
        ("cut_first", ServerError, 3),
        ("401", AccessDenied, 1),
        ("404", ConfigurationError, 1),
    ],
)
def test_failure_ends_after_at_most_three_requests(
    server: FakeOpenAI, status: str, kind: type[FootnoteError], requests: int
) -> None:
    server.fault(status, times=3)
    with pytest.raises(kind):
        embedder(server).embed_passages(TEXTS)
    assert len(server.requests) == requests


def test_silent_server_is_given_up(server: FakeOpenAI) -> None:
    server.fault("hang")
    with pytest.raises(ServerError, match="did not answer in time"):
        embedder(server, seconds=0.2).embed_passages(TEXTS)
    assert len(server.requests) == 1


def test_passing_trouble_passes(server: FakeOpenAI) -> None:
    server.fault("503")
    assert embedder(server).embed_passages(TEXTS).shape == (3, DIMENSIONS)


@pytest.mark.parametrize("bad", range(8))
def test_refused_text_is_isolated_in_five_requests(server: FakeOpenAI, bad: int) -> None:
    server.refused_text = "poison"
    texts = [f"text {number}" for number in range(8)]
    texts[bad] = "poison"
    with pytest.raises(TextRefused, match="'poison'") as caught:
        embedder(server).embed_passages(texts)
    assert caught.value.index == bad
    assert len(server.requests) == 5


def test_server_that_refuses_everything_is_a_matter_of_settings(server: FakeOpenAI) -> None:
    server.fault("400", times=9)
    with pytest.raises(ConfigurationError, match="FOOTNOTE_ENCODER"):
        embedder(server).embed_passages(TEXTS)
    assert len(server.requests) == 2
