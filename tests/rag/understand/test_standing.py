from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from rag.domain import Answer, Paper, Scope, Source, Turn
from tests.fakes.conversations import conversation, sample_papers, turn
from tests.fakes.understanding import understood_of


@pytest.fixture(scope="module")
def sample() -> tuple[Paper, ...]:
    return sample_papers()


def listed(*papers: Paper) -> Turn:
    """A list of records: papers named by their sources, without a sentence."""
    sources = tuple(Source(n, paper, 1.0, cited=True) for n, paper in enumerate(papers, 1))
    asked = "papers on sequences"
    return Turn(asked, Answer(asked, "library", "extractive", (), sources, asked, kind="list"))


KITES = Paper("kites", "Kites that learn", "We fly kites.", ("Ada Byron",), 2019, "ACL 2019")
BOATS = Paper("boats", "Boats with graphs", "Boats use graphs.", ("Grace Hopper",), 2021, "ICML")
TRAMS = Paper("trams", "Trams in towns", "We move trams by data.", ("Alan Kay",), 2022, "ICML")
LIST = (KITES, BOATS, TRAMS)


@pytest.mark.parametrize(
    ("typed", "question", "ids"),
    [
        ("what does the second one say?", "What does “Boats with graphs” say?", "boats"),
        ("is the paper by Kay any good?", "Is “Trams in towns” any good?", "trams"),
        ("who wrote the one about kites?", "Who wrote “Kites that learn”?", "kites"),
        ("does the newest one use data?", "Does “Trams in towns” use data?", "trams"),
        ("do any of these fly?", "Do any of these papers fly?", "kites boats trams"),
        ("which ones move?", "Which of these papers move?", "kites boats trams"),
        ("the ones with graphs", "Which of these papers are with graphs?", "kites boats trams"),
        ("any with graphs?", "Which of these papers are with graphs?", "kites boats trams"),
        ("is there anything on towns?", "Which of these papers are on towns?", "kites boats trams"),
        ("on which datasets?", "On which datasets?", "kites boats trams"),
        ("what do they measure?", "What do these papers measure?", "kites boats trams"),
    ],
)  # fmt: skip
def test_papers_of_a_list_are_told_by_place_words_or_as_a_set(
    typed: str, question: str, ids: str
) -> None:
    understood = understood_of(typed, Scope(), [listed(*LIST)])

    assert (understood.question, understood.scope.paper_ids) == (question, tuple(ids.split()))


def test_a_filter_on_the_set_stays_within_it_and_newer_ones_go_beyond_it() -> None:
    turns = [listed(*LIST)]

    within = understood_of("which of them since 2021?", Scope(), turns)
    newer = understood_of("anything newer?", Scope(), turns)
    beyond = understood_of("just those since 2021", Scope(), turns)

    assert within.question == "papers on sequences"
    assert within.scope == Scope(2021, paper_ids=("kites", "boats", "trams"))
    assert (newer.question, newer.scope) == ("papers on sequences", Scope(2023))
    # "Those" are of the topic, which a list may not have shown in full.
    assert (beyond.question, beyond.scope) == ("papers on sequences", Scope(2021))


def test_places_count_in_the_set_while_later_answers_stay_within_it(
    sample: Sequence[Paper],
) -> None:
    one = replace(listed(BOATS).answer, understood="What does “Boats with graphs” say?")
    turns = [listed(*LIST), Turn("and the second?", one)]

    assert understood_of("and the third?", Scope(), turns).scope.paper_ids == ("trams",)
    away = [*turns, turn(sample, "What is CoLiDE?", "CoLiDE:")]
    assert understood_of("does the third one fly?", Scope(), away).scope.paper_ids == ()


@pytest.mark.parametrize(
    ("about", "typed", "question", "narrowed"),
    [
        ("twins", "sorry, CoLiDE", "What is CoLiDE?", 0),
        ("twins", "hm, I was thinking of SpaceTime", "What is SpaceTime?", 0),
        ("twins", "not Barlow Twins but CoLiDE", "What is CoLiDE?", 0),
        ("pair", "oops, the second one", "Which losses avoid collapse, according to CoLiDE?", 1),
        ("topic", "I meant normalizing flows", "What are normalizing flows?", 0),
        ("twins", "wait, how is it trained?", "How is Barlow Twins trained?", 1),
    ],
)
def test_a_correction_asks_the_last_question_of_what_was_meant(
    sample: Sequence[Paper], about: str, typed: str, question: str, narrowed: int
) -> None:
    understood = understood_of(typed, Scope(), conversation(sample, about))

    assert (understood.question, len(understood.scope.paper_ids)) == (question, narrowed)


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("how come?", "Why does Barlow Twins need pairs?"),
        ("why doesn't it?", "Why not: does Barlow Twins need pairs?"),
        ("to what extent?", "Does Barlow Twins need pairs, and to what extent?"),
        ("how many epochs?", "How many epochs in Barlow Twins?"),
        ("against which competitors?", "Against which competitors, for Barlow Twins?"),
        ("really?", "Does Barlow Twins need pairs?"),
    ],
)
def test_a_question_without_a_subject_is_about_the_last_paper(
    sample: Sequence[Paper], typed: str, question: str
) -> None:
    turns = [turn(sample, "Does Barlow Twins need pairs?", "Barlow Twins:")]

    understood = understood_of(typed, Scope(), turns)

    assert understood.question == question
    assert len(understood.scope.paper_ids) == (typed != "really?")


