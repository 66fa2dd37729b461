"""Bad input: one sentence, the right exit code, and no good record lost to a bad neighbour."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import FootnoteError, InputMissing, InputUnusable
from rag.formats.read import Reading, read_bytes, read_papers

LIMIT = 10_000_000
GOOD = {
    "jsonl": '{"title":"A","abstract":"b"}\n{"title":"C","abstract":"d"}\n{"title":"E"}',
    "json": '[{"title":"A","abstract":"b"},\n{"title":"C","abstract":"d"}]',
    "csv": 'title,abstract,year\nA,"b ""q""",2020\nC,d,2021\n',
    "bibtex": "@article{a, title={A}, abstract={b}}\n@misc{c,\n title={C},\n abstract={d}\n}\n",
    "ris": "TY  - JOUR\nTI  - A\nAB  - b\nER  - \nTY  - JOUR\nTI  - C\nAB  - d\nER  - \n",
    "page": "new\nA title of a paper\n" + "A long abstract. " * 20 + "\nOther\n" + "Words. " * 60,
}


def read(data: str | bytes) -> Reading:
    return read_bytes(data.encode() if isinstance(data, str) else data, "f", LIMIT)


def outcome(reading: Reading) -> tuple[list[str], list[tuple[str, str]]]:
    return [p.title for p in reading.papers], [(r.where, r.why) for r in reading.rejected]


@pytest.mark.parametrize(
    ("text", "titles", "rejected"),
    [
        (
            '{"title":"A","abstract":"b"}\n{"title": oops}\n[1]\n{"title":" "}\n{"title":"C"}',
            ["A", "C"],
            [
                ("f:2", "is broken JSON: Expecting value at column 11"),
                ("f:3", "is no object but a JSON list"),
                ("f:4", "has neither a title nor an abstract"),
            ],
        ),
        (
            '[{"title":"A"},\n{"title": oops},\n{"title":"C"}]',
            ["A", "C"],
            [("f:2", "is broken JSON: Expecting value at column 11")],
        ),
        (
            "@article{a, title={A}}\n@article{b, title={B\n}\n@article{c, title={C}}",
            ["A", "C"],
            [("f:2", "has a brace or quote that is never closed")],
        ),
        (
            'title,abstract\n"A,b\nC,d\nE\n',
            ["C"],
            [
                ("f:2", "opens a quote and never closes it"),
                ("f:4", "has 1 fields where the header names 2"),
            ],
        ),
        (
            "TY  - JOUR\nTI  - A\nTY  - JOUR\nTI  - C\nER  - \n",
            ["C"],
            [("f:1", "never ends with an ER line")],
        ),
    ],
    ids=["lines", "list", "bibtex", "csv", "ris"],
)
def test_a_bad_record_is_named_and_the_rest_goes_in(
    text: str, titles: list[str], rejected: list[tuple[str, str]]
) -> None:
    assert outcome(read(text)) == (titles, rejected)


def test_same_record_twice_is_a_duplicate_and_changed_text_wins() -> None:
    a, changed = '{"title":"A","abstract":"b"}', '{"title":"A","abstract":"c"}'
    assert outcome(read(f"{a}\n{a}")) == (["A"], [("f:2", "duplicate of f:1")])
    reading = read(f"{a}\n{changed}")
    assert [p.abstract for p in reading.papers] == ["c"]
    assert reading.rejected[0].why == "replaced by f:2, which has the same id"


def test_an_id_given_to_two_titles_loses_neither() -> None:
    reading = read('{"id":"paper1","title":"A"}\n{"id":"paper1","title":"B"}')
    assert [p.paper_id for p in reading.papers] == ["paper1", "sha256:3e23e8160039594a"]


