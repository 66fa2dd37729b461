"""A Scope as SQL conditions on `papers p`."""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain import Scope


def scope_sql(scope: Scope) -> tuple[str, list[object]]:
    """A condition and its values; names match case-insensitively anywhere, collections whole."""
    conditions: list[str] = []
    values: list[object] = []
    if scope.year_from is not None:
        conditions.append("p.year >= ?")
        values.append(scope.year_from)
    if scope.year_to is not None:
        conditions.append("p.year <= ?")
        values.append(scope.year_to)
    author = "EXISTS (SELECT 1 FROM json_each(p.authors) WHERE instr(lower(value), ?))"
    for names, condition in ((scope.authors, author), (scope.venues, "instr(lower(p.venue), ?)")):
        _either(conditions, values, condition, [name.lower() for name in names])
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
