"""What a question asks about: the papers it names, the unit counted."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from rag.domain import Hit, Kind, Paper
from rag.extract.asking import ASKING
from rag.text.names import coded_names, named_in, names_of, speaks_of
from rag.text.stems import content_stems, held, rarities, stem, stems, words
from rag.text.words import STOP_WORDS

_ENDS = (
    r"(?= (?:are|is|was|were|do|does|did|have|has|had|can|could|in|on|of|for|with|from|there|to|by"
    r"|that|it)\b|\W*$)"
)
_MANY = re.compile(rf"\bhow many (?P<unit>(?:[\w'-]+ ){{0,5}}?[\w'-]+?){_ENDS}", re.IGNORECASE)
_MUCH = re.compile(
    r"\bhow (?:much|large|big|long|fast|small|high|low|deep|often|accurate|many times)\b"
    r"(?: (?P<unit>[\w'-]+))?",
    re.IGNORECASE,
)
_WHAT = re.compile(
    r"^(?:and |so )?(?:(?:under|on|in|with|for|at|by|from|to) )?(?:what|which) "
    r"(?:is the |are the |was the |percentage of )?"
    r"(?P<unit>(?:[\w'@.-]+ ){0,4}?[\w'@.-]+?)(?= (?:does|do|did|is|are|was|were|of|can|has|have"
    r"|reaches|on|at)\b)",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(
    r"^(?!how\b|what\b|which\b)(?P<unit>(?:[\w'@.-]+ ){0,4}[\w'@.-]+?) (?:of|for|on) ",
    re.IGNORECASE,
)
_COMPARES = frozenset(
    stem(word)
    for word in """faster slower smaller larger bigger better worse cheaper higher lower more less
    much fast large big small long improve gain speed reduce speedup outperform""".split()
)
_RATIO = re.compile(
    r"\b(?:(?:fast|slow|small|larg|bigg|bett|cheap|high|low|few|short|long)er|more|less|worse|than"
    r"|(?:improv|gain|reduc|sav|los|drop|increas|decreas|outperform|speed-?up|hurt|harm|degrad"
    r"|declin|help|boost|affect|chang)\w*)\b",
    re.IGNORECASE,
)
_SHARES = frozenset(map(stem, "share fraction percentage percent proportion portion".split()))


# What a question about a named thing shares with all such questions.
GENERAL = ASKING | frozenset(
    stem(word)
    for word in """reach achieve report reported obtain have require train trained training
    run use used do say tell found model paper authors author system what which who when where
    released release evaluated tested test evaluate perform base based built build learn size
    number sort propose proposed exactly assumption experiment impact implication insight
    novelty objective outcome performance property shortcoming strength task application
    applications input output detail evidence""".split()
)


_PER = re.compile(r"\b[a-z]+ per [a-z]+\b")
# A paper that tells its datasets tells its benchmarks.
_DATA = frozenset(map(stem, "benchmark benchmarks dataset datasets corpus corpora data".split()))
# "gpt-4", typed as people type.
_VERSION = re.compile(r"(?<![\w-])[a-z]{2,}-?\d+(?:\.\d+)?(?![\w-])")
_ROOT = 4  # letters of a word that another is built from
_FEW = 2  # papers that speak of a name, if the name is theirs


@dataclass(frozen=True, slots=True)
class Unit:
    """What is counted; a ratio ("how much faster") may be told as times, folds or percent."""

    stems: tuple[str, ...]
    ratio: bool = False


def focus(question: str, hits: Sequence[Hit]) -> list[int]:
    """Places of the hits whose paper the question names, or that alone speak of what it names."""
    named = owners(question, hits)
    names = [] if named else coded_names(question)
    # Of two names the one that is rare here is no more asked about than the other.
    if len(names) != 1:
        return named
    speak = [i for i, hit in enumerate(hits) if speaks_of(hit.paper, names[0])]
    return speak if len(speak) <= _FEW else []


def owners(question: str, hits: Sequence[Hit]) -> list[int]:
    """Places of the hits whose paper bears a name that the question says."""
    return [
        i
        for i, hit in enumerate(hits)
        if any(
            named_in(question, name) and not _common(name, hit, hits)
            for name in names_of(hit.paper)
        )
    ]


def _common(name: str, hit: Hit, hits: Sequence[Hit]) -> bool:
    """Whether a name in plain words is one that others use: "Neural Networks" is no paper's own."""
    if name == hit.paper.title or coded_names(name):
        return False
    return sum(speaks_of(other.paper, name) for other in hits) > _FEW


