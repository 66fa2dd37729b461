"""Examine an installation: what is set up, what is not, and what to do about it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from rag.errors import FootnoteError

if TYPE_CHECKING:
    from rag.engine.library import Library


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `detail` says its state, or what to do."""

    what: str
    ok: bool
    detail: str


def examine(library: Library) -> list[Finding]:
    """Look at everything without changing anything but a stale index."""
    return [_versions(), _papers(library), _index(library), _encoder(library), _model(library)]


def _versions() -> Finding:
    names = ("llama-index-core", "chromadb", "gradio", "openai", "onnxruntime")
    found = ", ".join(f"{name} {version(name)}" for name in names)
    return Finding("versions", True, f"Python {sys.version.split()[0]}, {found}")


def _papers(library: Library) -> Finding:
    with library.store.database.translated():
        rows = library.store.database.connection.execute("PRAGMA quick_check").fetchall()
    sound = [row[0] for row in rows] == ["ok"]
    state = f"{library.store.count()} papers in {library.store.home}"
    advice = "damaged; restore it from a backup, or move it away and add your papers again"
    return Finding("library", sound, state if sound else f"{state}: {advice}")


def _index(library: Library) -> Finding:
    waiting = len(library.store.without_vectors(library.encoder.fingerprint))
    if waiting:
        return Finding(
            "index", False, f"{waiting} passages wait for vectors; any question embeds them"
        )
    try:
        library.index.refresh()
    except FootnoteError as error:
        return Finding("index", False, str(error))
    return Finding("index", True, f"{library.index.count()} passages, true to the library")


def _encoder(library: Library) -> Finding:
    try:
        library.encoder.embed_question("footnote")
    except FootnoteError as error:
        return Finding("encoder", False, str(error))
    return Finding(
        "encoder", True, f"{library.encoder.name}, {library.encoder.dimensions} dimensions"
    )


def _model(library: Library) -> Finding:
    settings = library.settings
    if not settings.has_llm:
        return Finding(
            "model", True, "none: answers are extracted; set OPENAI_API_KEY or FOOTNOTE_LLM"
        )
    from rag.engine.parts import make_model
    from rag.ports import Completion, Message

    model = make_model(settings)
    assert model is not None, "has_llm"
    try:
        for piece in model.stream([Message("user", "Say yes.")], 64):
            if isinstance(piece, Completion):
                break
    except FootnoteError as error:
        return Finding("model", False, str(error))
    return Finding("model", True, f"{settings.llm} answers")
