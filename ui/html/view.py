"""An answer on its way: events folded, in order, into what the reader should see."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rag.domain import Answer, Sentence, Source
from rag.events import Checked, Done, Draft, Event, Found, Step

_MARKERS = re.compile(r"\s*\[\d+(?:\s*[,–-]\s*\d+)*\]")
# "[1, " at the end may yet become a marker, and would flicker.
_OPEN_MARKER = re.compile(r"\s*\[[\d,\s–-]*$")


@dataclass
class AnswerView:
    """`draft` is the model's text beyond the last checked sentence."""

    question: str
    steps: list[Step] = field(default_factory=list)
    sources: tuple[Source, ...] = ()
    in_scope: int = 0
    papers: int = 0
    sentences: list[Sentence] = field(default_factory=list)
    draft: str = ""
    answer: Answer | None = None

    def take(self, event: Event) -> None:
        """Fold in the next event."""
        if isinstance(event, Step):
            self.steps.append(event)
        elif isinstance(event, Found):
            self.sources, self.in_scope, self.papers = event.sources, event.in_scope, event.papers
        elif isinstance(event, Draft):
            self.draft += event.text
        elif isinstance(event, Checked):
            self.sentences.append(event.sentence)
            self.draft = _after(self.draft, event.sentence.text)
        elif isinstance(event, Done):
            self.answer, self.draft = event.answer, ""

    @property
    def unchecked(self) -> str:
        """The draft without footnote marks: they are shown once they are verified."""
        return _MARKERS.sub("", _OPEN_MARKER.sub("", self.draft)).strip()


def _after(draft: str, sentence: str) -> str:
    """What of the draft lies behind a sentence that has just been checked."""
    words = [re.escape(word) for word in _MARKERS.sub("", sentence).split()]
    # The draft has markers between the words; a checked sentence has none.
    gap = r"(?:\s*\[[\d,\s–-]+\])*\s*"
    found = re.search(gap.join(words) + gap, draft) if words else None
    return draft[found.end() :] if found else ""
