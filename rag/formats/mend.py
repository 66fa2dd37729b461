"""Titles and abstracts as a person should see them: accents, quotes and dashes, no LaTeX commands.

Math between dollars stays as it is written, and nothing is added that the source does not say.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

# Among them all private characters, so that those standing for formulas below are ours alone.
_UNSEEN = re.compile(
    "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f"
    "\U000f0000-\U000fffff\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
# "â€™" and its kin: punctuation written as UTF-8 and read as Windows-1252 or Latin-1.
_MISREAD = re.compile("â(?:\x80[\x80-\xbf]|€[\xa0-\xbf€™œžŸšˆ˜“”‘’–—…†‡‰‹›•\x9d])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,24});")
_MARKUP = re.compile(
    r"</?(?:jats:)?(p|br|title|sec|i|b|em|strong|sub|sup|italic|bold|sc|tt|u)\s?/?>", re.IGNORECASE
)
_BLOCKS = {"p", "br", "title", "sec"}
_UNICODE_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})(?![0-9a-fA-F}])")
# A dash or quote whose backslash was lost: "benchmarksx2014removing", but not "1024x2048",
# "Alex2012" or "index2018": a year follows a name or a word that really ends in x.
_LOST_ESCAPE = re.compile(
    r"(?:(?<=[)\]\"'])|(?<=\s)|\b([a-z]*(?:[b-df-hj-np-tvwz]|[aeiouy](?=x20[0-9a-f]{2}[a-z]))))"
    r"x(201[0-5]|201[89cd]|2026)(?=[a-z\s.,;:)]|$)"
)
_LITERAL_BREAK = re.compile(r"(?:\\r)?\\n(?=[A-Z\s]|$)")
_MATH = re.compile(
    r"\$\$.+?\$\$|(?<!\\)\$(?! )[^$]{1,400}(?<![ \\])\$(?!\d)"
    r"|\\\(.{1,400}?\\\)|\\\[.{1,400}?\\\]|\\begin\{(\w+\*?)\}.{1,2000}?\\end\{\1\}",
    re.DOTALL,
)
_STYLES = r"emph|textit|textbf|texttt|textsc|textrm|textsf|textsl|underline|text|mbox|textnormal"
_STYLED = re.compile(rf"\\(?:{_STYLES})\s?\{{([^{{}}]*)\}}")
_SWITCHED = re.compile(r"\{\\(?:em|it|bf|sl|sc|tt|rm|sf)\b\s*([^{}]*)\}")
_GLUED_STYLE = re.compile(r"\\(?:emph|textit|textbf|texttt|textsc)(?=[A-Za-z])")
_CITED = re.compile(r"~?\\cite[a-z]{0,9}\*?\s?(?:\[[^\]]{0,80}\])?\{([^{}]*)\}")
_LINKED = re.compile(r"\\href\s?\{([^{}]*)\}\s?\{([^{}]*)\}")
_ADDRESS = re.compile(r"\\(?:url|nolinkurl|path)\s?\{([^{}]*)\}")
_ACCENT = re.compile(r"\{?\\([\"'`^~=.])\s?(?:\{\\?([A-Za-z])\}|\\?([A-Za-z]))(?:(?<=\{)\})?")
_LETTER_ACCENT = re.compile(r"\\([cvHkurd])\s?\{\\?([A-Za-z])\}")
_GROUPED_LETTER = re.compile(r"\{([^\x00-\x7f])\}")
_ESCAPED_APOSTROPHE = re.compile(r"(?<=\w)\\'(?=(?:s|t|d|m|ll|re|ve)\b)")
_ESCAPED_QUOTES = re.compile(r"(?<![\w{])\\\"([^\"\\]{1,200})\\\"(?!\w)")
_COMBINING = {
    '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304",
    ".": "\u0307", "c": "\u0327", "v": "\u030c", "H": "\u030b", "k": "\u0328", "u": "\u0306",
    "r": "\u030a", "d": "\u0323",
}  # fmt: skip
# A command with an argument stays: no one character shows "\frac{a}{b}".
_COMMAND = re.compile(r"\\([A-Za-z]{1,16})(\{\})?( ?)(?![A-Za-z]*\{)")
# These take the blank behind them along: "stra\ss e" is "straße", but "\nabla f" is "∇ f".
_LETTERS = {"ss", "o", "O", "l", "L", "ae", "AE", "oe", "OE", "aa", "AA", "i", "j"}
_ESCAPED = re.compile(r"\\([%&_#${}])")
_SPACING = re.compile(r"\\[,;:](?=\s|\w)|\\ |\\\\(?=\s)")
_GROUPED = re.compile(r"\{([^{}]*)\}")
_LATEX_SIGNS = ("\\", "``", "--", "`", "''")


def mended(text: str, braces: bool = False) -> str:
    """`text` for display; `braces` also drops BibTeX's protecting braces."""
    text = encodable(text)
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    if "<" in text:
        text = _MARKUP.sub(lambda match: " " if match[1].lower() in _BLOCKS else "", text)
    if "â" in text:
        text = _MISREAD.sub(_reread, text)
    text = _UNSEEN.sub("", text)
    if "x20" in text:
        text = _LOST_ESCAPE.sub(lambda match: (match[1] or "") + chr(int(match[2], 16)), text)
    if braces or any(sign in text for sign in _LATEX_SIGNS):
        text = _outside_math(text, lambda prose: _without_latex(prose, braces))
    return unicodedata.normalize("NFC", " ".join(text.split()))


