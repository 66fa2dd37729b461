from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from rag.domain import Answer, Paper, Question, Scope
from rag.engine.engine import Engine
from rag.engine.replay import replay
from rag.events import Pulse
from rag.models.scripted import ScriptedModel
from rag.ports import Completion, Message
from tests.fakes.conversations import sample_papers
from tests.fakes.engine import ask, engine_over
from tests.fakes.library import SmallLibrary


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    library = SmallLibrary(tmp_path_factory.mktemp("library"))
    library.ingest.add(sample_papers())
    yield engine_over(library, threshold=0.1)
    library.close()


def titles(answer: Answer) -> list[str]:
    return [source.paper.title.split(":")[0] for source in answer.sources]


def test_a_comparison_is_granted_within_a_conversation_and_kept(engine: Engine) -> None:
    conversation = engine.history.new_conversation()
    ask(engine, "What is Barlow Twins?", conversation=conversation)

    answer = ask(engine, "compare it with CoLiDE on method and results", conversation=conversation)

    assert titles(answer) == ["Barlow Twins", "CoLiDE"]
    assert len(answer.sentences) == answer.verified == 4
    assert answer.understood.startswith("compare “Barlow Twins: Self-Supervised")
    assert [t.answer.question for t in engine.history.turns(conversation)][1] == answer.question


def test_what_is_kept_of_a_comparison_can_be_replayed_without_the_conversation(
    engine: Engine,
) -> None:
    conversation = engine.history.new_conversation()
    ask(engine, "compare Barlow Twins and CoLiDE", conversation=conversation)
    again = ask(engine, "compare them on the method", conversation=conversation)

    assert replay(again.receipt, engine).differences == ()


def test_a_comparison_of_things_that_are_no_papers_is_a_question(engine: Engine) -> None:
    answer = ask(engine, "compare bananas and submarines on speed")

    assert answer.understood == "compare bananas and submarines on speed"
    assert len(answer.sources) > 2


def test_of_one_paper_known_and_one_not_the_nearest_are_offered(engine: Engine) -> None:
    answer = ask(engine, "compare Barlow Twins and bananas")

    assert answer.status == "refused"
    assert answer.note.startswith("No paper here is called 'bananas'; the nearest are ")
    assert answer.sentences == ()
    assert all(source.paper.title[:30] in answer.note for source in answer.sources)
    assert len(answer.sources) >= 3


def test_a_question_put_to_a_paper_and_an_unknown_thing_is_read_as_one(engine: Engine) -> None:
    assert len(ask(engine, "Barlow Twins vs. bananas").sources) >= 3


def test_a_name_that_several_papers_have_is_refused_with_each_of_them(tmp_path: Path) -> None:
    library = SmallLibrary(tmp_path)
    library.ingest.add(
        [
            Paper("twin-1", "Kestrel: Fast Hashing", "Kestrel hashes fast."),
            Paper("twin-2", "Kestrel: Slow Hashing", "Kestrel hashes slowly."),
            Paper("other", "Heron: Wading Deep", "Heron wades."),
        ]
    )
    answer = ask(engine_over(library, threshold=0.1), "compare Heron and Kestrel")
    library.close()

    assert answer.status == "refused"
    assert "'Kestrel' fits 2 papers" in answer.note
    assert {source.paper.paper_id for source in answer.sources} == {"twin-1", "twin-2"}


def test_a_summary_is_granted_of_a_paper_and_of_what_is_new(engine: Engine) -> None:
    one = ask(engine, "Summarise Barlow Twins")
    fresh = ask(engine, "What is new since yesterday?")

    assert titles(one) == ["Barlow Twins"]
    assert one.verified == len(one.sentences) >= 2
    assert fresh.note.startswith("47 papers were added since")


def test_without_a_model_a_question_that_compares_two_papers_is_read_out_by_aspects(
    engine: Engine,
) -> None:
    conversation = engine.history.new_conversation()
    ask(engine, "What is Barlow Twins?", conversation=conversation)

    answer = ask(engine, "How does it compare with CoLiDE?", conversation=conversation)

    assert titles(answer) == ["Barlow Twins", "CoLiDE"]
    assert {c.n for s in answer.sentences for c in s.citations} == {1, 2}


def test_a_question_about_the_difference_of_two_things_stays_a_question(engine: Engine) -> None:
    answer = ask(engine, "What is the difference between graphs and images?")

    assert answer.understood == "What is the difference between graphs and images?"


def test_filters_beside_a_wish_are_kept_to(engine: Engine) -> None:
    twins = next(p for p in engine.store.papers() if p.title.startswith("Barlow Twins"))
    only = Scope(paper_ids=(twins.paper_id,))
    none = Scope(1900, 1901)

    one_sided = ask(engine, "compare Barlow Twins and CoLiDE", scope=only)
    other = ask(engine, "summarise CoLiDE", scope=only)
    both = ask(engine, "summarise Barlow Twins and CoLiDE", scope=only)
    sides = ask(engine, "both sides of the claim that batches must be large", scope=none)
    fresh = ask(engine, "What is new since yesterday?", scope=only)

    assert [a.status for a in (one_sided, other, both, sides)] == [
        "refused", "refused", "answered", "refused",
    ]  # fmt: skip
    assert "Left out by the filters (only" in one_sided.note
    assert "CoLiDE" in one_sided.note
    assert titles(both) == ["Barlow Twins"]
    assert "CoLiDE" in both.note
    assert sides.sources == ()
    assert sides.scope == none
    assert fresh.note.startswith("One paper was added since")


class Endless(ScriptedModel):
    """A model that never comes to an end."""

    def stream(self, messages: Sequence[Message], max_tokens: int) -> Iterator[str | Completion]:
        del messages, max_tokens
        try:
            while True:
                yield ""
        finally:
            self.closed += 1


@pytest.mark.parametrize("typed", ["compare Barlow Twins and CoLiDE", "summarise Barlow Twins"])
def test_a_request_can_be_stopped_while_a_model_works_on_it(engine: Engine, typed: str) -> None:
    model = Endless()
    requests = engine.requests
    requests = replace(requests, summariser=replace(requests.summariser, model=model))

    work = requests.granting(Question(typed), [])
    assert next(work) == Pulse()
    work.close()

    assert model.closed > 0
