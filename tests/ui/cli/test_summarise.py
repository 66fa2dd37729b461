from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.ui.cli.test_main import Footnote, footnote

__all__ = ["footnote"]


@pytest.fixture
def filled(footnote: Footnote, sample_home: Path, tmp_path: Path) -> Footnote:
    shutil.copytree(sample_home, tmp_path / "home")
    return footnote


def test_a_paper_is_summed_up_by_name(filled: Footnote) -> None:
    answer = filled.json("summarise", "Barlow Twins")

    assert answer["status"] == "answered"
    assert answer["verified"]["sentences"] == answer["verified"]["of"] >= 2
    assert len(answer["sources"]) == 1


def test_what_is_new_is_summed_up(filled: Footnote) -> None:
    assert filled.json("summarise", "--since", "1 hour")["note"].startswith("47 papers were added")
    code, _, err = filled.run("summarise", "--since", "soon")
    assert (code, "'soon' names no time" in err) == (2, True)


def test_one_thing_is_summed_up_at_a_time(filled: Footnote) -> None:
    code, _, err = filled.run("summarise")
    assert (code, "one of the three" in err) == (2, True)


def test_both_sides_of_a_claim_are_two_lists_of_quotes(filled: Footnote) -> None:
    found = filled.json("sides", "Barlow Twins requires large batches")

    assert set(found) == {"claim", "supporting", "contradicting", "neutral"}
    for side in (*found["supporting"], *found["contradicting"]):
        abstract = filled.json("papers", "show", side["paper_id"])["abstract"]
        assert abstract[side["start"] : side["end"]] == side["quote"]
    assert filled.run("sides", "Barlow Twins requires large batches")[0] == 0


def test_a_receipt_is_replayed_with_its_own_settings(
    filled: Footnote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_K", "3")
    receipt = filled.json("ask", "What is Barlow Twins?")["receipt"]
    monkeypatch.setenv("FOOTNOTE_K", "5")

    assert filled.json("replay", receipt)["differences"] == []
    code, out, _ = filled.run("replay", receipt, "--diff", "--as-is")
    assert (code, "Setting k: 3 then, 5 now." in out) == (0, True)


def test_an_unknown_receipt_is_input_missing(filled: Footnote) -> None:
    code, _, err = filled.run("replay", "nope")
    assert (code, "No receipt 'nope'" in err) == (66, True)
