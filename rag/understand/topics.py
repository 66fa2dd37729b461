"""The subject of a question, which "it" and "that" of the next one may mean."""

from __future__ import annotations

import re

# Up to four words: a longer "What is ...?" is a whole question and no subject to point back to.
_TOPIC = re.compile(
    r"^(?:what (?:is|are)(?: known about)?|what's|what do the papers say about|who are|define"
    r"|explain|describe|tell me about) (?:an? |the )?"
    r"(?P<is>(?:[\w'’-]+ ){0,3}[\w'’-]+)\W*$"
    r"|^how (?:do|does|did|can) (?:an? |the )?(?P<how>(?:[\w'’-]+ ){0,3}?[\w'’-]+)"
    r" (?:work|learn)\W*$",
    re.IGNORECASE,
)
_WHO = r"(?:one|you|we|people|i|researchers|someone|they)"
_SIX = r"(?:[\w'’-]+ ){0,5}[\w'’-]+"
_FIELD = re.compile(
    rf"^(?:what|which [\w-]+) (?:causes?|caused|explains?|leads? to|drives?) (?P<a>{_SIX})\W*$"
    rf"|^how (?:(?:can|could|do|should|would) {_WHO} |to )(?P<verb>[\w-]+) (?P<b>{_SIX})\W*$"
    rf"|^how (?:can|could|should) (?P<c>{_SIX}) be [\w-]+\W*$"
    rf"|^(?:what|which) (?:[\w-]+ )?(?:methods?|ways?|approaches|techniques|strategies|datasets"
    rf"|benchmarks|metrics)(?: (?:are|is) there| exist| are used)? (?:for|to|of) (?P<d>{_SIX})\W*$",
    re.IGNORECASE,
)
_LEANS = re.compile(r"\b(?:it|they|them|that|this|these|those|its|their)\b", re.IGNORECASE)


def subject_of(question: str) -> str:
    """The subject of "What is T?" or "How does T work?", of up to four words; else empty."""
    found = _TOPIC.match(question.strip())
    topic = (found["is"] or found["how"] or "") if found else ""
    return "" if re.search(r"\b(?:of|in|with|it|they|that|this)\b", topic) else topic


def field_topic(question: str) -> str:
    """What a question about a field is about, of up to six words: "How can X be reduced?"."""
    found = _FIELD.match(question.strip())
    topic = next((found[name] for name in "abcd" if found[name]), "") if found else ""
    return "" if _LEANS.search(topic) else topic
