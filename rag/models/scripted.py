"""A chat model that says what it is told to: for tests, and to try footnote without a server."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.domain import Usage
from rag.errors import FootnoteError, ServerError
from rag.ports import Completion, Message

Reply = str | FootnoteError | tuple[str, str | FootnoteError]
"""Text; an error; or text that ends with a finish reason or with an error."""


class ScriptedModel:
    """Gives one reply after the other, word by word; when they are used up, its server is down.

    `asked` keeps the messages of each request, `closed` counts the streams that were left.
    """

    name = "scripted"

    def __init__(
        self, *replies: Reply, price: float | None = None, spent: float | None = None
    ) -> None:
        self.context_window = 8192
        self.replies = list(replies)
        self.asked: list[Sequence[Message]] = []
        self.closed = 0
        self._price = price
        self._spent = spent

    @property
    def heard(self) -> list[str]:
        """The last message of each request."""
        return [messages[-1].content for messages in self.asked]

    def stream(self, messages: Sequence[Message], max_tokens: int) -> Iterator[str | Completion]:
        self.asked.append(messages)
        reply = self.replies.pop(0) if self.replies else ServerError("The server is down.")
        text, end = reply if isinstance(reply, tuple) else (reply, "stop")
        try:
            if isinstance(text, FootnoteError):
                raise text
            yield from re.findall(r"\S+\s*|\s+", text)[:max_tokens]
            if isinstance(end, FootnoteError):
                raise end
            yield Completion(end, Usage(10, 5, 1, self._spent))
        finally:
            self.closed += 1

    def count_tokens(self, text: str) -> int:
        """Words: nobody has to know a tokenizer to read a test."""
        return len(text.split())

    def dollars(self, prompt_tokens: int, completion_tokens: int) -> float | None:
        return None if self._price is None else self._price * (prompt_tokens + completion_tokens)
