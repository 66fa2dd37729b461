"""Settings to objects; an unknown name lists the known ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rag import __version__
from rag.domain import ChatModel, Embedder, Paper, Passage
from rag.engine.library import Desk
from rag.errors import ConfigurationError, shown
from rag.models.encoders import EmbeddedEncoder, FastembedEncoder
from rag.retrieval.ingest import Ingest
from rag.retrieval.search import Search
from rag.retrieval.sync import SyncedIndex
from rag.settings import Settings
from rag.store.history import History
from rag.store.lock import WriteLock
from rag.store.papers import PaperStore
from rag.text.passages import passages_of

if TYPE_CHECKING:
    from rag.engine.engine import Engine


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


def make_desk(settings: Settings) -> Desk:
    """Everything over the library in `settings.home`, opened once."""
    if settings.encoder.startswith("openai:") and not settings.encoder_url:
        # The encoder stays with its server when the chat model moves to another.
        settings = settings.model_copy(update={"encoder_url": settings.llm_url})
    store = PaperStore(settings.home)
    judge = EmbeddedEncoder()
    encoder = make_encoder(settings)
    lock = WriteLock(settings.home)
    index = SyncedIndex(store, encoder, lock)

    def cut(paper: Paper) -> tuple[Passage, ...]:
        # Passages do not depend on the encoder in use, so a change of encoder keeps their ids.
        return passages_of(paper, judge.max_tokens, judge.count_tokens)

    return Desk(
        settings=settings,
        store=store,
        history=History(store.database),
        search=Search(store, encoder, index),
        ingest=Ingest(store, encoder, index, lock, cut),
        index=index,
        judge=judge,
        encoder=encoder,
        make_engine=_make_engine,
    )


def _make_engine(desk: Desk) -> Engine:
    from rag.answer.answerer import Answerer, Manner
    from rag.answer.compose import Limits as ComposeLimits
    from rag.answer.summary import Summariser
    from rag.engine.engine import Engine, Limits
    from rag.engine.requests import Wishes
    from rag.models.prompts import Prompts

    settings = desk.settings
    manner = Manner(
        settings.sentences,
        settings.threshold,
        ComposeLimits(settings.answer_tokens, settings.cost_cap, settings.unsupported),
    )
    model = make_model(settings)
    told = Summariser(desk.store, desk.judge, desk.encoder.fingerprint, model, manner.limits)
    return Engine(
        desk.store,
        desk.history,
        desk.search,
        Answerer(desk.judge, model, manner),
        Limits(settings.k, settings.question_limit),
        {
            "version": __version__,
            "encoder": f"{desk.encoder.name} {desk.encoder.fingerprint}",
            "prompts": Prompts().fingerprint,
            "settings": settings.model_dump(mode="json", exclude={"api_key", "home", "accounts"}),
        },
        Wishes(desk.store, desk.search, told),
    )
