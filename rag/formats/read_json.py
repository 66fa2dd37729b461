"""JSON Lines, and JSON: a list of papers, one paper, or an object that holds the list."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from rag.errors import shown
from rag.formats.record import Broken, Record

_LISTS = ("papers", "data", "results", "records", "items", "documents", "entries", "references")
_LIST_START = re.compile(rf'"(?:{"|".join(_LISTS)})"\s*:\s*\[')
_NEXT_OBJECT = re.compile(r"\}\s*,?\s*(?=\{)")
# Each broken element costs a pass over the file up to it.
_MOST_BROKEN = 1_000
# NaN is not JSON but common; as null it costs its field only.
_DECODER = json.JSONDecoder(parse_constant=lambda _: None, strict=False)


def records(text: str) -> Iterator[Record | Broken]:
    """The objects of `text`; a broken one does not take its neighbours with it."""
    if text.lstrip().startswith("["):
        yield from _elements(text, text.index("[") + 1)
        return
    whole = _decoded(text)
    if isinstance(whole, dict):
        listed = _LIST_START.search(text)
        if listed and any(isinstance(whole.get(name), list) for name in _LISTS):
            yield from _elements(text, listed.end())
        else:
            yield Record(_line(text, len(text) - len(text.lstrip())), whole)
    elif _is_lines(text):
        yield from _lines(text)
    else:
        yield from _elements(text, 0)


def _is_lines(text: str) -> bool:
    lines = [line for line in text.split("\n", 200)[:200] if line.strip()]
    opened = sum(line.lstrip().startswith("{") for line in lines)
    return opened * 2 > len(lines) or any(isinstance(_decoded(line), dict) for line in lines)


def _lines(text: str) -> Iterator[Record | Broken]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            value = _decoded(line)
            if isinstance(value, dict):
                yield Record(number, value)
            else:
                yield Broken(number, shown(line.strip()), _why(value))


def _elements(text: str, position: int) -> Iterator[Record | Broken]:
    """The elements of a JSON list from `position`; after a broken one, on from the next object."""
    line, counted, broken = 1, 0, 0
    while True:
        gap = re.compile(r"[\s,]*").match(text, position)
        position = gap.end() if gap else position
        if position >= len(text) or text[position] == "]":
            return
        line, counted = line + text.count("\n", counted, position), position
        try:
            value, end = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            what = shown(text[position : position + 200])
            yield Broken(line, what, _why(_reason(error)))
            following = _next_object(text, position).search(text, position + 1)
            broken += 1
            if following is None:
                return
            if broken == _MOST_BROKEN:
                yield Broken(line, what, f"is the {broken}th broken element; the rest was not read")
                return
            position = following.end()
            continue
        if isinstance(value, dict):
            yield Record(line, value)
        else:
            yield Broken(line, shown(text[position:end]), _why(value))
        position = end


def _next_object(text: str, position: int) -> re.Pattern[str]:
    """Where the element after a broken one may begin: as deep as it, not inside it."""
    indent = text[text.rfind("\n", 0, position) + 1 : position]
    if indent.strip():
        return _NEXT_OBJECT
    return re.compile(rf"\n{indent}(?=\{{)")


def _decoded(text: str) -> object:
    """The JSON value of `text`, or the error that says why there is none."""
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        return _reason(error)


def _reason(error: Exception) -> Exception:
    if isinstance(error, RecursionError):
        return ValueError("nested too deeply")
    if isinstance(error, json.JSONDecodeError):
        return ValueError(f"{error.msg.removesuffix(' at')} at column {error.colno}")
    return ValueError("a number has too many digits")


def _why(value: object) -> str:
    if isinstance(value, Exception):
        return f"is broken JSON: {value}"
    return f"is no object but a JSON {type(value).__name__}"


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
