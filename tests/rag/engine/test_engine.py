"""One question from understanding to receipt, over real SQLite, Chroma and the real encoder."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

import pytest
from llama_index.core.base.response.schema import RESPONSE_TYPE
from llama_index.core.instrumentation.event_handlers import BaseEventHandler
from llama_index.core.instrumentation.events import BaseEvent
from llama_index.core.postprocessor import SimilarityPostprocessor
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from llama_index_instrumentation import get_dispatcher

from rag.answer.answerer import Answerer, Manner, Question
from rag.domain import Completion, Hit, Message, Scope, Usage
from rag.engine.build import make_desk
from rag.engine.engine import Engine, Limits
from rag.engine.library import Desk
from rag.engine.query_engine import PaperQueryEngine
from rag.engine.retriever import PaperRetriever
from rag.errors import BrokenStream, ConfigurationError, InputMissing, UsageError
from rag.events import Checked, Done, Event, Found, Step
from rag.formats.read import read_papers
from rag.settings import load_settings

SAMPLE = Path(__file__).resolve().parents[3] / "rag" / "data" / "sample.txt"
QUESTION = "How does Barlow Twins avoid collapse?"


class ScriptedModel:
    """A ChatModel that says what it is given, piece by piece, and remembers what it was asked."""

    name = "scripted"
    context_window = 8192

    def __init__(self, *replies: str | BrokenStream) -> None:
        self.replies = list(replies)
        self.asked: list[Sequence[Message]] = []
        self.closed = False

    def stream(self, messages: Sequence[Message], max_tokens: int) -> Iterator[str | Completion]:  # noqa: ARG002
        self.asked.append(messages)
        reply = self.replies.pop(0)
        try:
            text = reply.partial if isinstance(reply, BrokenStream) else reply
            for word in text.split(" "):
                yield f"{word} "
            if isinstance(reply, BrokenStream):
                raise reply
            yield Completion("stop", Usage(10, 5, 1, 0.001))
        finally:
            self.closed = True

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def dollars(self, prompt_tokens: int, completion_tokens: int) -> float | None:
        return (prompt_tokens + completion_tokens) * 1e-6


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = make_desk(load_settings(home=tmp_path_factory.mktemp("home")))
    desk.add(read_papers(SAMPLE, 10**9))
    yield desk
    desk.close()


def engine(desk: Desk, model: ScriptedModel | None = None) -> Engine:
    answerer = Answerer(desk.judge, model, Manner())
    return Engine(desk.store, desk.history, desk.search, answerer, Limits(), {})


def test_without_a_model_the_answer_is_verbatim(desk: Desk) -> None:
    answer = engine(desk).ask(QUESTION)
    assert (answer.status, answer.mode) == ("answered", "extractive")
    assert answer.sources[0].paper.title.startswith("Barlow Twins")
    assert answer.verified == len(answer.sentences) > 0
    for sentence in answer.sentences:
        for citation in sentence.citations:
            quote = citation.quote
            abstract = desk.store.paper(quote.paper_id).abstract
            assert abstract[quote.start : quote.end] == quote.text == sentence.text
            assert citation.status == "exact"


@pytest.mark.parametrize(
    "question", ["What is the capital of France?", "How do I bake sourdough bread?"]
)
def test_a_refusal_is_a_value_that_names_the_nearest(desk: Desk, question: str) -> None:
    answer = engine(desk).ask(question)
    assert (answer.status, answer.sentences) == ("refused", ())
    assert answer.note.startswith("The papers don't say")
    assert len(answer.sources) > 0


def test_a_composed_answer_cites_the_papers_that_extraction_found(desk: Desk) -> None:
    model = ScriptedModel(
        "Barlow Twins does not require large batches [1]. It was trained on 900 moons [1]. "
        "See also [42].",
        "1: DROP",
    )
    composed = engine(desk, model).ask(QUESTION)
    extracted = engine(desk).ask(QUESTION)
    assert [s.paper.paper_id for s in composed.sources] == [
        s.paper.paper_id for s in extracted.sources
    ]
    assert composed.sentences[0].verified
    assert not any(s.verified for s in composed.sentences if "moons" in s.text)
    assert all(c.n <= len(composed.sources) for s in composed.sentences for c in s.citations)
    assert composed.removed_markers >= 1
    assert composed.usage.requests == len(model.asked)


def test_a_model_that_finds_nothing_refuses(desk: Desk) -> None:
    answer = engine(desk, ScriptedModel("THE PAPERS DO NOT SAY")).ask(QUESTION)
    assert (answer.status, answer.mode, answer.sentences) == ("refused", "llm", ())


def test_a_broken_stream_keeps_what_was_said_and_says_so(desk: Desk) -> None:
    broken = BrokenStream(
        "The server closed.", "Barlow Twins does not require large batches [1]. And then it"
    )
    answer = engine(desk, ScriptedModel(broken)).ask(QUESTION)
    assert answer.status == "partial"
    assert "The server closed." in answer.note
    assert answer.sentences[0].verified


def test_events_come_in_order_and_sources_before_text(desk: Desk) -> None:
    events = list(engine(desk).stream(QUESTION))
    kinds = [type(event) for event in events]
    assert kinds[:3] == [Step, Step, Found]
    assert kinds.index(Found) < kinds.index(Checked)
    assert kinds[-1] is Done


def test_stopping_closes_the_model_and_keeps_the_part(desk: Desk) -> None:
    model = ScriptedModel("Barlow Twins does not require large batches [1]. " * 3)
    asked = engine(desk, model)
    conversation = desk.history.new_conversation()
    events = asked.stream(QUESTION, conversation=conversation)
    assert isinstance(events, Iterator)
    for event in events:
        if isinstance(event, Checked):
            break
    events.close()
    assert model.closed
    (turn,) = desk.history.turns(conversation)
    assert (turn.answer.status, len(turn.answer.sentences)) == ("partial", 1)


def test_conversations_keep_their_answers_and_never_mix(desk: Desk) -> None:
    one, other = desk.history.new_conversation(), desk.history.new_conversation()
    answer = engine(desk).ask(QUESTION, conversation=one)
    assert desk.history.turns(other) == []
    (turn,) = desk.history.turns(one)
    assert turn.question == QUESTION
    assert turn.answer.sentences == answer.sentences
    assert turn.answer.receipt == answer.receipt


def test_a_follow_up_is_understood_from_the_last_answer(desk: Desk) -> None:
    conversation = desk.history.new_conversation()
    asked = engine(desk)
    asked.ask(QUESTION, conversation=conversation)
    answer = asked.ask("And its results on ImageNet?", conversation=conversation)
    assert "Barlow Twins" in answer.understood
    assert answer.sentences[0].citations[0].quote.text.startswith("Barlow Twins outperforms")


def test_a_scope_limits_what_is_read(desk: Desk) -> None:
    wanted = desk.store.ids()[:3]
    answer = engine(desk).ask(QUESTION, scope=Scope(paper_ids=tuple(wanted)))
    assert {source.paper.paper_id for source in answer.sources} <= set(wanted)


def test_an_empty_question_is_an_error_not_a_refusal(desk: Desk) -> None:
    with pytest.raises(UsageError, match="empty"):
        engine(desk).ask("  \n ")


def test_llama_index_code_can_use_the_query_engine(desk: Desk) -> None:
    response = desk.engine.query_engine(k=3).query(QUESTION)
    assert response.metadata is not None
    assert response.metadata["answer"].status == "answered"
    assert len(response.source_nodes) == 3
    assert "[1]" in str(response)


def test_node_postprocessors_of_llama_index_apply(desk: Desk) -> None:
    retriever = PaperRetriever(desk.search, k=8)
    cutoff = SimilarityPostprocessor(similarity_cutoff=0.9)
    answerer = Answerer(desk.judge, None, Manner())
    response = PaperQueryEngine(retriever, answerer, [cutoff]).query(QUESTION)
    assert 1 <= len(response.source_nodes) < 8


class Rebuilding(BaseNodePostprocessor):
    """Makes nodes anew, as many of LlamaIndex's own postprocessors do."""

    renamed: bool = False

    def _postprocess_nodes(
        self,
        nodes: list[NodeWithScore],
        query_bundle: QueryBundle | None = None,  # noqa: ARG002
    ) -> list[NodeWithScore]:
        return [
            NodeWithScore(
                node=TextNode(
                    id_="strange" if self.renamed else node.node_id, text=node.get_content()
                ),
                score=node.score,
            )
            for node in nodes[:2]
        ]


