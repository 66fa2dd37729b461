"""A chat model behind any OpenAI-compatible server, streamed, and stoppable from any thread."""

from __future__ import annotations

import asyncio
import re
import weakref
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import httpx
import openai
from openai.types.chat import ChatCompletionChunk

from rag.domain import Usage
from rag.errors import BrokenStream, ConfigurationError, FootnoteError, ServerError
from rag.models.openai_client import FAILURES, OPENAI_URL, Patience, Server, prices_of, translated
from rag.models.openai_stream import ChatStream, Put, run_soon
from rag.ports import Completion, Message
from rag.settings import Settings
from rag.text import tokens

_THINK, _THOUGHT = "<think>", "</think>"
_REASONING = re.compile(r"(gpt-5|o\d)")
_BYTES_PER_CHARACTER = 400
"""A token of few characters comes wrapped in some 250 bytes of JSON."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to the first event, between two, for the whole answer; characters; first pause."""

    first: float = 30.0
    gap: float = 30.0
    whole: float = 120.0
    characters: int = 64_000
    pause: float = 0.5


class OpenAIChat:
    """Fills `ChatModel` over streamed chat completions; any model name will do."""

    def __init__(
        self,
        model: str,
        *,
        url: str = "",
        key: str = "",
        context_window: int,
        prices: tuple[float, float] | None = None,
        limits: Limits = Limits(),
    ) -> None:
        self.name = model
        self.context_window = context_window
        self.prices = prices
        self.limits = limits
        self.server = Server(model, url or OPENAI_URL, key.strip())
        if not self.server.key and not url:
            raise ConfigurationError(
                "OpenAI needs an API key; set FOOTNOTE_API_KEY, or FOOTNOTE_LLM_URL to another "
                "server."
            )
        self._client = _client(self.server, limits)
        self._refused_options: set[str] = set()
        weakref.finalize(self, run_soon, self._client.close).atexit = False
        run_soon(self._warm_up)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """The model that the settings name; raises ConfigurationError."""
        return cls(
            settings.llm,
            url=settings.llm_url,
            key=settings.api_key.get_secret_value(),
            context_window=settings.context_window,
            prices=prices_of(settings.llm, settings.llm_url, settings.prices),
        )

    def stream(self, messages: Sequence[Message], max_tokens: int) -> ChatStream:
        """Pieces of text as they come, then one Completion; see `ChatStream`.

        Raises, while iterating, ServerError, BrokenStream, RateLimited, AccessDenied and
        ConfigurationError; at most three requests are sent.
        """
        return ChatStream(lambda put: self._converse(messages, max_tokens, put))

    def count_tokens(self, text: str) -> int:
        return tokens.count(text)

    def dollars(self, prompt_tokens: int, completion_tokens: int) -> float | None:
        """What so many tokens cost; None where the price is not known."""
        if self.prices is None:
            return None
        price_in, price_out = self.prices
        return (prompt_tokens * price_in + completion_tokens * price_out) / 1e6

    async def _warm_up(self) -> None:
        # The SDK imports a third of a second of modules at first use; retrieval runs meanwhile.
        self._client.chat.completions  # noqa: B018

    async def _converse(self, messages: Sequence[Message], max_tokens: int, put: Put) -> None:
        reply = _Reply(put, self.server, self.limits.characters)
        patience = Patience(self.server, self.limits.pause)
        try:
            async with asyncio.timeout(self.limits.whole):
                while not reply.finish_reason:
                    await self._attempt(messages, max_tokens, reply, patience)
        except TimeoutError:
            raise reply.broken(f"took over {self.limits.whole:.0f} s") from None
        put(self._completion(messages, reply, patience.requests))

    async def _attempt(
        self, messages: Sequence[Message], max_tokens: int, reply: _Reply, patience: Patience
    ) -> None:
        try:
            await self._read(self._options(messages, max_tokens), reply)
        except FAILURES as error:
            if reply.finish_reason:
                return
            if reply.characters:
                if isinstance(error, httpx.TransportError):
                    raise reply.broken("broke off the reply") from None
                failure = translated(error, self.server)
                raise BrokenStream(str(failure), "".join(reply.pieces)) from None
            if self._gives_in_to(error) and patience.spend():
                return
            await asyncio.sleep(patience.before_next(error))
        else:
            reply.require_end()

    async def _read(self, options: dict[str, Any], reply: _Reply) -> None:
        limits, clock = self.limits, asyncio.get_running_loop().time
        try:
            async with asyncio.timeout(limits.first) as silence:
                async with await self._client.chat.completions.create(**options) as stream:
                    reply.refuse_page(stream.response)
                    async for chunk in stream:
                        reply.take(chunk)
                        # Some servers never close after the end; only the usage may follow it.
                        rest = min(2.0, limits.gap) if reply.finish_reason else limits.gap
                        silence.reschedule(clock() + rest)
        except TimeoutError:
            if not reply.finish_reason:
                seconds = limits.gap if reply.characters else limits.first
                raise reply.broken(f"sent nothing for {seconds:.0f} s") from None

    def _options(self, messages: Sequence[Message], max_tokens: int) -> dict[str, Any]:
        reasoning = _REASONING.match(self.name) and self.server.url.startswith(OPENAI_URL)
        options: dict[str, Any] = {
            "model": self.name,
            "messages": [{"role": m.role, "content": m.content} for m in messages],
            "stream": True,
            "stream_options": {"include_usage": True},
            "max_completion_tokens" if reasoning else "max_tokens": max_tokens,
        }
        if not reasoning:
            options["temperature"] = 0
        for name in self._refused_options:
            value = options.pop(name, None)
            if name == "max_tokens":
                options["max_completion_tokens"] = value
        return options

    def _gives_in_to(self, error: Exception) -> bool:
        """Whether the server refused an option that we can do without; it is left out from now."""
        if not isinstance(error, openai.BadRequestError):
            return False
        said = f"{error.param} {error.message}"
        found = {n for n in ("stream_options", "max_tokens", "temperature") if n in said}
        fresh = found - self._refused_options
        self._refused_options |= fresh
        return bool(fresh)

    def _completion(self, messages: Sequence[Message], reply: _Reply, requests: int) -> Completion:
        used_in, used_out = reply.usage or (
            sum(tokens.count(message.content) for message in messages),
            tokens.count("".join(reply.pieces)),
        )
        usage = Usage(used_in, used_out, requests, self.dollars(used_in, used_out))
        return Completion(reply.finish_reason, usage)


