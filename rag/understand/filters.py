"""Filters in plain words: "since 2020", "by Hinton", "from ICLR" become a Scope."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from rag.domain import Scope
from rag.retrieval.named import is_named
from rag.store.papers import PaperStore
from rag.store.records import counts
from rag.understand.phrasing import OPENER
from rag.understand.venues import Named, spellings, venues_in

_PLAIN = r"((?:19|20)\d\d)"
# Neither "the 1990s" nor the year of "2020-03-01".
_Y = rf"(?:the year |the )?{_PLAIN}(?!\w|[-–/.]\d)"
_HEADS = r"(?:papers?|works?|stud(?:y|ies)|articles?|ones|those|results?|publications?)"
# Goes with the years: of "only those after 2021" nothing is left to be asked.
_LEAD = rf"(?:\b(?:(?:only|just) (?:(?:the |those |these )?{_HEADS} )?|(?:the )?ones |those )" + (
    r"(?:published |written |that appeared |appearing )?)?"
)
_TO = r"\s*(?:and|to|until|-|–)\s*"
_NAME = r"[A-ZÀ-Þ][\w'’.-]+(?: (?:(?:van|von|de|der|den|di|la) )*[A-ZÀ-Þ][\w'’.-]*)*"


_SPAN = re.compile(
    rf"{_LEAD}\b(?:between|from|in|during|within) (?:the years )?{_PLAIN}{_TO}{_Y}", re.IGNORECASE
)
# What follows keeps "after 2018 and before 2021" from being read as "2018 and before".
_LATER = rf"{_Y},? (?:(?:or|and) (?:later|newer|after|onwards?)|onwards?|on)\b(?! (?:the )?\d)"
_EARLIER = rf"{_Y},? (?:or|and) (?:earlier|older|before)\b(?! (?:the )?\d)"
# Longer forms first: "in 2020 or later" holds "in 2020".
_FORMS = tuple(
    (re.compile(rf"{_LEAD}\b{words}", re.IGNORECASE), first, last)
    for words, first, last in (
        (rf"(?:in |from |since )?{_LATER}", 0, None),
        (rf"(?:in |from )?{_EARLIER}", None, 0),
        (rf"(?:since|starting (?:in|from)) {_Y}", 0, None),
        (rf"(?:after|later than|newer than|more recent than) {_Y}", 1, None),
        (rf"(?:before|prior to|earlier than|older than) {_Y}", None, -1),
        (rf"(?:until|till|up to|no later than) {_Y}", None, 0),
        (rf"(?:in|during|from) {_Y}", 0, 0),
    )
)
"""How years are said, with what is added to the year for the first and the last; None is open."""
_NUMBERS = {"two": 2, "couple of": 2, "three": 3, "few": 3, "four": 4, "five": 5, "ten": 10}
_RECENT = re.compile(
    r"\b(?:(?:published|written) )?(?:(?:in|from|of|during|over|within) )?(?:(?P<this>this year)"
    rf"|(?:the |a )?(?:last|past) (?:(?P<many>\d{{1,2}}|{'|'.join(_NUMBERS)}) years|year))\b",
    re.IGNORECASE,
)
_ALSO = r"(?: (?:et al\.?|and (?:colleagues|others|co-?authors)))?"
_BY = rf"(?P<cut>\b[Bb]y (?P<name>{_NAME}){_ALSO})"
# The verb goes with its author: nothing is to be found by "which papers were written".
_WROTE = (
    r"(?:(?:that |which )?(?:(?:is|are|was|were|have been|has been) )?(?:co-?)?"
    r"(?:published|written|authored))"
)
_SMALL = r"[a-zà-þ][\w'’.-]+(?: [\w'’.-]+){0,3}"
# "Sped up by Adam" names no author: it takes "papers by", "written by", "et al." or "by" alone.
_AUTHORS = (
    re.compile(rf"(?P<cut>\b{_WROTE} [Bb]y (?P<name>{_NAME}){_ALSO})"),
    re.compile(rf"\b(?:{_HEADS}|done|proposed)(?: (?:is|are|was|were))? {_BY}"),
    re.compile(rf"^(?:[Aa]nd |[Bb]ut |[Oo]r )?(?:[Oo]nly |[Jj]ust )?{_BY}(?= ?[?.!]?$)"),
    re.compile(rf"(?P<cut>\bby (?P<name>{_NAME}) et al\.?)"),
    re.compile(rf"(?P<cut>\b{_WROTE} by (?P<name>{_SMALL}))"),
    re.compile(rf"\b(?:{_HEADS}) (?P<cut>by (?P<name>{_SMALL}))"),
)
_VENUE = re.compile(
    r"(?P<cut>\b(?:(?:published|presented|accepted|appearing|that appeared) )?"
    r"(?:[Ff]rom|[Aa]t|[Ii]n) (?:the )?"
    r"(?P<name>[A-Z][\w&-]*(?: (?:(?:of|on|in|and|for|the) )?[A-Z][\w&-]*)*))"
)


# "Which losses were proposed in 2023?" dates papers, "How many had pneumonia in 2010?" a fact.
# A claim that holds a year is no wish for papers of that year.
_PUBLISHED = re.compile(
    r"\b(?:publi\w+|papers?|works|stud(?:y|ies)|literature|articles?|research|appear\w*|writ\w+"
    r"|new|known|shown?|propos\w+|introduc\w+|present\w+|develop\w+|invent\w+|sa(?:y|ys|id)|done"
    r"|of (?:these|those|them)|advances?|progress|methods?|approach\w*|techniques?|models?"
    r"|algorithms?)\b",
    re.IGNORECASE,
)
_FACT = re.compile(
    r"^(?:what|which|who|whose|how|why|when|where|is|are|was|were|do|does|did|has|have|had|can"
    r"|could|will|would|should)\b",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"^(?:show|list|find|give|tell|only|just|and|but|compare|summari[sz]e"
    rf"|(?:all |any |recent )?{_HEADS})\b",
    re.IGNORECASE,
)
_FRAGMENT = 6  # words of a search, such as "GNNs since 2020"


class Known:
    """What the papers of a library can be filtered by; asked only when a question names it."""

    def __init__(self, store: PaperStore) -> None:
        self._store = store

    @property
    def years(self) -> bool:
        """Whether any paper has a year."""
        return self._store.count(Scope(year_from=0)) > 0

    def author(self, name: str) -> bool:
        return self._store.count(Scope(authors=(name,))) > 0

    def venues(self, name: str) -> tuple[str, ...]:
        """How the library writes a venue: NeurIPS may be NIPS there, or its long name."""
        return spellings(name, self.venue_names)

    @property
    def venue_names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in counts(self._store, "venue"))

    def paper(self, name: str) -> bool:
        """Whether a paper has this title, id or own name."""
        return is_named(name, self._store)

    @property
    def collections(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self._store.facets()["collections"])

    def papers(self, scope: Scope) -> int:
        return self._store.count(scope)


def filters_in(text: str, known: Known | None = None) -> tuple[str, Scope]:
    """What remains of a question without its filters, and the filters.

    Without `known`, names of authors, venues and collections cannot be told from other words and
    only years are read.
    """
    scope = Scope()
    for named in _found(text, known):
        scope = merged(scope, named.scope)
        text = text.replace(named.said, named.instead, 1)
    return _tidy(text) if not scope.empty else text, scope


def merged(under: Scope, over: Scope) -> Scope:
    """`under` with each kind of filter that `over` names replaced; years go together."""
    changes = {
        name: getattr(over, name)
        for name in ("authors", "venues", "collections", "paper_ids")
        if getattr(over, name)
    }
    if over.year_from is not None or over.year_to is not None:
        changes |= {"year_from": over.year_from, "year_to": over.year_to}
    return replace(under, **changes)


def filter_labels(scope: Scope, titles: Mapping[str, str] | None = None) -> list[tuple[str, Scope]]:
    """Each filter of `scope` in words, with the scope that is left without it."""
    chips: list[tuple[str, Scope]] = []
    low, high = scope.year_from, scope.year_to
    if low is not None or high is not None:
        chips.append((_years_in_words(low, high), replace(scope, year_from=None, year_to=None)))
    if scope.authors:
        chips.append((f"by {' or '.join(scope.authors)}", replace(scope, authors=())))
    if scope.venues:
        chips.append((f"from {' or '.join(scope.venues)}", replace(scope, venues=())))
    if scope.collections:
        chips.append((f"in {' or '.join(scope.collections)}", replace(scope, collections=())))
    for paper_id in scope.paper_ids:
        left = tuple(other for other in scope.paper_ids if other != paper_id)
        name = (titles or {}).get(paper_id, paper_id)
        chips.append((f"only {name}", replace(scope, paper_ids=left)))
    return chips


def _years_in_words(low: int | None, high: int | None) -> str:
    if low is None:
        return f"until {high}"
    if high is None:
        return f"since {low}"
    return str(low) if low == high else f"{low}–{high}"


def _found(text: str, known: Known | None) -> Iterator[Named]:
    venues = list(venues_in(text, known.venue_names)) if known else []
    # The year of "ACL 2022" goes with its venue.
    for venue in venues:
        text = text.replace(venue.said, venue.instead, 1)
    yield from venues
    for said, years in _year_filters(text) if _of_papers(text) else ():
        yield Named(said, " ", years)
        text = text.replace(said, " ", 1)
    if known is None:
        return
    by = _author(text, known)
    if by:
        yield by
    if not venues:
        yield from _venues(text, known)
    if "collection" in text:
        yield from _collections(text, known)


def _author(text: str, known: Known) -> Named | None:
    for pattern in _AUTHORS:
        by = pattern.search(text)
        if by is None:
            continue
        words = by["name"].rstrip(".").split()
        # In small letters only the library can tell where a name ends.
        shortest = 0 if by["name"][:1].islower() else len(words) - 1
        for name in (" ".join(words[:n]) for n in range(len(words), shortest, -1)):
            if known.author(name):
                cut = by["cut"].removesuffix(by["name"].removeprefix(name))
                return Named(cut, " ", Scope(authors=(name,)))
    return None


def _venues(text: str, known: Known) -> Iterator[Named]:
    for at in _VENUE.finditer(text):
        words = at["name"].split()
        # "NeurIPS on GNNs" reads like a longer name than it is.
        for name in (" ".join(words[:n]) for n in range(len(words), 0, -1)):
            venues = known.venues(name)
            if venues:
                cut = at["cut"].removesuffix(at["name"].removeprefix(name))
                yield Named(cut, " ", Scope(venues=venues))
                return


def _collections(text: str, known: Known) -> Iterator[Named]:
    for name in known.collections:
        words = (
            rf"\b(?:in|within|from) (?:the |my )?collection [\"“']?{re.escape(name)}[\"”']?(?!\w)"
        )
        within = re.search(words, text, re.IGNORECASE)
        if within:
            yield Named(within[0], " ", Scope(collections=(name,)))
            return


def _of_papers(text: str) -> bool:
    """Whether a year in `text` is one of publication, and not part of what is asked or claimed."""
    asks_fact = bool(_FACT.match(OPENER.sub("", text)))
    if not asks_fact and not _WISH.match(text) and not text.rstrip().endswith("?"):
        return len(text.split()) <= _FRAGMENT
    return not asks_fact or bool(_PUBLISHED.search(text))


def _year_filters(text: str) -> Iterator[tuple[str, Scope]]:
    recent = _RECENT.search(text)
    if recent:
        yield recent[0], _recent(recent)
        return
    span = _SPAN.search(text)
    if span:
        low, high = sorted((int(span[1]), int(span[2])))
        yield span[0], Scope(year_from=low, year_to=high)
        return
    scope = Scope()
    for pattern, first, last in _FORMS:
        found = pattern.search(text)
        if found is None:
            continue
        year = int(found[1])
        text = text.replace(found[0], " ", 1)
        scope = replace(
            scope,
            year_from=scope.year_from if first is None else year + first,
            year_to=scope.year_to if last is None else year + last,
        )
        yield found[0], scope


def _recent(found: re.Match[str]) -> Scope:
    """The years of "last year", the one before this, or "the last three years", to this one."""
    now = datetime.now(UTC).year
    if found["this"]:
        return Scope(now, now)
    if not found["many"]:
        return Scope(now - 1, now - 1)
    many = _NUMBERS.get(found["many"].lower()) or int(found["many"])
    return Scope(year_from=now - many)


def _tidy(text: str) -> str:
    text = re.sub(r"\s+", " ", text)
    # "Papers on kites are from 2022 and use wax" leaves "are and use".
    text = re.sub(r"\b(?:(?:that|which) )?(?:are|is|were|was) (?=(?:and|or|but)\b)", "", text)
    text = re.sub(r"\s+([?.!,;])", r"\1", text)
    return re.sub(r"(?:^|\s+|[,;])(?:and|or|but|[,;])*(?=[?.!]*$)", "", text.strip()).strip()
