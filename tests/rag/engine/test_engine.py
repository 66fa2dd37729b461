"""One question from understanding to receipt, over real SQLite, Chroma and the real encoder."""

from __future__ import annotations

import asyncio
import shutil
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

from rag.answer.answerer import Answerer
from rag.domain import Hit, Paper, Question, Scope
from rag.engine.library import Library
from rag.engine.query_engine import PaperQueryEngine
from rag.engine.retriever import PaperRetriever
from rag.errors import BrokenStream, ConfigurationError, InputMissing, UsageError
from rag.events import Checked, Done, Event, Found, Step
from rag.models.scripted import ScriptedModel
from rag.settings import load_settings
from tests.fakes.engine import answering, ask, engine_over

QUESTION = "How does Barlow Twins avoid collapse?"


@pytest.fixture(scope="module")
def library(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    home = shutil.copytree(sample_home, tmp_path_factory.mktemp("engine") / "home")
    library = Library(load_settings(home=home))
    yield library
    library.close()


engine = engine_over


def test_without_a_model_the_answer_is_verbatim(library: Library) -> None:
    answer = ask(engine(library), QUESTION)
    assert (answer.status, answer.mode) == ("answered", "extractive")
    assert answer.sources[0].paper.title.startswith("Barlow Twins")
    assert answer.verified == len(answer.sentences) > 0
    for sentence in answer.sentences:
        for citation in sentence.citations:
            quote = citation.quote
            abstract = library.store.paper(quote.paper_id).abstract
            assert abstract[quote.start : quote.end] == quote.text == sentence.text
            assert citation.status == "exact"


@pytest.mark.parametrize(
    "question", ["What is the capital of France?", "How do I bake sourdough bread?"]
)
def test_a_refusal_is_a_value_that_names_the_nearest(library: Library, question: str) -> None:
    answer = ask(engine(library), question)
    assert (answer.status, answer.sentences) == ("refused", ())
    assert answer.note.startswith("The papers don't say")
    assert len(answer.sources) > 0


def test_a_number_that_is_asked_of_a_named_paper_is_never_another_papers(library: Library) -> None:
    named = Paper("b", "BitFit: Simple Tuning", "BitFit modifies the bias terms of BERT models.")
    other = Paper("w", "Go Wider", "Our best model wins with 0.72 times trainable parameters.")
    hits = [Hit.whole(named), Hit.whole(other)]
    asked = Question("How many parameters does BitFit have?", kind="number")
    answerer = Answerer(library.sentence_encoder, None, answering())
    *_, done = answerer.events(asked, hits)
    assert isinstance(done, Done)
    assert (done.answer.status, done.answer.sentences) == ("refused", ())


def test_a_composed_answer_cites_the_papers_that_extraction_found(library: Library) -> None:
    model = ScriptedModel(
        "Barlow Twins does not require large batches [1]. It was trained on 900 moons [1]. "
        "See also [42].",
        "1: DROP",
    )
    composed = ask(engine(library, model), QUESTION)
    extracted = ask(engine(library), QUESTION)
    assert [s.paper.paper_id for s in composed.sources] == [
        s.paper.paper_id for s in extracted.sources
    ]
    assert composed.sentences[0].verified
    assert not any(s.verified for s in composed.sentences if "moons" in s.text)
    assert all(c.n <= len(composed.sources) for s in composed.sentences for c in s.citations)
    assert composed.removed_markers >= 1
    assert composed.usage.requests == len(model.asked)


def test_a_model_that_finds_nothing_refuses(library: Library) -> None:
    answer = ask(engine(library, ScriptedModel("THE PAPERS DO NOT SAY")), QUESTION)
    assert (answer.status, answer.mode, answer.sentences) == ("refused", "llm", ())


def test_a_broken_stream_keeps_what_was_said_and_says_so(library: Library) -> None:
    broken = BrokenStream(
        "The server closed.", "Barlow Twins does not require large batches [1]. And then it"
    )
    answer = ask(engine(library, ScriptedModel((broken.partial, broken))), QUESTION)
    assert answer.status == "partial"
    assert "The server closed." in answer.note
    assert answer.sentences[0].verified


def test_events_come_in_order_and_sources_before_text(library: Library) -> None:
    events = list(engine(library).stream(Question(QUESTION)))
    kinds = [type(event) for event in events]
    assert kinds[:3] == [Step, Step, Found]
    assert kinds.index(Found) < kinds.index(Checked)
    assert kinds[-1] is Done


def test_stopping_closes_the_model_and_keeps_the_part(library: Library) -> None:
    model = ScriptedModel("Barlow Twins does not require large batches [1]. " * 3)
    asked = engine(library, model)
    conversation = library.history.new_conversation()
    events = asked.stream(Question(QUESTION, conversation=conversation))
    assert isinstance(events, Iterator)
    for event in events:
        if isinstance(event, Checked):
            break
    events.close()
    assert model.closed == 1
    (turn,) = library.history.turns(conversation)
    assert (turn.answer.status, len(turn.answer.sentences)) == ("partial", 1)


def test_conversations_keep_their_answers_and_never_mix(library: Library) -> None:
    one, other = library.history.new_conversation(), library.history.new_conversation()
    answer = ask(engine(library), QUESTION, conversation=one)
    assert library.history.turns(other) == []
    (turn,) = library.history.turns(one)
    assert turn.question == QUESTION
    assert turn.answer.sentences == answer.sentences
    assert turn.answer.receipt == answer.receipt


def test_a_follow_up_is_understood_from_the_last_answer(library: Library) -> None:
    conversation = library.history.new_conversation()
    asked = engine(library)
    ask(asked, QUESTION, conversation=conversation)
    answer = ask(asked, "And its results on ImageNet?", conversation=conversation)
    assert "Barlow Twins" in answer.understood
    assert answer.sentences[0].citations[0].quote.text.startswith("Barlow Twins outperforms")


def test_a_scope_limits_what_is_read(library: Library) -> None:
    wanted = library.store.ids()[:3]
    answer = ask(engine(library), QUESTION, scope=Scope(paper_ids=tuple(wanted)))
    assert {source.paper.paper_id for source in answer.sources} <= set(wanted)


def test_an_empty_question_is_an_error_not_a_refusal(library: Library) -> None:
    with pytest.raises(UsageError, match="empty"):
        ask(engine(library), "  \n ")


def test_llama_index_code_can_use_the_query_engine(library: Library) -> None:
    response = library.as_query_engine(k=3).query(QUESTION)
    assert response.metadata is not None
    assert response.metadata["answer"].status == "answered"
    assert len(response.source_nodes) == 3
    assert "[1]" in str(response)


def test_node_postprocessors_of_llama_index_apply(library: Library) -> None:
    retriever = PaperRetriever(library.retrieval, k=8)
    cutoff = SimilarityPostprocessor(similarity_cutoff=0.9)
    answerer = Answerer(library.sentence_encoder, None, answering())
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


def test_a_rebuilt_node_is_found_by_its_id(library: Library) -> None:
    retriever = PaperRetriever(library.retrieval, k=8)
    answerer = Answerer(library.sentence_encoder, None, answering())
    response = PaperQueryEngine(retriever, answerer, [Rebuilding()]).query(QUESTION)
    assert response.metadata is not None
    answer = response.metadata["answer"]
    assert (answer.status, len(answer.sources)) == ("answered", 2)
    assert answer.sources[0].score == response.source_nodes[0].score


def test_a_node_that_is_no_passage_is_an_error_and_no_refusal(library: Library) -> None:
    retriever = PaperRetriever(library.retrieval, k=8)
    answerer = Answerer(library.sentence_encoder, None, answering())
    with pytest.raises(UsageError, match="The node 'strange' is no passage"):
        PaperQueryEngine(retriever, answerer, [Rebuilding(renamed=True)]).query(QUESTION)


def test_aquery_leaves_the_loop_free(library: Library) -> None:
    turned = threading.Event()

    class Waiting(Answerer):
        """Answers once the loop has turned; were the loop blocked, it never would."""

        def events(self, question: Question, hits: Sequence[Hit]) -> Iterator[Event]:
            assert turned.wait(30), "the loop stood still"
            return super().events(question, hits)

    async def both() -> RESPONSE_TYPE:
        retriever = PaperRetriever(library.retrieval, k=3)
        asking = PaperQueryEngine(
            retriever, Waiting(library.sentence_encoder, None, answering())
        ).aquery(QUESTION)
        task = asyncio.create_task(asking)
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_soon(turned.set)
        return await task

    response = asyncio.run(both())
    assert response.metadata is not None
    assert response.metadata["answer"].status == "answered"


def test_filters_that_leave_no_paper_are_named_and_no_word_is_called_missing(
    library: Library,
) -> None:
    answer = ask(engine(library), "How do space state models work?", scope=Scope(1900, 1901))
    assert (answer.status, answer.sources) == ("refused", ())
    assert answer.note == "No paper was read. No paper here passes the filters: 1900–1901."


@pytest.mark.parametrize("question", [QUESTION, "summarise Barlow Twins"])
def test_a_paper_that_is_not_here_is_missing_and_not_silent(
    library: Library, question: str
) -> None:
    with pytest.raises(InputMissing, match="No paper 'nosuch'"):
        library.ask(question, scope=Scope(paper_ids=("nosuch",)))
    with pytest.raises(InputMissing, match="No paper 'nosuch'"):
        library.search(question, 3, Scope(paper_ids=("nosuch",)))


def test_what_a_library_rests_on_cannot_be_changed_while_it_is_open(library: Library) -> None:
    with pytest.raises(ConfigurationError, match="FOOTNOTE_ENCODER"):
        library.configure(encoder="embedded:minilm")
    assert library.settings.encoder == "embedded"
    library.configure(k=5)
    assert library.settings.k == 5
    library.configure(k=8)


class Heard(BaseEventHandler):
    names: ClassVar[list[str]] = []

    def handle(self, event: BaseEvent, **_: object) -> None:
        self.names.append(type(event).__name__)


def test_llama_index_instrumentation_sees_retrieval_and_synthesis(library: Library) -> None:
    heard = Heard()
    dispatcher = get_dispatcher()
    dispatcher.add_event_handler(heard)
    library.ask(QUESTION)
    dispatcher.event_handlers.remove(heard)
    assert [n for n in heard.names if n.endswith(("StartEvent", "EndEvent"))] == [
        "RetrievalStartEvent",
        "RetrievalEndEvent",
        "SynthesizeStartEvent",
        "SynthesizeEndEvent",
    ]
