from __future__ import annotations

from dataclasses import replace

import pytest

from rag.domain import Answer, Citation, Quote, Scope, Sentence, Source
from rag.errors import ServerError
from rag.events import Checked, Draft, Step
from rag.formats.seal import seal
from tests.fakes.scripted_library import cited, papers
from ui.html.answer import answer_html, error_html, scope_chips, steps_title, streaming_html
from ui.html.messages import live_messages, typed, user_message
from ui.html.templates import prose, safe_link
from ui.html.view import AnswerView

FIRST, SECOND = (Source(n, paper, 0.9, True) for n, paper in enumerate(papers(2), 1))
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "![x](https://evil.example/leak)",
    "[x](javascript:alert(1))",
    '"><iframe src=https://evil.example>',
    "<style>@import 'https://evil.example'</style>",
    "<form action=https://evil.example>",
    "</div></div><b onclick=alert(1)>",
    "{{7*7}}${alert(1)}",
]


def answer(*sentences: Sentence, **more: object) -> Answer:
    made = Answer("Why?", "answered", "extractive", sentences, (FIRST, SECOND))
    return replace(made, **more)  # type: ignore[arg-type]


def test_a_footnote_points_at_the_marked_sentence_of_its_own_turn() -> None:
    html = answer_html(3, answer(cited(SECOND, 1)))
    start = SECOND.paper.abstract.index("Our method")
    assert f'class="cite exact" href="#c-3-2-{start}"' in html
    assert "Footnote 2, exact quote: “Our method for attention improves" in html


def test_each_status_has_its_own_shape_and_words() -> None:
    html = answer_html(
        0, answer(cited(FIRST, 0), cited(SECOND, 1, "Roughly.", "near"), Sentence("Made up."))
    )
    assert '<span class="fn-s exact">We study retrieval in setting 0.</span>' in html
    assert '<span class="fn-s near">Roughly.</span>' in html
    assert "<del>Made up.</del>" in html
    assert "not in the papers" in html
    assert "2 of 3 sentences verified" in html


def test_an_unsupported_citation_of_a_verified_sentence_is_not_shown() -> None:
    both = Sentence(
        "So.", (*cited(FIRST, 0).citations, *cited(SECOND, 1, "", "unsupported").citations)
    )
    assert answer_html(0, answer(both)).count('<a class="cite') == 1


def test_one_sentence_is_not_called_sentences() -> None:
    assert seal(answer(cited(FIRST, 0))) == "1 quote, word for word"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text(text: str) -> None:
    quote = Quote(FIRST.paper.paper_id, text, 0, len(text))
    sentence = Sentence(text, (Citation(1, quote, "exact"),))
    html = answer_html(0, answer(sentence, note=text, understood=text))
    for tag in ("<script", "<img", "<svg", "<iframe", "<style", "<form", "<b "):
        assert tag not in html
    assert "\n\n" not in html


def test_blank_lines_cannot_end_the_block_of_html() -> None:
    html = answer_html(0, answer(Sentence("One.\n\n# Two\n\n<b>three</b>")))
    assert "\n\n" not in html
    assert "\n#" not in html


def test_list_items_become_items() -> None:
    html = answer_html(0, answer(Sentence("- First."), Sentence("- Second."), Sentence("Then.")))
    assert html.count('<div class="fn-li">') == 2
    assert html.count('<div class="fn-p">') == 1


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("It costs $5 and $6.", "It costs $5 and $6."),
        ("with $p<0.05$ here", r"with \(p&lt;0.05\) here"),
        ("from US$3 to US$4", "from US$3 to US$4"),
        ("**bold** and `x<y`", "<b>bold</b> and <code>x&lt;y</code>"),
    ],
)
def test_prose(text: str, html: str) -> None:
    assert prose(text) == html


def test_only_web_addresses_become_links() -> None:
    assert safe_link("https://arxiv.org/abs/1") == "https://arxiv.org/abs/1"
    assert safe_link("javascript:alert(1)") == ""
    assert safe_link('https://a.b/"onclick=') == ""


def test_a_refusal_names_the_nearest_papers_and_looks_like_no_error() -> None:
    html = answer_html(1, answer(status="refused", note="No paper is about the weather."))
    assert "The papers don’t say." in html
    assert "Notes on retrieval, part 0" in html
    assert 'href="#c-1-1"' in html
    assert "fn-error" not in html


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("", "No abstract in this library answers the question."),
        ("The papers don't say.", "No abstract in this library answers the question."),
        ("The papers don't say: nothing found mentions bread.", "Nothing found mentions bread."),
        ("No paper was read.", "No paper was read."),
    ],
)
def test_the_title_of_a_refusal_is_not_said_twice(note: str, told: str) -> None:
    html = answer_html(1, answer(status="refused", note=note))
    assert f'<div class="fn-refusal-why">{told}</div>' in html


def test_an_error_says_what_happened_and_what_to_do() -> None:
    html = error_html(ServerError("The server is down; start it."))
    assert "The server is down; start it." in html
    assert "still in the box" in html


def test_understood_question_and_filters_stand_above_the_answer() -> None:
    html = answer_html(
        0, answer(cited(FIRST, 0), understood="Why is it so?", scope=Scope(2020, 2021))
    )
    assert ">Why is it so?</a>" in html
    assert ">2020–2021</a>" in html


def test_filters_are_named_one_by_one() -> None:
    scope = Scope(2018, None, ("Ada",), ("ACL", "ICML"), (), ("paper-1",))
    assert [label for _, _, label in scope_chips(scope, ["Notes"])] == [
        "2018 and later",
        "ACL",
        "ICML",
        "Ada",
        "Notes",
    ]


def test_a_draft_shows_no_footnote_before_it_is_verified() -> None:
    view = AnswerView("Why?", sources=(FIRST,))
    view.take(Draft("We study retrieval [1] in sett"))
    view.take(Draft("ing 0. [1, 2] And then [3"))
    assert view.unchecked == "We study retrieval in setting 0. And then"


def test_a_checked_sentence_replaces_its_draft() -> None:
    view = AnswerView("Why?", sources=(FIRST,))
    view.take(Draft("We study retrieval in setting 0. [1] And the"))
    view.take(Checked(cited(FIRST, 0)))
    assert view.unchecked == "And the"
    html = streaming_html(0, view)
    assert 'class="cite exact"' in html
    assert '<span class="fn-draft">And the</span>' in html


def test_a_checked_sentence_without_a_draft_leaves_none() -> None:
    view = AnswerView("Why?")
    view.take(Checked(cited(FIRST, 0)))
    assert view.unchecked == ""


def test_no_answer_is_drawn_before_there_is_text() -> None:
    view = AnswerView("Why?")
    view.take(Step("searched", "searched 3 of 40 papers", 0.1))
    assert [message["role"] for message in live_messages(0, view)] == ["user", "assistant"]
    assert steps_title(view.steps, (), 0) == "Understood the question · 0.1 s"
    assert "Searched 3 of 40 papers" in live_messages(0, view)[1]["content"]


def test_a_question_cannot_be_markup_and_comes_back_as_typed() -> None:
    question = "Is a<b> ![x](y) `c` & d?"
    content = user_message(question)["content"]
    assert "<b" not in content
    assert "![" not in content
    assert typed(content) == question


def test_an_error_names_no_address_and_no_folder() -> None:
    error = ServerError("'m' at http://10.0.0.7:11434/v1 cannot be reached; see /home/ada/x/y.")
    page = error_html(error)
    assert "10.0.0.7" not in page
    assert "ada" not in page
    assert "cannot be reached" in page
