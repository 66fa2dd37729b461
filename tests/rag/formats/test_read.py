"""Each format by its content: what becomes a Paper, under which id, with which fields."""

from __future__ import annotations

import json
import textwrap
from importlib.resources import files
from pathlib import Path

import pytest

from rag.domain import Paper
from rag.errors import InputUnusable
from rag.formats.read import Reading, read_bytes, read_papers
from rag.formats.record import READ

LIMIT = 10_000_000
SAMPLE = files("rag").joinpath("data/sample.txt").read_text(encoding="utf-8")
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("place", ["README.md", "docs/commands.md"])
def test_the_documents_name_every_format_that_is_read(place: str) -> None:
    text = (ROOT / place).read_text(encoding="utf-8")
    assert ", ".join(READ) in text


def test_a_refused_file_is_told_every_format_that_is_read() -> None:
    with pytest.raises(InputUnusable, match="BibTeX, RIS, CSV, TSV, JSON or JSONL"):
        read("%PDF-1.7")


def read(text: str, name: str = "listing") -> Reading:
    return read_bytes(text.encode(), name, LIMIT)


def only(text: str) -> Paper:
    reading = read(text)
    assert len(reading.papers) == 1, reading
    return reading.papers[0]


def test_sample_holds_47_papers_and_no_furniture() -> None:
    reading = read(SAMPLE)
    titles = [paper.title for paper in reading.papers]
    assert (reading.format, reading.read, len(titles), reading.rejected) == ("page", 47, 47, ())
    assert titles[0].startswith("Towards Identifiable Unsupervised Domain Translation")
    assert titles[-1] == "Learning Unnormalized Statistical Models via Compositional Optimization"
    assert min(len(paper.abstract) for paper in reading.papers) > 1_300


def _furnished() -> str:
    lines = [line for line in SAMPLE.split("\n") if line]
    page = lines[:5]
    for title, abstract in zip(lines[5::2], lines[6::2], strict=True):
        page += ["Submitted by", "akhaliq", "42", "Upvote", "17", title, "·", "5 authors"]
        page += [abstract, "Upvote", "-", "1.2k", "GitHub 120", "View PDF", "Mar 14, 2024"]
    return "\n".join(page)


def _wrapped() -> str:
    paragraphs = [line for line in SAMPLE.split("\n") if line]
    return "\n\n".join(
        "\n".join(textwrap.wrap(line, 80, break_on_hyphens=False)) for line in paragraphs
    )


@pytest.mark.parametrize(
    "page",
    [
        SAMPLE.replace("\n\n", "\n"),
        SAMPLE.replace("\n", "\r\n"),
        SAMPLE.replace("\n\n", "\n \n\n"),
        _furnished(),
        _furnished().replace("\n", "\n\n"),
        _wrapped(),
    ],
    ids=["no blank lines", "CRLF", "more blank lines", "furniture", "spread furniture", "wrapped"],
)
def test_variants_of_the_copied_page_hold_the_same_papers(page: str) -> None:
    expected = [(paper.title, paper.abstract) for paper in read(SAMPLE).papers]
    assert [(paper.title, paper.abstract) for paper in read(page).papers] == expected


def test_page_of_one_paper_names_its_id_and_authors() -> None:
    head = (
        "Papers\narxiv:2403.05530\nGemini: A Report\nPublished on Mar 8, 2024\n· Submitted by\nAK\n"
    )
    names = "on Mar 11, 2024\nUpvote\n61\nAuthors:\nMachel Reid\n,\nNikolay Savinov\n,\nAbstract\n"
    paper = only(head + names + "We report on it. " * 20 + "\nCommunity\nView arXiv page\n")
    assert (paper.paper_id, paper.title) == ("arxiv:2403.05530", "Gemini: A Report")
    assert paper.authors == ("Machel Reid", "Nikolay Savinov")


def test_original_keeps_what_was_read() -> None:
    paper = next(p for p in read(SAMPLE).papers if p.title.startswith("Aligning benchmark"))
    assert "these benchmarks—removing both errors" in paper.abstract
    assert "these benchmarksx2014removing both errors" in paper.original["abstract"]


def test_beir_row_keeps_its_id_and_joins_its_sentences() -> None:
    row = {"_id": "4983", "title": "T", "sentences": ["One.", "Two."], "doi": "10.1000/x"}
    paper = only(json.dumps(row))
    assert (paper.paper_id, paper.abstract) == ("4983", "One. Two.")
    assert paper.metadata == {"doi": "10.1000/x"}


@pytest.mark.parametrize(
    ("fields", "paper_id"),
    [
        ({"doi": "https://doi.org/10.1145/ABC.1"}, "doi:10.1145/abc.1"),
        ({"doi": "10.48550/arXiv.2401.01234"}, "arxiv:2401.01234"),
        ({"arxiv": "2401.01234v3"}, "arxiv:2401.01234"),
        ({"url": "http://arxiv.org/abs/cs/0112017v1"}, "arxiv:cs/0112017"),
        ({"doi": "10.1/no", "id": "own-7"}, "own-7"),
        ({"id": 17}, "17"),
        ({}, "sha256:aa4e9c1087d9d929"),
    ],
)
def test_ids_come_from_doi_then_arxiv_then_the_record_then_the_title(
    fields: dict[str, object], paper_id: str
) -> None:
    assert only(json.dumps({"title": "A  Title", "abstract": "b", **fields})).paper_id == paper_id