def test_texts_over_the_limit_are_rejected() -> None:
    reading = read(f'{{"title":"A","abstract":"{"b " * 500_000}"}}\n{{"title":"C","abstract":"d"}}')
    assert reading.rejected[0].why == "has an abstract of 1,000,000 characters, more than 20,000"
    with pytest.raises(InputUnusable, match="has a title of 1,001 characters, more than 1,000"):
        read(f'{{"title":"{"x" * 1001}","abstract":"b"}}')


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "f is empty"),
        (b" \n\0\n", "f is empty"),
        (b"%PDF-1.7\n\xff", "f is a PDF, not a listing of papers; export the papers as BibTeX"),
        (b"\x89PNG\r\n\x1a\n", "f is a PNG image"),
        (b"PK\x03\x04", "f is a zip archive"),
        (bytes(range(1, 32)) * 9, "f is binary data"),
        (b"<!DOCTYPE html><p>", "f is a web or XML file"),
        (b"10.1000/abc, arXiv:2401.01234v2\n", "holds ids alone .* carry no abstract"),
        (b"Dear all,\nsee you.\n", "holds no papers that footnote can see"),
        (b"title,abstract\n", "holds no papers"),
        (b'{"title": "A', '\'{"title": "A\' at f:1 is out, as it is broken JSON'),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"title":"A","year":' + b"9" * 5_000 + b"}", "a number has too many digits"),
        (b"\xff\xfea", "begins as UTF-16 but byte 2 is not"),
    ],
)
def test_unusable_input_is_one_sentence(data: bytes, message: str) -> None:
    with pytest.raises(InputUnusable, match=message) as caught:
        read(data)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 65


def test_missing_files_folders_and_pipes(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, message in (("none", "no file"), ("", "a folder"), ("pipe", "not a regular file")):
        with pytest.raises(InputMissing, match=message):
            read_papers(tmp_path / name, LIMIT)


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    path.write_text(GOOD["csv"])
    with pytest.raises(InputUnusable, match="more than the 10 allowed"):
        read_papers(path, 10)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8-sig", "Größe"),
        ("utf-16", "Größe"),
        ("utf-16-le", "Größe"),
        ("latin-1", "Über die Häufigkeit größerer Verläufe der Bäume in den Wäldern"),
        ("shift-jis", "日本語の論文の題名についての機械学習の研究"),
    ],
)
def test_encodings_are_recognised(encoding: str, text: str) -> None:
    assert read(f"title,abstract\n{text},b\n".encode(encoding)).papers[0].title == text


def test_a_few_foreign_bytes_cost_their_record_only() -> None:
    reading = read("title,abstract\nÄé,ß\n".encode() + "Bé,x\n".encode("latin-1") + b"C,y\n")
    why = "holds bytes that are not UTF-8; save the file as UTF-8"
    assert outcome(reading) == (["Äé", "C"], [("f:3", why)])


def test_nul_bytes_and_lone_surrogates_are_mended() -> None:
    paper = read(b'{"title":"A\0b","abstract":"c\\u0000d\\ud800"}').papers[0]
    assert (paper.title, paper.abstract) == ("Ab", "cd\ufffd")
    assert paper.original["abstract"].encode() == b"c\0d\xef\xbf\xbd"


def test_a_broken_entry_is_told_and_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    reading = read(b"@article{a, title={A\xe6}, abstract={b}\n@misc{c, title={C}}\n")
    assert len(reading.rejected) == 1
    assert caplog.records == []


def _counted(data: bytes) -> None:
    try:
        reading = read(data)
    except FootnoteError as error:
        message = str(error)
    else:
        message = ""
        assert reading.read == len(reading.papers) + len(reading.rejected) > 0
        assert len({paper.paper_id for paper in reading.papers}) == len(reading.papers)
    assert "\n" not in message


@given(st.binary(max_size=300))
@settings(max_examples=150)
def test_random_bytes_raise_nothing_else(data: bytes) -> None:
    _counted(data)


@given(st.sampled_from(sorted(GOOD)), st.data())
@settings(max_examples=400)
def test_mutated_listings_raise_nothing_else(name: str, data: st.DataObject) -> None:
    listing = bytearray(GOOD[name].encode())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(listing)))
        end = data.draw(st.integers(start, min(len(listing), start + 8)))
        listing[start:end] = data.draw(
            st.binary(max_size=6)
            | st.sampled_from([b'"', b"{", b"}", b"@", b"\n", b",", b"TY  - "])
        )
    _counted(bytes(listing))


@given(st.integers(0, 2), st.text(alphabet='{}[]",:\\ax1', max_size=12))
def test_a_broken_line_never_costs_its_neighbours(line: int, junk: str) -> None:
    lines = GOOD["jsonl"].split("\n")
    kept = [text for number, text in enumerate(lines) if number != line]
    lines[line] = "{" + junk
    titles = {paper.title for paper in read("\n".join(lines)).papers}
    assert {text[10] for text in kept} <= titles
