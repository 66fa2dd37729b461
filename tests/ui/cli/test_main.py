"""The command line as scripts see it: exit codes, one object on stdout, one sentence on stderr."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ui.cli import main as cli

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "rag" / "data" / "sample.txt"


class Footnote:
    """Runs commands in this process; `home` is fresh for each test."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capfd = capfd

    def run(self, *arguments: str) -> tuple[int, str, str]:
        self._monkeypatch.setattr(sys, "argv", ["footnote", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = self._capfd.readouterr()
        return int(ended.value.code or 0), out, err

    def json(self, *arguments: str) -> Any:  # noqa: ANN401
        code, out, err = self.run(*arguments, "--json")
        assert code == 0, err
        return json.loads(out)


@pytest.fixture
def footnote(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Footnote:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    return Footnote(monkeypatch, capfd)


def test_the_sample_is_read_once(footnote: Footnote) -> None:
    first = footnote.json("add", str(SAMPLE))
    assert first == {
        "read": 47, "added": 47, "updated": 0, "unchanged": 0, "rejected": [], "papers": 47
    }  # fmt: skip
    again = footnote.json("add", str(SAMPLE))
    assert (again["unchanged"], again["added"]) == (47, 0)


def test_a_bad_record_is_reported_and_the_rest_goes_in(footnote: Footnote, tmp_path: Path) -> None:
    listing = tmp_path / "papers.jsonl"
    listing.write_text('{"title": "A", "abstract": "One."}\n{"title": \n{"title": "B"}\n')
    code, out, err = footnote.run("add", str(listing), "--json")
    result = json.loads(out)
    assert code == 3
    assert (result["read"], result["added"], len(result["rejected"])) == (3, 2, 1)
    assert result["rejected"][0]["where"].endswith("papers.jsonl:2")
    assert "papers.jsonl:2" in err


def test_strict_adds_nothing_beside_a_bad_record(footnote: Footnote, tmp_path: Path) -> None:
    listing = tmp_path / "papers.jsonl"
    listing.write_text('{"title": "A", "abstract": "One."}\n{"title": \n')
    code, _, err = footnote.run("add", str(listing), "--strict")
    assert code == 65
    assert "nothing was added" in err
    assert footnote.json("papers", "list")["of"] == 0


def test_a_changed_abstract_is_an_update(footnote: Footnote, tmp_path: Path) -> None:
    listing = tmp_path / "papers.jsonl"
    listing.write_text('{"title": "A", "abstract": "One."}\n')
    footnote.json("add", str(listing))
    listing.write_text('{"title": "A", "abstract": "Two."}\n')
    assert footnote.json("add", str(listing))["updated"] == 1


def test_a_bare_reference_takes_nothing_away(footnote: Footnote, tmp_path: Path) -> None:
    listing, bare = tmp_path / "papers.jsonl", tmp_path / "bare.bib"
    listing.write_text('{"title": "Kernel days", "abstract": "One.", "year": 2020}\n')
    bare.write_text("@article{k, title = {Kernel days}, author = {Ada Lovelace}}\n")
    footnote.json("add", str(listing))
    assert footnote.json("add", str(bare))["updated"] == 1
    (found,) = footnote.json("papers", "list")["papers"]
    shown = footnote.json("papers", "show", found["paper_id"])
    assert (shown["abstract"], shown["year"]) == ("One.", 2020)
    assert shown["authors"] == ["Ada Lovelace"]


@pytest.mark.parametrize("form", ["bibtex", "jsonl", "csv"])
def test_an_export_is_read_again(footnote: Footnote, tmp_path: Path, form: str) -> None:
    listing = tmp_path / "papers.jsonl"
    row = {
        "title": "Kernel days",
        "abstract": "On 5% of O(n^2) & more.",
        "doi": "10.1234/ab",
        "year": 2020,
    }
    listing.write_text(json.dumps({**row, "authors": ["Ada Lovelace", "Bo Li"]}))
    footnote.json("add", str(listing))
    code, out, _ = footnote.run("papers", "export", "--format", form)
    (tmp_path / "export").write_text(out)
    footnote.json("add", str(tmp_path / "export"), "--home", str(tmp_path / "other"))
    one = footnote.json("papers", "show", "doi:10.1234/ab")
    other = footnote.json("papers", "show", "doi:10.1234/ab", "--home", str(tmp_path / "other"))
    assert code == 0
    for name in ("title", "abstract", "authors", "year"):
        assert one[name] == other[name]


def test_show_gives_the_text_that_quotes_index_into(footnote: Footnote, tmp_path: Path) -> None:
    listing = tmp_path / "papers.jsonl"
    listing.write_text('{"_id": "x1", "title": "A", "abstract": "One.", "track": "oral"}\n')
    footnote.json("add", str(listing), "--collection", "mine")
    shown = footnote.json("papers", "show", "x1")
    assert shown["abstract"] == "One."
    assert shown["collections"] == ["mine"]
    assert shown["metadata"]["track"] == "oral"


def test_show_takes_the_beginning_of_an_id(footnote: Footnote, tmp_path: Path) -> None:
    listing = tmp_path / "papers.jsonl"
    listing.write_text(
        "".join(
            f'{{"_id": "{i}", "title": "On {i}", "abstract": "One."}}\n' for i in ("ab1", "ab2")
        )
    )
    footnote.json("add", str(listing))
    assert footnote.json("papers", "show", "ab1")["paper_id"] == "ab1"
    code, _, err = footnote.run("papers", "show", "ab")
    assert (code, "ab1, ab2" in err) == (2, True)
    footnote.json("papers", "remove", "ab2")
    assert footnote.json("papers", "show", "a")["paper_id"] == "ab1"
    assert footnote.run("papers", "show", "b")[0] == 66
    assert footnote.run("papers", "show", "")[0] == 66


def test_remove_forgets(footnote: Footnote, tmp_path: Path) -> None:
    listing = tmp_path / "papers.jsonl"
    listing.write_text('{"_id": "x1", "title": "A", "abstract": "One."}\n')
    footnote.json("add", str(listing))
    assert footnote.json("papers", "remove", "x1") == {"removed": 1, "papers": 0}
    code, _, err = footnote.run("papers", "remove", "x1")
    assert (code, err.count("\n")) == (66, 1)


def test_search_finds_and_filters(footnote: Footnote, tmp_path: Path) -> None:
    listing = tmp_path / "papers.csv"
    listing.write_text(
        "title,abstract,year,venue\nGraphs,On graph kernels.,2019,ICLR\n"
        "More graphs,On graph kernels again.,2022,NeurIPS\n"
    )
    footnote.json("add", str(listing))
    found = footnote.json("search", "graph kernels", "--year", "2020-")
    assert [hit["title"] for hit in found["hits"]] == ["More graphs"]
    assert set(found["timings"]) == {"embed", "dense", "keyword", "rank"}
    found = footnote.json("search", "graph kernels", "--venue", "iclr", "--k", "5")
    assert [hit["title"] for hit in found["hits"]] == ["Graphs"]


PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.bib", b"", 65),
        ("paper.pdf", PDF, 65),
        ("image.png", PNG, 65),
        ("broken.json", b'[{"title": "A", "abstract": ', 65),
        ("broken.bib", b"@article{x, title = {A", 65),
        ("broken.csv", b'title,abstract\n"A,b\nC,d\n', 3),
        ("noise.txt", bytes(range(128, 256)) * 4, 65),
        ("nul.jsonl", b'{"title": "A\\u0000B", "abstract": "One\\u0000."}', 0),
        ("huge.jsonl", b'{"title": "A", "abstract": "' + b"x " * 500_000 + b'"}', 65),
        ("twice.jsonl", b'{"_id": 1, "title": "A", "text": "x"}\n{"_id": 1, "title": "A"}\n', 3),
    ],
)
def test_bad_listings(
    footnote: Footnote, tmp_path: Path, name: str, data: bytes, code: int
) -> None:
    (tmp_path / name).write_bytes(data)
    ended, _, err = footnote.run("add", str(tmp_path / name))
    assert ended == code, err
    assert "Traceback" not in err
    assert err.count("\n") == (0 if code == 0 else 1)
    if code == 65:
        assert footnote.json("papers", "list")["of"] == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("add", "nowhere.bib"), 66, "nowhere.bib"),
        (("ask", ""), 2, "empty"),
        (("ask", "x" * 9000), 2, "8,000"),
        (("ask", "anything"), 66, "footnote add"),
        (("search", "anything"), 66, "footnote add"),
        (("ask", "x", "--year", "now"), 2, "--year"),
        (("ask", "x", "--year", "2021-2018"), 2, "2018-2021"),
        (("papers", "show", "none"), 66, "'none'"),
        (("nonsense",), 2, ""),
        (("ask", "x", "--k", "0"), 2, ""),
    ],
)
def test_bad_words(footnote: Footnote, arguments: tuple[str, ...], code: int, words: str) -> None:
    ended, out, err = footnote.run(*arguments)
    assert (ended, out) == (code, "")
    assert words in err
    assert "Traceback" not in err


