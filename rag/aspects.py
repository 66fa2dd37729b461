"""Questions about an aspect of known papers, answered by what their sentences do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import Citation, Embedder, Hit, Sentence
from rag.remembering import Remembering
from rag.roles import aspect_quote

_ASPECTS = {
    "limits": r"limits?|limitations?|weakness(?:es)?|drawbacks?|downsides?|shortcomings?|caveats?"
    r"|disadvantages?",
    "data": r"data|data ?sets?|benchmarks?|corpus|corpora",
    "results": r"results?|findings?|conclusions?|performance",
    "method": r"methods?|approach|technique|methodology|algorithm",
    "problem": r"problems?|motivation|goals?|objectives?|aims?|purpose",
    "code": r"code|source code|implementation|repository",
}
_NAMED = tuple(
    (
        aspect,
        re.compile(
            rf"^(?:what|which) (?:is|are|was|were) the (?:main |key )?(?:{words}) (?:of|in|for) "
            rf"|^(?:what|which) (?:{words}) (?:do|does|did|is|are|was|were) "
            rf"|^(?:is|are) there (?:any )?(?:{words}) (?:of|in|for) "
            rf"|^what (?:do|does) .+ say about (?:its |their |the )?(?:{words})\W*$",
            re.IGNORECASE,
        ),
    )
    for aspect, words in _ASPECTS.items()
)


def asked_aspect(question: str) -> str | None:
    """The aspect of a paper that a question is about: limits, data, results, method, ..."""
    return next((aspect for aspect, asks in _NAMED if asks.match(question)), None)


def by_aspect(aspect: str, hits: Sequence[Hit], encoder: Embedder) -> tuple[Sentence, ...]:
    """The sentence of each paper that states `aspect`; papers that state none are passed over."""
    remembering = Remembering(encoder)
    quotes = [(n, aspect_quote(aspect, hit.paper, remembering)) for n, hit in enumerate(hits, 1)]
    return tuple(
        Sentence(quote.text, (Citation(n, quote, "exact"),)) for n, quote in quotes if quote
    )
