"""What records say, in sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import Paper
from rag.store.records import RecordsRequest
from rag.text.names import called

_NAMED = 5  # names beside the first


def field_said(paper: Paper, request: RecordsRequest) -> str:
    """One field of one record as a sentence, or that the record lacks it."""
    name = called(paper)
    lacks = f"The record of {name} has no"
    if request.wish == "authors":
        if not paper.authors:
            return f"{lacks} authors: who wrote it is not stated."
        if request.count:
            return f"{name} has {len(paper.authors)} authors: {joined(paper.authors)}."
        if request.place:
            chosen = paper.authors[0 if request.place == "first" else -1]
            return f"The {request.place} author of {name} is {chosen}."
        return f"{name} was written by {joined(paper.authors)}."
    if request.wish == "year":
        where = f" ({venue_shown(paper.venue)})" if paper.venue else ""
        said = f"{name} was published in {paper.year}{where}."
        return said if paper.year else f"{lacks} year: when it appeared is not stated."
    if request.wish == "venue":
        when = f" ({paper.year})" if paper.year and str(paper.year) not in paper.venue else ""
        said = f"{name} was published in {venue_shown(paper.venue)}{when}."
        return said if paper.venue else f"{lacks} venue: where it appeared is not stated."
    if request.wish == "abstract":
        return f"The abstract of “{paper.title}”: {paper.abstract}"
    doi = str(paper.metadata.get("doi") or "")
    links = ", ".join(filter(None, (paper.url, doi and f"doi:{doi}")))
    return f"{name}: {links}" if links else f"{lacks} link: none is stated."


def ends(papers: Sequence[Paper], request: RecordsRequest) -> tuple[str, list[Paper]]:
    """The newest or oldest of `papers` with a sentence on them."""
    with_year = [(paper.year, paper) for paper in papers if paper.year]
    if not with_year:
        what = "No record here has a year." if papers else f"No papers here{matching(request)}."
        return what, []
    newest = request.order == "newest"
    ordered = sorted(with_year, key=lambda pair: -pair[0] if newest else pair[0])
    chosen = [paper for _, paper in ordered[: request.n or 1]]
    last = chosen[-1].year
    alike = sum(year == last for year, _ in with_year)
    ties = alike > sum(paper.year == last for paper in chosen)
    match = matching(request)
    one = len(chosen) == 1
    lead = f"The {request.order} paper{'' if one else 's'} here{match}: "
    lead += "; ".join(dated(paper) for paper in chosen) + "."
    if ties:
        lead += f" {counted(alike)}{match} are from {last}; the records tell no day."
    return lead, chosen


def top(found: Sequence[tuple[str, int]], request: RecordsRequest) -> str:
    most = found[0][1]
    first = [name for name, n in found if n == most]
    some = "; ".join(f"{name} ({n:,})" for name, n in found[: request.n or _NAMED])
    have = "has" if len(first) == 1 else "have"
    return (
        f"{joined(first, _NAMED)} {have} most papers{matching(request)}: {most:,}. "
        f"The first by number: {some}."
    )


def described(name: str) -> str:
    """What a paper is said to be about, in "the paper on pruning"; "" for a bare name."""
    words = name.split()
    about = {"on", "about", "that", "which", "introducing", "proposing", "dealing", "with", "for"}
    place = next((n for n, word in enumerate(words) if word.lower() in about), None)
    return " ".join(words[place + 1 :]) if place is not None and place <= 3 else ""


def dated(paper: Paper) -> str:
    return f"“{paper.title}”" + (f" ({paper.year})" if paper.year else "")


def matching(request: RecordsRequest) -> str:
    return f" matching “{request.topic}”" if request.topic else ""


def span(papers: Sequence[Paper]) -> str:
    years = [paper.year for paper in papers if paper.year]
    if not years:
        return ""
    low, high = min(years), max(years)
    return f", {low}" if low == high else f", {low} to {high}"


def venue_shown(venue: str) -> str:
    """A venue as people write it: "acl2022" is ACL 2022."""
    glued = re.fullmatch(r"([a-z0-9]{2,12}?)((?:19|20)\d\d)", venue)
    return f"{glued[1].upper()} {glued[2]}" if glued else venue


def joined(names: Sequence[str], most: int = 1000) -> str:
    some = list(names[:most])
    if len(names) > most:
        return ", ".join(some) + " and others"
    return " and ".join(filter(None, (", ".join(some[:-1]), some[-1])))


def counted(n: int) -> str:
    return f"{n:,} paper{'' if n == 1 else 's'}"
