"""Questions that stand alone, and are best asked of the paper that was spoken of."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.text.names import own_name
from rag.text.stems import stem, stems
from rag.understand.anaphora import subject_words
from rag.understand.bare import NAME
from rag.understand.phrasing import asked_of, defines
from rag.understand.pointing import Before, Standing, spoken

BEYOND = re.compile(
    r"\b(?:others?|another|else|alternatives?|similar|related|rivals?|cites?|builds? on)\b", re.I
)
_PAST = re.compile(
    r"^(?:and |but |so )?(?:(?:what|which|how|why|who|where|when|on what|by how much)\b[^?]*? )?"
    r"(?:did|was|were)\b",
    re.IGNORECASE,
)
_TELLING = 2  # words in common by which a question is taken to be about the last paper


def preferring(text: str, before: Before) -> Standing | None:
    """A question that stands alone, all of whose words the last paper has, is best asked of it.

    It is no filter: other papers may answer better.
    """
    focus, topic = before.said.focus, before.said.topic
    if focus is None or before.said.many:
        return None
    named = own_name(focus)
    past = bool(_PAST.match(text))
    name = named.name if named else topic if topic.lower() in focus.title.lower() else ""
    name = name or (spoken((focus,), True) if past and not topic else "")
    if not name or (topic and topic.lower() != name.lower()):
        return None
    words = {stem(word) for word in subject_words(text)}
    if not words or defines(text) or NAME.search(text) or BEYOND.search(text):
        return None
    own = set(stems(f"{focus.title} {focus.abstract}"))
    # "How was it collected?" is asked of a paper that tells of a collection.
    held = sum(one in own or any(other.startswith(one[:6]) for other in own) for one in words)
    # What was thought or done is asked of those who were spoken of, whatever else is in the words.
    told_of = past and 2 * held >= len(words)
    if not told_of and (len(words) < _TELLING or held < len(words)):
        return None
    return replace(Standing(asked_of(text, name)), papers=(focus,))
