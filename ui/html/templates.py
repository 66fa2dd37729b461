"""The one place where text becomes HTML: Jinja templates that escape everything they are given."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

ASSETS = Path(__file__).parents[1] / "assets"

_MATH = re.compile(r"(?<![\\$\w])\$(?=\S)((?:[^$\\\n]|\\.)+?)(?<=\S)\$(?![\d$])")
_BOLD = re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*")
_CODE = re.compile(r"`([^`\n]+)`")


def render(template: str, **values: object) -> Markup:
    """The template of that name in `ui/assets`, filled in."""
    return Markup(_environment().get_template(template).render(**values))


def render_block(template: str, **values: object) -> Markup:
    """The same without blank lines: in Markdown a blank line ends a block of HTML.

    So nothing inside it is ever read as Markdown.
    """
    lines = render(template, **values).splitlines()
    return Markup("\n".join(line for line in lines if line.strip()))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ASSETS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(prose=prose, data_url=data_url, link=safe_link)
    return environment


def prose(text: str) -> Markup:
    r"""Escaped text in one line; `$x$` by pandoc's rule becomes `\(x\)`, so "$5 and $6" stays.

    Bold and code, which models write unasked, keep their meaning.
    """
    html = str(escape(" ".join(text.split())))
    html = _CODE.sub(r"<code>\1</code>", html)
    html = _BOLD.sub(r"<b>\1</b>", html)
    return Markup(_MATH.sub(r"\\(\1\\)", html))


def data_url(text: str) -> str:
    """A download that needs no file on the server."""
    return "data:text/plain;charset=utf-8," + quote(text)


def safe_link(url: str) -> str:
    """The address where it is a web page, else nothing."""
    return url if re.match(r"https?://[^\s\"'<>]+$", url, re.IGNORECASE) else ""
