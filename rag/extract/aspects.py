"""Questions about an aspect of known papers, answered by what their sentences do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import Citation, Hit, Sentence
from rag.extract.roles import aspect_quote
from rag.models.cached import CachedEmbedder
from rag.ports import Embedder
from rag.text.stems import content_stems

_ASPECTS = {
    "limits": r"limits?|limitations?|weakness(?:es)?|drawbacks?|downsides?|shortcomings?|caveats?"
    r"|disadvantages?",
    "data": r"data|data ?sets?|benchmarks?|corpus|corpora",
    "results": r"results?|findings?|conclusions?|performance",
    "method": r"methods?|approach|technique|methodology|algorithm",
    "problem": r"problems?|motivation|goals?|objectives?|aims?|purpose",
    "code": r"code|source code|implementation|repository",
}
# The aspect must be what is asked for: "How does the method of moments work?" asks for none.
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


# "What are the results of X on ImageNet": what stands behind the name of the paper.
_TAIL = re.compile(r" (?:of|for) [^”]+?”? (?:on|in|for|with|under|at) ([^”]+)$")


def asked_aspect(question: str) -> str | None:
    """The aspect of a paper that a question is about: limits, data, results, method, ..."""
    return next((aspect for aspect, asks in _NAMED if asks.match(question)), None)


def by_aspect(question: str, hits: Sequence[Hit], encoder: Embedder) -> tuple[Sentence, ...] | None:
    """The sentence of each paper that states the aspect asked for; None for other questions.

    "Results of X on ImageNet" wants sentences that speak of ImageNet.
    """
    aspect = asked_aspect(question)
    if aspect is None:
        return None
    cached = CachedEmbedder(encoder)
    quotes = [(n, aspect_quote(aspect, hit.paper, cached)) for n, hit in enumerate(hits, 1)]
    told = [Sentence(q.text, (Citation(n, q, "exact"),)) for n, q in quotes if q]
    tail = _TAIL.search(question)
    wanted = set(content_stems(tail[1])) if tail else set()
    fitting = tuple(s for s in told if not wanted or wanted & set(content_stems(s.text)))
    # Nothing about ImageNet: better answered like any other question than by other results.
    return fitting if fitting or not wanted else None
