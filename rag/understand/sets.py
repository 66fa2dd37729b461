"""Questions about the papers shown as a set, and wishes for fewer or newer ones of them."""

from __future__ import annotations

import re

from rag.domain import Scope
from rag.understand.filters import Known
from rag.understand.referents import Referents

_NOUN = r"(?:papers?|ones?|studies|articles?|works?|methods?|models?|approaches|results?)"
_MEMBERS = rf"(?:them|these|those|(?:the|these|those) (?:\w+ )?{_NOUN}|the (?:two|three|four))"
WHICH = re.compile(
    rf"\b(?P<wh>which|what)(?: (?P<n>one|two|three))?(?: (?:papers?|ones?))? of {_MEMBERS}"
    r"(?! (?:of|on|about)\b)|\b(?P<bare>which) ones?\b",
    re.IGNORECASE,
)
# "Which is synthetic?" asks of several just shown.
_WHICH_IS = re.compile(
    r"^(?:and |but |so )?which (?!(?:is|are|was|were) the\b)"
    r"(?=(?:is|are|was|were|has|have|does|can|needs?|uses?|works?|gets?"
    r"|performs?|starts?|makes?|comes?|gives?|covers?|runs?|requires?|reports?)\b)",
    re.IGNORECASE,
)
_ANY = re.compile(
    rf"\b(?P<q>any|all|each|none|some|most|one|either|neither|how many)(?: one)? of {_MEMBERS}"
    r"(?! (?:of|on|about)\b)",
    re.IGNORECASE,
)
# "Are these from 2024?", not "are these results".
_THESE = re.compile(
    r"^(?:and |but )?(?:are|were|do|did|have|can|could|will) (?:these|those)"
    r"(?= (?:from|by|in|about|on|all|any|both|also|really|only|use|need|work"
    r"|have|share|agree|show|make|rely|report|come)\b)",
    re.IGNORECASE,
)
_OLDEST = re.compile(
    r"^(?:and |but |so )?(?:which|what)(?: one| paper)? (?P<be>is|was|are|were) (?P<end>(?:the )?"
    r"(?:newest|latest|most recent|oldest|earliest))(?: ones?| papers?)?\W*$",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"^(?:and |but |ok(?:ay)?,? |now )*(?:please )?(?:(?:show|give|list|keep|tell) (?:me )?)?"
    r"(?P<only>only|just|limit(?: (?:it|that|this|them|yourself))? to|restrict(?: (?:it|that|this"
    r"|them))? to|narrow(?: (?:it|that|this|them))?(?: down)? to|specifically|in particular"
    r"|particularly|especially|more specifically)?[ ,:]*"
    rf"(?P<head>(?:the|those|these) {_NOUN}|ones|those|these|papers|about|on|for|with|in|from)? ?"
    r"(?P<rest>[^?.!]*)[?.!]*$",
    re.IGNORECASE,
)
_ONES = re.compile(r"(?:(?:the|those|these) )?ones|those", re.IGNORECASE)
_RELATION = re.compile(
    r"^(?:about|on|for|with|in|using|of|that|which|who|without|dealing|related|concerning|from|by"
    r"|involving|regarding|covering|where|whose)\b",
    re.IGNORECASE,
)
# "Any Chinese datasets for that?" after a topic.
ANY_FOR = re.compile(
    r"^(?:and |but |so )?(?:(?:are|is) there (?:any |some )?|any |some )(?P<what>[\w' -]+?)"
    r" (?:for|on|about|of|in) (?:that|this|it|those|these)\W*$",
    re.IGNORECASE,
)
# "What else did they write?"
BY_THEM = re.compile(
    r"^(?:and |but |so )?(?:what (?:else|other papers?) (?:did|have) (?:they|he|she|the authors)"
    r" (?:write|written|publish|published)|(?:any |show |list )*(?:other|more) (?:papers?|works?)"
    r" (?:by|from|of) (?:them|him|her|(?:the|these|those) authors))(?: here)?\W*$",
    re.IGNORECASE,
)
# "Is there a remedy?" asks for one against what was asked about.
REMEDY = re.compile(
    r"^(?:and |but |so )?(?:is|are) there (?:an? |any |some )?(?:remed(?:y|ies)|solutions?"
    r"|fix(?:es)?|cures?|workarounds?|ways? (?:around|out))"
    r"(?: (?:for|to|of) (?:it|this|that|them))?\W*$",
    re.IGNORECASE,
)
# "Is there a faster one?"
FASTER_ONE = re.compile(
    r"^(?:and |but |so )?(?:is|are) there (?P<any>an? |any |some )"
    r"(?P<what>[\w-]+(?: [\w-]+)?) ones?\W*$",
    re.IGNORECASE,
)
DO_THIS = re.compile(
    r"^(?:and |but |so )?(?:which|what|any)(?: other)? (?:papers?|works?|studies) (?:that |which )?"
    r"(?:do|does|did|try|tried|fix(?:es)?|solves?|address(?:es)?|tackles?|handles?|deals? with"
    r"|avoids?|mitigates?) (?:this|that|it|so)(?P<rest>(?: [\w-]+){0,6}?)\W*$",
    re.IGNORECASE,
)
# "Any in Chinese?" wishes for one of what was listed, or of what was asked for.
_ANYTHING = re.compile(
    r"^(?:and |but |so |ok(?:ay)?,? )*(?:(?:is|are) there |do you have |have you )?"
    rf"(?:any|anything|something|some|one)(?: (?:ones?|{_NOUN}))? (?P<rest>[^?.!]+)[?.!]*$",
    re.IGNORECASE,
)
_BACK = re.compile(r"\b(?:it|this|that|so|them)\W*$", re.IGNORECASE)
_NEWER = re.compile(
    r"^(?:and |but |ok,? )?(?:(?:show|give|find|list|are|is) )?(?:me |there )?(?:any(?:thing)? "
    r"|some(?:thing)? |only |just |the |what about |how about )*"
    rf"(?:(?P<new>newer|more recent|later|fresher)|(?P<old>older|earlier|less recent))"
    rf"(?: {_NOUN}| work| research)?[?.!]*$",
    re.IGNORECASE,
)