def test_a_wish_for_the_form_repeats_the_last_question(sample: Sequence[Paper]) -> None:
    understood = understood_of("more concise please", Scope(), conversation(sample, "twins"))

    assert (understood.question, understood.short, understood.simple) == (
        "What is Barlow Twins?",
        True,
        False,
    )


def test_words_refine_the_last_question_and_a_condition_is_added_to_it(
    sample: Sequence[Paper],
) -> None:
    turns = conversation(sample, "graphs")

    only = understood_of("only for molecules", Scope(), turns)
    under = understood_of("under noise?", Scope(), turns)
    joined = understood_of("and in images?", Scope(), turns)

    assert only.question == "How can GNNs be made more expressive for molecules?"
    assert under.question == "How can GNNs be made more expressive under noise?"
    assert joined.question == "How can GNNs be made more expressive in images?"


def test_nothing_leaks_into_a_new_topic(sample: Sequence[Paper]) -> None:
    turns = conversation(sample, "dated")

    understood = understood_of("never mind, what are its limits?", Scope(), turns)

    assert (understood.question, understood.scope) == ("what are its limits?", Scope())


@pytest.mark.parametrize("status", ["refused", "social"])
def test_a_refused_or_social_turn_leaves_nothing_to_lean_on(
    sample: Sequence[Paper], status: str
) -> None:
    lost = turn(sample, "What is the price of fish?", "CoLiDE:")
    lost = replace(lost, answer=replace(lost.answer, status=status))  # type: ignore[arg-type]

    later = understood_of("its limits?", Scope(), [*conversation(sample, "twins"), lost])
    alone = understood_of("its limits?", Scope(), [lost])

    assert later.question == "What are the limits of Barlow Twins?"
    assert (alone.question, alone.scope) == ("its limits?", Scope())


def test_a_question_whose_words_the_last_paper_has_prefers_it_without_a_filter(
    sample: Sequence[Paper],
) -> None:
    turns = conversation(sample, "twins")

    understood = understood_of(
        "why are distorted versions fed to identical networks?", Scope(), turns
    )

    assert understood.question == (
        "why are distorted versions fed to identical networks, according to Barlow Twins?"
    )
    assert understood.scope == Scope()


def test_the_oldest_of_a_list_is_asked_of_the_list() -> None:
    turns = [listed(*LIST)]

    sought = understood_of("which is the oldest one?", Scope(), turns)
    told = understood_of("what is the oldest about?", Scope(), turns)

    assert sought.question == "Which of these papers is the oldest?"
    assert sought.scope.paper_ids == ("kites", "boats", "trams")
    assert told.question == "What is “Kites that learn” about?"


def test_a_filter_narrows_what_was_left_of_a_list() -> None:
    asked = "Which of these papers move?"
    first, second = listed(*LIST), listed(BOATS, TRAMS)
    answer = replace(second.answer, question=asked, understood=asked)
    turns = [first, Turn(asked, answer)]

    found = understood_of("only those since 2022", Scope(), turns)

    assert (found.question, found.scope) == (asked, Scope(2022, paper_ids=("boats", "trams")))


def test_the_rest_of_a_list_is_the_list() -> None:
    found = understood_of("show me the rest", Scope(), [listed(*LIST)])
    assert found.question == "papers on sequences"


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("how can one measure it?", "How can one measure rust in old boats?"),
        ("are there datasets for that?", "Which datasets are there for rust in old boats?"),
        ("is there a faster one?", "Is there a faster rust in old boats?"),
        ("is there a remedy?", "How can one deal with rust in old boats?"),
        ("any papers that fix that?", "Which papers are about rust in old boats?"),
        ("no, I meant for trams", "What causes rust in old boats for trams?"),
    ],
)
def test_what_a_question_on_a_field_was_about_is_meant_by_it(typed: str, question: str) -> None:
    asked = "What causes rust in old boats?"
    answer = replace(listed(KITES, BOATS).answer, status="answered", question=asked, kind="how")
    turns = [Turn(asked, replace(answer, understood=asked))]

    assert understood_of(typed, Scope(), turns).question == question


def test_what_was_done_is_asked_of_the_paper_that_was_spoken_of() -> None:
    asked = "How do trams move?"
    answer = replace(listed(TRAMS).answer, status="answered", understood=asked, kind="how")
    turns = [Turn(asked, answer)]

    past = understood_of("what did they move in towns?", Scope(), turns)
    stranger = understood_of("what do people eat?", Scope(), turns)

    assert past.papers == ("trams",)
    assert (stranger.question, stranger.papers) == ("what do people eat?", ())


def test_what_else_somebody_wrote_is_a_list_of_theirs() -> None:
    asked = "Who wrote “Trams in towns”?"
    answer = replace(listed(TRAMS).answer, understood=asked, kind="library")

    found = understood_of("what else did they write?", Scope(), [Turn(asked, answer)])

    assert (found.question, found.scope) == (
        "Which papers are there?",
        Scope(authors=("Alan Kay",)),
    )
