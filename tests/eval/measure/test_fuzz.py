"""Random questions end in an answer, a refusal or one sentence, and a bug is counted as one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from eval.measure.fuzz import ended, questions, run
from rag import open_library
from rag.engine.library import Library


def test_random_questions_end_in_no_bug(sample_home: Path, tmp_path: Path) -> None:
    shutil.copytree(sample_home, tmp_path / "home")
    with open_library(home=tmp_path / "home") as library:
        found = run(library, 12, seed=3)
        assert ended(library, "AND Private Who wrote?", None) in ("answered", "refused")
    assert sum(found.values()) == 12
    assert not any(how.startswith("bug") for how in found)


def test_what_breaks_is_counted_as_a_bug(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_self: Library, _question: object) -> object:
        raise KeyError("x")

    monkeypatch.setattr(Library, "ask", broken)
    with open_library(home=tmp_path) as library:
        assert ended(library, "Why?", None) == "bug: KeyError"
    assert "'Why?'" in capsys.readouterr().err


def test_the_same_seed_asks_the_same() -> None:
    titles = ["On Kites and Wind", "Sails"]
    assert list(questions(titles, 40, 5)) == list(questions(titles, 40, 5))
    assert list(questions(titles, 40, 5)) != list(questions(titles, 40, 6))
