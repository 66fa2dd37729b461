from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.domain import Paper, Scope, Usage
from rag.errors import ServerError
from rag.events import Pulse
from rag.models.scripted import ScriptedModel
from rag.understand.followup import understand
from tests.fakes.conversations import conversation, sample_papers
from tests.fakes.understanding import understood_of


@pytest.fixture(scope="module")
def sample() -> tuple[Paper, ...]:
    return sample_papers()


def test_the_models_question_is_taken_with_the_paper_it_speaks_of(sample: Sequence[Paper]) -> None:
    model = ScriptedModel(
        'Sure! {"question": "Which limits does Barlow Twins have?", "year_from": null}'
    )

    understood = understood_of("and its limits?", Scope(), conversation(sample, "twins"), model)

    assert understood.question == "Which limits does Barlow Twins have?"
    assert understood.scope.paper_ids == understood.papers != ()
    assert understood.usage == Usage(10, 5, 1)
    assert "What is Barlow Twins?" in model.heard[0]


def test_a_model_that_speaks_of_something_else_is_not_held_to_the_paper(
    sample: Sequence[Paper],
) -> None:
    model = ScriptedModel('{"question": "What are the limits of redundancy reduction?"}')

    understood = understood_of("and its limits?", Scope(), conversation(sample, "twins"), model)

    assert understood.question == "What are the limits of redundancy reduction?"
    assert understood.scope == Scope()


def test_a_number_means_its_paper_whatever_the_model_says(sample: Sequence[Paper]) -> None:
    model = ScriptedModel('{"question": "What are the limits of SpaceTime?"}')

    understood = understood_of("limits of [2]?", Scope(), conversation(sample, "pair"), model)

    assert understood.question == "What are the limits of CoLiDE?"


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        "I cannot.",
        "{",
        "[]",
        '{"question": 7}',
        '{"question": "?"}',
        '{"question": "%s"}' % ("a" * 2000),
    ],
)
def test_nonsense_from_the_model_leaves_the_rules_in_charge(
    sample: Sequence[Paper], nonsense: str
) -> None:
    turns = conversation(sample, "twins")

    understood = understood_of("and its limits?", Scope(), turns, ScriptedModel(nonsense))

    assert understood.question == "What are the limits of Barlow Twins?"


@pytest.mark.parametrize(
    "filters",
    [
        '"year_from": 2020',
        '"year_to": "soon"',
        '"year_from": true',
        '"authors": ["Hinton"]',
        '"venues": 3',
    ],
)
def test_filters_that_nobody_typed_are_not_taken_from_a_model(
    sample: Sequence[Paper], filters: str
) -> None:
    model = ScriptedModel(f'{{"question": "What is it?", {filters}}}')

    assert (
        understood_of("what is it?", Scope(), conversation(sample, "topic"), model).scope == Scope()
    )


def test_a_question_that_surely_stands_alone_costs_no_call(sample: Sequence[Paper]) -> None:
    model = ScriptedModel()

    understood_of(
        "Which losses separate classes in few-shot learning?",
        Scope(),
        conversation(sample, "twins"),
        model,
    )

    assert model.heard == []


def test_stopping_while_the_model_condenses_leaves_it_at_once(sample: Sequence[Paper]) -> None:
    model = ScriptedModel("one two three four")
    work = understand("and its limits?", Scope(), conversation(sample, "twins"), model)

    assert next(work) == Pulse()
    assert model.closed == 0
    work.close()

    assert model.closed == 1


def test_a_server_that_is_down_is_said_so(sample: Sequence[Paper]) -> None:
    with pytest.raises(ServerError):
        understood_of("and its limits?", Scope(), conversation(sample, "twins"), ScriptedModel())
