"""What a person asks to compare or summarise, and which papers those names mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.domain import Paper, Turn
from rag.errors import UsageError, shown
from rag.retrieval.named import candidates, papers_called, titled
from rag.retrieval.search import Search
from rag.store.papers import PaperStore
from rag.understand.referents import Referents, numbered, referents

_COMPARE = re.compile(
    r"^(?:please |(?:can|could) you (?:please )?)?(?:compare|contrast)(?: the papers?)?"
    r" (?P<what>.+)$",
    re.IGNORECASE | re.DOTALL,
)
# "A vs B" asks for a table; "What is better, A vs B?" is a question.
_VERSUS = re.compile(
    r"^(?!(?:what|how|which|why|who|is|are|do|does|can)\b)"
    r"(?P<what>.{1,120} (?:vs\.?|versus) .{1,120})$",
    re.IGNORECASE,
)
_DIFFER = re.compile(
    r"^(?:(?:how|in (?:what|which) (?:ways?|respects?|sense)) (?:do|does|is|are) (?P<a>.+?)"
    r" (?:compare(?: with| to)?|differ(?: from)?|different from)(?: (?P<b>.+?))?"
    r"|what is the difference between (?P<c>.+?))(?P<on> (?:on|in terms of|with respect to) .+)?$",
    re.IGNORECASE,
)
_ON = re.compile(
    r",? (?:on|in terms of|with (?:respect|regard) to|regarding|by|for) (?:the |their )?",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[a-z][a-z ,-]*")
_LONGEST = 600  # characters beyond which a text is no short request
_APART = re.compile(r",? (?:and|with|to|vs\.?|versus|against) |, ", re.IGNORECASE)
_LISTED = re.compile(r",? and |,? or |, ")
_QUOTED = re.compile(r"[“\"]([^”\"]{1,300})[”\"]")
_SUMMARISE = re.compile(
    r"^(?:please |(?:can|could) you (?:please )?)?(?:summari[sz]e|give (?:me )?a summary of"
    r"|sum up)(?: the papers?)? (?P<what>.+)$",
    re.IGNORECASE,
)
_COLLECTION = re.compile(r"^(?:the |my )?collection [“\"']?(?P<name>.+?)[”\"']?$", re.IGNORECASE)
_NEW = re.compile(
    r"^(?:what(?:'s| is| was| has been| came)?|anything|show me what is) (?:new|added|in)"
    r"(?: here| in the library)?(?: since)? (?P<when>(?:the )?(?:last|past) (?:\d+ )?\w+"
    r"|yesterday|today|this week|\d+ (?:hour|day|week|month|year)s?(?: ago)?|\d{4}-\d\d-\d\d)$",
    re.IGNORECASE,
)
_ALL = re.compile(r"^(?:them|these|those|they|both|all|all of (?:them|these)|the papers)$", re.I)
_IT = re.compile(r"^(?:it|this|that|(?:this|that|the) (?:paper|one|method|study))$", re.IGNORECASE)
_NEAREST = 3  # titles that an error offers


@dataclass(frozen=True, slots=True)
class Request:
    """Names as typed; `explicit` when a table was asked for and not only a question put."""

    names: tuple[str, ...]
    aspects: tuple[str, ...] = ()
    explicit: bool = True


def comparison_request(text: str) -> Request | None:
    """What "compare A and B on method and results" asks for; None for what compares nothing."""
    plain = " ".join(text.split()).strip(" .?!")
    if len(plain) > _LONGEST:
        return None
    asked, differ = _COMPARE.match(plain), _DIFFER.match(plain)
    found = asked or _VERSUS.match(plain)
    if differ:
        what = " and ".join(part for part in differ.group("a", "b", "c") if part)
        names, aspects = _parted(what + (differ["on"] or ""))
    elif found:
        names, aspects = _parted(found["what"])
    else:
        return None
    if not names or (len(names) == 1 and not _plural(names[0])):
        return None
    return Request(names, aspects, explicit=asked is not None)


class NotNamed(UsageError):
    """A name that is no paper's, or that of several; `near` are the papers it may mean."""

    def __init__(self, message: str, near: Sequence[Paper]) -> None:
        super().__init__(message)
        self.near = tuple(near)