def test_a_changed_abstract_keeps_the_id() -> None:
    first, second = only('{"title":"A b","abstract":"x"}'), only('{"title":"a  B","abstract":"y"}')
    assert first.paper_id == second.paper_id


@pytest.mark.parametrize(
    ("year", "expected"),
    [(2021, 2021), ("2021-03-01", 2021), (2021.0, 2021), ("Mar 1999", 1999), (21, None)],
)
def test_years_are_found_in_dates(year: object, expected: int | None) -> None:
    assert only(json.dumps({"title": "A", "abstract": "b", "year": year})).year == expected


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ("Ada Lovelace;Alan Turing", ("Ada Lovelace", "Alan Turing")),
        ("Ada Lovelace and Alan Turing", ("Ada Lovelace", "Alan Turing")),
        ("Ada Lovelace, Alan Turing", ("Ada Lovelace", "Alan Turing")),
        ("Lovelace, Ada", ("Lovelace, Ada",)),
        ([{"given": "Ada", "family": "Lovelace"}, {"name": "Turing"}], ("Ada Lovelace", "Turing")),
    ],
)
def test_authors_come_as_lists_or_text(authors: object, expected: tuple[str, ...]) -> None:
    assert only(json.dumps({"title": "A", "authors": authors})).authors == expected


def test_unknown_columns_become_metadata() -> None:
    paper = only('{"title":"A","summary":"b","venue":"NeurIPS 2023","keywords":["x"],"n":NaN}')
    assert (paper.abstract, paper.venue, paper.year) == ("b", "NeurIPS 2023", 2023)
    assert paper.metadata == {"keywords": ["x"]}


@pytest.mark.parametrize(
    "text",
    [
        '[{"title":"A","abstract":"b"},\n{"title":"C","abstract":"d"}]',
        '{"n": 2, "papers": [{"title":"A","abstract":"b"},\n {"title":"C","abstract":"d"}]}',
        '{"title":"A","abstract":"b"}\n\n{"title":"C","abstract":"d"}\n',
    ],
    ids=["list", "object with a list", "lines"],
)
def test_json_comes_in_three_shapes(text: str) -> None:
    assert [(p.title, p.abstract) for p in read(text).papers] == [("A", "b"), ("C", "d")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_are_cut_at_their_own_delimiter(delimiter: str) -> None:
    table = delimiter.join(["Article Title", "Abstract", "Publication Year", "Note"])
    paper = only(f'\ufeff{table}\n"A ""b""\nc"{delimiter}Abs{delimiter}2020{delimiter}n')
    assert (paper.title, paper.abstract, paper.year) == ('A "b" c', "Abs", 2020)
    assert paper.metadata == {"Note": "n"}


def test_bibtex_entry_becomes_a_paper() -> None:
    paper = only(
        '@string{n = {Nature}}\n@article{key1, title={{BERT}: na{\\"i}ve $x_{1}$},'
        " author={Lovelace, Ada and {The Team}}, year=2019, journal=n, abstract={50\\% more.}}"
    )
    assert (paper.title, paper.abstract) == ("BERT: naïve $x_{1}$", "50% more.")
    assert (paper.authors, paper.year, paper.venue) == (
        ("Ada Lovelace", "The Team"),
        2019,
        "Nature",
    )
    assert paper.metadata == {"citation_key": "key1", "entry_type": "article"}
    assert paper.paper_id.startswith("sha256:")


def test_ris_record_becomes_a_paper() -> None:
    paper = only(
        "TY  - JOUR\r\nTI  - A title\r\nAB  - An abstract\r\n going on.\r\nAU  - Doe, Jane\r\n"
        "PY  - 2019/03//\r\nJO  - Nature\r\nDO  - 10.1000/XYZ\r\nER  - \r\n"
    )
    assert (paper.paper_id, paper.title) == ("doi:10.1000/xyz", "A title")
    assert (paper.abstract, paper.authors) == ("An abstract going on.", ("Jane Doe",))
    assert (paper.year, paper.venue, paper.url) == (2019, "Nature", "https://doi.org/10.1000/xyz")


def test_text_between_ris_records_belongs_to_none() -> None:
    assert only("TY  - JOUR\nTI  - A\nAB  - b\nER  - \nTYpo\nmore\n").abstract == "b"


def test_the_extension_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "papers.pdf"
    path.write_text("title,abstract\nA,b\n")
    assert read_papers(path, LIMIT).format == "table"


@pytest.mark.shared
def test_every_scifact_and_cisi_row_is_a_paper(shared_data: Path) -> None:
    scifact = read_papers(shared_data / "scifact/corpus.jsonl", LIMIT)
    cisi = read_papers(shared_data / "cisi/corpus.jsonl", LIMIT)
    assert (len(scifact.papers), scifact.read, len(cisi.papers)) == (5183, 5183, 1460)
    assert {"4983", "5836"} <= {paper.paper_id for paper in scifact.papers}
