"""How a sentence opens: with a word that only joins, or with one that points back."""

from __future__ import annotations

import re

# They join a sentence to the one before and add nothing to what it says.
_JOINS = re.compile(
    r"(?:(?:more|most) \w+ly|moreover|furthermore|additionally|in addition|besides|also|finally"
    r"|lastly|firstly|secondly|thirdly|first|second|third|next|then|thus|therefore|hence"
    r"|consequently|accordingly|as a (?:result|consequence)|specifically|in particular"
    r"|particularly|concretely|however|nevertheless|nonetheless|altogether|overall|meanwhile"
    r"|importantly|notably|interestingly|surprisingly|remarkably|to this end|to that end"
    r"|in this regard|for this purpose|for (?:example|instance)|that is|indeed|in fact"
    r"|in parallel|similarly|likewise|on the (?:other|one) hand|on the contrary|in contrast"
    r"|conversely|subsequently|ultimately|as such|in turn|at the same time|rather), ?",
    re.IGNORECASE,
)
# "To address this problem, we propose ..." says as much without its beginning.
_LEANS = re.compile(
    r"(?=[^,]{0,90}\b(?:this|these|that|such|it|them|above|aforementioned|our)\b)"
    r"(?:in order )?(?:to|in|by|with|based|building|build|inspired|motivated|drawing|guided"
    r"|following|given|from|for|towards?|despite|upon|considering|encouraged|driven|informed"
    r"|because of|due to|on)\b[^,.;]{0,90}, (?=(?:here,? |therefore,? )?(?:we|this (?:paper|work)) "
    r"(?:\w+ )?(?:propos|introduc|present|develop|design|devis|formulat|construct|build)\w*\b)",
    re.IGNORECASE,
)
_NOUN = r"(?:paper|work|study|article|thesis|survey|report|review|letter|chapter|tutorial|note)\b"
# "This paper" is the paper itself; "this insight" stands in the sentence before.
_POINTS = re.compile(
    rf"(?:this(?! {_NOUN})|these|those(?! (?:who|that|which|of)\b)|such(?! as\b)|it|its|they|their"
    r"|he|she|both(?! \w+ and\b)|the (?:former|latter|two|same|resulting)|doing so|instead"
    r"|otherwise|(?:by|in) doing so|so far|here|more \w+ly|(?:building|based|relying) (?:up)?on "
    r"(?:this|these|that|such|it)|(?:with|from|under|by|in|for|to|through|using|given|despite|via"
    r"|because of|motivated by|inspired by|following) (?:this(?! " + _NOUN + r")|these|that|such"
    r"|it)|to \w+ (?:this(?! " + _NOUN + r")|these|such|it)"
    r"|the (?:main |key )?(?:reason|cause)s? (?:is|are)|another|one such|any such"
    r"|(?:our|the) (?:second|third|other)|thus|therefore|hence"
    r"|however|moreover|furthermore|additionally|in addition(?! to)|as a result)\b",
    re.IGNORECASE,
)

PROPOSED = re.compile(r"\b(?:we|this (?:paper|work)) (?:\w+ )?(?:propos|introduc|present)", re.I)


def joined_by(sentence: str) -> int:
    """How many characters of its opening only join it to the sentence before."""
    found = _LEANS.match(sentence) or _JOINS.match(sentence)
    return found.end() if found else 0


def points_back(sentence: str) -> bool:
    """Whether it opens, behind what only joins, with a word the sentence before must explain."""
    return bool(_POINTS.match(sentence, joined_by(sentence)))
