"""Questions that ask what is wrong with a thing, and sentences that tell it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import Citation, Hit, Sentence
from rag.extract.openings import PROPOSED

_TROUBLE = (
    r"(?:problems?|issues?|drawbacks?|downsides?|limitations?|limits|shortcomings?|weakness(?:es)?"
    r"|challenges?|difficult(?:y|ies)|disadvantages?|flaws?|pitfalls?|obstacles?|mistakes?"
    r"|failures?|failure modes?|troubles?|bottlenecks?|catch)"
)
_KIND = r"(?:(?!open\b|remaining\b|future\b)\w+ ){0,2}?"
# "What problem does X solve?" asks for no fault of X.
_ASKS = re.compile(
    r"^\W*(?:and |but |so )?"
    rf"(?:(?:what|which)(?: is| are|['’]s)?(?: the| some)? {_KIND}{_TROUBLE}\b"
    r"(?! (?:does|do|is|are|did) .{2,60}\b(?:solv|address|tackl|deal|studied|target|attack|focus))"
    r"|what(?: is|['’]s) (?:so )?(?:wrong|bad|hard|difficult|challenging|problematic)"
    r" (?:with|about)"
    r"|what (?:can |could |usually |often )?(?:goes|go|went) wrong"
    r"|where (?:does|do) .{2,60} (?:fail|fall short|struggle|break))",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"\b(?:however|nevertheless|unfortunately|fail(?:s|ed|ure|ures|ing)?|suffer\w*|lack\w*"
    r"|limit(?:s|ed|ation|ations)|difficult\w*|hard|costly|expensive|drawbacks?|problems?|problematic"
    r"|issues?|challeng\w+|ignor\w+|overlook\w*|neglect\w*|degrad\w+|unstable|instability|slow|slower"
    r"|inefficien\w+|prone|bias(?:ed|es)?|vulnerab\w+|cannot|unable|poor\w*|insufficient|ill-suited"
    r"|struggl\w+|collapse\w*|bottlenecks?|errors?|noisy|risks?|hinder\w*|hamper\w*|impractical"
    r"|infeasible|intractable|worse|weakness\w*|too \w+|not \w+)\b",
    re.IGNORECASE,
)
# What a paper admits of its own; "errors" and "problems" stand in every method.
_ADMITS = re.compile(
    r"\b(?:however|unfortunately|limited|limitations?|drawbacks?|shortcomings?|weakness\w*|fails?"
    r"|failed|suffers?|cannot|unable|costly|expensive|slower|struggl\w+|at the (?:cost|expense) of"
    r"|not (?:yet )?(?:handle|scale|work|support|apply|generali[sz]e|able|suitable)|only works?)\b",
    re.IGNORECASE,
)
_TURNS = re.compile(
    r"\W*(?:however|nevertheless|nonetheless|unfortunately|but|yet|still|on the downside)\b", re.I
)


def asks_trouble(question: str) -> bool:
    """Whether it is asked what is wrong with a thing, hard about it or missing in it."""
    return bool(_ASKS.search(question))


def tells_trouble(text: str) -> bool:
    """Whether a sentence tells of something wrong, hard or missing."""
    return bool(_TELLS.search(text))


def own_troubles(hits: Sequence[Hit], sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Those that tell of a trouble behind what their paper proposes, not of what led to it."""
    return tuple(
        one
        for one in sentences
        for citation in one.citations[:1]
        if _ADMITS.search(one.text) and _behind(hits[citation.n - 1].paper.abstract, citation)
    )


def _behind(abstract: str, citation: Citation) -> bool:
    proposed = PROPOSED.search(abstract)
    return proposed is not None and citation.quote.start > proposed.start()


def turns_to_trouble(text: str) -> bool:
    """Whether it does so of what stands before it: "However, it is slow"."""
    return tells_trouble(text) and bool(_TURNS.match(text))
