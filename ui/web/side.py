"""The left side at work: conversations listed, filters, settings."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import gradio as gr

from rag.domain import Scope
from rag.errors import FootnoteError
from ui.html.side import conversations_html, feedback_html, filters_html, problem_html, saved_html
from ui.web.conversation import ConversationHandlers, Update, box_ready, nothing, owner_of
from ui.web.memory import TURNS_SHOWN

Entered = dict[str, Any] | None
"""The filters as the page holds them; None before any was touched."""


class SideHandlers:
    """Handlers of conversations, filters and settings."""

    def __init__(self, conversation: ConversationHandlers) -> None:
        self.conversation = conversation
        self.library = conversation.library
        self.history = conversation.history
        self.screen = conversation.screen

    def find(self, query: str, current: str, request: gr.Request) -> tuple[str, str]:
        """The conversations that the search box finds, and what it found them by."""
        found = self.history.conversations(owner_of(request), query)
        return conversations_html(found, current, query), query

    def opened(self, conversation: str | None, request: gr.Request) -> Update:
        """The conversation with its turns; "" is a new one, None one that a question has opened."""
        if conversation is None:
            return nothing()
        opened = self.conversation.open(conversation or None, TURNS_SHOWN, request)
        return opened | {self.screen.chat.box: box_ready()}

    def rename(self, data: gr.EventData, request: gr.Request) -> str:
        if self.history.owns(owner_of(request), str(data.id)) and str(data.title).strip():
            self.history.rename(str(data.id), str(data.title))
        return uuid4().hex

    def delete(self, data: gr.EventData, current: str, request: gr.Request) -> Update:
        if self.history.owns(owner_of(request), str(data.id)):
            self.history.delete(str(data.id))
        if data.id == current:
            return self.opened("", request)
        return {self.screen.memory.listed: uuid4().hex}

    def narrow(self, entered: Entered) -> str:
        """The chips and the count for the filters as they stand."""
        library, scope = self.library, scope_of(entered)
        titles = [library.paper(paper_id).title for paper_id in scope.paper_ids[:1]]
        return filters_html(scope, library.count(scope), library.count(), titles)

    def choices(self) -> Update:
        """What the library can be filtered by."""
        side, facets = self.screen.side, self.library.facets()
        first, last = facets["years"]
        update: Update = {
            side.year_from: gr.update(placeholder=str(first or "")),
            side.year_to: gr.update(placeholder=str(last or "")),
        }
        for name in ("venues", "authors", "collections"):
            found = [(f"{value} ({count})", value) for value, count in facets[name]]
            update[getattr(side, name)] = gr.update(choices=found)
        return update

    def widen(
        self, data: gr.EventData, venues: list[str], authors: list[str], collections: list[str]
    ) -> Update:
        """Take one filter off, in its control."""
        side, name, value = self.screen.side, str(data.field), str(data.value)
        if name == "years":
            return {side.year_from: "", side.year_to: ""}
        if name == "paper_ids":
            return {self.screen.memory.papers: []}
        chosen = {"venues": venues, "authors": authors, "collections": collections}
        if name not in chosen:
            return nothing()
        return {getattr(side, name): [item for item in chosen[name] if item != value]}

    def settings(self) -> Update:
        """The panel as the settings stand, ready to be filled in."""
        side, settings = self.screen.side, self.library.settings
        return {
            side.model: gr.update(value=settings.llm, interactive=True),
            side.server: gr.update(value=settings.llm_url, interactive=True),
            side.threshold: gr.update(value=settings.threshold, interactive=True),
            side.unsupported: gr.update(value=settings.unsupported, interactive=True),
            side.save: gr.update(interactive=True),
        } | self._in_use()

    def _in_use(self) -> Update:
        """What follows from the settings in use; nothing that a person fills in."""
        side, settings = self.screen.side, self.library.settings
        key_set = bool(settings.api_key.get_secret_value())
        found = self.history.feedback()
        return {
            side.key: gr.update(placeholder="a key is set" if key_set else "no key"),
            side.compose: gr.update(visible=settings.has_llm),
            side.feedback: feedback_html(len(found), json.dumps(found, indent=1)),
        }

    def save(self, model: str, server: str, key: str, threshold: float, unsupported: str) -> Update:
        """Use these settings from now on; an empty key keeps the one that is set."""
        side = self.screen.side
        if self.library.settings.accounts is not None:
            return {side.saved: problem_html("Only the operator changes settings here.")}
        changes: dict[str, object] = {
            "llm": model.strip(),
            "llm_url": server.strip(),
            "threshold": threshold,
            "unsupported": unsupported,
        }
        if key.strip():
            changes["api_key"] = key.strip()
        try:
            self.library.configure(**changes)
        except FootnoteError as error:
            return {side.saved: problem_html(str(error))}
        return self._in_use() | {side.saved: saved_html()}


def scope_of(entered: Entered) -> Scope:
    """The scope that the filters of the page make."""
    found = entered or {}
    lists = ("venues", "authors", "collections", "paper_ids")
    return Scope(
        year_from=_year(found.get("year_from") or ""),
        year_to=_year(found.get("year_to") or ""),
        **{name: tuple(found.get(name) or ()) for name in lists},
    )


def _year(text: str) -> int | None:
    """A whole year, or None while it is still being typed."""
    text = text.strip()
    return int(text) if len(text) == 4 and text.isdecimal() else None
