"""Asking on the screen, in three steps: begin, stream, finish.

Gradio makes every output of an event anew with every piece, so the pieces have few outputs.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from uuid import uuid4

import gradio as gr

from rag.domain import Question
from rag.errors import CostNotAccepted, FootnoteError
from rag.events import Event, Found
from ui.html.messages import error_messages, live_messages, typed, with_follow_ups
from ui.html.side import problem_html
from ui.html.sources import sources_html
from ui.html.view import AnswerView
from ui.web.conversation import (
    Asking,
    ConversationHandlers,
    Update,
    box_ready,
    nothing,
    owner_of,
)
from ui.web.memory import TURNS_SHOWN
from ui.web.side import Entered, scope_of
from ui.web.streaming import batches

_PAUSE = 0.09
_UNHURRIED = 3
"""Answers at once from which on each is shown in fewer pieces."""
logger = logging.getLogger(__name__)


class ChatHandlers:
    """Handlers of the question box and of what else asks."""

    def __init__(self, conversation: ConversationHandlers) -> None:
        self.conversation = conversation
        self.library = conversation.library
        self.history = conversation.history
        self.screen = conversation.screen
        self._pool = ThreadPoolExecutor(64, thread_name_prefix="answer")
        self._streaming = 0

    def ask(
        self,
        question: str,
        conversation: str | None,
        scope: Entered,
        compose: bool,
        request: gr.Request,
        accept_cost: bool = False,
    ) -> Update:
        """Show the question and get ready to answer it."""
        chat, memory = self.screen.chat, self.screen.memory
        question = typed(question)
        problem = self._unfit(question)
        if problem:
            return {chat.notice: problem_html(problem), memory.again: question}
        known = self.conversation.known(conversation, request)
        known = known or self.history.new_conversation(owner_of(request))
        turns = self.history.turns(known)
        past = self.conversation.messages(turns, TURNS_SHOWN - 1)
        view = AnswerView(question)
        asked = Question(question, scope_of(scope), known, compose, accept_cost)
        asking = Asking(view, asked, len(turns), past)
        self.conversation.asking[known] = asking
        return {
            chat.log: [*past, *live_messages(asking.number, view)],
            chat.box: gr.update(submit_btn=False, stop_btn=True),
            chat.notice: "",
            chat.accept: gr.update(visible=False),
            chat.earlier: gr.update(visible=len(turns) >= TURNS_SHOWN),
            memory.conversation: known,
            memory.question: question,
            memory.again: "",
            memory.turns: TURNS_SHOWN,
        }

    def ask_offered(
        self,
        data: gr.SelectData,
        conversation: str | None,
        scope: Entered,
        compose: bool,
        request: gr.Request,
    ) -> Update:
        """Ask an example or a follow-up that was clicked."""
        return self.ask(_text(data.value), conversation, scope, compose, request)

    def ask_accepted(
        self,
        question: str,
        conversation: str | None,
        scope: Entered,
        compose: bool,
        request: gr.Request,
    ) -> Update:
        """Ask again, with the cost accepted."""
        return self.ask(question, conversation, scope, compose, request, True)

    def retry(
        self,
        data: gr.RetryData,
        conversation: str | None,
        scope: Entered,
        compose: bool,
        shown_turns: int,
        request: gr.Request,
    ) -> Update:
        """Ask the question of a turn again; that turn and those behind it give way."""
        asked = self.conversation.back_to(conversation, data.index, shown_turns, request)
        return self.ask(asked or _text(data.value), conversation, scope, compose, request)

    def edit(
        self,
        data: gr.EditData,
        conversation: str | None,
        scope: Entered,
        compose: bool,
        shown_turns: int,
        request: gr.Request,
    ) -> Update:
        """Ask the edited question instead; the later turns give way."""
        question = typed(_text(data.value))
        if not self._unfit(question):
            self.conversation.back_to(conversation, data.index, shown_turns, request)
        return self.ask(question, conversation, scope, compose, request)

    def _unfit(self, question: str) -> str:
        limit = self.library.settings.question_limit
        if not question.strip():
            return "Type a question first."
        if not self.library.count():
            return "There are no papers to ask yet: open “Add papers” at the left."
        if len(question) > limit:
            return f"The question has {len(question):,} characters; at most {limit:,} are read."
        return ""

    async def stream(self, conversation: str | None, request: gr.Request) -> AsyncIterator[Update]:
        """The answer piece by piece, for the question that `ask` has shown."""
        known = self.conversation.known(conversation, request) or ""
        asking = self.conversation.asking.get(known)
        # Gradio empties the outputs of a generator that ends before it has yielded.
        yield nothing()
        if asking is None or asking.streaming.closed.is_set():
            return
        self._streaming += 1
        try:
            async with aclosing(self._batches(asking)) as found:
                async for batch in found:
                    yield self._piece(asking, batch)
        except FootnoteError as error:
            asking.error = error
        except Exception:
            logger.exception("a question was not answered")
            asking.error = FootnoteError(
                "footnote met a fault of its own; the details are in the log of `footnote ui`."
            )
        finally:
            self._streaming -= 1

    def _batches(self, asking: Asking) -> AsyncGenerator[list[Event], None]:
        events = self.library.stream(asking.question)
        pause = _PAUSE * max(1, self._streaming / _UNHURRIED)
        return batches(events, self._pool, pause, asking.streaming)

    def _piece(self, asking: Asking, batch: Sequence[Event]) -> Update:
        if not batch:
            return nothing()
        view = asking.view
        for event in batch:
            view.take(event)
        messages = live_messages(asking.number, view)
        update: Update = {self.screen.chat.log: [*asking.past, *messages]}
        if view.answer is None and any(isinstance(event, Found) for event in batch):
            starred = self.conversation.starred()
            update[self.screen.right.sources] = sources_html(
                asking.number, view.question, view.sources, None, starred
            )
        return update

    def finish(self, conversation: str | None, request: gr.Request) -> Update:
        """What stands after an answer, a failure or Stop, with the box ready again."""
        known = self.conversation.known(conversation, request)
        asking = self.conversation.asking.get(known or "")
        ready = box_ready()
        if known is None or asking is None:
            return {self.screen.chat.box: ready}
        if asking.error is not None:
            return self._failed(asking, asking.error, known)
        if asking.view.answer is None:
            return self._stopped(asking, known, request)
        self.conversation.asking.pop(known, None)
        answer, chat = asking.view.answer, self.screen.chat
        messages = [*asking.past, *live_messages(asking.number, asking.view)]
        question = asking.view.question
        return {
            chat.log: with_follow_ups(messages, self.library.follow_ups(answer)),
            chat.box: ready,
            self.screen.memory.listed: uuid4().hex,
        } | self.conversation.sources(asking.number, question, answer.sources, answer)

    def _failed(self, asking: Asking, error: FootnoteError, conversation: str) -> Update:
        """The failure as a message; the question returns to the box."""
        chat, memory = self.screen.chat, self.screen.memory
        self.conversation.asking.pop(conversation, None)
        question = asking.view.question
        update: Update = {
            chat.log: [*asking.past, *error_messages(question, error)],
            chat.box: box_ready(),
            memory.again: question,
            chat.accept: gr.update(visible=isinstance(error, CostNotAccepted)),
        }
        if not self.history.turns(conversation):
            self.history.delete(conversation)
            update[memory.conversation] = ""
        return update

    def _stopped(self, asking: Asking, conversation: str, request: gr.Request) -> Update:
        """The part, as far as it has been saved; without any the question returns to the box."""
        asking.streaming.stopped.set()
        update = self.conversation.broken_off(asking, conversation, TURNS_SHOWN, request)
        return update | {self.screen.chat.box: box_ready()}


def _text(value: object) -> str:
    """Gradio sends a message as text, as a dictionary, or as a list of parts."""
    if isinstance(value, list):
        return "".join(_text(part) for part in value)
    return str(value.get("text", "")) if isinstance(value, dict) else str(value)
