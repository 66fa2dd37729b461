"""Questions about the library itself: what of its records is asked, of which papers."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.store.records import RecordsRequest, Wish
from rag.understand.filters import Known
from rag.understand.listing import list_topic
from rag.understand.naming import author_named, paper_named
from rag.understand.record_words import (
    ABOUT,
    BROUGHT,
    BY_AUTHOR,
    COUNTED,
    COVERED,
    FIRST_YEAR,
    HERE,
    NUMBERS,
    OF_PAPER,
    OPENER,
    ORDERS,
    PAPERS,
    PER,
    PERSON,
    PRESENT,
    SHORTENED,
    STORE,
    TAIL,
    TOP,
    N,
)

_LONGEST = 300  # characters
_ALSO = re.compile(
    r",? and (?:when|where|(?:in |at )?(?:which|what) (?:year|venue|conference|journal)"
    r"|who (?:wrote|authored) it)$",
    re.IGNORECASE,
)


def records_request(text: str, known: Known) -> RecordsRequest | None:
    """What `text` asks of the records, or None where it asks what papers say."""
    plain = " ".join(text.split()).strip(" ?.!")
    if not plain or len(plain) > _LONGEST:
        return None
    plain = OPENER.sub("", SHORTENED.sub(r"\1 is", plain))
    readers: tuple[Callable[[str, Known], RecordsRequest | None], ...] = (
        _citations,
        _most,
        _of_paper,
        _covered,
        _ordered,
        _counted,
        _by_author,
        _present,
        _who_on,
    )
    found = next((found for read in readers if (found := read(plain, known))), None)
    # Where and when are told together.
    return found or (_of_paper(_ALSO.sub("", plain), known) if _ALSO.search(plain) else None)


def _full(pattern: str, text: str) -> re.Match[str] | None:
    return re.fullmatch(rf"(?:{pattern})(?: {HERE})?", text, re.IGNORECASE)


def _of_paper(text: str, known: Known) -> RecordsRequest | None:
    for wish, patterns in OF_PAPER:
        for pattern in patterns:
            found = _full(pattern, text)
            if found is None:
                continue
            groups = found.groupdict()
            name = paper_named(groups["paper"] or groups.get("paper2") or "", known)
            if name:
                place = {"senior": "last", "last": "last"}.get(groups.get("place") or "", "")
                first = bool(groups.get("place")) and not place
                return RecordsRequest(
                    wish,
                    paper=name,
                    count=bool(groups.get("count")),
                    place="first" if first else "last" if place else "",
                )
    # "Who proposed BitFit?" is its authors only where a paper here is called so.
    brought = _full(
        rf"(?P<ask>who|when)(?: was)? (?:{BROUGHT} )?(?P<name>.+?)(?: {BROUGHT})?", text
    )
    if brought and re.search(rf"\b{BROUGHT}\b", text) and known.paper(brought["name"]):
        brings: Wish = "authors" if brought["ask"].lower() == "who" else "year"
        return RecordsRequest(brings, paper=brought["name"])
    return None


def _citations(text: str, known: Known) -> RecordsRequest | None:
    most = re.search(
        rf"\b(?:most|best|highest|highly)[- ]cited(?:$|(?: [\w-]+){{0,2}}? (?:{PAPERS}|one)\b)"
        r"|\bmost citations\b",
        text,
        re.IGNORECASE,
    )
    if most and re.match(
        rf"(?:what|which|who|list|show|give|name|find|the )|.*\b{PAPERS}$", text, re.IGNORECASE
    ):
        return RecordsRequest("citations")
    times = _full(
        r"how (?:many (?:citations|times)|often) (?:does|has|is|was|did) (?P<paper>.+?)"
        r"(?: have| been cited| cited| got| get)",
        text,
    )
    if times and ("cit" in text) and (name := paper_named(times["paper"], known)):
        return RecordsRequest("citations", paper=name)
    return None


def _most(text: str, _: Known) -> RecordsRequest | None:
    """Who, which venue or which year has most papers."""
    for pattern in TOP:
        found = _full(pattern, text)
        if found:
            wish: Wish = "venue" if found["venue"] else "year" if found["year"] else "authors"
            number = re.search(r"\btop (\d+)", text)
            topic = re.sub(rf"^ ?{ABOUT} ", "", found["rest"])
            n = int(number[1]) if number else 0
            return RecordsRequest(wish, topic=topic, order="most", n=n)
    return None


def _covered(text: str, _: Known) -> RecordsRequest | None:
    """Which venues, years, authors or topics are here."""
    for wish, pattern in COVERED:
        if re.fullmatch(rf"(?:{pattern})(?: {HERE})?", text, re.IGNORECASE):
            return RecordsRequest(wish)
    return None


def _ordered(text: str, known: Known) -> RecordsRequest | None:
    """The newest or oldest papers."""
    text = FIRST_YEAR.sub(r"the \g<order> paper \g<rest>", text)
    orders = "|".join(ORDERS)
    asks = (
        r"(?:(?:what|which) (?:is|are|was|were) |list |show |find |give )?(?:me )?(?:the |your )?"
    )
    ones = rf"(?:{PAPERS}|paper|ones?|additions?)"
    found = re.fullmatch(
        rf"{asks}(?:{N} )?(?P<order>{orders}) (?:{N.replace('<n>', '<m>')} )?{ones}(?P<rest>.*)",
        text,
        re.IGNORECASE,
    ) or re.fullmatch(
        rf"which (?:of )?(?:the |your |these |my )?{PAPERS}(?P<rest>.*?) (?:is|are) (?:the"
        rf" )?(?P<order>{orders})"
        r"(?P<n>)(?P<m>)", text, re.IGNORECASE
    )  # fmt: skip
    if found is None:
        return None
    by, topic = _whose(found["rest"], known)
    if topic is None or (found["order"].lower() == "first" and not topic):
        return None
    number = (found["n"] or found["m"] or "").lower()
    plural = re.search(rf"\b(?:{orders}) (?:papers|articles|publications|works|ones)\b", text, re.I)
    n = NUMBERS.get(number) or (int(number) if number.isdigit() else 5 if plural else 1)
    order = ORDERS[found["order"].lower()]
    return RecordsRequest("papers", by=by, topic=topic, order=order, n=n)


def _counted(text: str, known: Known) -> RecordsRequest | None:
    size = rf"(?:how (?:big|large) is|(?:what is )?(?:the )?size of) (?:the|this|your|my) {STORE}"
    if _full(size, text) or re.fullmatch(
        rf"how many(?: {HERE}|(?: are)? (?:in|of) (?:the|this|your|my) {STORE})", text, re.I
    ):
        return RecordsRequest("papers", count=True)
    amount = (
        r"(?:how many|(?:what is )?(?:the )?(?:total )?(?:number|count) of|count)(?: all| the)*"
    )
    named = _full(
        rf"{amount} (?P<what>authors|venues|conferences|journals|years)(?: are covered)?", text
    )
    if named:
        wish = COUNTED.get(named["what"].lower(), "venue")
        return RecordsRequest(wish, count=True)
    each = re.fullmatch(
        rf"(?:{amount} )?{PAPERS}(?: {HERE}| are| were| was)*(?: published| come| came)? ?(?:per"
        rf"|(?:in|for|from) each|each"
        r"|by|for every|in every) (?P<per>year|venue|conference|journal|author)(?: .*)?",
        text,
        re.IGNORECASE,
    )
    if each:
        per = each["per"].lower()
        return RecordsRequest("papers", count=True, per=PER[per])
    found = re.fullmatch(rf"{amount}(?P<kind>(?: [\w-]+){{0,4}}?) {PAPERS}(?P<rest>.*)", text, re.I)
    if found is None:
        return None
    by, topic = _whose(found["rest"], known)
    if topic is None:
        return None
    kind = re.sub(r"^(?: (?:of|the|these|those|your|my|all|other|different))+", "", found["kind"])
    whole = f"{kind.strip()} {topic}".strip()
    return RecordsRequest("papers", count=True, by=by, topic=whole)


def _whose(rest: str, known: Known) -> tuple[str, str | None]:
    """The author and the topic of what follows "papers"; None for a topic not to be understood."""
    rest = re.sub(rf"(?:^|\s+)(?:{HERE})$", "", rest.strip(" ,?"), flags=re.IGNORECASE).strip()
    rest = re.sub(r"^(?:are|is|were|was|have been)?\s*(?:published|written|stored)?$", "", rest)
    if not rest:
        return "", ""
    by = re.fullmatch(
        rf"(?:(?:are|is|were|was|that are|have been) )?(?:{HERE})?(?:written |authored "
        rf"|published )?"
        rf"by (?P<a>{PERSON})(?: {ABOUT} (?P<ta>.+))?"
        rf"|(?:does|did|do|has|have) (?P<b>{PERSON}) (?:have|write|publish|author|written|published"
        rf"|authored|(?:co-?)?author(?:ed)?)(?: here)?(?: {ABOUT} (?P<tb>.+))?",
        rest,
        re.IGNORECASE,
    )
    if by:
        name = author_named(by["a"] or by["b"], known)
        return (name, (by["ta"] or by["tb"] or "")) if name else ("", None)
    if not TAIL.match(f"{rest} "):
        return "", None
    return "", list_topic(f"which papers {rest}")


def _by_author(text: str, known: Known) -> RecordsRequest | None:
    """What somebody wrote."""
    for pattern in BY_AUTHOR:
        found = _full(pattern, text)
        # "What did the papers write?" names nobody: without "by", the library must know the name.
        sure = " by " not in pattern and "(?:by|from) " not in pattern
        name = author_named(found["by"], known, sure) if found else ""
        if found and name:
            groups = found.groupdict()
            return RecordsRequest(
                "papers", by=name, topic=groups.get("topic") or "", exists=bool(groups.get("yes"))
            )
    return None


def _present(text: str, known: Known) -> RecordsRequest | None:
    """Whether one paper is here."""
    for pattern in PRESENT:
        found = _full(pattern, text)
        name = paper_named(found["paper"], known) if found else ""
        if name:
            return RecordsRequest("papers", paper=name, exists=True)
        by = author_named(found["paper"], known, strict=True) if found else ""
        if by and pattern is PRESENT[1]:
            return RecordsRequest("papers", by=by, exists=True)
    return None


def _who_on(text: str, known: Known) -> RecordsRequest | None:
    """Who works on a topic, or which venues have papers on it."""
    works = r"(?:works?|worked|publish(?:es|ed)?|writes?|wrote|written|researche[sd])"
    found = _full(
        rf"(?:who|which (?:authors|researchers|people)) (?:has |have |is |are )?{works}(?:ing)?"
        rf"(?: {PAPERS})? (?:about|on) (?P<topic>.+?)",
        text,
    )
    if found:
        return RecordsRequest("authors", topic=found["topic"])
    where = _full(rf"where (?:does|do|has|did) (?P<by>{PERSON}) (?:publish(?:ed)?|appear)", text)
    name = author_named(where["by"], known) if where else ""
    return RecordsRequest("venue", by=name) if name else None
