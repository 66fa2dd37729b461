"""What a person tells of themselves before they ask: "I am writing a survey on X. Which ...?"."""

from __future__ import annotations

import re

from rag.understand.bare import lacks_subject

_ASKS = (
    r"(?:(?:and|so|but|now|then),? )?(?:what|how|why|which|who|when|where|is|are|do|does|did|can"
    r"|could|should|has|have|list|show|find|give|recommend|suggest|compare|explain|tell)\b"
)
_SELF = re.compile(
    r"^(?P<said>(?:(?:hi|hello|hey|so|currently|right now),? )?(?:i|i['’](?:m|ve|d)|we"
    r"|we['’](?:re|ve|d)|my|our|as (?:a|an|part of)|for (?:my|our))\b[^.!?;:]{4,150})[.!;:—–]\s+"
    rf"(?P<asked>{_ASKS}[^!]+)$",
    re.IGNORECASE,
)
_POINTS = re.compile(r"\b(?:it|this|that|these|those|them|they|there for|such)\b", re.IGNORECASE)
_TOPIC = re.compile(
    r"\b(?:(?:survey|review|overview|paper|thesis|dissertation|report|project|essay|talk|proposal"
    r"|class|course|chapter|article|section|blog|post|research|work|study|seminar)(?:s|ing)?"
    r" (?:on|about|in|of|around|with)|(?:working|work|doing|writing|reading|learning|studying"
    r"|interested|speciali[sz]e|new|looking|researching|started)(?: (?:research|a lot|up))?"
    r" (?:on|about|in|into|to|with|at)|(?:study|research|teach|build|studying|researching"
    r"|building|developing))"
    r" (?:the (?:topic|field|area|subject|problem|task) of )?(?P<topic>[^,]+)$",
    re.IGNORECASE,
)
# What leaves out its topic although it has a verb, with the word that the topic follows.
_TO_READ = {
    "with": re.compile(r"where (?:should|do|can|could) (?:i|we|one) (?:start|begin)\W*$", re.I),
    "about": re.compile(
        r"(?:what|which papers?) (?:should|could|can|do) (?:i|we|one|you) (?:read|recommend|have)"
        r"(?: first| next)?\W*$",
        re.IGNORECASE,
    ),
}
_CLAUSE = re.compile(
    r",? (?:and|but) (?=(?:what|how|why|which|who|when|where|are|is|do|does)\b)", re.I
)


def without_background(text: str) -> str:
    """What is asked; where it leaves out what it is about, of what was said of themselves."""
    found = _SELF.match(text.strip())
    told = _TOPIC.search(found["said"]) if found else None
    if found is None or told is None:
        return text
    asked = found["asked"].strip()
    first, *rest = _CLAUSE.split(asked, maxsplit=1)
    link = next((link for link, asks in _TO_READ.items() if asks.match(first)), "")
    link = link or ("for" if lacks_subject(first) else "")
    if link:
        ending = asked[len(first) :] if rest else "?"
        return f"{first.rstrip(' ?.')} {link} {told['topic'].strip()}{ending}"
    return text if _POINTS.search(first) else asked
