"""Every setting with its default and meaning; the only reader of the environment and `.env`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, JsonValue, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import ConfigurationError

_REPEATABLE: dict[str, JsonValue] = {"repeatable": True}
"""Marks a setting that a receipt's replay sets back."""


@dataclass(frozen=True, slots=True)
class Answering:
    """How answers are written; each is the setting of that name."""

    sentences: int
    threshold: float
    answer_tokens: int
    cost_cap: float
    unsupported: Literal["strike", "drop"]


class Settings(BaseSettings):
    """Read from `FOOTNOTE_*` variables, then `.env`, then these defaults."""

    model_config = SettingsConfigDict(
        env_prefix="FOOTNOTE_", env_file=".env", env_file_encoding="utf-8", extra="ignore"
    )

    home: Path = Field(
        default_factory=lambda: user_data_path("footnote"),
        description="Folder of the library and its indexes.",
    )
    encoder: str = Field(
        "embedded",
        description="embedded (tuned on papers), embedded:minilm (as published), "
        "openai:MODEL (any OpenAI-compatible server) or fastembed:NAME.",
    )
    encoder_url: str = Field(
        "", description="Base URL of the embedding server; empty: the same as `llm_url`."
    )
    encoder_price: float | None = Field(
        None, ge=0, description="US dollars per million embedded tokens; unset: known models only."
    )
    llm: str = Field(
        "",
        description="Chat model, e.g. gpt-4.1-mini or llama3.1; empty: answers by extraction.",
        json_schema_extra=_REPEATABLE,
    )
    llm_url: str = Field(
        "",
        description="Base URL of an OpenAI-compatible server, e.g. http://127.0.0.1:11434/v1.",
        json_schema_extra=_REPEATABLE,
    )
    api_key: SecretStr = Field(
        SecretStr(""),
        description="Key of the server; else OPENAI_API_KEY, which goes to OpenAI alone.",
    )
    context_window: int = Field(
        8192,
        ge=1024,
        description="Tokens the chat model can read; prompts are fitted to it.",
        json_schema_extra=_REPEATABLE,
    )
    answer_tokens: int = Field(
        900, ge=64, description="Tokens a composed answer may have.", json_schema_extra=_REPEATABLE
    )
    prices: str = Field(
        "",
        description="US dollars per million tokens in and out of the chat model, as '0.4,1.6'.",
    )
    cost_cap: float = Field(
        0.05, ge=0, description="US dollars an answer may cost before a yes is asked for."
    )
    k: int = Field(
        8, ge=1, le=100, description="Papers read for an answer.", json_schema_extra=_REPEATABLE
    )
    sentences: int = Field(
        5,
        ge=1,
        le=20,
        description="Most sentences of an extracted answer.",
        json_schema_extra=_REPEATABLE,
    )
    threshold: float = Field(
        0.5,
        ge=0,
        le=1,
        description="Least answerability; below it the papers don't say.",
        json_schema_extra=_REPEATABLE,
    )
    unsupported: Literal["strike", "drop"] = Field(
        "strike",
        description="Unsupported sentences are shown struck through, or dropped.",
        json_schema_extra=_REPEATABLE,
    )
    question_limit: int = Field(8000, ge=1, description="Characters a question may have.")
    file_limit: int = Field(200_000_000, ge=1, description="Bytes an input file may have.")
    host: str = Field("127.0.0.1", description="Address the chat listens on.")
    port: int = Field(7860, ge=0, le=65535, description="Port of the chat; 0: any free one.")
    accounts: Path | None = Field(
        None, description="File of accounts made by `footnote accounts add`; needed off loopback."
    )

    @field_validator("api_key", mode="before")
    @classmethod
    def _clean_key(cls, value: object) -> object:
        # A key with a stray newline is printed whole by the HTTP client's own error.
        return value.strip() if isinstance(value, str) else value

    @property
    def has_llm(self) -> bool:
        return bool(self.llm)

    def answering(self) -> Answering:
        return Answering(
            self.sentences, self.threshold, self.answer_tokens, self.cost_cap, self.unsupported
        )


def repeatable() -> tuple[str, ...]:
    """Settings that shape an answer and can be set back without embedding anything again."""
    fields = Settings.model_fields.items()
    return tuple(name for name, field in fields if field.json_schema_extra == _REPEATABLE)


class _OpenAIKey(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore")

    openai_api_key: SecretStr = SecretStr("")


def load_settings(**overrides: object) -> Settings:
    """Settings from the environment, `.env` and `overrides`; None overrides nothing.

    Raises ConfigurationError naming the setting and the value that does not fit.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        settings = Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise ConfigurationError(_first_problem(error)) from None
    if not settings.api_key.get_secret_value() and _at_openai(settings):
        key = _OpenAIKey().openai_api_key.get_secret_value().strip()
        settings = settings.model_copy(update={"api_key": SecretStr(key)})
    if settings.api_key.get_secret_value() and not settings.llm and not settings.llm_url:
        settings = settings.model_copy(update={"llm": "gpt-4.1-mini"})
    if not settings.api_key.get_secret_value().isascii():
        raise ConfigurationError("The API key holds characters outside ASCII; copy it again.")
    return settings


def _at_openai(settings: Settings) -> bool:
    """Whether OpenAI's own key would go to OpenAI alone, and to no other server."""
    urls = filter(None, (settings.llm_url, settings.encoder_url))
    return all(urlsplit(url).hostname == "api.openai.com" for url in urls)


def _first_problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    name = "FOOTNOTE_" + "_".join(str(part) for part in problem["loc"]).upper()
    return f"{name} does not fit: {problem['msg']}; correct it in the environment or .env."
