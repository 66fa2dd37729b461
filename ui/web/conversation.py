"""Conversations as the library has them, on the screen: opened, listed, judged."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import uuid4

import gradio as gr

from rag.domain import Answer, Question, Scope, Source, Turn
from rag.engine.library import Library
from rag.errors import FootnoteError
from ui.html.messages import PER_TURN, live_messages, turn_messages, with_follow_ups
from ui.html.side import welcome_html
from ui.html.sources import quiet_html, sources_html
from ui.html.view import AnswerView
from ui.web.layout import FEEDBACK, Screen
from ui.web.memory import TURNS_SHOWN
from ui.web.streaming import Streaming

Update = dict[Any, Any]
"""Component -> its new value; components not named stay as they are."""

STARRED = "starred"
_LOOK = 0.1
_PATIENCE = 20
"""Looks at a question that nobody has begun to answer before it counts as left."""


@dataclass
class Asking:
    """An answer being written; once its `streaming` is closed, what there is of it is saved."""

    view: AnswerView
    question: Question
    number: int
    past: list[dict[str, Any]]
    streaming: Streaming = field(default_factory=Streaming)
    error: FootnoteError | None = None


class ConversationHandlers:
    """Handlers for turns that are in the library already."""

    def __init__(self, library: Library, screen: Screen) -> None:
        self.library = library
        self.screen = screen
        self.history = library.history
        self.asking: dict[str, Asking] = {}

    def known(self, conversation: str | None, request: gr.Request) -> str | None:
        """The id where the asker owns such a conversation; the page could send any."""
        if conversation and self.history.owns(owner_of(request), conversation):
            return conversation
        return None

    def open(self, conversation: str | None, shown_turns: int, request: gr.Request) -> Update:
        """A conversation as the library has it; another owner's is not opened."""
        chat, memory, right = self.screen.chat, self.screen.memory, self.screen.right
        known = self.known(conversation, request)
        asking = self._on_its_way(known)
        turns = self.history.turns(known) if known else []
        messages = self.messages(turns, shown_turns)
        if turns:
            messages = with_follow_ups(messages, self.library.follow_ups(turns[-1].answer))
        if asking is not None:
            messages = [*messages, *live_messages(asking.number, asking.view)]
        update: Update = {
            chat.log: gr.update(value=messages, **invitation(self.library)),
            chat.notice: "",
            chat.accept: gr.update(visible=False),
            chat.earlier: gr.update(visible=len(turns) > shown_turns),
            memory.conversation: known or "",
            memory.turns: shown_turns,
            memory.listed: uuid4().hex,
            memory.awaited: uuid4().hex if asking is not None else "",
            right.sources: quiet_html(),
            memory.shown: None,
        }
        if turns:
            last = turns[-1].answer
            update |= self.sources(len(turns) - 1, last.question, last.sources, last)
        return update

    def _on_its_way(self, conversation: str | None) -> Asking | None:
        """The answer that this page does not write: broken off a moment ago, or another tab's."""
        asking = self.asking.get(conversation or "")
        if asking is None or asking.streaming.closed.is_set() or asking.error is not None:
            return None
        return asking

    async def follow(self, conversation: str | None, request: gr.Request) -> None:
        """Wait until what `open` showed on its way is saved, or is seen to have been left."""
        asking = self.asking.get(self.known(conversation, request) or "")
        looks = 0
        while asking is not None and not asking.streaming.closed.is_set():
            if not asking.streaming.begun.is_set() and looks >= _PATIENCE:
                asking.streaming.stopped.set()
                return
            await asyncio.sleep(_LOOK)
            looks += 1

    def followed(
        self, awaited: str, conversation: str | None, shown_turns: int, request: gr.Request
    ) -> Update:
        """Show what was saved, unless the page is elsewhere or something else has been asked."""
        known = self.known(conversation, request)
        asking = self.asking.get(known or "")
        if not awaited or known is None:
            return nothing()
        if asking is None:  # the page that asked has shown it already
            return self.open(known, shown_turns, request)
        streaming = asking.streaming
        if streaming.begun.is_set() and not streaming.closed.is_set():
            return nothing()
        if streaming.stopped.is_set() and asking.view.answer is None:
            del self.asking[known]
        return self.broken_off(asking, known, shown_turns, request)

    def broken_off(
        self, asking: Asking, conversation: str, shown_turns: int, request: gr.Request
    ) -> Update:
        """The conversation; a question of which nothing was saved in the end returns to the box."""
        update = self.open(conversation, shown_turns, request)
        over = self._on_its_way(conversation) is None
        lost = over and len(self.history.turns(conversation)) <= asking.number
        return update | {self.screen.memory.again: asking.view.question if lost else ""}

    def earlier(self, conversation: str | None, shown_turns: int, request: gr.Request) -> Update:
        return self.open(conversation, shown_turns + TURNS_SHOWN, request)

    def messages(self, turns: Sequence[Turn], shown_turns: int) -> list[dict[str, Any]]:
        first = max(0, len(turns) - shown_turns)
        numbered = enumerate(turns[first:], first)
        return [message for n, turn in numbered for message in turn_messages(n, turn)]

    def show_turn(
        self, data: gr.EventData, conversation: str | None, request: gr.Request
    ) -> Update:
        """The sources of the answer that a footnote belongs to."""
        return self.sources_of(self.known(conversation, request), int(data.turn), str(data.focus))

    def sources_of(self, conversation: str | None, number: int, focus: str = "") -> Update:
        """The panel for turn `number`, opened at the element with id `focus`."""
        turns = self.history.turns(conversation) if conversation else []
        if not 0 <= number < len(turns):
            return nothing()
        answer = turns[number].answer
        return self.sources(number, answer.question, answer.sources, answer, focus)

    def sources(
        self,
        turn: int,
        question: str,
        sources: Sequence[Source],
        answer: Answer | None,
        focus: str = "",
    ) -> Update:
        right = self.screen.right
        choices = [(source.paper.title, source.paper.paper_id) for source in sources]
        picked = [source.paper.paper_id for source in sources if source.cited]
        return {
            right.sources: sources_html(turn, question, sources, answer, self.starred(), focus),
            right.chosen: gr.update(choices=choices, value=picked),
            self.screen.memory.shown: turn,
        }

    def starred(self) -> set[str]:
        return set(self.library.ids(Scope(collections=(STARRED,))))

    def like(
        self, data: gr.LikeData, conversation: str | None, shown_turns: int, request: gr.Request
    ) -> None:
        """Keep the reader's judgement with the receipt of the answer; twice is once."""
        known = self.known(conversation, request)
        turns = self.history.turns(known) if known else []
        number = turn_of(data.index, len(turns), shown_turns)
        if number >= len(turns) or not (data.liked or data.liked is False):
            return
        kind = data.liked if isinstance(data.liked, str) else FEEDBACK[0 if data.liked else 1]
        self.history.save_feedback(turns[number].answer.receipt, kind, "")

    def back_to(
        self, conversation: str | None, index: object, shown_turns: int, request: gr.Request
    ) -> str:
        """Forget the turn that message `index` belongs to and all behind it; its question."""
        known = self.known(conversation, request)
        if known is None:
            return ""
        turns = self.history.turns(known)
        number = turn_of(index, len(turns), shown_turns)
        self.history.truncate(known, number)
        return turns[number].question if number < len(turns) else ""


def invitation(library: Library) -> dict[str, Any]:
    """What the empty chat shows: what to ask, or how to add papers."""
    examples = [{"text": question, "display_text": question} for question in library.examples(4)]
    return {"placeholder": welcome_html(library.count()), "examples": examples}


def box_ready() -> dict[str, Any]:
    """The question box without Stop; what stands in it is the person's."""
    ready: dict[str, Any] = gr.update(submit_btn=True, stop_btn=False)
    return ready


def nothing() -> Update:
    """Everything stays as it is; an empty Update would be an error."""
    return cast(Update, gr.skip())


def turn_of(index: object, turns: int, shown_turns: int) -> int:
    """The turn, counted from the first, that a message on the screen belongs to."""
    first = index[0] if isinstance(index, list | tuple) else index
    return max(0, turns - shown_turns) + int(str(first)) // PER_TURN


def owner_of(request: gr.Request) -> str:
    """The account that asks; without accounts everybody here is the one local reader."""
    return str(request.username or "")
