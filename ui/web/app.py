"""The screen: parts laid out, handlers connected."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import gradio as gr

from rag.engine.library import Library
from ui.web.adding import AddingHandlers
from ui.web.calls import offer
from ui.web.chat import ChatHandlers
from ui.web.conversation import ConversationHandlers, invitation
from ui.web.layout import Screen, lay_out
from ui.web.memory import TURNS_SHOWN
from ui.web.panels import PanelHandlers
from ui.web.side import SideHandlers


def build(library: Library) -> gr.Blocks:
    """The whole screen over one library."""
    blocks = gr.Blocks(
        title="footnote",
        analytics_enabled=False,
        fill_height=True,
        fill_width=True,
        delete_cache=(3600, 3600),
    )
    with blocks:
        screen = lay_out(library.settings, invitation(library))
        conversation = ConversationHandlers(library, screen)
        sidebar = SideHandlers(conversation)
        offer(library)
        _connect_opening(screen, sidebar)
        answering = _connect_chat(screen, ChatHandlers(conversation))
        _connect_conversations(screen, sidebar, answering)
        _connect_following(screen, conversation)
        _connect_filters(blocks, screen, sidebar)
        _connect_adding(screen, AddingHandlers(sidebar))
        _connect_right(screen, PanelHandlers(sidebar))
        _connect_load(blocks, screen, conversation, sidebar)
    blocks.queue(default_concurrency_limit=16, max_size=128, api_open=False)
    # Its statistics are never shown here, and cost a pandas table of all events at every event.
    blocks._queue.ANAYLTICS_CACHE_FREQUENCY = sys.maxsize
    return blocks


Trigger = Callable[..., Any]
SENT = "(question, ...context) => { footnote.sent(question); return [question, ...context]; }"
ASKING = "(...given) => { footnote.asking(); return given; }"
OPENS = "(conversation) => footnote.opens(conversation)"
TAKEN = "(pasted, taken) => (pasted === taken ? '' : undefined)"
"""Records leave the box once they are added, unless others have been pasted since."""
SCOPE = (
    "(year_from, year_to, venues, authors, collections, paper_ids) => "
    "({ year_from, year_to, venues, authors, collections, paper_ids })"
)
ENDED = "(question) => footnote.ended(question)"
RETURNS = "(question) => footnote.returned(question)"
SEARCHED = "(query, sought, listed) => (query === sought ? undefined : `${listed}+`)"
KEY_LEAVES = "(...entered) => { footnote.fill('#key input', ''); return entered; }"
"""The key leaves the page as it is saved, so that the next one can be typed at once."""


def _components(*groups: object) -> list[Any]:
    """Every component of these groups, as the outputs a handler may choose from."""
    return [part for group in groups for part in vars(group).values()]


def _opened(screen: Screen) -> list[Any]:
    """What changes when a conversation is opened or goes on."""
    return [*_components(screen.chat, screen.memory), screen.right.sources, screen.right.chosen]


def _quick(event: Trigger, fn: Callable[..., Any] | None, **more: Any) -> Any:  # noqa: ANN401
    """An event of the screen itself: not in the API, no veil over what it fills."""
    return event(fn, api_visibility="private", show_progress="hidden", **more)


def _connect_following(screen: Screen, conversation: ConversationHandlers) -> None:
    """An answer that was opened on its way is shown again once it is saved."""
    memory = screen.memory
    awaited = _quick(
        memory.awaited.change,
        conversation.follow,
        inputs=memory.conversation,
        trigger_mode="multiple",
        concurrency_limit=None,
    )
    followed = _quick(
        awaited.success,
        conversation.followed,
        inputs=[memory.awaited, memory.conversation, memory.turns],
        outputs=_opened(screen),
    )
    _quick(followed.success, None, inputs=memory.again, js=RETURNS)


def _connect_opening(screen: Screen, sidebar: SideHandlers) -> None:
    """Open a conversation, the last that was chosen, unless something is asked meanwhile."""
    chat, memory, side = screen.chat, screen.memory, screen.side
    left = _quick(
        partial(gr.on, [side.conversations.select, side.new.click]),
        None,
        outputs=[side.find, memory.conversation, memory.chosen, chat.log, memory.leaving],
        trigger_mode="multiple",
        js="() => footnote.left()",
    )
    # By `chosen`, for what was being opened writes its own `conversation` as it ends.
    opening = _quick(
        left.success,
        sidebar.opened,
        inputs=memory.chosen,
        outputs=_opened(screen),
        js=OPENS,
        trigger_mode="always_last",
    )
    # What is asked before it has been opened would be drawn over. The page takes the events of one
    # click in their order and waits for each: this one comes before those that ask.
    asks = [chat.box.submit, chat.log.example_select, chat.accept.click]
    _quick(partial(gr.on, asks), None, cancels=opening)


def _connect_chat(screen: Screen, asker: ChatHandlers) -> list[Any]:
    """Connect what asks; the events of an answer on its way."""
    chat, memory, side, right = screen.chat, screen.memory, screen.side, screen.right
    outputs = _opened(screen)
    conversation = asker.conversation
    context = [memory.conversation, memory.scope, side.compose]
    again = [*context, memory.turns]
    asked: list[tuple[Trigger, Callable[..., Any], list[Any], str]] = [
        (chat.box.submit, asker.ask, [chat.box, *context], SENT),
        (chat.log.option_select, asker.ask_offered, context, ASKING),
        (chat.log.example_select, asker.ask_offered, context, ASKING),
        (chat.log.retry, asker.retry, again, ASKING),
        (chat.log.edit, asker.edit, again, ASKING),
        (chat.accept.click, asker.ask_accepted, [memory.question, *context], ASKING),
    ]
    shown = [memory.conversation, memory.turns]
    on_the_way, streams = [], []
    for event, begin, inputs, js in asked:
        begun = _quick(event, begin, inputs=inputs, outputs=outputs, js=js)
        _quick(
            begun.success, None, inputs=memory.question, js="(question) => footnote.begun(question)"
        )
        _quick(begun.failure, None, js="() => footnote.failed()")
        pieces = [chat.log, right.sources]
        stream = _quick(begun.success, asker.stream, inputs=shown[:1], outputs=pieces)
        finish = _quick(stream.success, asker.finish, inputs=shown[:1], outputs=outputs)
        _quick(finish.success, None, inputs=memory.again, js=ENDED)
        streams.append(stream)
        on_the_way += [begun, stream, finish]
    # With `cancels` a function of the same event would run before the answer is cancelled.
    stopped = _quick(chat.box.stop, None, cancels=streams)
    finish = _quick(stopped.then, asker.finish, inputs=shown[:1], outputs=outputs)
    _quick(finish.success, None, inputs=memory.again, js=ENDED)
    # Gradio drops what comes while one of its kind is on its way, but for "multiple".
    _quick(chat.log.like, conversation.like, inputs=shown, trigger_mode="multiple")
    _quick(chat.earlier.click, conversation.earlier, inputs=shown, outputs=outputs)
    _quick(
        right.sources.select,
        conversation.show_turn,
        inputs=shown[:1],
        outputs=[right.sources, right.chosen, memory.shown],
        queue=False,
    )
    return on_the_way


def _connect_conversations(screen: Screen, sidebar: SideHandlers, answering: list[Any]) -> None:
    memory, side = screen.memory, screen.side
    kept = memory.conversation
    # An answer on its way would be drawn into the conversation that is opened. Not by the click: a
    # question sent right behind it would be cancelled too.
    _quick(memory.leaving.change, None, cancels=answering)
    many = partial(_quick, trigger_mode="multiple")
    many(side.conversations.edit, sidebar.rename, outputs=memory.listed)
    many(side.conversations.delete, sidebar.delete, inputs=kept, outputs=_opened(screen))
    # The one event that draws the list, so that it is always what the search box finds.
    found = _quick(
        partial(gr.on, [side.find.change, memory.listed.change]),
        sidebar.find,
        inputs=[side.find, kept],
        outputs=[side.conversations, memory.sought],
        trigger_mode="always_last",
        queue=False,
    )
    # Of two searches within a moment Gradio sends both, and either may end last.
    searched = [side.find, memory.sought, memory.listed]
    _quick(found.success, None, inputs=searched, outputs=memory.listed, js=SEARCHED)
    entered = [side.model, side.server, side.key, side.threshold, side.unsupported]
    _quick(
        side.save.click,
        sidebar.save,
        inputs=entered,
        outputs=[side.saved, side.key, side.compose, side.feedback],
        js=KEY_LEAVES,
        trigger_mode="always_last",
    )


def _filters(screen: Screen) -> list[Any]:
    side = screen.side
    return [side.year_from, side.year_to, side.venues, side.authors, side.collections]


def _connect_filters(blocks: gr.Blocks, screen: Screen, sidebar: SideHandlers) -> None:
    memory, filters = screen.memory, screen.chat.filters
    controls = _filters(screen)
    entered = [*controls, memory.papers]
    changes = [part.change for part in entered]
    _quick(partial(gr.on, changes), None, inputs=entered, outputs=memory.scope, js=SCOPE)
    # One event for all of them: two could end in the other order, and show what is no more.
    _quick(
        partial(gr.on, [blocks.load, memory.scope.change, memory.grown.change]),
        sidebar.narrow,
        inputs=memory.scope,
        outputs=filters,
        trigger_mode="always_last",
    )
    _quick(filters.select, sidebar.widen, inputs=controls[2:], outputs=entered)


def _connect_adding(screen: Screen, adding: AddingHandlers) -> None:
    chat, memory, side = screen.chat, screen.memory, screen.side
    reviewed = [side.review, side.add, memory.reading, memory.accepted, memory.pasted]
    _quick(side.file.upload, adding.review_file, inputs=side.file, outputs=reviewed)
    _quick(side.file.clear, adding.forget, outputs=reviewed)
    _quick(
        side.review_paste.click,
        adding.review_paste,
        inputs=side.paste,
        outputs=reviewed,
        trigger_mode="always_last",
    )
    added = _quick(
        side.add.click,
        adding.add,
        inputs=[memory.reading, side.collection, memory.accepted, memory.pasted],
        outputs=[*reviewed, side.file, side.review_paste, memory.taken],
    )
    _quick(added.success, None, inputs=[side.paste, memory.taken], outputs=side.paste, js=TAKEN)
    _quick(
        added.success,
        adding.refresh,
        outputs=[*_filters(screen), memory.grown, chat.log, chat.notice],
    )


def _connect_right(screen: Screen, panels: PanelHandlers) -> None:
    memory, right = screen.memory, screen.right
    # The next is asked for while one is waited for too.
    _quick(right.sources.input, lambda: None, trigger_mode="multiple")
    for panel in (right.sources, right.picked):
        _quick(panel.submit, panels.ask_about, outputs=memory.papers)
        _quick(panel.apply, panels.similar, outputs=[right.sources])
        _quick(panel.like, panels.star)
    _quick(
        right.sources.undo,
        panels.back,
        inputs=[memory.conversation, memory.shown],
        outputs=[right.sources, right.chosen, memory.shown],
    )
    compared = [right.chosen, right.aspects, screen.side.compose]
    for clicked, work in (
        (right.compare.click, panels.compare),
        (right.accept.click, panels.compare_accepted),
    ):
        _quick(clicked, work, inputs=compared, outputs=[right.table, right.accept])
    _quick(right.map_tab.select, panels.map, outputs=[right.map])
    _quick(right.map.select, panels.pick, outputs=[right.picked])


def _connect_load(
    blocks: gr.Blocks, screen: Screen, conversation: ConversationHandlers, sidebar: SideHandlers
) -> None:
    chat, memory, side, right = screen.chat, screen.memory, screen.side, screen.right
    library = conversation.library

    def load(kept: str, request: gr.Request) -> dict[Any, Any]:
        shown = sidebar.choices() | sidebar.settings()
        known = conversation.known(kept, request)
        if known is not None:
            return shown | conversation.open(known, TURNS_SHOWN, request)
        # The chat is as empty as it came; what has been asked there since stays.
        invited = gr.update(**invitation(library))
        return shown | {chat.log: invited, memory.listed: uuid4().hex}

    outputs = [*_components(chat, memory, side), right.sources, right.chosen]
    loaded = _quick(blocks.load, load, inputs=[memory.conversation], outputs=outputs)
    # What was loaded is drawn a moment after its event has ended.
    ready = "() => { setTimeout(() => { document.body.dataset.ready = 'yes'; }, 120); }"
    loaded.then(None, js=ready)
