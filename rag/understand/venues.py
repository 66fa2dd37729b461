"""Venues by their usual names: "ACL'22" in a question is "acl2022" or a long title in records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from rag.domain import Scope

_LONG = {
    "aaai": "AAAI Conference on Artificial Intelligence",
    "acl": "Annual Meeting of the Association for Computational Linguistics",
    "acml": "Asian Conference on Machine Learning",
    "aistats": "Artificial Intelligence and Statistics",
    "coling": "International Conference on Computational Linguistics",
    "colt": "Conference on Learning Theory",
    "conll": "Computational Natural Language Learning",
    "corl": "Conference on Robot Learning",
    "cvpr": "Computer Vision and Pattern Recognition",
    "3dv": "International Conference on 3D Vision",
    "eacl": "European Chapter of the Association for Computational Linguistics",
    "eccv": "European Conference on Computer Vision",
    "emnlp": "Empirical Methods in Natural Language Processing",
    "iccv": "International Conference on Computer Vision",
    "iclr": "International Conference on Learning Representations",
    "icml": "International Conference on Machine Learning",
    "icra": "International Conference on Robotics and Automation",
    "ijcai": "International Joint Conference on Artificial Intelligence",
    "iros": "Intelligent Robots and Systems",
    "jmlr": "Journal of Machine Learning Research",
    "kdd": "Knowledge Discovery and Data Mining",
    "miccai": "Medical Image Computing and Computer-Assisted Intervention",
    "naacl": "North American Chapter of the Association for Computational Linguistics",
    "neurips": "Neural Information Processing Systems",
    "pnas": "Proceedings of the National Academy of Sciences",
    "sigir": "Research and Development in Information Retrieval",
    "tacl": "Transactions of the Association for Computational Linguistics",
    "tmlr": "Transactions on Machine Learning Research",
    "uai": "Uncertainty in Artificial Intelligence",
    "wacv": "Winter Conference on Applications of Computer Vision",
}
"""Short names of venues -> words of their long names that no other venue's name has."""
_SAME = {"nips": "neurips", "neurips": "nips"}
_YEAR = re.compile(r"[\s'’_-]*(?:(?:19|20)\d\d)$")
_CODE = re.compile(r"\b\w*[A-Z]\w*[A-Z]\w*\b|\b\d+[A-Z]+\b")
_PAPERS = r"(?:papers?|works?|stud(?:y|ies)|articles?|publications?|proceedings|ones)"
_FROM = (
    r"(?:(?:(?:that )?(?:published|presented|accepted|appear(?:ed|ing))|were|are) )?"
    r"(?:from|at|in|by|of) (?:the )?"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A venue in a text: the words that go, what stands instead of them, and its filter."""

    said: str
    instead: str
    scope: Scope


def spellings(name: str, venues: Sequence[str]) -> tuple[str, ...]:
    """How records that have `venues` write the venue called `name`; none where they lack it."""
    short = name.lower()
    names = [name]
    for code in (short, _SAME.get(short, short)):
        names += [code.upper() if code != "neurips" else "NeurIPS", _LONG.get(code, name)]
    codes = [code.upper() for code, long in _LONG.items() if long.lower() in short]
    ours = {one.lower(): one for one in reversed([*names, *codes]) if one}
    return tuple(one for one in reversed(ours.values()) if any(_holds(v, one) for v in venues))


def venues_in(text: str, venues: Sequence[str]) -> Iterator[Named]:
    """The venues that a text names, "at ACL 2022", "ACL'22 papers", with the year beside them."""
    known = _usual(venues)
    if not known:
        return
    names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    pattern = re.compile(
        rf"(?P<only>\b(?:only|just) )?(?P<from>\b{_FROM})?(?<![\w-])(?P<name>{names})"
        rf"(?:[ -]?['’]?(?P<year>(?:19|20)\d\d|\d\d)(?! ?(?:to|and|until|-|–) ?\d))?"
        rf"(?![\w-])(?P<papers>(?= {_PAPERS}\b))?",
        re.IGNORECASE,
    )
    for found in pattern.finditer(text):
        if _is_meant(found, text, known):
            yield _filter(found, text, venues)


def _is_meant(found: re.Match[str], text: str, known: dict[str, bool]) -> bool:
    typed = found["name"]
    # "in nature" is no journal, and "in Nature" is.
    if known[typed.lower()] and not typed[:1].isupper():
        return False
    papers = re.search(rf"\b{_PAPERS} $", text[: found.start()])
    return bool(
        found["from"]
        or found["year"]
        or found["papers"] is not None
        or papers
        or _is_subject(found, text)
    )


def _is_subject(found: re.Match[str], text: str) -> bool:
    """In "What did ACL publish on X?" the venue acts."""
    before = re.search(r"\b(?:do(?:es)?|did|has|have|had) $", text[: found.start()])
    acts = re.match(r" (?:have|ha[ds]|publish|say|accept|offer)", text[found.end() :])
    return bool(before and acts)


def _filter(found: re.Match[str], text: str, venues: Sequence[str]) -> Named:
    scope = Scope(venues=spellings(found["name"], venues))
    if found["year"]:
        year = _full(found["year"])
        scope = Scope(year, year, venues=scope.venues)
    said = found[0].removeprefix(found["only"] or "")
    instead = " "
    if not found["from"] and _is_subject(found, text):
        instead = " the papers "
    elif not found.start() and found["papers"] is None:
        # "ACL 2022 on parsing" asks for papers without naming them.
        instead = "papers "
    return Named(said, instead, scope)


def _full(year: str) -> int:
    if len(year) == 4:
        return int(year)
    century = datetime.now(UTC).year // 100 * 100
    full = century + int(year)
    return full if full <= datetime.now(UTC).year + 1 else full - 100


def _usual(venues: Sequence[str]) -> dict[str, bool]:
    """Short names of venues in small letters -> whether they read like a plain word."""
    names: dict[str, bool] = {}
    for venue in venues:
        bare = _YEAR.sub("", venue)
        if re.fullmatch(r"[\w-]+", bare) and not bare.isdigit():
            names[bare.lower()] = bare == venue and not _CODE.fullmatch(bare)
        names.update((code.lower(), False) for code in _CODE.findall(bare))
        names.update((code, False) for code, long in _LONG.items() if _holds(venue, long))
    names.update({_SAME[name]: False for name in list(names) if name in _SAME})
    return names


def _holds(venue: str, name: str) -> bool:
    """Whether a venue holds a name as whole words; a year may be glued to it."""
    before = r"(?<![^\W_])" if name[:1].isalnum() else ""
    after = r"(?!\d)" if name[-1:].isdigit() else r"(?![^\W\d_])"
    return bool(re.search(before + re.escape(name) + after, venue, re.IGNORECASE))
