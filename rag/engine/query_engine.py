"""The LlamaIndex query engine: retrieval, node postprocessors, and a synthesizer that cites."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from llama_index.core.base.response.schema import RESPONSE_TYPE, Response
from llama_index.core.indices.prompt_helper import ChatPromptHelper, PromptHelper
from llama_index.core.instrumentation.events.synthesis import (
    SynthesizeEndEvent,
    SynthesizeStartEvent,
)
from llama_index.core.llms import MockLLM
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.prompts.mixin import PromptDictType
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers import BaseSynthesizer
from llama_index.core.schema import NodeWithScore, QueryBundle, QueryType
from llama_index_instrumentation import get_dispatcher

from rag.answer.answerer import Answerer
from rag.domain import Answer, Question, sources_of
from rag.engine.retriever import PaperQuery, PaperRetriever
from rag.events import Done, Event, Found, Step

dispatcher = get_dispatcher(__name__)


class CitedSynthesizer(BaseSynthesizer):
    """Writes a checked answer from PaperNodes; the Answer is in the response's metadata."""

    def __init__(self, answerer: Answerer, retriever: PaperRetriever) -> None:
        # LlamaIndex would ask for an OpenAI key where no model is named; ours is in the answerer.
        # Nor is anything packed by it: without these it would read tiktoken's 100,000 tokens.
        super().__init__(
            llm=MockLLM(),
            prompt_helper=PromptHelper(tokenizer=str.split),
            chat_prompt_helper=ChatPromptHelper(tokenizer=str.split),
        )
        self._answerer = answerer
        self._retriever = retriever

    def events(self, question: Question, nodes: Sequence[NodeWithScore]) -> Iterator[Event]:
        """The events of one answer from these nodes."""
        dispatcher.event(SynthesizeStartEvent(query=question.text))
        for event in self._answerer.events(question, self._retriever.hits_of(nodes)):
            if isinstance(event, Done):
                response = _response(event.answer, nodes)
                dispatcher.event(SynthesizeEndEvent(query=question.text, response=response))
            yield event

    def synthesize(
        self,
        query: QueryType,
        nodes: list[NodeWithScore],
        additional_source_nodes: Sequence[NodeWithScore] | None = None,
        **_: object,
    ) -> RESPONSE_TYPE:
        bundle = QueryBundle(query) if isinstance(query, str) else query
        given = [*nodes, *(additional_source_nodes or ())]
        events = self.events(self._retriever.query(bundle).question, given)
        answer = next(event.answer for event in events if isinstance(event, Done))
        return _response(answer, given)

    async def asynthesize(
        self,
        query: QueryType,
        nodes: list[NodeWithScore],
        additional_source_nodes: Sequence[NodeWithScore] | None = None,
        **_: object,
    ) -> RESPONSE_TYPE:
        return await asyncio.to_thread(self.synthesize, query, nodes, additional_source_nodes)

    def get_response(self, query_str: str, text_chunks: Sequence[str], **_: object) -> str:
        raise NotImplementedError("a cited answer needs the nodes: call synthesize")

    async def aget_response(self, query_str: str, text_chunks: Sequence[str], **_: object) -> str:
        raise NotImplementedError("a cited answer needs the nodes: call synthesize")

    def _get_prompts(self) -> PromptDictType:
        return {}

    def _update_prompts(self, prompts: PromptDictType) -> None:
        """The prompts live in rag/models/prompts.py and are not exchanged here."""


class PaperQueryEngine(RetrieverQueryEngine):
    """Ask with `query(...)`; `response.metadata["answer"]` is the whole Answer."""

    def __init__(
        self,
        retriever: PaperRetriever,
        answerer: Answerer,
        node_postprocessors: list[BaseNodePostprocessor] | None = None,
    ) -> None:
        self.answerer = answerer
        self._papers = retriever
        self._synthesizer = CitedSynthesizer(answerer, retriever)
        super().__init__(retriever, self._synthesizer, node_postprocessors)

    def events(self, question: Question) -> Iterator[Event]:
        """What is found and said, ending with Done; sources are numbered as they are answered."""
        started = time.perf_counter()
        query = PaperQuery.of(question)
        nodes = self.retrieve(query)
        found = query.retrieved
        detail = f"searched {found.in_scope} of {found.papers} papers"
        yield Step("searched", detail, time.perf_counter() - started)
        yield Found(sources_of(self._papers.hits_of(nodes)), found.in_scope, found.papers)
        for event in self._synthesizer.events(question, nodes):
            if isinstance(event, Done):
                timings = {**found.timings, **event.answer.timings}
                event = Done(replace(event.answer, timings=timings))
            yield event


def _response(answer: Answer, nodes: Sequence[NodeWithScore]) -> Response:
    text = " ".join(
        sentence.text + "".join(f" [{c.n}]" for c in sentence.citations)
        for sentence in answer.sentences
    )
    return Response(text or answer.note, source_nodes=list(nodes), metadata={"answer": answer})
