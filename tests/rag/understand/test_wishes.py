from __future__ import annotations

import pytest

from rag.understand.courtesy import without_courtesy
from rag.understand.wishes import Wishes, wishes_in

SHORT, SIMPLE = Wishes(short=True), Wishes(simple=True)


@pytest.mark.parametrize(
    ("typed", "rest", "wishes"),
    [
        ("In two sentences: how does dropout work?", "how does dropout work?", SHORT),
        ("What is score matching, in a nutshell?", "What is score matching?", SHORT),
        ("Explain meta-learning to a high-school student", "Explain meta-learning", SIMPLE),
        ("What is a GAN, in plain English?", "What is a GAN?", SIMPLE),
        ("Could you please describe Mamba?", "describe Mamba?", Wishes()),
        ("What helps against drift, as bullet points", "What helps against drift", Wishes()),
    ],
)
def test_wishes_for_the_form_are_taken_out_of_a_question(
    typed: str, rest: str, wishes: Wishes
) -> None:
    assert wishes_in(typed) == (rest, wishes)


@pytest.mark.parametrize(
    ("typed", "short", "simple"),
    [
        ("can you make it more concise?", True, False),
        ("that's too long", True, False),
        ("tl;dr", True, False),
        ("say it again in easier words", False, True),
        ("I don't understand, explain it like I'm twelve", False, True),
        ("put it in a table", False, False),
    ],
)
def test_a_turn_of_wishes_alone_leaves_no_question(typed: str, short: bool, simple: bool) -> None:
    rest, wishes = wishes_in(typed)

    assert (rest, wishes.again) == ("", True)
    assert (wishes.short, wishes.simple) == (short, simple or "twelve" in typed)


@pytest.mark.parametrize(
    "typed",
    [
        "Are shorter prompts better?",
        "What is simple contrastive learning?",
        "Do models solve tasks in a few shots?",
        "Which losses are briefly reviewed by surveys?",
        "Is there a list of benchmarks for children?",
        "How are tables summarised by language models?",
    ],
)
def test_words_of_form_that_are_the_subject_stay(typed: str) -> None:
    assert wishes_in(typed) == (typed, Wishes())


@pytest.mark.parametrize(
    ("typed", "rest", "over"),
    [
        ("Great, thanks a lot! And how does S4 work?", "how does S4 work?", False),
        ("I see. Is it slow?", "Is it slow?", False),
        ("That makes sense. Why?", "Why?", False),
        ("scrap that - what is dropout?", "what is dropout?", True),
        ("New topic: sparse attention", "sparse attention", True),
        ("ok something else: what is dropout?", "what is dropout?", True),
        ("let's talk about pruning", "Tell me about pruning", False),
        ("what is pruning? thanks in advance", "what is pruning?", False),
        ("ok, thanks", "ok, thanks", False),
        ("Good models generalise", "Good models generalise", False),
        ("ignore the filters", "ignore the filters", False),
    ],
)
def test_courtesy_and_dismissal_stand_apart_from_what_is_asked(
    typed: str, rest: str, over: bool
) -> None:
    assert without_courtesy(typed) == (rest, over)


def test_a_chat_is_asked_to_tell_and_not_to_detect() -> None:
    assert wishes_in("Can you explain pruning?")[0] == "explain pruning?"
    assert wishes_in("Could you briefly describe pruning?")[0] == "describe pruning?"
    assert wishes_in("Can you detect irony?") == ("Can you detect irony?", Wishes())
