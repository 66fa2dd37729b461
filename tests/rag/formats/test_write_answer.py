from __future__ import annotations

from dataclasses import replace

from bibtexparser.entrypoint import parse_string

from rag.domain import Answer, Paper, Sentence, Source
from rag.formats.write_answer import (
    answer_to_bibtex,
    answer_to_latex,
    answer_to_markdown,
)
from rag.formats.write_bibtex import citation_keys, papers_to_bibtex
from tests.fakes.scripted_library import cited, papers

SOURCES = tuple(Source(n, paper, 0.9) for n, paper in enumerate(papers(3), 1))
ANSWER = Answer(
    "How much?",
    "answered",
    "extractive",
    (
        cited(SOURCES[0], 1),
        cited(SOURCES[2], 0),
        cited(SOURCES[1], 0, "Wrong.", "unsupported"),
        Sentence("Made up."),
    ),
    SOURCES,
)


def test_bibtex_holds_exactly_the_cited_papers_and_parses() -> None:
    library = parse_string(answer_to_bibtex(ANSWER))
    assert library.failed_blocks == []
    assert [entry.key for entry in library.entries] == ["author02016notes", "author22018notes"]
    fields = library.entries[0].fields_dict
    assert fields["title"].value == "{Notes on retrieval, part 0}"
    assert fields["author"].value == "Ada Author0 and Ben Writer"
    assert fields["url"].value == "https://example.org/0"


def test_bibtex_of_signs_that_latex_reads_otherwise() -> None:
    paper = Paper("x", "100% of {A} & \\B for $5 in Zürich_1", "", ("Müller, Jürgen",), 2020)
    text = papers_to_bibtex([paper])
    library = parse_string(text)
    assert library.failed_blocks == []
    assert r"100\% of \{A\} \& {\textbackslash}B for \$5 in Z\"urich\_1" in text


def test_keys_are_told_apart() -> None:
    twins = [
        Paper("a", "Same title", "", ("X Y",), 2020),
        Paper("b", "Same title", "", ("X Y",), 2020),
    ]
    assert list(citation_keys(twins).values()) == ["y2020same", "y2020same2"]


def test_latex_cites_by_the_keys_of_the_bibtex() -> None:
    text = answer_to_latex(ANSWER)
    assert r"improves accuracy by 1 points.~\cite{author02016notes}" in text
    assert "% not in the papers: Made up." in text
    assert "% not in the papers: Wrong." in text


def test_markdown_has_footnotes_with_quote_and_link() -> None:
    text = answer_to_markdown(ANSWER)
    assert "Our method for retrieval improves accuracy by 1 points.[^1]" in text
    assert "~~Made up.~~ (not in the papers)" in text
    assert (
        "[^1]: Ada Author0, Ben Writer. [Notes on retrieval, part 0](<https://example.org/0>). "
        "ACL. 2016. “Our method for retrieval improves accuracy by 1 points.”" in text
    )
    assert "[^2]" not in text


def test_markdown_of_hostile_text_is_text() -> None:
    text = answer_to_markdown(
        replace(ANSWER, sentences=(Sentence("![x](http://e.v) <img src=y>"),))
    )
    assert r"!\[x\](http://e.v) \<img src=y\>" in text