def of_the_set(text: str) -> str | None:
    """For "which of them X?", "which of these papers X?"; None where no set is asked about."""
    if "of these papers" in text:
        return text
    if found := _OLDEST.match(text):
        return f"Which of these papers {found['be']} {found['end']}?"
    if found := _WHICH_IS.match(text):
        return f"Which of these papers {text[found.end() :]}"
    whole = WHICH.sub(lambda m: f"{m['wh'] or m['bare']} of these papers", text, count=1)
    whole = _ANY.sub(lambda m: f"{m['q']} of these papers", whole, count=1)
    whole = _THESE.sub(lambda m: f"{m[0]} papers", whole, count=1)
    return whole if whole != text else None


def refined(text: str) -> str | None:
    """The words that "only the ones about graphs" adds, "about graphs"; None for other texts."""
    wished = _ANYTHING.match(text.strip())
    if wished and _BACK.search(wished["rest"]):
        return None
    if wished and _RELATION.match(wished["rest"]) and len(wished["rest"].split()) < _SHORT:
        return wished["rest"].strip()
    found = _ONLY.match(text.strip())
    if found is None or not found["rest"].strip():
        return None
    head, rest = (found["head"] or "").lower(), found["rest"].strip()
    if head in ("about", "on", "for", "with", "in", "from"):
        return f"{head} {rest}" if found["only"] else None
    # "Papers on X" is a new wish, "those on X" a narrower one.
    if _RELATION.match(rest) and (found["only"] or _ONES.fullmatch(head)):
        return rest
    return f"about {rest}" if found["only"] and not head and len(rest.split()) < _SHORT else None


_SHORT = 5  # words of a topic that stands alone behind "only"


def newer(text: str, said: Referents, known: Known | None) -> Scope | None:
    """The years that "newer ones" and "anything older?" mean, next to the papers shown.

    Where nothing is newer than the newest paper shown, its own year is the nearest there is.
    """
    found = _NEWER.match(text.strip())
    years = [paper.year for paper in (said.cited or said.group) if paper.year]
    if found is None or not years:
        return None
    if found["new"]:
        after = Scope(year_from=max(years) + 1)
        return after if known is None or known.papers(after) else Scope(year_from=max(years))
    before = Scope(year_to=min(years) - 1)
    return before if known is None or known.papers(before) else Scope(year_to=min(years))
