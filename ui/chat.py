"""The conversation on the screen: ask, stop, retry, edit, open; the truth stays in the library."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass, field
from threading import Event as Flag
from typing import Any

import gradio as gr

from rag.domain import Answer, Event, Found, Scope, Source, Turn
from rag.errors import CostNotAccepted, FootnoteError
from rag.history import History
from ui.desk import Desk
from ui.layout import FEEDBACK, TURNS_SHOWN, Screen
from ui.messages import (
    PER_TURN,
    error_messages,
    live_messages,
    turn_messages,
    typed,
    with_follow_ups,
)
from ui.render_side import conversations_html, problem_html, welcome_html
from ui.render_sources import quiet_html, sources_html
from ui.streaming import batches
from ui.view import AnswerView

Update = dict[Any, Any]
"""Component -> its new value; components not named stay as they are."""

STARRED = "starred"
_PAUSE = 0.09
_CLOSING = 1.0
logger = logging.getLogger(__name__)


@dataclass
class Asking:
    """An answer being written, so that Stop and a reload can wait for what is saved of it."""

    view: AnswerView
    number: int
    closed: Flag = field(default_factory=Flag)


class Conversation:
    """Handlers of the middle of the screen."""

    def __init__(self, desk: Desk, screen: Screen) -> None:
        self.desk = desk
        self.screen = screen
        self.history = History(desk.library.database)
        self._pool = ThreadPoolExecutor(64, thread_name_prefix="answer")
        self._asking: dict[str, Asking] = {}

    async def ask(
        self,
        question: str,
        conversation: str | None,
        scope: Scope,
        compose: bool,
        request: gr.Request,
        accept_cost: bool = False,
    ) -> AsyncIterator[Update]:
        """Answer one question, piece by piece."""
        chat, memory = self.screen.chat, self.screen.memory
        question = typed(question)
        problem = self._unfit(question)
        if problem:
            yield {chat.notice: problem_html(problem)}
            return
        conversation = self._conversation(conversation, owner_of(request))
        turns = self.history.turns(conversation)
        past = self._messages(turns, TURNS_SHOWN - 1)
        asking = Asking(AnswerView(question), len(turns))
        self._asking[conversation] = asking
        yield {
            chat.log: [*past, *live_messages(asking.number, asking.view)],
            chat.box: gr.update(value="", submit_btn=False, stop_btn=True),
            chat.notice: "",
            chat.accept: gr.update(visible=False),
            memory.conversation: conversation,
            memory.kept: conversation,
            memory.question: question,
            memory.turns: TURNS_SHOWN,
        }
        events = self.desk.stream(
            question,
            scope=scope,
            conversation=conversation,
            use_llm=None if compose else False,
            accept_cost=accept_cost,
        )
        try:
            async with aclosing(batches(events, self._pool, _PAUSE, asking.closed)) as found:
                async for batch in found:
                    yield self._piece(asking, batch, past)
        except FootnoteError as error:
            yield self._failed(question, error, past, conversation, turns)
        except Exception:
            logger.exception("a question was not answered")
            bug = FootnoteError(
                "footnote met a fault of its own; the details are in the log of `footnote ui`."
            )
            yield self._failed(question, bug, past, conversation, turns)
        else:
            yield self._finished(asking, past, conversation, owner_of(request))

    async def ask_offered(
        self,
        data: gr.SelectData,
        conversation: str | None,
        scope: Scope,
        compose: bool,
        request: gr.Request,
    ) -> AsyncIterator[Update]:
        """Ask an example or a follow-up that was clicked."""
        async for update in self.ask(self._text(data.value), conversation, scope, compose, request):
            yield update

    async def ask_accepted(
        self,
        question: str,
        conversation: str | None,
        scope: Scope,
        compose: bool,
        request: gr.Request,
    ) -> AsyncIterator[Update]:
        """Ask again, with the cost accepted."""
        async for update in self.ask(question, conversation, scope, compose, request, True):
            yield update

    def _unfit(self, question: str) -> str:
        limit = self.desk.settings.question_limit
        if not question.strip():
            return "Type a question first."
        if len(question) > limit:
            return f"The question has {len(question):,} characters; at most {limit:,} are read."
        return ""

    def _conversation(self, conversation: str | None, owner: str) -> str:
        if conversation and self.history.owns(owner, conversation):
            return conversation
        return self.history.new_conversation(owner)

    def _piece(self, asking: Asking, batch: Sequence[Event], past: list[dict[str, Any]]) -> Update:
        view = asking.view
        for event in batch:
            view.take(event)
        update: Update = {self.screen.chat.log: [*past, *live_messages(asking.number, view)]}
        if view.answer is None and any(isinstance(event, Found) for event in batch):
            update |= self._sources(asking.number, view.question, view.sources, None)
        return update

    def _finished(
        self, asking: Asking, past: list[dict[str, Any]], conversation: str, owner: str
    ) -> Update:
        view, chat = asking.view, self.screen.chat
        messages = [*past, *live_messages(asking.number, view)]
        update: Update = {chat.box: gr.update(submit_btn=True, stop_btn=False)}
        update[self.screen.side.conversations] = self._listed(conversation, owner)
        if view.answer is None:
            return update | {chat.log: messages}
        update[chat.log] = with_follow_ups(messages, self.desk.follow_ups(view.answer))
        update |= self._sources(asking.number, view.question, view.answer.sources, view.answer)
        return update

    def _failed(
        self,
        question: str,
        error: FootnoteError,
        past: list[dict[str, Any]],
        conversation: str,
        turns: Sequence[Turn],
    ) -> Update:
        chat, memory = self.screen.chat, self.screen.memory
        update: Update = {
            chat.log: [*past, *error_messages(question, error)],
            chat.box: gr.update(value=question, submit_btn=True, stop_btn=False),
            chat.accept: gr.update(visible=isinstance(error, CostNotAccepted)),
        }
        if not turns and not self.history.turns(conversation):
            self.history.delete(conversation)
            update |= {memory.conversation: None, memory.kept: ""}
        return update

    def _sources(
        self,
        turn: int,
        question: str,
        sources: Sequence[Source],
        answer: Answer | None,
        focus: str = "",
    ) -> Update:
        html = sources_html(turn, question, sources, answer, self.starred(), focus)
        chosen = [source.paper for source in sources]
        picked = [source.paper.paper_id for source in sources if source.cited]
        return {
            self.screen.right.sources: html,
            self.screen.right.chosen: gr.update(
                choices=[(paper.title, paper.paper_id) for paper in chosen], value=picked
            ),
            self.screen.memory.shown: turn,
        }

    def starred(self) -> set[str]:
        return set(self.desk.library.ids(Scope(collections=(STARRED,))))

    def stop(self, conversation: str | None, request: gr.Request) -> Update:
        """What is there after Stop: the part that was saved, with the box ready."""
        asking = self._asking.get(conversation or "")
        box = gr.update(submit_btn=True, stop_btn=False)
        update = self.open(conversation, TURNS_SHOWN, request)
        if asking is not None and len(self.history.turns(conversation or "")) <= asking.number:
            box["value"] = asking.view.question
        return update | {self.screen.chat.box: box}

    async def retry(
        self,
        data: gr.RetryData,
        conversation: str | None,
        scope: Scope,
        compose: bool,
        shown_turns: int,
        request: gr.Request,
    ) -> AsyncIterator[Update]:
        """Ask the question of a turn again; that turn and those behind it give way."""
        question = self._back_to(conversation, data.index, shown_turns, request)
        question = question or self._text(data.value)
        async for update in self.ask(question, conversation, scope, compose, request):
            yield update

    async def edit(
        self,
        data: gr.EditData,
        conversation: str | None,
        scope: Scope,
        compose: bool,
        shown_turns: int,
        request: gr.Request,
    ) -> AsyncIterator[Update]:
        """Ask the edited question instead; the later turns give way."""
        question = typed(self._text(data.value))
        if not self._unfit(question):
            self._back_to(conversation, data.index, shown_turns, request)
        async for update in self.ask(question, conversation, scope, compose, request):
            yield update

    def _text(self, value: object) -> str:
        """Gradio sends a message as text or as a list of parts."""
        if isinstance(value, list):
            return "".join(self._text(part) for part in value)
        return str(value.get("text", "")) if isinstance(value, dict) else str(value)

    def _back_to(
        self, conversation: str | None, index: object, shown_turns: int, request: gr.Request
    ) -> str:
        """Forget the turn that message `index` belongs to and all behind it; its question."""
        if not conversation or not self.history.owns(owner_of(request), conversation):
            return ""
        turns = self.history.turns(conversation)
        number = self._turn_of(index, len(turns), shown_turns)
        self.history.truncate(conversation, number)
        return turns[number].question if number < len(turns) else ""

    def _turn_of(self, index: object, turns: int, shown_turns: int) -> int:
        first = index[0] if isinstance(index, list | tuple) else index
        return max(0, turns - shown_turns) + int(str(first)) // PER_TURN

    def open(self, conversation: str | None, shown_turns: int, request: gr.Request) -> Update:
        """A conversation as the library has it; another owner's is not opened."""
        chat, memory, right = self.screen.chat, self.screen.memory, self.screen.right
        owner = owner_of(request)
        known = conversation if conversation and self.history.owns(owner, conversation) else None
        self._settle(known or "")
        turns = self.history.turns(known) if known else []
        messages = self._messages(turns, shown_turns)
        update: Update = {
            chat.log: gr.update(
                value=messages, placeholder=self._welcome(), examples=self._examples()
            ),
            chat.notice: "",
            chat.accept: gr.update(visible=False),
            chat.earlier: gr.update(visible=len(turns) > shown_turns),
            memory.conversation: known,
            memory.kept: known or "",
            memory.turns: shown_turns,
            self.screen.side.find: "",
            self.screen.side.conversations: self._listed(known, owner),
            right.sources: quiet_html(),
            memory.shown: None,
        }
        if turns:
            last = turns[-1].answer
            update[chat.log]["value"] = with_follow_ups(messages, self.desk.follow_ups(last))
            update |= self._sources(len(turns) - 1, last.question, last.sources, last)
        return update

    def earlier(self, conversation: str | None, shown_turns: int, request: gr.Request) -> Update:
        return self.open(conversation, shown_turns + TURNS_SHOWN, request)

    def _settle(self, conversation: str) -> None:
        """Wait until what is left of an answer that was broken off is saved."""
        asking = self._asking.pop(conversation, None)
        if asking is not None:
            asking.closed.wait(_CLOSING)

    def show_turn(
        self, data: gr.EventData, conversation: str | None, request: gr.Request
    ) -> Update:
        """The sources of the answer that a footnote belongs to."""
        if not conversation or not self.history.owns(owner_of(request), conversation):
            return {}
        return self.sources_of(conversation, int(data.turn), str(data.focus))

    def sources_of(self, conversation: str, number: int, focus: str = "") -> Update:
        """The panel for turn `number`, opened at the element with id `focus`."""
        turns = self.history.turns(conversation)
        if not 0 <= number < len(turns):
            return {}
        answer = turns[number].answer
        return self._sources(number, answer.question, answer.sources, answer, focus)

    def like(
        self,
        data: gr.LikeData,
        conversation: str | None,
        shown_turns: int,
        request: gr.Request,
    ) -> None:
        """Keep the reader's judgement with the receipt of the answer; twice is once."""
        if not conversation or not self.history.owns(owner_of(request), conversation):
            return
        turns = self.history.turns(conversation)
        number = self._turn_of(data.index, len(turns), shown_turns)
        names = {True: FEEDBACK[0], False: FEEDBACK[1]}
        kind = names.get(data.liked, data.liked) if isinstance(data.liked, bool) else data.liked
        if number < len(turns) and kind:
            self.history.save_feedback(turns[number].answer.receipt, str(kind), "")

    def _messages(self, turns: Sequence[Turn], shown_turns: int) -> list[dict[str, Any]]:
        first = max(0, len(turns) - shown_turns)
        numbered = enumerate(turns[first:], first)
        return [message for n, turn in numbered for message in turn_messages(n, turn)]

    def _listed(self, current: str | None, owner: str, query: str = "") -> str:
        return conversations_html(self.history.conversations(owner, query), current, query)

    def _welcome(self) -> str:
        return welcome_html(self.desk.library.count())

    def _examples(self) -> list[dict[str, str]]:
        return [{"text": q, "display_text": q} for q in self.desk.examples(4)]


def owner_of(request: gr.Request) -> str:
    """The account that asks; without accounts everybody here is the one local reader."""
    return str(request.username or "")
