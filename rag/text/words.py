"""Words that carry meaning, as both search and extraction see them."""

from __future__ import annotations

import re

# Beside the usual ones, how a question speaks of papers ("what do the papers say"), and what is
# left of "aren't" and "they're".
STOP_WORDS = frozenset(
    """a about above after again against all also am an and any are as at be because been before
    being below between both but by can cannot could did do does doing don down during each few for
    from further had has have having he her here hers him his how i if in into is it its itself just
    me more most my no nor not of off on once only or other our ours out over own papers paper same
    say says she should so some such than that the their them then there these they this those
    through to too tell under until up us use used using very was we were what when where which
    while who whom why will with would you your
    ain aren couldn didn doesn don hadn hasn haven isn ll mustn needn re shouldn ve wasn weren
    wouldn
    """.split()
)
_WORD = re.compile(r"[^\W_]+", re.UNICODE)


def keywords(text: str, most: int = 200) -> list[str]:
    """Distinct words of `text` in order, lower case, less stop words unless all of them are."""
    words = list(dict.fromkeys(word.lower() for word in _WORD.findall(text)))
    kept = [word for word in words if word not in STOP_WORDS]
    return (kept or words)[:most]
