"""Asking the fake server as the tests of the chat adapter do."""

from __future__ import annotations

import pytest

from rag.errors import FootnoteError
from rag.models.openai_chat import Limits, OpenAIChat
from rag.ports import Completion, Message
from tests.fakes.openai_server import FakeOpenAI

KEY = "sk-canary-1234567890"
ASK = [Message("user", "Why?")]
QUICK = Limits(pause=0.05)


def chat(server: FakeOpenAI, limits: Limits = QUICK) -> OpenAIChat:
    return OpenAIChat(
        "unheard-of-7b", url=server.base_url, key=KEY, context_window=8192, limits=limits
    )


def said(model: OpenAIChat, most: int = 200) -> tuple[str, Completion]:
    *pieces, end = [item for item in model.stream(ASK, most) if item != ""]
    assert isinstance(end, Completion)
    return "".join(str(piece) for piece in pieces), end


def failure(model: OpenAIChat) -> FootnoteError:
    with pytest.raises(FootnoteError) as caught:
        said(model)
    assert KEY not in str(caught.value)
    return caught.value
