"""What the bytes of a listing are: their encoding, and their format by content."""

from __future__ import annotations

import codecs
import re

from rag.errors import InputUnusable, shown
from rag.formats.record import READ, TITLE_NAMES, column

_ADVICE = f"export the papers as {', '.join(READ[:-1])} or {READ[-1]} and add that file"
_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a zip archive (or an Office document)"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
)
# UTF-32 before UTF-16: the little-endian mark of the one begins with that of the other.
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Tabs, line ends and escapes stand in text too, and NULs in UTF-16; these stand in neither.
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_ID = re.compile(
    r"(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:)?10\.\d{4,9}/\S+"
    r"|(?:arxiv:|https?://arxiv\.org/(?:abs|pdf)/)?(?:\d{4}\.\d{4,5}|[a-z-]+/\d{7})(?:v\d+)?",
    re.IGNORECASE,
)
_ID_LABEL = re.compile(r"\b(doi|arxiv):\s+", re.IGNORECASE)
_BIBTEX = re.compile(r"^[ \t]*@[A-Za-z]+\s*[{(]", re.MULTILINE)
_RIS = re.compile(r"^TY {1,3}- ?", re.MULTILINE)


def decoded(data: bytes, name: str) -> str:
    """The text of `data` with line ends as newlines; raises InputUnusable for anything but text.

    A few bytes that are not UTF-8 in a UTF-8 file come back as U+DC80..DCFF, for their record.
    """
    _refuse_binary(data, name)
    text = _unicode(data, name)
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip("\ufeff").strip():
        raise InputUnusable(f"{name} is empty; {_ADVICE}.")
    return text


def format_of(text: str, name: str) -> str:
    """The format's name: json, bibtex, ris, table or page."""
    start = text.lstrip("\ufeff").lstrip()
    head = start[:200_000]
    if re.match(r"<(?:!doctype|html|\?xml|head|body)", head[:100], re.IGNORECASE):
        raise InputUnusable(
            f"{name} is a web or XML file, not a listing; copy the page's text, or {_ADVICE}."
        )
    lines = [line.strip() for line in head.split("\n")[:200] if line.strip()]
    objects = sum(line.startswith("{") for line in lines)
    # Lines of JSON stay JSON when some of them are broken; each is then named by its own line.
    if re.match(r"\{|\[\s*(?:[\[{\"\]\d-]|null|NaN|$)", head) or objects * 2 > len(lines):
        return "json"
    if _BIBTEX.search(head):
        return "bibtex"
    if _RIS.search(head):
        return "ris"
    words = re.split(r"[\s,;]+", _ID_LABEL.sub(r"\1:", head).strip(" \n,;"))
    if all(_ID.fullmatch(word) for word in words):
        raise InputUnusable(
            f"{name} holds ids alone ({shown(lines[0], 40)}…), which carry no abstract,"
            f" and footnote fetches nothing; {_ADVICE}."
        )
    return "table" if delimiter_of(lines[0]) else "page"


def delimiter_of(header: str) -> str:
    """The character that cuts `header` so that a cell names the title; empty if none does."""
    # Tabs first: a header cut at tabs may hold commas, one cut at commas hardly holds tabs.
    for delimiter in "\t,;|":
        cells = [column(cell.strip(" \"'")) for cell in header.split(delimiter)]
        if len(cells) > 1 and TITLE_NAMES & set(cells):
            return delimiter
    return ""


def _refuse_binary(data: bytes, name: str) -> None:
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise InputUnusable(f"{name} is {what}, not a listing of papers; {_ADVICE}.")
    if data.startswith(tuple(bom for bom, _ in _BOMS)):
        return
    head = data[:20_000]
    if len(_CONTROL.findall(head)) * 20 > len(head):
        raise InputUnusable(f"{name} is binary data, not a listing of papers; {_ADVICE}.")


def _unicode(data: bytes, name: str) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strictly(data, encoding, name)
    head = data[:2_000]
    # UTF-16 without its mark: every other byte of Latin text is NUL.
    if head.count(0) * 3 > len(head):
        return _strictly(data, "utf-16-be" if head[:1] == b"\0" else "utf-16-le", name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
    foreign = len(re.findall("[\udc80-\udcff]", text))
    good = len(re.findall("[\u0080-\ud7ff\ue000-\U0010ffff]", text))
    # Mostly UTF-8: a few foreign bytes cost the records they stand in and no others.
    if foreign <= good:
        return text
    return _guessed(data, name)


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputUnusable(
            f"{name} begins as {encoding.upper()} but byte {error.start:,} is not;"
            " save it as UTF-8 and add it again."
        ) from None


def _guessed(data: bytes, name: str) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    if best is not None:
        try:
            return data.decode(best.encoding)
        except (UnicodeDecodeError, LookupError):
            pass
    raise InputUnusable(f"{name} is in no known text encoding; save it as UTF-8 and add it again.")
