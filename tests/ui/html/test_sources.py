from __future__ import annotations

from dataclasses import replace

from rag.domain import Answer, Cell, Comparison, Paper, Scope, Source
from rag.formats.read import Reading, Rejected
from rag.retrieval.ingest import Added
from tests.fakes.scripted_library import cited, papers, quote
from ui.html.side import added_html, conversations_html, filters_html, progress_html, review_html
from ui.html.sources import byline, comparison_html, folded, marked, sources_html

FIRST, SECOND = (Source(n, paper, 0.875) for n, paper in enumerate(papers(2), 1))


def panel(*sentences: object, turn: int = 0) -> str:
    answer = Answer("Why?", "answered", "extractive", sentences, (FIRST, SECOND))  # type: ignore[arg-type]
    return sources_html(turn, "Why?", answer.sources, answer)


def test_the_cited_sentence_is_marked_within_its_abstract() -> None:
    html = panel(cited(FIRST, 1), turn=2)
    start = FIRST.paper.abstract.index("Our method")
    assert (
        f'We study retrieval in setting 0. <mark id="c-2-1-{start}">Our method for retrieval '
        "improves accuracy by 1 points.</mark> It fails on long inputs." in html
    )


def test_cited_papers_come_first_and_the_others_are_folded() -> None:
    html = panel(cited(SECOND, 0))
    assert "1 cited of 2 found" in html
    assert html.index("Notes on attention") < html.index("Found, not cited (1)")
    assert html.index("Found, not cited (1)") < html.index("Notes on retrieval")


def test_an_unsupported_citation_marks_nothing() -> None:
    assert "<mark" not in panel(cited(FIRST, 1, "No.", "unsupported"))


def test_overlapping_quotes_share_a_mark_and_keep_both_ids() -> None:
    assert marked("abcdef", [(1, 4, "x"), (2, 5, "y"), (1, 4, "x")]) == [
        ("a", None),
        ("bcde", ("x", "y")),
        ("f", None),
    ]


def test_relevance_is_a_share_of_a_bar() -> None:
    assert 'style="width:88%"' in panel(cited(FIRST, 0))


def test_a_hostile_paper_is_text_and_its_address_no_link() -> None:
    paper = Paper("<i>", "<img src=x onerror=alert(1)>", "<script>", ("<b>",), url="javascript:1")
    html = sources_html(0, "<u>", [Source(1, paper, 0.5)], None)
    assert "<img" not in html
    assert "<script" not in html
    assert "javascript:" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html


def test_a_byline_names_three_authors_and_counts_the_rest() -> None:
    paper = replace(FIRST.paper, authors=("A", "B", "C", "D", "E"), venue="", year=None)
    assert byline(paper) == "A, B, C and 2 more"


def test_a_cell_holds_a_quote_or_says_that_nothing_is_stated() -> None:
    paper = FIRST.paper
    near = quote(paper, 1)
    cells = {(paper.paper_id, "method"): Cell(near, near.text, "near")}
    cells[paper.paper_id, "code"] = Cell()
    html = comparison_html(Comparison((paper,), ("method", "code"), cells), [])
    assert ">Our method for retrieval improves accuracy by 1 points.</q>" in html
    assert 'class="near"' in html
    assert html.count("not stated") == 1


def test_a_review_separates_new_known_and_rejected() -> None:
    reading = Reading(
        (FIRST.paper, SECOND.paper), (Rejected("x.bib:3", "smith", "no title"),), "bibtex"
    )
    html = review_html(reading, {FIRST.paper.paper_id})
    assert "<b>1</b> new · <b>1</b> already here · <b>1</b> rejected" in html
    assert "x.bib:3" in html
    assert "no title" in html


def test_progress_tells_rate_and_time_left() -> None:
    assert "50 of 150 papers · 25/s · 4 s left" in progress_html(50, 150, 2.0)


def test_a_filter_shows_the_count_and_can_be_removed() -> None:
    html = filters_html(Scope(venues=("IR & <more>",)), 312, 20000)
    assert "312 of 20,000 in scope" in html
    assert 'data-value="IR &amp; &lt;more&gt;"' in html


def test_the_current_conversation_is_marked() -> None:
    rows = [
        ("a", "First", "2026-01-02T10:00:00+00:00"),
        ("b", "Second", "2026-01-03T10:00:00+00:00"),
    ]
    html = conversations_html(rows, "b", "")
    assert html.count("current") == 1
    assert "03 Jan" in html


def test_what_was_added_is_counted() -> None:
    html = added_html(Added(3, 0, 2), 1, 1050)
    assert "3 added, 2 unchanged, 1 rejected" in html
    assert "1,050 papers" in html


def test_what_is_far_from_a_mark_is_folded_away() -> None:
    words = "word " * 80
    rows = folded([(words, None), ("Marked.", ("x",)), (words, None)])
    assert "".join(text for row in rows for text in row[:3]) == f"{words}Marked.{words}"
    assert rows[1] == ("Marked.", "", "", ("x",))
    assert (len(rows[0][0]), len(rows[0][2])) == (0, 126)
    assert folded([(words, None)]) == [(words, "", "", None)]
