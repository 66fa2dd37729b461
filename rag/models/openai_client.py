"""What the chat and the embedding adapter share: the server, its errors, patience and prices.

The three rooms rag/openai_*.py alone import openai; its errors are translated here only.
"""

from __future__ import annotations

import asyncio
import json
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from urllib.parse import urlsplit

import httpx
import openai

from rag.errors import (
    AccessDenied,
    ConfigurationError,
    FootnoteError,
    RateLimited,
    ServerError,
    shown,
)

OPENAI_URL = "https://api.openai.com/v1"
FAILURES = (
    openai.OpenAIError,
    httpx.HTTPError,
    httpx.StreamError,
    json.JSONDecodeError,
    UnicodeDecodeError,
)
"""All that a call of the SDK raises; a broken stream passes httpx and json errors through."""

PRICES = {
    "gpt-5.4": (2.50, 15.00),
    "gpt-5.2": (1.75, 14.00),
    "gpt-5.1": (1.25, 10.00),
    "gpt-5": (1.25, 10.00),
    "gpt-5-mini": (0.25, 2.00),
    "gpt-5-nano": (0.05, 0.40),
    "gpt-4.1": (2.00, 8.00),
    "gpt-4.1-mini": (0.40, 1.60),
    "gpt-4.1-nano": (0.10, 0.40),
    "gpt-4o": (2.50, 10.00),
    "gpt-4o-mini": (0.15, 0.60),
    "o3": (2.00, 8.00),
    "o3-mini": (1.10, 4.40),
    "o4-mini": (1.10, 4.40),
    "text-embedding-3-small": (0.02, 0.0),
    "text-embedding-3-large": (0.13, 0.0),
    "text-embedding-ada-002": (0.10, 0.0),
}
"""OpenAI's list prices as of 2026-11: US dollars per million tokens in and out."""