def test_a_question_of_ten_megabytes(
    footnote: Footnote, sample_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copytree(sample_home, tmp_path / "home")
    (tmp_path / "question").write_text("why " * 2_600_000)
    with (tmp_path / "question").open() as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        code, _, err = footnote.run("ask", "-")
    assert code == 2
    assert err == (
        "footnote: The question has over 8,000 characters, which is the most; shorten it.\n"
    )


def test_an_unknown_encoder_lists_the_known(
    footnote: Footnote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_ENCODER", "word2vec")
    code, _, err = footnote.run("search", "x")
    assert code == 78
    assert "embedded, openai:MODEL or fastembed:NAME" in err


def test_a_setting_that_does_not_fit_is_named(
    footnote: Footnote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_PORT", "eighty")
    code, _, err = footnote.run("papers", "list")
    assert code == 78
    assert "FOOTNOTE_PORT" in err


def test_errors_are_one_object_under_json(footnote: Footnote) -> None:
    code, out, _ = footnote.run("papers", "show", "none", "--json")
    error = json.loads(out)["error"]
    assert (code, error["code"]) == (66, 66)


def test_a_folder_that_cannot_be_made(footnote: Footnote, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code, _, err = footnote.run("papers", "list", "--home", str(tmp_path / "file" / "library"))
    assert code == 73
    assert "--home" in err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs on this system")
def test_a_fifo_is_not_waited_for(footnote: Footnote, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert footnote.run("add", str(tmp_path / "pipe"))[0] == 66


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_add_keeps_what_is_in_and_resumes(
    footnote: Footnote, tmp_path: Path, number: int, code: int
) -> None:
    listing = tmp_path / "many.jsonl"
    rows = [{"_id": f"p{n}", "title": f"On {n}", "abstract": f"Word{n}. " * 40} for n in range(900)]
    listing.write_text("".join(json.dumps(row) + "\n" for row in rows))
    command = [sys.executable, "-c", "from ui.cli.main import main; main()", "add", str(listing)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) as process:
        while footnote.json("papers", "list", "--limit", "1")["of"] < 64:
            assert process.poll() is None
        process.send_signal(number)
        _, err = process.communicate()
    assert process.returncode == code, err.decode()
    assert b"run the same command to go on" in err
    kept = footnote.json("papers", "list", "--limit", "1")["of"]
    assert 64 <= kept < 900
