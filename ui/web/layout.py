"""The parts of the screen and where they stand; `ui.web.app` connects them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from rag.answer.comparison import ASPECTS
from rag.formats.record import READ
from rag.settings import Settings
from ui.html.templates import ASSETS, render
from ui.web.memory import Memory, remembered

LATEX: list[dict[str, str | bool]] = [
    {"left": "$$", "right": "$$", "display": True},
    {"left": "\\(", "right": "\\)", "display": False},
    {"left": "\\[", "right": "\\]", "display": True},
]
FEEDBACK = ("Like", "Dislike", "Wrong citation")


def _fold(title: str, name: str, **more: Any) -> gr.Accordion:  # noqa: ANN401
    """A folded part of the side, whose fields are there from the beginning.

    Gradio makes the fields of an accordion that is not `open` when it is unfolded, and a moment
    later writes their first values over what was typed meanwhile; where it is 0 they are
    made, hidden, with the page.
    """
    return gr.Accordion(title, open=0, elem_id=name, **more)  # type: ignore[arg-type]


def _part(name: str) -> gr.HTML:
    """HTML from our own templates, whose clicks `footnote.js` turns into events."""
    return gr.HTML(elem_id=name, js_on_load=f"footnote.{name}(element, trigger, watch)")


@dataclass
class Chat:
    log: gr.Chatbot
    box: gr.Textbox
    notice: gr.HTML
    filters: gr.HTML
    earlier: gr.Button
    accept: gr.Button


@dataclass
class Side:
    new: gr.Button
    find: gr.Textbox
    conversations: gr.HTML
    year_from: gr.Textbox
    year_to: gr.Textbox
    venues: gr.Dropdown
    authors: gr.Dropdown
    collections: gr.Dropdown
    file: gr.File
    paste: gr.Textbox
    collection: gr.Textbox
    review: gr.HTML
    review_paste: gr.Button
    add: gr.Button
    model: gr.Textbox
    server: gr.Textbox
    key: gr.Textbox
    compose: gr.Checkbox
    threshold: gr.Slider
    unsupported: gr.Radio
    save: gr.Button
    saved: gr.HTML
    feedback: gr.HTML


@dataclass
class Right:
    sources: gr.HTML
    chosen: gr.Dropdown
    aspects: gr.Dropdown
    compare: gr.Button
    accept: gr.Button
    table: gr.HTML
    map_tab: gr.Tab
    map: gr.HTML
    picked: gr.HTML


@dataclass
class Screen:
    chat: Chat
    side: Side
    right: Right
    memory: Memory


def lay_out(settings: Settings, invitation: dict[str, Any]) -> Screen:
    """Three areas, the empty chat inviting; call within `gr.Blocks`."""
    memory = remembered(settings.home)
    with gr.Sidebar(elem_id="side", width=300, open=True):
        side = _side(settings)
    with gr.Row(elem_id="main", equal_height=False):
        with gr.Column(scale=3, min_width=340, elem_id="middle"):
            chat = _chat(invitation)
        with gr.Column(scale=2, min_width=320, elem_id="right"):
            right = _right()
    return Screen(chat, side, right, memory)


def _chat(invitation: dict[str, Any]) -> Chat:
    earlier = gr.Button("Show earlier turns", size="sm", visible=False, elem_id="earlier")
    log = gr.Chatbot(
        elem_id="chat",
        show_label=False,
        container=False,
        height="100%",
        layout="bubble",
        editable="user",
        buttons=["copy"],
        feedback_options=FEEDBACK,
        latex_delimiters=LATEX,
        group_consecutive_messages=True,
        **invitation,
    )
    notice = gr.HTML(elem_id="notice")
    accept = gr.Button("Accept the cost and ask", visible=False, size="sm", elem_id="accept")
    filters = _part("filters")
    box = gr.Textbox(
        elem_id="q",
        label="Question",
        show_label=False,
        container=False,
        lines=1,
        max_lines=6,
        placeholder="Ask about the papers…",
        submit_btn=True,
        autofocus=True,
    )
    return Chat(log, box, notice, filters, earlier, accept)


def _side(settings: Settings) -> Side:
    parts: dict[str, Any] = {}
    gr.HTML(render("brand.html"))
    parts["new"] = gr.Button("New conversation", elem_id="new", size="sm")
    parts["find"] = gr.Textbox(
        show_label=False, container=False, placeholder="Search conversations", elem_id="find"
    )
    parts["conversations"] = _part("conversations")
    with _fold("Which papers", "scope"):
        with gr.Row():
            parts["year_from"] = gr.Textbox(
                label="From year", max_length=4, max_lines=1, min_width=90, elem_id="year-from"
            )
            parts["year_to"] = gr.Textbox(
                label="To year", max_length=4, max_lines=1, min_width=90, elem_id="year-to"
            )
        for name in ("venues", "authors", "collections"):
            parts[name] = gr.Dropdown(
                [], label=name.capitalize(), multiselect=True, elem_id=f"scope-{name}"
            )
    with _fold("Add papers", "add-papers"):
        _adding(parts)
    with _fold("Settings", "settings", visible=settings.accounts is None):
        _settings(parts, settings)
    return Side(**parts)


def _adding(parts: dict[str, Any]) -> None:
    parts["file"] = gr.File(
        label=f"Drop {', '.join(READ)} or a listing", height=130, elem_id="file"
    )
    parts["paste"] = gr.Textbox(
        label="or paste records or ids", lines=3, max_lines=8, elem_id="paste"
    )
    parts["review_paste"] = gr.Button("Review", size="sm", elem_id="review-paste")
    parts["review"] = gr.HTML(elem_id="review")
    parts["collection"] = gr.Textbox(
        label="Put them in a collection (optional)", elem_id="collection", max_lines=1
    )
    parts["add"] = gr.Button(
        "Add papers", size="sm", variant="primary", visible=False, elem_id="add"
    )


def _settings(parts: dict[str, Any], settings: Settings) -> None:
    # Nothing can be entered until the settings are loaded, which would undo it.
    parts["model"] = gr.Textbox(
        label="Model", placeholder="none: answers are quotes", max_lines=1, interactive=False
    )
    parts["server"] = gr.Textbox(
        label="Server",
        placeholder="empty: OpenAI; or http://127.0.0.1:11434/v1",
        max_lines=1,
        interactive=False,
    )
    parts["key"] = gr.Textbox(
        label="Key (kept in memory until footnote ends)", type="password", elem_id="key"
    )
    parts["compose"] = gr.Checkbox(label="Compose answers with the model", value=True)
    parts["threshold"] = gr.Slider(
        0,
        1,
        value=settings.threshold,
        step=0.05,
        label="Strictness: how sure before answering",
        interactive=False,
    )
    parts["unsupported"] = gr.Radio(
        [("Strike", "strike"), ("Drop", "drop")],
        value=settings.unsupported,
        label="Sentences the papers do not support",
        interactive=False,
    )
    parts["save"] = gr.Button("Save", size="sm", elem_id="save-settings", interactive=False)
    parts["saved"] = gr.HTML(elem_id="saved")
    parts["feedback"] = gr.HTML(elem_id="feedback")


def _right() -> Right:
    with gr.Tabs(elem_id="tabs"):
        with gr.Tab("Sources", elem_id="tab-sources"):
            sources = _part("sources")
        with gr.Tab("Compare", elem_id="tab-compare"):
            chosen = gr.Dropdown([], label="Papers", multiselect=True, elem_id="chosen")
            aspects = gr.Dropdown(
                list(ASPECTS),
                value=list(ASPECTS[:4]),
                label="On",
                multiselect=True,
                allow_custom_value=True,
                elem_id="aspects",
            )
            compare = gr.Button("Compare", size="sm", variant="primary", elem_id="compare")
            accept = gr.Button(
                "Accept the cost and compare", visible=False, size="sm", elem_id="accept-compare"
            )
            table = gr.HTML(elem_id="table")
        with gr.Tab("Map", elem_id="tab-map") as map_tab:
            paper_map = gr.HTML(
                value=None,
                elem_id="map",
                html_template=(ASSETS / "map.html").read_text(encoding="utf-8"),
                js_on_load="footnote.map(element, trigger, watch, props)",
            )
            picked = _part("picked")
    return Right(sources, chosen, aspects, compare, accept, table, map_tab, paper_map, picked)
