"""Text of papers and models within Markdown."""

from __future__ import annotations

import re


def escaped(text: str) -> str:
    """`text` in one line, its Markdown made harmless."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", " ".join(text.split()))
