"""One record of a listing and how it becomes a Paper, whatever format it came from."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rag.domain import Paper
from rag.errors import shown
from rag.formats.mend import encodable, mended

TITLE_LIMIT = 1_000  # characters, as below: a longer text is a whole paper or a column read wrongly
ABSTRACT_LIMIT = 20_000
NESTING_LIMIT = 20  # deeper metadata is cut, or writing it as JSON could fail

# In order of preference, and spelled as `column` spells them: "Article Title" is article_title.
_ALIASES = {
    "title": "title document_title article_title paper_title primary_title display_name ti",
    "abstract": "abstract abstract_note abstract_text paper_abstract notes_abstract summary ab"
    " text sentences",
    "authors": "authors author author_s author_names author_full_names first_authors creators au",
    "year": "year publication_year pub_year published_year date publication_date published"
    " pub_date issued py",
    "venue": "venue journal booktitle conference publication_title source_title journal_name"
    " journal_title container_title secondary_title alternate_title3 publication journal_ref",
    "url": "url link pdf_url urls",
    "doi": "doi",
    "arxiv": "arxiv arxiv_id arxivid eprint",
}
_NAMES = {field: names.split() for field, names in _ALIASES.items()}
TITLE_NAMES = frozenset(_NAMES["title"])
# These two name the paper even after they served as its id or address.
_KEPT_FIELDS = ("doi", "arxiv")
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>{}]+)")
# "2401.01234v3" and "cs/0112017", alone or behind "arxiv"; elsewhere such digits mean anything.
_ARXIV = re.compile(
    r"(?:^|arxiv(?:\.org)?[:./]?(?:(?:abs|pdf)/)?)\s*(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})"
    r"(?:v\d+)?(?:\.pdf)?$",
    re.IGNORECASE,
)
# "Mar 1999" and "2021-03-01", but not 21 and not the beginning of 20210301.
_YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2}|2100)(?!\d)")


READ = ("BibTeX", "RIS", "CSV", "TSV", "JSON", "JSONL")
"""The formats that are read, beside copied pages, by the names people know them by."""


@dataclass(frozen=True, slots=True)
class Record:
    """What a format found: the line it begins at and its fields by their own names."""

    line: int
    fields: Mapping[str, Any]
    braces: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that stays out: `where` as "file:line", `what` is a cut of it, `why` the reason."""

    where: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A place a format could not read."""

    line: int
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The papers of one listing and the records that were rejected."""

    papers: tuple[Paper, ...]
    rejected: tuple[Rejected, ...]
    format: str

    @property
    def read(self) -> int:
        """How many records were seen."""
        return len(self.papers) + len(self.rejected)


def column(name: object) -> str:
    """A field's name in the one spelling that the aliases use."""
    return re.sub(r"[\W_]+", "_", encodable(str(name)).strip().casefold()).strip("_")


def title_id(title: str) -> str:
    """The id of a paper that brings none; a changed abstract leaves it as it is."""
    folded = " ".join(title.casefold().split())
    return f"sha256:{hashlib.sha256(folded.encode()).hexdigest()[:16]}"


def paper_from_record(record: Record) -> Paper | str:
    """The record as a Paper, or why it cannot be one."""
    # Reversed, so that of two columns spelled alike the first counts.
    names = {column(name): name for name in reversed(list(record.fields))}
    found = {field: _first(record.fields, names, field) for field in _NAMES}
    title, abstract = _text(found["title"][1]), _text(found["abstract"][1])
    problem = _problem(title, abstract)
    if problem:
        return problem
    shown_title = mended(title, record.braces)
    shown_abstract = mended(abstract, record.braces)
    if not shown_title and not shown_abstract:
        return "has neither a title nor an abstract"
    doi, arxiv = _doi(found), _arxiv(found, record.fields, names)
    year, venue = _year(found["year"][1]), mended(_text(found["venue"][1]), record.braces)
    used = {name for field, (name, _) in found.items() if field not in _KEPT_FIELDS}
    # A "date" that holds no year is kept among the metadata.
    if year is None:
        used.discard(found["year"][0])
    return Paper(
        paper_id=_explicit_id(record.fields, doi, arxiv) or title_id(shown_title or shown_abstract),
        title=shown_title,
        abstract=shown_abstract,
        authors=_authors(found["authors"][1], record.braces),
        year=year if year is not None else _year(venue[-4:]),
        venue=venue,
        url=_url(found["url"][1], doi, arxiv),
        metadata=_metadata(record.fields, used),
        original={"title": encodable(title), "abstract": encodable(abstract)},
    )


def _first(fields: Mapping[str, Any], names: Mapping[str, str], field: str) -> tuple[str, Any]:
    """The first filled column that means `field`, with its own name."""
    for alias in _NAMES[field]:
        name = names.get(alias)
        if name is not None and fields[name] not in (None, "", [], {}):
            return name, fields[name]
    return "", None