def test_a_rebuilt_node_is_found_by_its_id(desk: Desk) -> None:
    retriever = PaperRetriever(desk.search, k=8)
    answerer = Answerer(desk.judge, None, Manner())
    response = PaperQueryEngine(retriever, answerer, [Rebuilding()]).query(QUESTION)
    assert response.metadata is not None
    answer = response.metadata["answer"]
    assert (answer.status, len(answer.sources)) == ("answered", 2)
    assert answer.sources[0].score == response.source_nodes[0].score


def test_a_node_that_is_no_passage_is_an_error_and_no_refusal(desk: Desk) -> None:
    retriever = PaperRetriever(desk.search, k=8)
    answerer = Answerer(desk.judge, None, Manner())
    with pytest.raises(UsageError, match="The node 'strange' is no passage"):
        PaperQueryEngine(retriever, answerer, [Rebuilding(renamed=True)]).query(QUESTION)


def test_aquery_leaves_the_loop_free(desk: Desk) -> None:
    turned = threading.Event()

    class Waiting(Answerer):
        """Answers once the loop has turned; were the loop blocked, it never would."""

        def stream(self, question: Question, hits: Sequence[Hit]) -> Iterator[Event]:
            assert turned.wait(30), "the loop stood still"
            return super().stream(question, hits)

    async def both() -> RESPONSE_TYPE:
        retriever = PaperRetriever(desk.search, k=3)
        asking = PaperQueryEngine(retriever, Waiting(desk.judge, None, Manner())).aquery(QUESTION)
        task = asyncio.create_task(asking)
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_soon(turned.set)
        return await task

    response = asyncio.run(both())
    assert response.metadata is not None
    assert response.metadata["answer"].status == "answered"


