"""What the fake model answers: plausible, cited text from the sources in the prompt."""

from __future__ import annotations


def answer_to(prompt: str) -> str:
    """A sentence of each of the first sources, with its number."""
    return "It is so [1]." if prompt else ""