def _problem(title: str, abstract: str) -> str:
    if len(title) > TITLE_LIMIT:
        return f"has a title of {len(title):,} characters, more than {TITLE_LIMIT:,}"
    if len(abstract) > ABSTRACT_LIMIT:
        return f"has an abstract of {len(abstract):,} characters, more than {ABSTRACT_LIMIT:,}"
    if any("\udc80" <= character <= "\udcff" for character in title + abstract):
        return "holds bytes that are not UTF-8; save the file as UTF-8"
    return ""


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence):
        return " ".join(part for part in value if isinstance(part, str))
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _doi(found: Mapping[str, tuple[str, Any]]) -> str:
    for field in ("doi", "url"):
        match = _DOI.search(_text(found[field][1])[:500])
        if match and (field == "doi" or "doi.org/" in _text(found[field][1])):
            return encodable(match[1]).rstrip(".,;)").lower()
    return ""


def _arxiv(
    found: Mapping[str, tuple[str, Any]], fields: Mapping[str, Any], names: Mapping[str, str]
) -> str:
    if found["arxiv"][1] is not None:
        match = _ARXIV.search(str(found["arxiv"][1])[:200].strip())
        if match:
            return match[1].lower()
    named = [found["url"][1], found["doi"][1], fields.get(names.get("id", ""))]
    for value in named:
        text = _text(value)[:500].strip()
        if "arxiv" in text.lower() and (match := _ARXIV.search(text)):
            return match[1].lower()
    return ""


def _explicit_id(fields: Mapping[str, Any], doi: str, arxiv: str) -> str:
    given = _identifier(fields.get("_id"))
    if given:
        return given
    # arXiv's own DOIs name the preprint; one paper must not get two ids.
    if doi and not doi.startswith("10.48550/arxiv."):
        return f"doi:{doi}"
    return f"arxiv:{arxiv}" if arxiv else _identifier(fields.get("id"))


def _identifier(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    text = encodable(value).replace("\0", "").strip() if isinstance(value, str) else str(value)
    return text if len(text) <= 200 else ""


def _year(value: object) -> int | None:
    if isinstance(value, float) and math.isfinite(value):
        value = int(value)
    match = _YEAR.search(shown(value, 100))
    return int(match[1]) if match else None


def _authors(value: object, braces: bool) -> tuple[str, ...]:
    if isinstance(value, str):
        value = _split_authors(value)
    if not isinstance(value, Sequence):
        return ()
    names = (mended(_author_name(author), braces) for author in value)
    return tuple(name for name in names if name)


def _split_authors(text: str) -> list[str]:
    if ";" in text:
        return text.split(";")
    parts = re.split(r"\s+and\s+", text)
    pieces: list[str] = []
    for part in parts:
        inner = [piece.strip() for piece in part.split(",") if piece.strip()]
        # "Ada Lovelace, Alan Turing" are two, "Lovelace, Ada" is one.
        pieces.extend(inner if all(" " in piece for piece in inner) else [part.strip(", ")])
    return pieces


def _author_name(author: object) -> str:
    if isinstance(author, str):
        return author
    if not isinstance(author, Mapping):
        return ""
    if isinstance(author.get("name"), str):
        return str(author["name"])
    given = author.get("given") or author.get("first") or author.get("firstName") or ""
    family = author.get("family") or author.get("last") or author.get("lastName") or ""
    return f"{_text(given)} {_text(family)}".strip()


def _url(value: object, doi: str, arxiv: str) -> str:
    first = value[0] if isinstance(value, list) and value else value
    address = mended(first).split(" ")[0] if isinstance(first, str) else ""
    if address.lower().startswith(("http://", "https://")) and len(address) <= 2_000:
        return address
    if doi:
        return f"https://doi.org/{doi}"
    return f"https://arxiv.org/abs/{arxiv}" if arxiv else ""


def _metadata(fields: Mapping[str, Any], used: set[str]) -> dict[str, Any]:
    left = {name: value for name, value in fields.items() if name not in used and name != "_id"}
    return {
        encodable(str(name)): _storable(value)
        for name, value in left.items()
        if value not in (None, "", [], {})
    }


def _storable(value: object, depth: int = 0) -> object:
    """`value` as JSON that any reader takes: no NaN, no lone surrogate, no deep nesting."""
    if isinstance(value, str):
        return encodable(value.replace("\0", ""))
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, bool | int | float):
        return value
    if depth >= NESTING_LIMIT:
        return "…"
    if isinstance(value, Mapping):
        return {encodable(str(key)): _storable(item, depth + 1) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_storable(item, depth + 1) for item in value]
    return encodable(str(value))
