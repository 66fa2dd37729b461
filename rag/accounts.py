"""Accounts in a file: one line a name, with the scrypt hash of its password."""

from __future__ import annotations

import hmac
import json
import os
import secrets
from hashlib import scrypt
from pathlib import Path

from rag.errors import CannotCreate, ConfigurationError, UsageError, shown

_COST = {"n": 2**14, "r": 8, "p": 1}
_SHORTEST = 8


def add_account(path: Path, name: str, password: str) -> None:
    """Add a name, or give it a new password; raises UsageError and CannotCreate."""
    if not name or name != name.strip() or not name.isprintable() or len(name) > 64:
        raise UsageError(f"{shown(name)} cannot be an account's name; use up to 64 plain signs.")
    if len(password) < _SHORTEST:
        raise UsageError(f"The password is too short; use at least {_SHORTEST} characters.")
    accounts = read_accounts(path) if path.exists() else {}
    salt = secrets.token_hex(16)
    accounts[name] = f"{salt}:{_hash(password, salt)}"
    temporary = path.with_name(path.name + ".new")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:
            json.dump(accounts, file, indent=1)
        os.replace(temporary, path)
    except OSError as error:
        raise CannotCreate(
            f"The accounts file {shown(str(path))} cannot be written: {error.strerror}."
        ) from None


def read_accounts(path: Path) -> dict[str, str]:
    """Name -> salt and hash; raises ConfigurationError where the file is not one of accounts."""
    try:
        accounts = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        accounts = None
    if not isinstance(accounts, dict) or not all(
        isinstance(value, str) and ":" in value for value in accounts.values()
    ):
        raise ConfigurationError(
            f"{shown(str(path))} is no accounts file; make one with `footnote accounts add NAME`."
        )
    return accounts


def password_fits(path: Path, name: str, password: str) -> bool:
    """Whether the password is the account's; an unknown name takes as long to refuse."""
    stored = read_accounts(path).get(name, "unknown:unknown")
    salt, _, expected = stored.partition(":")
    return hmac.compare_digest(_hash(password, salt), expected)


def _hash(password: str, salt: str) -> str:
    return scrypt(password.encode(), salt=salt.encode(), **_COST).hex()
