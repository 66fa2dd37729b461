import numpy as np
import pytest

from rag.domain import Hit, Paper
from rag.extract.fitness import fitness
from rag.extract.numbers import number_near
from rag.extract.subjects import Unit, unheard, unit_of, unstated
from rag.text.definitions import term_of


def best(kind: str, question: str, sentences: list[str]) -> str:
    return sentences[int(np.argmax(fitness(kind, question, sentences)))]  # type: ignore[arg-type]


def test_a_definition_wants_the_defining_sentence() -> None:
    sentences = [
        "Experiments show that Kite outperforms all baselines.",
        "Kite, a tethered wing, needs no engine.",
        "Many have flown Kite.",
    ]
    assert best("definition", "What is Kite?", sentences) == sentences[1]


@pytest.mark.parametrize(
    "said",
    [
        "Kites are especially effective for long ropes.",
        "A kite is useful in strong wind.",
        "Kites are trained on 40 ropes.",
        "A kite is not flown at night.",
    ],
)
@pytest.mark.parametrize(
    "defined",
    ["Kites are tethered wings.", "A kite is essentially a wing.", "A kite is designed to fly."],
)
def test_what_is_said_of_a_thing_is_no_definition_of_it(said: str, defined: str) -> None:
    assert best("definition", "What is a kite?", [said, defined]) == defined


def test_a_number_is_counted_in_the_unit_asked_for() -> None:
    sentences = [
        "Kite has 12 strings and was flown 300 times.",
        "It was flown by 40 pilots.",
        "No number stands here.",
    ]
    assert best("number", "How many pilots flew Kite?", sentences) == sentences[1]
    assert fitness("number", "How many pilots flew Kite?", sentences)[2] == -np.inf


@pytest.mark.parametrize(
    ("question", "text", "number"),
    [
        ("How many strings does it have?", "It has 12 strings and 3 tails.", "12"),
        ("How much faster is it?", "In 2021 it was 24x faster on 7 tasks.", "24x"),
        ("What accuracy does it reach?", "It reaches 81.9% top-1 accuracy.", "81.9%"),
        ("How many layers are there?", "The two-level model has six layers.", "six"),
    ],
)
def test_the_number_nearest_to_its_unit_is_taken(question: str, text: str, number: str) -> None:
    found = number_near(unit_of(question), text)
    assert found is not None
    assert found[0].strip() == number


def test_no_number_stands_for_a_unit_that_is_not_there() -> None:
    assert number_near(Unit(("parameter",)), "It was flown 300 times.") is None


def test_an_aim_settles_no_yes_or_no() -> None:
    sentences = ["We investigate whether kites fly.", "Kites fly."]
    assert best("yesno", "Do kites fly?", sentences) == "Kites fly."


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What is prefix-tuning?", "prefix-tuning"),
        ("what's FunBaT", "FunBaT"),
        ("Define the lottery ticket hypothesis", "lottery ticket hypothesis"),
        ("What is AG in diffusion models?", "AG"),
        ("How many are there?", ""),
    ],
)
def test_the_term_to_be_defined(question: str, term: str) -> None:
    assert term_of(question) == term


def test_what_a_named_paper_never_mentions_is_unstated() -> None:
    hit = Hit.whole(Paper("k", "Kite: Flying Far", "We propose Kite. Kite has 12 strings."))
    assert unstated("How many parameters does Kite have?", [hit]) == ["parameters"]
    assert unstated("How many strings does Kite have?", [hit]) == []
    assert unstated("How many parameters does Boat have?", [hit]) == []


def test_what_is_so_as_a_rule_counts_more_than_the_extreme() -> None:
    sentences = [
        "Kites lose height with a drop as high as 95 points.",
        "Kites lose 30 points on average.",
    ]
    assert best("number", "How many points do kites lose?", sentences) == sentences[1]


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("what share of kites can be flown at night?", Unit((), ratio=True)),
        ("how long did Kite take to fly?", Unit((), ratio=False)),
        ("how fast is Kite when it lands?", Unit((), ratio=False)),
        ("how much faster is Kite?", Unit((), ratio=True)),
    ],
)
def test_auxiliaries_are_counted_by_nobody(question: str, unit: Unit) -> None:
    assert unit_of(question) == unit


def test_a_name_in_small_letters_has_its_number() -> None:
    hit = Hit.whole(Paper("k", "Kite", "We compare it with Owl-2."))
    assert unheard("which ropes does owl-3 use?", [hit]) == ["owl-3"]
    assert unheard("which ropes does owl-2 use?", [hit]) == []


@pytest.mark.parametrize(
    "question",
    ["Which tasks was Kite tested on?", "On what data is Kite trained?", "What was Kite tried on?"],
)
def test_where_a_thing_was_tried_is_told_by_what_was_done(question: str) -> None:
    sentences = ["Kite tests tasks of all sorts.", "We apply Kite to rope splicing and to sails."]
    assert best("fact", question, sentences) == sentences[1]


@pytest.mark.parametrize("said", ["Kite (1) splices ropes", "This one rope holds"])
def test_what_marks_or_points_counts_nothing(said: str) -> None:
    assert number_near(Unit(("rope",)), said) is None