class _Reply:
    """What has come of a reply so far, whatever form the server gives it."""

    def __init__(self, put: Put, server: Server, most: int) -> None:
        self.pieces: list[str] = []
        self.characters = 0
        self.finish_reason = ""
        self.usage: tuple[int, int] | None = None
        self._put = put
        self._server = server
        self._most = most
        self._thought: str | None = ""

    def take(self, chunk: object) -> None:
        """Pass on the text of one event; an event of another shape carries none."""
        if not isinstance(chunk, ChatCompletionChunk):
            return
        used = getattr(chunk, "usage", None)
        counts = (getattr(used, "prompt_tokens", None), getattr(used, "completion_tokens", None))
        if isinstance(counts[0], int) and isinstance(counts[1], int):
            self.usage = (counts[0], counts[1])
        choices = getattr(chunk, "choices", None)
        if not isinstance(choices, list) or not choices:
            return
        text = getattr(getattr(choices[0], "delta", None), "content", None)
        if isinstance(text, str) and not self.finish_reason and (said := self._spoken(text)):
            self._add(said)
        reason = getattr(choices[0], "finish_reason", None)
        if isinstance(reason, str) and not self.finish_reason:
            self.finish_reason = reason

    def _spoken(self, text: str) -> str:
        """`text` without the <think> block that some local models begin with."""
        if self._thought is None:
            return text
        self._thought = (self._thought + text).lstrip()
        if self._thought.startswith(_THINK):
            said = self._thought.partition(_THOUGHT)[2].lstrip()
            self._thought = None if said else self._thought
            return said
        if _THINK.startswith(self._thought):
            return ""
        said, self._thought = self._thought, None
        return said

    def _add(self, text: str) -> None:
        # A lone surrogate, legal in JSON, can be neither stored nor printed.
        text = text.encode("utf-8", errors="replace").decode("utf-8")
        room = self._most - self.characters
        self.pieces.append(text[:room])
        self.characters += len(text[:room])
        self._put(text[:room])
        if len(text) > room:
            raise self.broken(f"sent over {self._most:,} characters")

    def refuse_page(self, response: httpx.Response) -> None:
        if "html" in response.headers.get("content-type", ""):
            raise self.broken("sent a web page, not a model's reply")

    def require_end(self) -> None:
        """Raises unless the model said that it was done, and wrote something."""
        if not self.finish_reason:
            raise self.broken("ended the reply before the model was done")
        if not self.characters:
            why = {
                "length": "used all its tokens before writing; raise FOOTNOTE_ANSWER_TOKENS",
                "content_filter": "withheld the reply by its content filter; ask differently",
            }
            raise self.broken(why.get(self.finish_reason, "sent a reply without text"))

    def broken(self, what: str) -> FootnoteError:
        """The error for a reply that went wrong; text that came is kept in it."""
        if not self.characters:
            return ServerError(f"{self._server.name} {what}; check {self._server.settings}.")
        return BrokenStream(f"{self._server.name} {what}; ask again.", "".join(self.pieces))


class _Capped(httpx.AsyncByteStream):
    """A body that ends in an error when it floods us; one endless line would fill the memory."""

    def __init__(self, body: httpx.AsyncByteStream, most: int) -> None:
        self._body = body
        self._left = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for data in self._body:
            self._left -= len(data)
            if self._left < 0:
                raise httpx.ReadError("the reply is far too long")
            yield data

    async def aclose(self) -> None:
        await self._body.aclose()


def _client(server: Server, limits: Limits) -> openai.AsyncOpenAI:
    async def cap(response: httpx.Response) -> None:
        if isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = _Capped(response.stream, limits.characters * _BYTES_PER_CHARACTER)

    http = httpx.AsyncClient(
        follow_redirects=False,
        trust_env=not server.is_local,
        timeout=httpx.Timeout(None, connect=10.0),
        event_hooks={"response": [cap]},
    )
    return openai.AsyncOpenAI(
        api_key=server.key or "none", base_url=server.url, max_retries=0, http_client=http
    )