@dataclass(frozen=True, slots=True)
class SummaryRequest:
    """What is to be summarised: some papers by name, one collection, or what came since a time."""

    names: tuple[str, ...] = ()
    collection: str = ""
    since: str = ""


def summary_request(text: str) -> SummaryRequest | None:
    """What "summarise A", "summarise the collection C" or "what is new since last week?" ask."""
    plain = " ".join(text.split()).strip(" .?!")
    if len(plain) > _LONGEST:
        return None
    new = _NEW.match(plain)
    if new:
        return SummaryRequest(since=new["when"].lower())
    asked = _SUMMARISE.match(plain)
    if asked is None:
        return None
    collection = _COLLECTION.match(asked["what"])
    if collection:
        return SummaryRequest(collection=collection["name"])
    return SummaryRequest(names=_parted(asked["what"])[0])


def resolve(
    names: Sequence[str],
    store: PaperStore,
    search: Search | None = None,
    turns: Sequence[Turn] = (),
) -> list[str]:
    """Paper ids for titles, own names, ids, or places in the last answers; each once, in order.

    Raises NotNamed with the nearest papers for a name that fits none or several.
    """
    said = referents(turns)
    found: list[str] = []
    place = 0
    while place < len(names):
        # A title with "and" in it was taken apart; the longest run that is a title wins.
        for end in range(len(names), place + 1, -1):
            whole = titled(" and ".join(names[place:end]), store)
            if whole is not None:
                found.append(whole.paper_id)
                place = end
                break
        else:
            found += _meant(names[place], store, search, said)
            place += 1
    return list(dict.fromkeys(found))


def _parted(what: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    # Quoted titles step aside while the rest is cut: they may hold "and", "on" or a comma.
    quoted = _QUOTED.findall(what)
    for place, title in enumerate(quoted):
        what = re.sub(rf"[“\"]{re.escape(title)}[”\"]", f"\0{place}\0", what, count=1)
    # Titles are capitalised somewhere; what follows an "on" in small letters alone is aspects.
    ons = (on for on in _ON.finditer(what) if on.start() and _PLAIN.fullmatch(what, on.end()))
    on = next(ons, None)
    names, aspects = (what[: on.start()], what[on.end() :]) if on else (what, "")
    told = [
        re.sub(r"^(?:and|the papers?) |^both (?=\S)", "", p.strip(" ,"))
        for p in _APART.split(names)
    ]
    whole = [re.sub(r"\0(\d+)\0", lambda m: quoted[int(m[1])], name) for name in told if name]
    wanted = [re.sub(r"^(?:the|their) ", "", a.strip()) for a in _LISTED.split(aspects)]
    return tuple(whole), tuple(a for a in wanted if a)


def _plural(name: str) -> bool:
    return bool(_ALL.match(name) or re.search(r"\b(?:first|last) (?:two|three|four|\d)\b", name))


def _meant(name: str, store: PaperStore, search: Search | None, said: Referents) -> list[str]:
    if _ALL.match(name):
        return [paper.paper_id for paper in said.cited] or _unknown(name, store, search)
    if _IT.match(name) and said.focus is not None:
        return [said.focus.paper_id]
    # "Compare the first and third" says "the" once.
    for spoken in (name, f"the {name}"):
        text, papers = numbered(spoken, said)
        if papers and text != spoken:
            return [paper.paper_id for paper in papers]
    # A paper's own name beats part of a title, which a later paper on it may hold as well.
    fitting = papers_called(name, store)
    if len(fitting) == 1:
        return [fitting[0].paper_id]
    if fitting:
        titles = "; ".join(shown(paper.title) for paper in fitting[:_NEAREST])
        raise NotNamed(
            f"{shown(name)} fits {len(fitting)} papers: {titles}; give the title of one.",
            fitting[:_NEAREST],
        )
    return _unknown(name, store, search)


def _unknown(name: str, store: PaperStore, search: Search | None) -> list[str]:
    near = candidates(name, store)[:_NEAREST]
    if search is not None and store.count():
        near = [hit.paper for hit in search.retrieve(name, _NEAREST).hits]
    titles = "; ".join(shown(paper.title) for paper in near)
    raise NotNamed(
        f"No paper here is called {shown(name)}; "
        + (f"the nearest are {titles}." if titles else "`footnote papers list` shows the titles."),
        near,
    )
