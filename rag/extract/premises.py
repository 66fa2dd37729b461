"""What a question takes for granted, and the sentence of a named paper that denies it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import Hit
from rag.extract.choice import sentences_of
from rag.extract.denials import calls_free, denied, share
from rag.extract.features import Candidate
from rag.extract.rivals import OWN
from rag.extract.subjects import GENERAL, focus
from rag.extract.verdict import short_names
from rag.extract.wording import AUXILIARY, TURNS
from rag.text.stems import content_stems

_WHY = re.compile(r"^\W*(?:and |but |so )?(?:why|how come)\s+", re.IGNORECASE)
_ALL = 0.9  # share of what is wanted that has to be there


def premise_denied(question: str, hits: Sequence[Hit]) -> Candidate | None:
    """The sentence of a named paper that denies what "Why does X …?" takes for granted.

    Of "Does X …?" it denies what is asked.
    """
    premise = _WHY.sub("", question)
    asked = AUXILIARY.sub("", premise)
    if asked == question or TURNS.search(premise):
        return None
    for place in focus(question, hits):
        named = {one for name in short_names(hits[place].paper) for one in content_stems(name)}
        wanted = [one for one in dict.fromkeys(content_stems(asked)) if one not in named]
        if premise == question:
            wanted = [one for one in wanted if one not in GENERAL]
        denials = [one for one in sentences_of(place, hits[place]) if _denies(wanted, one.text)]
        if denials:
            # What the paper says of itself, rather than of the field it comes from.
            return next((one for one in denials if OWN.search(one.text)), denials[0])
    return None


def _denies(wanted: Sequence[str], text: str) -> bool:
    """Whether a sentence calls something free of a wanted word, or denies all of them at once."""
    if not wanted:
        return False
    whole = share(wanted, text) >= _ALL
    return calls_free(wanted, text) or (whole and denied(wanted, text, 3))
