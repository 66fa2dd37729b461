"""BibTeX, by bibtexparser; an entry whose braces do not close is named, the others stay."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rag.errors import shown
from rag.formats.record import Broken, Record

if TYPE_CHECKING:
    from bibtexparser.model import Entry


def records(text: str) -> Iterator[Record | Broken]:
    """The entries of `text` in their order."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.exceptions import ParsingException
    from bibtexparser.model import Entry, ParsingFailedBlock

    # Its warnings repeat a broken entry as it stands, lone surrogates and all, to whoever listens.
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    try:
        library = parse_string(text)
    except ParsingException as error:
        yield Broken(1, shown(text[:200]), _why(error))
        return
    for block in library.blocks:
        line = (block.start_line or 0) + 1
        if isinstance(block, Entry):
            yield _record(block, line)
        elif isinstance(block, ParsingFailedBlock):
            # Two entries under one key, or a field given twice, can still be read.
            inner = block.ignore_error_block
            if isinstance(inner, Entry):
                yield _record(inner, line)
            else:
                first = (block.raw or "").split("\n", 1)[0]
                yield Broken(line, shown(first), _why(block.error))


def _record(entry: Entry, line: int) -> Record:
    fields: dict[str, object] = {field.key.lower(): field.value for field in entry.fields}
    if authors := str(fields.get("author", "")):
        fields["author"] = [natural_name(name) for name in re.split(r"\s+and\s+", authors)]
    fields["citation_key"], fields["entry_type"] = entry.key, entry.entry_type
    return Record(line, fields, braces=True)


def natural_name(name: str) -> str:
    """'Lovelace, Ada' as 'Ada Lovelace'."""
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and "," not in given else name


def _why(error: Exception) -> str:
    reason = " ".join(str(getattr(error, "abort_reason", error)).split())
    if "still looking for" in reason or "end of file" in reason:
        return "has a brace or quote that is never closed"
    return f"is a broken entry: {shown(reason, 160)}"