@dataclass(frozen=True, slots=True)
class Server:
    """A model at an address; the key is in no message and no repr."""

    model: str
    url: str
    key: str = field(repr=False)
    settings: str = "FOOTNOTE_LLM and FOOTNOTE_LLM_URL"

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.username or parts.password:
            raise ConfigurationError(
                f"The address of {self.address} holds a user name or password; take it out of "
                f"{self.settings} and set FOOTNOTE_API_KEY."
            )
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigurationError(
                f"{shown(self.address)} is not the address of a server; set {self.settings} "
                "to one such as http://127.0.0.1:11434/v1."
            )
        if not (self.key.isascii() and self.key.isprintable()):
            raise ConfigurationError("The API key holds characters that no key has; copy it again.")

    @property
    def address(self) -> str:
        """The URL without what may be secret: a user name, a password, a query."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}".rstrip("/")

    @property
    def name(self) -> str:
        return f"{shown(self.model)} at {self.address}"

    @property
    def is_local(self) -> bool:
        """Whether it answers on this machine, which no proxy reaches."""
        return urlsplit(self.url).hostname in ("127.0.0.1", "localhost", "::1")

    def quoted(self, text: str) -> str:
        """What a server said, fit for a message: cut, and never with the key that it may echo."""
        if self.key and len(self.key) > 3:
            text = text.replace(self.key, "***")
        return shown(" ".join(text.split()), 160)


class Patience:
    """The one retry layer: at most `most` requests, and 20 s of waiting between them.

    `pause` is the first wait in seconds where the server does not ask for another.
    """

    def __init__(self, server: Server, pause: float = 0.5, most: int = 3) -> None:
        self.server = server
        self._pause = pause
        self.requests = 1
        self._most = most
        self._seconds = 20.0

    def before_next(self, error: Exception) -> float:
        """Seconds to wait before asking again; raises the translated error when that is no use."""
        failure = translated(error, self.server)
        asked = _retry_after(error)
        wait = self._pause * 2 ** (self.requests - random.random() / 2 - 1)
        wait = wait if asked is None else asked
        if not _is_passing(error) or self.requests >= self._most or wait > self._seconds:
            raise failure from None
        self._seconds -= wait
        self.requests += 1
        return wait

    def spend(self) -> bool:
        """Take a request for a changed question; False when all are used."""
        self.requests += 1
        return self.requests <= self._most


def translated(error: Exception, server: Server) -> FootnoteError:
    """The error in our words, naming the server and what to do next."""
    if isinstance(error, openai.APIStatusError):
        return _refused_status(error, server)
    if isinstance(error, openai.APITimeoutError | TimeoutError | asyncio.TimeoutError):
        return ServerError(f"{server.name} did not answer in time; try again.")
    if isinstance(error, openai.APIConnectionError | httpx.TransportError):
        cause = error.__cause__ or error
        detail = server.quoted(str(cause) or "the connection was lost")
        return ServerError(
            f"{server.name} cannot be reached or broke off: {detail}; "
            f"check that it runs and that {server.settings} fit."
        )
    if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
        return ServerError(
            f"{server.name} sent a damaged reply: {server.quoted(str(error))}; try again."
        )
    return ServerError(f"{server.name} reported an error: {server.quoted(str(error))}; try again.")


def _refused_status(error: openai.APIStatusError, server: Server) -> FootnoteError:
    status, said = error.status_code, server.quoted(_message_of(error))
    if status in (401, 403):
        return AccessDenied(
            f"{server.address} refused the API key for {shown(server.model)} (HTTP {status}): "
            f"{said}; set FOOTNOTE_API_KEY to a key that is valid there."
        )
    if status == 429 and "insufficient_quota" in (error.code, error.type):
        return AccessDenied(
            f"The account at {server.address} has no credit left (HTTP 429): {said}."
        )
    if status == 429:
        return RateLimited(f"{server.name} asks us to slow down: {said}; {_when(error)}.")
    if status >= 500 or status in (408, 409):
        return ServerError(f"{server.name} failed with HTTP {status}: {said}; {_when(error)}.")
    if status < 400:
        target = server.quoted(error.response.headers.get("location", "another address"))
        return ConfigurationError(
            f"{server.name} redirects to {target} (HTTP {status}), which is not followed; "
            f"correct {server.settings}."
        )
    return ConfigurationError(
        f"{server.name} does not accept the request (HTTP {status}): {said}; "
        f"check {server.settings}, and FOOTNOTE_CONTEXT_WINDOW if the text is too long."
    )


def _message_of(error: openai.APIStatusError) -> str:
    if isinstance(error.body, dict) and isinstance(error.body.get("message"), str):
        return str(error.body["message"])
    return error.response.text or error.response.reason_phrase


def _is_passing(error: Exception) -> bool:
    """Whether the same request may succeed a little later."""
    if isinstance(error, openai.APIStatusError):
        quota = "insufficient_quota" in (error.code, error.type)
        return error.status_code >= 500 or (error.status_code in (408, 409, 429) and not quota)
    if isinstance(error, openai.APITimeoutError | httpx.TimeoutException):
        return False
    return isinstance(error, openai.APIConnectionError | httpx.TransportError)


def _retry_after(error: Exception) -> float | None:
    """Seconds that the server asked us to wait; None without a readable Retry-After."""
    if not isinstance(error, openai.APIStatusError):
        return None
    value = error.response.headers.get("retry-after", "")
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _when(error: openai.APIStatusError) -> str:
    seconds = _retry_after(error)
    if not seconds or not isfinite(seconds):
        return "try again in a minute"
    wait = f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
    return f"try again in {wait}"


def prices_of(model: str, url: str, override: str = "") -> tuple[float, float] | None:
    """US dollars per million tokens in and out; None where nobody told us.

    `override` is '0.4,1.6'. Raises ConfigurationError when it is not two numbers.
    """
    if override:
        try:
            price_in, price_out = (float(part) for part in override.split(","))
            if not (0 <= price_in < 1e6 and 0 <= price_out < 1e6):
                raise ValueError(override)
        except ValueError:
            raise ConfigurationError(
                f"FOOTNOTE_PRICES is {shown(override)}; give dollars per million tokens in and "
                "out, such as '0.4,1.6'."
            ) from None
        return price_in, price_out
    if urlsplit(url or OPENAI_URL).hostname != urlsplit(OPENAI_URL).hostname:
        return None
    dated = [name for name in PRICES if model == name or model.startswith(f"{name}-20")]
    return PRICES[max(dated, key=len)] if dated else None
