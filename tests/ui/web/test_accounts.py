from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import CannotCreate, ConfigurationError, UsageError
from ui.web.accounts import Accounts


def test_a_password_fits_its_own_name_only(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path / "accounts.json")
    accounts.add("ada", "correct horse")
    accounts.add("ben", "battery staple")
    assert accounts.fits("ada", "correct horse")
    assert not accounts.fits("ada", "battery staple")
    assert not accounts.fits("eve", "correct horse")


def test_the_file_holds_no_password_and_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "accounts.json"
    Accounts(path).add("ada", "correct horse")
    assert "correct" not in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_new_password_replaces_the_old(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path / "accounts.json")
    accounts.add("ada", "correct horse")
    accounts.add("ada", "battery staple")
    assert not accounts.fits("ada", "correct horse")
    assert accounts.fits("ada", "battery staple")


@pytest.mark.parametrize(
    ("name", "password"), [("", "long enough"), (" ada", "long enough"), ("ada", "short")]
)
def test_unfit_names_and_passwords_are_refused(tmp_path: Path, name: str, password: str) -> None:
    with pytest.raises(UsageError):
        Accounts(tmp_path / "accounts.json").add(name, password)


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"ada": 1}', "\x00"])
def test_a_file_without_accounts_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / ("deep" * 30) / "accounts.json"
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=r"accounts\.json.*footnote accounts add"):
        Accounts(path).read()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotCreate, match="cannot be written"):
        Accounts(tmp_path / "file" / "accounts.json").add("ada", "correct horse")
