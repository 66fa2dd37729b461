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
    model = ScriptedModel(f'{{"question": "What are diffusion models?", {filters}}}')

    assert (
        understood_of("what is it?", Scope(), conversation(sample, "topic"), model).scope == Scope()
    )


@pytest.mark.parametrize(
    ("turns", "typed", "asked"),
    [
        ("", "Which losses separate classes?", 0),
        ("twins", "Which losses separate classes in few-shot learning?", 1),
        ("twins", "I was thinking of CoLiDE, really", 1),
        ("twins", "in fewer words please", 0),
        ("twins", "new topic: what is dropout?", 0),
    ],
)
def test_a_model_reads_every_turn_but_the_first_and_what_is_said_for_certain(
    sample: Sequence[Paper], turns: str, typed: str, asked: int
) -> None:
    model = ScriptedModel('{"question": "How does CoLiDE separate losses?"}')

    understood_of(typed, Scope(), conversation(sample, turns) if turns else [], model)

    assert len(model.heard) == asked


def test_a_rewrite_that_speaks_of_nothing_at_hand_is_thrown_away(sample: Sequence[Paper]) -> None:
    model = ScriptedModel('{"question": "Who won the football match?"}')

    understood = understood_of("and its limits?", Scope(), conversation(sample, "twins"), model)

    assert understood.question == "What are the limits of Barlow Twins?"


def test_a_wish_for_the_form_is_told_to_the_model_and_taken_out_of_its_question(
    sample: Sequence[Paper],
) -> None:
    model = ScriptedModel('{"question": "In one line: what are the limits of Barlow Twins?"}')
    turns = conversation(sample, "twins")

    understood = understood_of("its limits, in one sentence", Scope(), turns, model)

    assert "wanted short" in model.heard[0]
    assert understood.question == "what are the limits of Barlow Twins?"
    assert understood.short


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
