"""What a tab remembers between the events of its screen."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import gradio as gr

TURNS_SHOWN = 13
"""Turns drawn at once: the chat redraws all of them with every piece of an answer."""


@dataclass
class Memory:
    """What a tab remembers; the `conversation` that is open is all the browser keeps.

    The page holds it from the beginning, so a question goes to it before it is loaded; `scope`
    too, whatever the server is busy with. `papers` were chosen by hand; `grown` changes with the
    library. `question` was asked last, `again` of it returns to the box; `awaited` is new when a
    conversation is opened amid an answer, else empty. `listed` changes when conversations have to
    be drawn anew, `sought` is what they were searched for, `chosen` which of them is to be opened,
    `leaving` changes where an answer on its way is left for it.
    `pasted` was reviewed, `taken` added.
    """

    conversation: gr.BrowserState
    scope: gr.JSON
    papers: gr.JSON
    grown: gr.State
    listed: gr.Textbox
    sought: gr.Textbox
    chosen: gr.Textbox
    leaving: gr.Textbox
    shown: gr.State
    turns: gr.State
    question: gr.Textbox
    again: gr.Textbox
    awaited: gr.State
    reading: gr.State
    pasted: gr.State
    taken: gr.Textbox
    accepted: gr.State


def remembered(home: Path) -> Memory:
    """What a tab over the library at `home` remembers at first; call within `gr.Blocks`."""
    # A fixed secret per library: with a random one the stored id is lost at every restart.
    secret = sha256(str(home.resolve()).encode()).hexdigest()[:16]
    return Memory(
        conversation=gr.BrowserState("", storage_key="footnote-conversation", secret=secret),
        scope=gr.JSON(visible=False),
        papers=gr.JSON([], visible=False),
        grown=gr.State(""),
        listed=gr.Textbox(visible=False),
        sought=gr.Textbox(visible=False),
        chosen=gr.Textbox(visible=False),
        leaving=gr.Textbox("0", visible=False),
        shown=gr.State(None),
        turns=gr.State(TURNS_SHOWN),
        question=gr.Textbox(visible=False),
        again=gr.Textbox(visible=False),
        awaited=gr.State(""),
        reading=gr.State(None),
        pasted=gr.State(""),
        taken=gr.Textbox(visible=False),
        accepted=gr.State(False),
    )
