"""Who may use the chat from other machines: a file of names and scrypt hashes."""

from __future__ import annotations

import hmac
import json
import os
import secrets
from hashlib import scrypt
from pathlib import Path

from rag.errors import CannotCreate, ConfigurationError, UsageError, shown

_SHORTEST = 8


class Accounts:
    """The accounts file at `path`, read anew at each use so that a change needs no restart."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, name: str, password: str) -> None:
        """Add a name, or give it a new password; raises UsageError and CannotCreate."""
        if not name or name != name.strip() or not name.isprintable() or len(name) > 64:
            raise UsageError(f"{shown(name)} cannot be an account name; use up to 64 plain signs.")
        if len(password) < _SHORTEST:
            raise UsageError(f"The password is too short; use at least {_SHORTEST} characters.")
        accounts = self.read() if self._path.exists() else {}
        salt = secrets.token_hex(16)
        self._write({**accounts, name: f"{salt}:{_hashed(password, salt)}"})

    def read(self) -> dict[str, str]:
        """Name -> salt and hash; raises ConfigurationError where the file holds no accounts."""
        try:
            accounts = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            accounts = None
        if not isinstance(accounts, dict) or not accounts or not _sound(accounts):
            raise ConfigurationError(
                f"{shown(str(self._path), limit=400)} holds no accounts; make one with "
                "`footnote accounts add NAME`."
            )
        return accounts

    def fits(self, name: str, password: str) -> bool:
        """Whether this is the password of the account; an unknown name is refused as slowly."""
        salt, _, expected = self.read().get(name, "unknown:unknown").partition(":")
        return hmac.compare_digest(_hashed(password, salt), expected)

    def _write(self, accounts: dict[str, str]) -> None:
        temporary = self._path.with_name(self._path.name + ".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with open(descriptor, "w", encoding="utf-8") as file:
                json.dump(accounts, file, indent=1)
            os.replace(temporary, self._path)
        except OSError as error:
            raise CannotCreate(
                f"The accounts file {shown(str(self._path), limit=400)} cannot be written: "
                f"{error.strerror}; check the folder and its rights."
            ) from None


def _sound(accounts: dict[str, object]) -> bool:
    return all(isinstance(value, str) and ":" in value for value in accounts.values())


def _hashed(password: str, salt: str) -> str:
    # 2**14 costs 16 MB and about 40 ms a try.
    return scrypt(password.encode(), salt=salt.encode(), n=2**14, r=8, p=1).hex()
