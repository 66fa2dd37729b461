"""How long a person waits is told in whole processes and in answers."""

from __future__ import annotations

import json

import pytest

from eval.measure import waiting


def test_the_first_is_not_counted() -> None:
    asked: list[int] = []
    assert len(waiting.seconds(asked.append, range(4))) == 3
    assert asked == [0, 1, 2, 3]


def test_processes_and_answers_are_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(waiting, "ROUNDS", 1)
    monkeypatch.setattr(waiting, "QUESTIONS", 2)
    assert waiting.main([]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["processes"], printed["answers"], printed["papers"]) == (1, 2, 47)
