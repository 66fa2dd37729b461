"""A Scope as SQL conditions on `papers p`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import Scope

_AUTHOR = "EXISTS (SELECT 1 FROM json_each(p.authors) WHERE {})", "value"
_VENUE = "{}", "p.venue"
_LETTERS = "a-zà-ɏ"


def scope_sql(scope: Scope) -> tuple[str, list[object]]:
    """A condition and its values; names match as whole words in any case, collections whole.

    "ACL" is in "acl2022" and not in "NAACL"; "G. Hinton" is Geoffrey Hinton.
    """
    conditions: list[str] = []
    values: list[object] = []
    if scope.year_from is not None:
        conditions.append("p.year >= ?")
        values.append(scope.year_from)
    if scope.year_to is not None:
        conditions.append("p.year <= ?")
        values.append(scope.year_to)
    for names, field in ((scope.authors, _AUTHOR), (scope.venues, _VENUE)):
        if names:
            either = [_named(name, field, values) for name in names]
            conditions.append("(" + " OR ".join(either) + ")")
    _either(
        conditions,
        values,
        "EXISTS (SELECT 1 FROM collections c WHERE c.paper_id = p.paper_id AND c.name = ?)",
        scope.collections,
    )
    if scope.paper_ids:
        conditions.append(f"p.paper_id IN ({','.join('?' * len(scope.paper_ids))})")
        values.extend(scope.paper_ids)
    return " AND ".join(conditions) or "1", values


def _either(
    conditions: list[str], values: list[object], condition: str, names: Sequence[str]
) -> None:
    if names:
        conditions.append("(" + " OR ".join([condition] * len(names)) + ")")
        values.extend(names)


def _named(name: str, field: tuple[str, str], values: list[object]) -> str:
    """That a venue holds a name as whole words, or an author all words of one in any order."""
    template, column = field
    words = [name] if field is _VENUE else re.findall(r"[^\s,.]+", name) or [name]
    values.extend(f"*{_whole(word.lower(), field is _AUTHOR)}*" for word in words)
    return template.format(" AND ".join([f"' ' || lower({column}) || ' ' GLOB ?"] * len(words)))


def _whole(word: str, initials: bool) -> str:
    """A GLOB for a word that is not part of a longer one; years may be glued to a name."""
    plain = re.sub(r"[*?\[]", lambda m: f"[{m[0]}]", word)
    before = f"[^{_LETTERS}0-9]" if word[:1].isdigit() else f"[^{_LETTERS}]"
    after = "[^0-9]" if word[-1:].isdigit() else f"[^{_LETTERS}]"
    if not word[:1].isalnum():
        before = ""
    # One letter stands for the name that it begins.
    if (initials and len(word) == 1) or not word[-1:].isalnum():
        after = ""
    return before + plain + after
