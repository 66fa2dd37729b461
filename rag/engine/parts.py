"""The parts that settings name; an unknown name lists the known ones."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from rag import __version__
from rag.errors import ConfigurationError, shown
from rag.models.answer_scorer import answer_scorer
from rag.models.encoders import EmbeddedEncoder, FastembedEncoder
from rag.ports import ChatModel, Embedder
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.answer.summary import Summariser
    from rag.engine.engine import Engine
    from rag.engine.library import Library


def _openai_embedder(name: str, settings: Settings) -> Embedder:
    from rag.models.openai_embed import OpenAIEmbedder

    return OpenAIEmbedder.from_settings(name, settings)


ENCODERS: dict[str, Callable[[str, Settings], Embedder]] = {
    "embedded": lambda name, _settings: EmbeddedEncoder.named(name),
    "fastembed": lambda name, _settings: FastembedEncoder(name),
    "openai": _openai_embedder,
}


def make_encoder(settings: Settings) -> Embedder:
    """The encoder that `settings.encoder` names; raises ConfigurationError."""
    kind, _, name = settings.encoder.partition(":")
    if kind not in ENCODERS or (kind != "embedded" and not name):
        raise ConfigurationError(
            f"FOOTNOTE_ENCODER={shown(settings.encoder)} is not known; "
            "use embedded, openai:MODEL or fastembed:NAME."
        )
    return ENCODERS[kind](name, settings)


def make_model(settings: Settings) -> ChatModel | None:
    """The chat model, or None where answers are extracted."""
    if not settings.has_llm:
        return None
    from rag.models.openai_chat import OpenAIChat

    return OpenAIChat.from_settings(settings)


def make_summariser(
    library: Library, settings: Settings, model: ChatModel | None = None
) -> Summariser:
    """Summaries over an open library."""
    from rag.answer.summary import Summariser

    return Summariser(
        library.store,
        library.sentence_encoder,
        library.encoder.fingerprint,
        model,
        settings.answering(),
    )


def _open_models(library: Library) -> None:
    for encoder in (library.encoder, library.sentence_encoder):
        if isinstance(encoder, EmbeddedEncoder):
            encoder.open()
    answer_scorer().open()


def make_engine(library: Library, settings: Settings) -> Engine:
    """What answers questions over an open library; LlamaIndex is imported here."""
    with ThreadPoolExecutor(1) as threads:
        # Both take as long; what goes wrong with a model is said where it is asked.
        threads.submit(_open_models, library)
        from rag.answer.answerer import Answerer
        from rag.answer.listing import Lister
        from rag.answer.records import Records
        from rag.engine.engine import Engine
        from rag.engine.query_engine import PaperQueryEngine
        from rag.engine.requests import Requests
        from rag.models.prompts import Prompts

    model = make_model(settings)
    answerer = Answerer(library.sentence_encoder, model, settings.answering())
    secret = {"api_key", "home", "accounts"}
    return Engine(
        library.store,
        library.history,
        PaperQueryEngine(library.as_retriever(settings.k), answerer),
        Requests(library.store, library.retrieval, make_summariser(library, settings, model)),
        Records(library.store, library.retrieval, library.encoder.fingerprint),
        Lister(library.store, library.retrieval),
        settings,
        {
            "version": __version__,
            "encoder": f"{library.encoder.name} {library.encoder.fingerprint}",
            "prompts": Prompts().fingerprint,
            "settings": settings.model_dump(mode="json", exclude=secret),
        },
    )
