"""Each kind of question goes its own way through the engine, and says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.domain import Answer, Paper
from rag.engine.library import Library
from rag.serialize import answer_from_json, answer_to_json
from tests.screen.chromium import settings_in

PAPERS = (
    Paper(
        "kite",
        "Kite: Flying Without Wind",
        "We propose Kite, a tethered wing that needs no engine. Kite does not need strong wind. "
        "Kite has 12 strings and was flown by 40 pilots.",
        ("Ada Byron", "Bo Li"),
        2021,
        "ACL",
    ),
    Paper(
        "boat",
        "Boat: Sailing on Sand",
        "We present Boat, a hull for dunes. This insight makes it fast. Boat is faster than Kite.",
        ("Cy Dunn",),
        2022,
        "AAAI",
    ),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library(settings_in(Path(tmp_path_factory.mktemp("kinds")))) as opened:
        opened.add(PAPERS)
        yield opened


def asked(library: Library, *questions: str) -> Answer:
    conversation = library.history.new_conversation("", "test")
    return [library.ask(text, conversation=conversation) for text in questions][-1]


def test_thanks_are_no_question(library: Library) -> None:
    answer = library.ask("thank you!")

    assert (answer.status, answer.sentences, answer.sources) == ("social", (), ())


def test_the_count_comes_from_the_records(library: Library) -> None:
    answer = library.ask("How many papers do you have?")

    assert (answer.status, answer.kind, answer.sentences) == ("library", "library", ())
    assert answer.lead.startswith("2 papers")


def test_authors_come_from_the_record_of_the_paper_meant_before(library: Library) -> None:
    answer = asked(library, "What is Kite?", "who wrote it?")

    assert answer.status == "library"
    assert "Ada Byron" in answer.lead
    assert "Bo Li" in answer.lead


def test_a_definition_begins_with_the_defining_sentence(library: Library) -> None:
    answer = library.ask("What is Kite?")

    assert answer.kind == "definition"
    assert answer.sentences[0].text.startswith("We propose Kite, a tethered wing")


def test_yes_or_no_begins_with_the_verdict(library: Library) -> None:
    answer = library.ask("Does Kite need strong wind?")

    assert (answer.kind, answer.verdict, answer.lead) == ("yesno", "no", "No.")


def test_a_number_stands_in_front_with_its_unit(library: Library) -> None:
    answer = library.ask("How many strings does Kite have?")

    assert (answer.kind, answer.lead) == ("number", "12 strings.")


def test_what_the_abstract_never_mentions_is_refused_by_its_name(library: Library) -> None:
    answer = library.ask("How many parameters does Kite have?")

    assert answer.status == "refused"
    assert "does not mention parameters" in answer.note


def test_a_list_names_each_paper_once(library: Library) -> None:
    answer = library.ask("Which papers are about sailing on sand?")

    assert answer.kind == "list"
    assert [s.paper.paper_id for s in answer.sources if s.cited] == ["boat"]


@pytest.mark.parametrize("text", ["?", "🙂", "a\ud800b", "\u200bhi\u200b", "NOT AND OR", "\u202e"])
def test_strange_marks_end_in_an_answer_and_not_in_a_crash(library: Library, text: str) -> None:
    if text.strip("\u202e"):
        assert library.ask(text).status in ("social", "refused", "answered", "library")


def test_another_language_is_named(library: Library) -> None:
    answer = library.ask("Wie funktioniert Kite?")

    assert answer.status == "refused"
    assert "German" in answer.note


def test_a_misspelt_question_says_what_was_searched(library: Library) -> None:
    answer = library.ask("Does Kite need stronng wind?")

    assert answer.verdict == "no"
    assert "Searched for “Does Kite need strong wind?”" in answer.note


def test_the_first_of_two_talks_leaves_nothing_behind(library: Library) -> None:
    answer = asked(library, "What is Kite?", "thanks", "What is Boat?")

    assert {s.paper.paper_id for s in answer.sources if s.cited} == {"boat"}


def test_what_is_new_in_an_answer_survives_storage(library: Library) -> None:
    answer = library.ask("Does Kite need strong wind?")

    again = answer_from_json(answer_to_json(answer, whole=True))
    assert (again.kind, again.lead, again.verdict) == ("yesno", "No.", "no")
    old = {k: v for k, v in answer_to_json(answer, whole=True).items() if k not in ("kind", "lead")}
    assert (answer_from_json(old).kind, answer_from_json(old).lead) == ("fact", "")


SMOOTHING = tuple(
    Paper(f"s{n}", title, abstract)
    for n, (title, abstract) in enumerate(
        (
            ("Max-Margin Rope Smoothing", "We present max-margin rope smoothing for long ropes."),
            ("Boats and Paint", "Ropes wear. Rope splicing is the task of joining two rope ends."),
            ("Deep Rope Splicing", "We propose deep rope splicing. It joins ropes by a net."),
            ("Wet Rope Splicing", "We splice wet ropes by freezing them. Results are good."),
        )
    )
)


@pytest.fixture(scope="module")
def ropes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library(settings_in(Path(tmp_path_factory.mktemp("ropes")))) as opened:
        opened.add(SMOOTHING)
        yield opened


def test_a_term_of_the_field_is_defined_by_the_paper_that_says_what_it_is(ropes: Library) -> None:
    answer = ropes.ask("What is rope splicing?")

    assert answer.sentences[0].text == "Rope splicing is the task of joining two rope ends."
    assert (answer.status, answer.lead) == ("answered", "")


def test_a_term_that_no_abstract_defines_is_said_to_be_undefined(ropes: Library) -> None:
    answer = ropes.ask("What is rope smoothing?")

    assert answer.lead == "No sentence found says outright what it is; these come nearest:"
    assert answer.sentences[0].text == SMOOTHING[0].abstract
    assert answer.likely is not None
    assert answer.likely <= 0.3


def test_how_something_is_done_is_told_paper_by_paper(ropes: Library) -> None:
    answer = ropes.ask("How do people do rope splicing?")

    quoted = {sentence.text for sentence in answer.sentences}
    assert quoted == {"We propose deep rope splicing.", "We splice wet ropes by freezing them."}
    assert answer.lead == "From 2 papers:"
    # Each tells its own way, which is part of what is asked.
    assert answer.likely is not None
    assert answer.likely <= 0.6


def test_two_terms_that_no_sentence_compares_are_told_one_by_one(ropes: Library) -> None:
    answer = ropes.ask("What is the difference between rope splicing and rope smoothing?")

    assert answer.kind == "comparison"
    assert answer.lead == "No sentence found compares the two; of each by itself:"
    assert answer.likely is not None
    assert answer.likely <= 0.3
    assert "Rope splicing is the task of joining two rope ends." in [
        sentence.text for sentence in answer.sentences
    ]


def test_topics_in_small_letters_are_compared_as_a_question(ropes: Library) -> None:
    answer = ropes.ask("compare rope splicing with rope smoothing")

    assert (answer.kind, answer.status) == ("comparison", "answered")
    assert answer.understood == "compare rope splicing with rope smoothing"


def test_a_how_that_a_named_paper_says_nothing_of_is_refused_with_its_words(
    library: Library,
) -> None:
    answer = library.ask("How does Kite protect privacy?")

    assert answer.status == "refused"
    assert answer.note == (
        "The papers don't say: the abstract of “Kite: Flying Without Wind” does not mention "
        "protect or privacy."
    )


def test_where_only_results_fit_the_thing_itself_is_told_too(tmp_path: Path) -> None:
    paper = Paper(
        "s",
        "Sloop: Fast Sails",
        "We introduce Sloop, whose sails alone are trimmed. Ropes are old. "
        "Experiments show that Sloop reaches 30 knots on lakes.",
    )
    with Library(settings_in(tmp_path)) as opened:
        opened.add([paper, *PAPERS])
        answer = opened.ask("How does Sloop reach 30 knots?")

    told = [sentence.text for sentence in answer.sentences]
    assert "We introduce Sloop, whose sails alone are trimmed." in told


def test_two_questions_in_one_text_are_answered_in_their_order(library: Library) -> None:
    answer = library.ask("How many strings has Kite? Is Boat faster than Kite? Who wrote Boat?")

    assert answer.lead == (
        "How many strings has Kite? 12 strings. Is Boat faster than Kite? Yes. "
        "Who wrote Boat? Boat was written by Cy Dunn."
    )
    assert [sentence.text for sentence in answer.sentences][:2] == [
        "Kite has 12 strings and was flown by 40 pilots.",
        "Boat is faster than Kite.",
    ]
    assert all(
        answer.sources[c.n - 1].paper.paper_id == c.quote.paper_id
        for sentence in answer.sentences
        for c in sentence.citations
    )


def test_of_two_questions_the_one_that_is_refused_is_named(library: Library) -> None:
    answer = library.ask("How many strings has Kite? What is the capital of France?")

    assert answer.status == "answered"
    assert answer.note.startswith("What is the capital of France? The papers don't say")
    assert library.history.receipt(answer.receipt)[0].lead == answer.lead


def test_what_was_defined_is_handed_on_and_not_the_paper_that_defines_it(ropes: Library) -> None:
    answer = asked(ropes, "what does rope splicing mean", "why is it done by a net?")

    assert answer.understood == "Why is rope splicing done by a net?"