def unheard(question: str, hits: Sequence[Hit]) -> list[str]:
    """Names such as XTREME-S or LoRA in the question that no paper found speaks of.

    What has capitals alone may be spelled out in a paper, and is left to be found or not.
    """
    names = [name for name in coded_names(question) if not name.isupper() or "-" in name]
    names += [name for name in _VERSION.findall(question) if name not in names]
    return [name for name in names if not any(speaks_of(hit.paper, name) for hit in hits)]


def unit_of(question: str) -> Unit | None:
    """What is counted or measured; None where no number is asked for."""
    for pattern in (_MANY, _MUCH, _WHAT, _FRAGMENT):
        found = pattern.search(question)
        if found is None:
            continue
        # Names are counted by none: "pilots flew Kite" are pilots.
        plain = " ".join(
            w
            for w in (found["unit"] or "").split()
            if not w[0].isupper() or w.removesuffix("s").isupper()
        )
        counted = [w for w in plain.split() if w.lower() not in STOP_WORDS]
        stems = tuple(content_stems(" ".join(counted))) if counted else ()
        if any(one in _SHARES for one in stems):
            return Unit((), ratio=True)
        ratio = any(one in _COMPARES for one in stems)
        ratio = ratio or (pattern is _MUCH and bool(stems or _RATIO.search(question)))
        return Unit(tuple(one for one in stems if one not in _COMPARES), ratio)
    return None


def unstated(question: str, hits: Sequence[Hit], kind: Kind = "number") -> list[str]:
    """Words of what is asked about named papers that their abstracts do not have at all.

    "What BLEU score does X get?" of a paper that never says BLEU asks for what is not there, and
    so does "How does X protect privacy?"; of a `kind` of question that asks for neither: none.
    """
    if kind in ("number", "fact"):
        unit = unit_of(question)
        wanted = unit.stems if unit else ()
    else:
        wanted = tuple(content_stems(question)) if kind == "how" else ()
    papers = [hits[i].paper for i in focus(question, hits)]
    if not papers or not wanted:
        return []
    own = {one for paper in papers for one in held(f"{paper.title} {paper.abstract}")}
    named = {one for paper in papers for name in names_of(paper) for one in stems(name)}
    typed = {stem(word): question[start:end] for word, start, end in words(question)}
    asked = [one for one in dict.fromkeys(wanted) if one not in named and one not in GENERAL]
    weights = dict(zip(asked, rarities(asked), strict=True))
    # "ROUGE points" of a paper that tells ROUGE is there; "BLEU score" of one with scores is not.
    told = {one for one in asked if one in own or (kind == "how" and _within(one, own))}
    told |= {one for one in asked if one in _DATA and not _DATA.isdisjoint(own)}
    if _by_initials(question, papers):
        return []
    absent = sum(weight for one, weight in weights.items() if one not in told)
    if absent <= sum(weights.values()) / 2:
        return []
    return [typed[one] for one in asked if one not in told and one in typed]


def letters_of(question: str) -> str:
    """How a rate that is asked for is abbreviated, "FPS" for frames per second; else empty."""
    found = _PER.search(question)
    return "".join(word[0] for word in found[0].split()).upper() if found else ""


def _by_initials(question: str, papers: Sequence[Paper]) -> bool:
    letters = letters_of(question)
    said = rf"(?<![A-Za-z]){letters}s?(?![A-Za-z])"
    return bool(letters) and any(re.search(said, f"{p.title} {p.abstract}") for p in papers)


def _within(word: str, own: Set[str]) -> bool:
    """Whether a word is built from a stem: "toxic" is in "detoxification"."""
    root = word[: max(_ROOT, len(word) - 2)]
    return len(root) >= _ROOT and any(root in one for one in own)
