"""The embedded encoder against fp32 vectors of real abstracts, and fastembed behind its port."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from rag.errors import ConfigurationError, ServerError
from rag.models.encoders import MINILM, PAPERS, EmbeddedEncoder, FastembedEncoder

ROOT = Path(__file__).parents[3]
DATA = ROOT / "tests" / "data"


@pytest.fixture(scope="module")
def encoder() -> EmbeddedEncoder:
    return EmbeddedEncoder()


def abstracts() -> list[str]:
    """47 abstracts of the sample listing and 53 of SciFact."""
    sample = (ROOT / "rag" / "data" / "sample.txt").read_text("utf-8")
    lines = (DATA / "scifact_abstracts.jsonl").read_text("utf-8").splitlines()
    return [text for text in sample.split("\n\n") if len(text) > 300] + [
        json.loads(line)["text"] for line in lines
    ]


@pytest.mark.parametrize("folder", [MINILM, PAPERS], ids=lambda folder: folder.name)
def test_int8_vectors_stay_near_the_fp32_ones(folder: Path) -> None:
    vectors = EmbeddedEncoder(folder).embed_passages(abstracts())
    reference = np.load(DATA / "encoder_fp32.npz")[folder.name].astype(np.float32)
    assert vectors.shape == reference.shape == (100, 384)
    assert np.sum(vectors * reference, axis=1).min() >= 0.99


def test_vectors_have_length_one_and_keep_the_order(encoder: EmbeddedEncoder) -> None:
    texts = [abstracts()[0], "short", abstracts()[2], "a question about diffusion"]
    together = encoder.embed_passages(texts)
    alone = np.array([encoder.embed_question(text) for text in texts])
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    assert np.sum(together * alone, axis=1).min() > 0.9999


def test_no_text_gives_no_vector(encoder: EmbeddedEncoder) -> None:
    assert encoder.embed_passages([]).shape == (0, 384)


def test_an_empty_text_has_a_vector(encoder: EmbeddedEncoder) -> None:
    assert np.linalg.norm(encoder.embed_question("")) == pytest.approx(1.0, abs=1e-5)


def test_text_beyond_the_limit_is_cut(encoder: EmbeddedEncoder) -> None:
    start = "word " * 254
    same = encoder.embed_passages([start, start + "never read " * 50])
    assert same[0] @ same[1] > 0.999


def test_tokens_are_counted_before_the_cut(encoder: EmbeddedEncoder) -> None:
    assert encoder.count_tokens("graph neural networks") == 5
    assert encoder.count_tokens("word " * 1000) == 1002


def test_the_fingerprint_follows_the_files(encoder: EmbeddedEncoder, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "model.onnx").write_bytes(b"other")
    (tmp_path / "tokenizer.json").write_bytes(b"{}")
    other = EmbeddedEncoder(tmp_path / "other")
    assert len(other.fingerprint) == 16
    assert encoder.fingerprint == EmbeddedEncoder().fingerprint != other.fingerprint


def test_an_embedded_encoder_is_chosen_by_name() -> None:
    assert EmbeddedEncoder.named("").name == "embedded"
    assert EmbeddedEncoder.named("minilm").name == "embedded:minilm"
    with pytest.raises(ConfigurationError, match="use embedded or embedded:minilm"):
        EmbeddedEncoder.named("large")


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"model\.onnx cannot be read \(No such file"):
        _ = EmbeddedEncoder(tmp_path)._session


def test_fastembed_absent_says_how_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fastembed", None)
    with pytest.raises(ConfigurationError, match=r"pip install 'footnote\[fastembed\]'"):
        FastembedEncoder("BAAI/bge-small-en-v1.5")


class FakeTextEmbedding:
    """fastembed's class for one known model of three dimensions, and one that is out of reach."""

    def __init__(self, model_name: str, **_: int) -> None:
        if model_name != "known/model":
            raise ValueError(f"Could not load model {model_name} from any source.")

    @staticmethod
    def list_supported_models() -> list[dict[str, str]]:
        return [{"model": "known/model"}, {"model": "far/model"}]

    def query_embed(self, texts: list[str]) -> list[list[float]]:
        return [[0.0, 3.0, 4.0] for _ in texts]

    passage_embed = query_embed


@pytest.fixture
def _fastembed(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = SimpleNamespace(TextEmbedding=FakeTextEmbedding)
    monkeypatch.setitem(sys.modules, "fastembed", fake)


@pytest.mark.usefixtures("_fastembed")
def test_fastembed_vectors_get_length_one() -> None:
    encoder = FastembedEncoder("known/model")
    assert (encoder.name, encoder.dimensions) == ("fastembed:known/model", 3)
    assert encoder.embed_passages(["a", "b"])[1] == pytest.approx([0.0, 0.6, 0.8])


@pytest.mark.usefixtures("_fastembed")
def test_fastembed_names_a_model_it_lacks() -> None:
    with pytest.raises(ConfigurationError, match=r"'no/model'; it offers far/model, known/model\."):
        FastembedEncoder("no/model")


@pytest.mark.usefixtures("_fastembed")
def test_fastembed_says_that_weights_could_not_be_fetched() -> None:
    with pytest.raises(ServerError, match="could not fetch 'far/model'"):
        FastembedEncoder("far/model")
