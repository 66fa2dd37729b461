"""The process of a command, before anything is parsed."""

from __future__ import annotations

import gc
import sys

import pytest

from ui.cli import main as cli


@pytest.mark.parametrize(("command", "collected"), [("ask", False), ("chat", True)])
def test_one_answer_is_given_without_looking_for_garbage(
    monkeypatch: pytest.MonkeyPatch, command: str, collected: bool
) -> None:
    seen: list[bool] = []
    monkeypatch.setattr(sys, "argv", ["footnote", command])

    def ended() -> None:
        seen.append(gc.isenabled())
        gc.enable()
        raise SystemExit

    monkeypatch.setattr(cli, "main", ended)
    with pytest.raises(SystemExit):
        cli.run()
    assert seen == [collected]
