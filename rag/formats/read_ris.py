"""RIS, by rispy, one record at a time, so that a record cut off is named and the rest stays."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.errors import shown
from rag.formats.read_bibtex import natural_name
from rag.formats.record import Broken, Record

_TAG = re.compile(r"^\ufeff?([A-Z][A-Z0-9]) {1,3}-(?: (.*)|$)")
_NAME_LISTS = ("authors", "first_authors")


def records(text: str) -> Iterator[Record | Broken]:
    """The records of `text`, each from its TY line to its ER line."""
    import rispy

    lines = [_TAG.sub(r"\1  - \2", line) for line in text.split("\n")]
    starts = [number for number, line in enumerate(lines) if line.startswith("TY  -")]
    for start, following in zip(starts, [*starts[1:], len(lines)], strict=True):
        part = lines[start:following]
        end = next((at for at, line in enumerate(part) if line.startswith("ER  -")), None)
        if end is None:
            yield Broken(start + 1, shown(_named(part)), "never ends with an ER line")
            continue
        fields = dict(rispy.loads("\n".join(part[: end + 1]))[0])
        unknown = fields.pop("unknown_tag", {})
        fields.update({str(tag): values for tag, values in unknown.items() if tag})
        for name in _NAME_LISTS:
            if name in fields:
                fields[name] = [natural_name(author) for author in fields[name]]
        yield Record(start + 1, fields)


def _named(part: list[str]) -> str:
    """The line of a record that a person knows it by."""
    return next((line for line in part if line[:2] in ("TI", "T1")), part[0])
