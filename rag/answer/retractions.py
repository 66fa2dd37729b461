"""Papers whose own record says that they were taken back."""

from __future__ import annotations

import re

from rag.domain import Answer, Paper

_TITLE = re.compile(
    r"^\W*(?:retracted|withdrawn|retraction)(?: article| paper| note)?\s*[:\]\u2013\u2014-]"
    r"|[\[(](?:retracted|withdrawn)[^\])]*[\])]\W*$",
    re.IGNORECASE,
)
_ABSTRACT = re.compile(
    r"\bthis (?:paper|article|study|work|submission|manuscript) (?:has been|was|is) "
    r"(?:\w+ )?(?:retracted|withdrawn)(?=[.,;]|\W*$| (?:by|at|due|because|since|as|following)\b)",
    re.IGNORECASE,
)


def retracted(paper: Paper) -> bool:
    """Whether title or abstract say so; nothing else in a record does."""
    return bool(_TITLE.search(paper.title) or _ABSTRACT.search(paper.abstract))


def retraction_note(answer: Answer) -> str:
    """Which of the papers that an answer rests on were retracted; empty where none was."""
    if answer.status in ("refused", "social"):
        return ""
    cited = {citation.n for sentence in answer.sentences for citation in sentence.citations}
    found = [
        f"[{source.n}]"
        for source in answer.sources
        if retracted(source.paper) and (source.n in cited or not cited)
    ]
    if not found:
        return ""
    return f"{' and '.join(found)} {'was' if len(found) == 1 else 'were'} retracted."
