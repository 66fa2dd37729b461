from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import ConfigurationError
from rag.settings import load_settings

KEY = "sk-canary-123"


def key_of(**overrides: object) -> str:
    return load_settings(**overrides).api_key.get_secret_value()


def test_without_anything_answers_are_extracted() -> None:
    settings = load_settings()
    assert (settings.has_llm, settings.encoder, key_of()) == (False, "embedded", "")


def test_an_openai_key_alone_turns_composition_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", f" {KEY}\n")
    assert key_of() == KEY
    assert load_settings().llm == "gpt-4.1-mini"


def test_an_openai_key_goes_to_openai_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert key_of(llm_url="https://api.openai.com/v1") == KEY
    assert key_of(llm_url="http://127.0.0.1:11434/v1") == ""
    assert key_of(encoder_url="https://elsewhere.example/v1") == ""


def test_our_own_key_goes_where_the_url_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_API_KEY", KEY)
    assert key_of(llm_url="http://127.0.0.1:8000/v1", llm="x") == KEY


def test_a_dotenv_file_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("FOOTNOTE_K=3\nSOMETHING_ELSE=1\n")
    assert load_settings().k == 3
    assert load_settings(k=5).k == 5


def test_what_does_not_fit_is_named_without_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_API_KEY", KEY)
    monkeypatch.setenv("FOOTNOTE_K", "many")
    with pytest.raises(ConfigurationError, match="FOOTNOTE_K does not fit") as error:
        load_settings()
    assert KEY not in str(error.value)


def test_a_key_that_cannot_be_sent_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_API_KEY", "schlüssel")
    with pytest.raises(ConfigurationError, match="outside ASCII"):
        load_settings()


def test_no_secret_in_a_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_API_KEY", KEY)
    assert KEY not in repr(load_settings())
