"""An engine over any library, with the model and the settings that a test wants."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rag.answer.answerer import Answerer
from rag.answer.listing import Lister
from rag.answer.records import Records
from rag.answer.summary import Summariser
from rag.domain import Answer, Question, Scope
from rag.engine.engine import Engine
from rag.engine.library import Library
from rag.engine.query_engine import PaperQueryEngine
from rag.engine.requests import Requests
from rag.engine.retriever import PaperRetriever
from rag.models.encoders import EmbeddedEncoder
from rag.ports import ChatModel, Embedder
from rag.settings import Answering, Settings
from rag.store.history import History
from tests.fakes.library import SmallLibrary


def usual(**changes: Any) -> Settings:  # noqa: ANN401
    """The defaults, whatever the environment says."""
    return Settings(_env_file=None, **changes)  # type: ignore[call-arg]


def answering(**changes: Any) -> Answering:  # noqa: ANN401
    return replace(usual().answering(), **changes)


def engine_over(
    library: Library | SmallLibrary,
    model: ChatModel | None = None,
    encoder: Embedder | None = None,
    made_with: dict[str, Any] | None = None,
    **settings: Any,  # noqa: ANN401
) -> Engine:
    """What answers over `library`; `encoder` compares sentences, else the embedded one."""
    chosen = usual(**settings)
    encoder = encoder or EmbeddedEncoder()
    answerer = Answerer(encoder, model, chosen.answering())
    stored = library.encoder.fingerprint
    summariser = Summariser(library.store, encoder, stored, model, chosen.answering())
    return Engine(
        library.store,
        History(library.store.database),
        PaperQueryEngine(PaperRetriever(library.retrieval, chosen.k), answerer),
        Requests(library.store, library.retrieval, summariser),
        Records(library.store, library.retrieval, stored),
        Lister(library.store, library.retrieval),
        chosen,
        made_with or {},
    )


def ask(
    engine: Engine, text: str, scope: Scope = Scope(), conversation: str | None = None
) -> Answer:
    return engine.ask(Question(text, scope, conversation))