def test_filters_that_leave_no_paper_are_named_and_no_word_is_called_missing(desk: Desk) -> None:
    answer = engine(desk).ask("How do space state models work?", scope=Scope(1900, 1901))
    assert (answer.status, answer.sources) == ("refused", ())
    assert answer.note == "No paper was read. No paper here passes the filters: 1900–1901."


@pytest.mark.parametrize("question", [QUESTION, "summarise Barlow Twins"])
def test_a_paper_that_is_not_here_is_missing_and_not_silent(desk: Desk, question: str) -> None:
    with pytest.raises(InputMissing, match="No paper 'nosuch'"):
        desk.engine.ask(question, scope=Scope(paper_ids=("nosuch",)))
    with pytest.raises(InputMissing, match="No paper 'nosuch'"):
        desk.find(question, 3, Scope(paper_ids=("nosuch",)))


def test_what_a_library_rests_on_cannot_be_changed_while_it_is_open(desk: Desk) -> None:
    with pytest.raises(ConfigurationError, match="FOOTNOTE_ENCODER"):
        desk.configure(encoder="embedded:minilm")
    assert desk.settings.encoder == "embedded"
    desk.configure(k=5)
    assert desk.settings.k == 5
    desk.configure(k=8)


class Heard(BaseEventHandler):
    names: ClassVar[list[str]] = []

    def handle(self, event: BaseEvent, **_: object) -> None:
        self.names.append(type(event).__name__)


def test_llama_index_instrumentation_sees_retrieval_and_synthesis(desk: Desk) -> None:
    heard = Heard()
    dispatcher = get_dispatcher()
    dispatcher.add_event_handler(heard)
    desk.engine.ask(QUESTION)
    dispatcher.event_handlers.remove(heard)
    assert [n for n in heard.names if n.endswith(("StartEvent", "EndEvent"))] == [
        "RetrievalStartEvent",
        "RetrievalEndEvent",
        "SynthesizeStartEvent",
        "SynthesizeEndEvent",
    ]
