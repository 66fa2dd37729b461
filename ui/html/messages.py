"""Turns of a conversation as the messages of a `gr.Chatbot`: three a turn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from rag.domain import Answer, Turn
from rag.errors import FootnoteError
from ui.html.answer import (
    answer_html,
    error_html,
    steps_html,
    steps_title,
    streaming_html,
    timings_html,
    took,
)
from ui.html.view import AnswerView

PER_TURN = 3
"""Question, steps, answer; so message `i` belongs to turn `i // PER_TURN`."""

_GUARD = "\u2060"  # a word joiner: unseen, and no line breaks at it
# What begins HTML, a link, an image, code, a heading or a table in Gradio's Markdown.
_OPENERS = re.compile(r"[<&\[\]!`#|]")


def turn_messages(number: int, turn: Turn) -> list[dict[str, Any]]:
    """A finished turn; `number` counts from the beginning of the conversation."""
    answer = turn.answer
    return [
        user_message(turn.question),
        _steps_message(_summary(answer), timings_html(answer.timings), "done"),
        _assistant(answer_html(number, answer)),
    ]


def live_messages(number: int, view: AnswerView) -> list[dict[str, Any]]:
    """A turn on its way; the answer is missing while it has no text."""
    title = steps_title(view.steps, view.sources, view.in_scope)
    done = view.answer is not None
    found = [
        user_message(view.question),
        _steps_message(title, steps_html(view.steps), "done" if done else "pending"),
    ]
    text = streaming_html(number, view)
    return [*found, _assistant(text)] if text else found


def error_messages(question: str, error: FootnoteError) -> list[dict[str, Any]]:
    return [user_message(question), _assistant(error_html(error))]


def with_follow_ups(
    messages: list[dict[str, Any]], questions: Sequence[str]
) -> list[dict[str, Any]]:
    """The last message offers these questions as buttons."""
    if not messages or not questions:
        return messages
    options = [{"value": question, "label": question} for question in questions]
    return [*messages[:-1], {**messages[-1], "options": options}]


def user_message(question: str) -> dict[str, Any]:
    """The question as typed: a word joiner behind each sign keeps it from being markup.

    It cannot be seen, and the pencil's text box shows the question itself.
    """
    return {"role": "user", "content": _OPENERS.sub(lambda m: m.group() + _GUARD, question)}


def typed(text: str) -> str:
    """The question behind the text of a user message."""
    return text.replace(_GUARD, "")


def _assistant(html: str) -> dict[str, Any]:
    return {"role": "assistant", "content": html}


def _steps_message(title: str, html: str, status: str) -> dict[str, Any]:
    return {
        "role": "assistant",
        "content": html,
        "metadata": {"title": title, "status": status},
    }


def _summary(answer: Answer) -> str:
    return f"Read {len(answer.sources)} papers · {took(answer):.1f} s"