def encodable(text: str) -> str:
    """`text` with lone surrogates, which no file or database can hold, replaced."""
    return _SURROGATE.sub("\ufffd", text)


def _reread(match: re.Match[str]) -> str:
    single = match[0].replace("€", "\x80") if "\x9d" in match[0] else match[0]
    for encoding in ("latin-1", "cp1252"):
        try:
            return single.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return match[0]


def _outside_math(text: str, change: Callable[[str], str]) -> str:
    # Each formula becomes one private character, so that commands around it still match.
    formulas: list[str] = []

    def keep(match: re.Match[str]) -> str:
        formulas.append(match[0])
        return chr(0xF0000 + len(formulas) - 1) if len(formulas) <= 0xFFFF else match[0]

    changed = change(_MATH.sub(keep, text))
    for number, formula in enumerate(formulas[:0xFFFF]):
        changed = changed.replace(chr(0xF0000 + number), formula)
    return changed


def _without_latex(text: str, braces: bool) -> str:
    text = _UNICODE_ESCAPE.sub(_from_escape, text)
    text = _LITERAL_BREAK.sub(" ", text)
    if "\\" in text:
        text = re.sub(r"\{?\\textasciicircum\b(?:\{\})?\}?", "^", text)
        text = _ESCAPED_QUOTES.sub(r'"\1"', _ESCAPED_APOSTROPHE.sub("'", text))
        text = _ACCENT.sub(lambda m: _accented(m[1], m[2] or m[3], m[0]), text)
        text = _LETTER_ACCENT.sub(lambda m: _accented(m[1], m[2], m[0]), text)
        text = _CITED.sub(r" [\1]", text)
        text = _LINKED.sub(r"\2 (\1)", text)
        text = _ADDRESS.sub(r"\1", text)
        text = _unwrapped(text)
        text = _GROUPED_LETTER.sub(r"\1", _COMMAND.sub(_symbol, text))
        text = _ESCAPED.sub(r"\1", text)
        text = re.sub(r"\\[!/]", "", _SPACING.sub(" ", text))
    if braces:
        for _ in range(4):
            text = _GROUPED.sub(r"\1", text)
    text = _quoted(text)
    text = re.sub(r"(?<=\w)---(?=\w)|(?<=\s)---(?=\s)", "—", text)
    return re.sub(r"(?<=\s)--(?=\s)", "–", text)


def _unwrapped(text: str) -> str:
    for _ in range(4):
        plain = _SWITCHED.sub(r"\1", _STYLED.sub(r"\1", text))
        if plain == text:
            break
        text = plain
    return _GLUED_STYLE.sub("", text)


def _quoted(text: str) -> str:
    """``x'', ``x" and `x' with curly quotes; an unpaired '' may be a double prime and stays."""
    text = re.sub(r"``([^`]{1,300}?)(?:''|\"|”)", r"“\1”", text)
    text = text.replace("``", "“")
    return re.sub(r"(?<![\w`])`([^`'\s][^`']{0,80})'(?!\w)", r"‘\1’", text)


def _from_escape(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character.isprintable() or character.isspace() else match[0]


def _accented(accent: str, letter: str, written: str) -> str:
    composed = unicodedata.normalize("NFC", letter + _COMBINING[accent])
    opened = written.startswith("{") and not written.endswith("}")
    return ("{" if opened else "") + composed if len(composed) == 1 else written


def _symbol(match: re.Match[str]) -> str:
    symbol = _named_symbol(match[1])
    if symbol is None:
        return match[0]
    return symbol if match[1] in _LETTERS else symbol + match[3]


@lru_cache(maxsize=2048)
def _named_symbol(name: str) -> str | None:
    """The character that the LaTeX command `name` stands for, None where it is none."""
    if name == "i":
        return "ı"
    shown = getattr(_symbols().get_macro_spec(name), "simplify_repl", None)
    return shown if isinstance(shown, str) and len(shown) == 1 and not shown.isascii() else None


@lru_cache(maxsize=1)
def _symbols() -> Any:  # noqa: ANN401
    from pylatexenc.latex2text import get_default_latex_context_db

    return get_default_latex_context_db()
