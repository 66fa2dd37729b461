"""The router: held-out wordings of each kind, none of them a line of its templates."""

import pytest

from rag.understand.kinds import is_talk, kind_of, kinds, lists


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("What is contrastive predictive coding?", "definition"),
        ("whats LoRA", "definition"),
        ("How does the retriever in REALM get its gradients?", "how"),
        ("why do large batches hurt generalisation", "how"),
        ("How many dialogues are in MultiWOZ?", "number"),
        ("what F1 does the tagger reach on CoNLL", "number"),
        ("Is label smoothing harmful for distillation?", "yesno"),
        ("do transformers need positional encodings", "yesno"),
        ("RoBERTa versus ELECTRA", "comparison"),
        ("what's the difference between GRU and LSTM", "comparison"),
        ("which papers deal with query expansion", "list"),
        ("find me studies about dropout", "list"),
        ("how many papers are there", "library"),
        ("who wrote the ELECTRA paper", "library"),
        ("neural machine translation", "overview"),
        ("What are the open problems in coreference resolution?", "overview"),
        ("evidence for and against curriculum learning", "sides"),
        ("what is going on in rope splicing these days?", "overview"),
        ("in what way is hemp different from nylon?", "comparison"),
        ("Which optimizer was ELECTRA trained with?", "fact"),
        ("Can you predict wind with kites?", "yesno"),
        ("What are typical errors in rope splicing?", "fact"),
        ("What are common sense knots?", "definition"),
        ("how big is the rope corpus", "number"),
        ("Kite for sailing - main idea?", "fact"),
        ("what is the rope dataset good for", "fact"),
        ("What are alternatives to BLEU?", "fact"),
        ("what's wrong with rope splicing?", "fact"),
        ("How many ropes does “Towards Splicing: Where Do We Go?” have?", "number"),
        ("What is the best model for rope splicing?", "fact"),
        ("Which is longer, hemp rope or nylon rope?", "comparison"),
    ],
)
def test_a_question_is_of_the_kind_that_its_wording_says(text: str, kind: str) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "hey there",
        "thank you so much!",
        "what can you do for me?",
        "who are you",
        "?",
        "🙂",
        "bye",
        "that was really helpful, thanks",
        "nice one",
    ],
)
def test_talk_has_no_subject(text: str) -> None:
    assert is_talk(text)


@pytest.mark.parametrize(
    "text",
    [
        "thanks! and what is BERT?",
        "Thank you BART",
        "x x x",
        "help with parsing",
        "hi-res",
        "Does dropout help?",
        "What is accuracy?",
        "How does memory work?",
    ],
)
def test_what_has_a_subject_is_no_talk(text: str) -> None:
    assert not is_talk(text)


@pytest.mark.parametrize("text", ["how does it work?", "why?", "tell me more", "more please"])
def test_amid_a_conversation_a_question_leans_on_the_answer(text: str) -> None:
    assert not is_talk(text, amid=True)


def test_the_probabilities_of_the_kinds_add_up_to_one() -> None:
    assert sum(kinds("Which papers study sorting?").values()) == pytest.approx(1.0)


def test_the_subject_does_not_change_the_kind() -> None:
    assert kinds("What is Foo-9?") == kinds("What is Quux2?")


def test_a_yes_or_no_question_lists_no_papers() -> None:
    assert not lists("Do state space models work on long sequences?")
    assert lists("Are there papers on parsing?")
    assert lists("Which papers work on parsing?")
    assert lists("Has anyone applied parsing to speech?")


def test_a_thing_with_its_article_is_to_be_defined() -> None:
    assert kind_of("what is a language model?") == "definition"
    assert kind_of("What's a graph neural network") == "definition"


def test_a_term_alone_is_to_be_defined() -> None:
    assert kind_of("What is neural architecture search?") == "definition"
    assert kind_of("explain self-attention") == "definition"
    assert kind_of("What are the limitations?") != "definition"


def test_what_can_be_done_is_asked_for_yes_or_no() -> None:
    assert kind_of("Can you detect irony?") == "yesno"
    assert kind_of("How is gliding different from flying?") == "comparison"
