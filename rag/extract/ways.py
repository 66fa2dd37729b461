"""Questions that several papers answer, each in its own way: one sentence of each is quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from rag.domain import Hit, Kind
from rag.extract.asking import ASKING
from rag.extract.denials import share
from rag.extract.features import Candidate
from rag.extract.fitness import Scores, no_finding
from rag.extract.subjects import focus
from rag.extract.troubles import asks_trouble
from rag.text.names import coded_names
from rag.text.stems import content_stems

_WHO = r"(?:people|you|we|one|researchers|they|someone|i|others|authors|practitioners|developers)\b"
_HOW = (
    rf"how (?:do|can|could|should|would|might|have) {_WHO}|how to\b"
    r"|how (?:is|are|can|could|was|were|should|has|have) .{2,60}?(?!need|seed|feed|embed|indeed)"
    r"\b(?:\w{2,}ed|\w+ught|built|done|made|kept|dealt|found|held|given|taken|chosen|overcome)\b"
)
_WAY = r"(?:methods?|approach(?:es)?|techniques?|ways?|strateg(?:y|ies)|solutions?|tricks|attempts)"
_THING = r"(?:data ?sets?|benchmarks?|corpora|metrics|measures|tools|resources|tasks)"
_WAYS = re.compile(rf"^\W*(?:so |and )?(?:{_HOW}|(?:what|which)\b[^,?]{{0,40}}\b{_WAY}\b)", re.I)
_THINGS = re.compile(
    rf"^\W*(?:so |and )?(?:what|which)\b(?! (?:is|was|does) )[^,?]{{0,40}}\b{_THING}\b", re.I
)
_NAMED_THING = re.compile(rf"\b{_THING}\b", re.I)
# What a paper did, and not what it saw, claims or looked into.
_DEED = re.compile(
    r"\b(?:we|(?<!in )this (?:paper|work)"
    r"|our (?:\w+ )?(?:method|approach|model|framework|work|system)) (?:\w+ly |also |then |first )?"
    r"(?!\w+ly\b)(?!(?:show|find|found|report|evaluat|conduct|argu|believ|not|hop|stud|investigat"
    r"|analy|examin|explor|achiev|outperform|surpass|improv|address|focus|aim|consider|discuss"
    r"|survey|review|can|will|have|has|are|is|was|were|do|does|verif|confirm|validat|release"
    r"|provid|compar|experiment|perform|obtain|contain|only|need|requir|identif|further|also|wish"
    r"|seek|seem|remain|shed|explain|highlight|quantif|measur|collect|exceed|significant|test"
    r"|hypothesi|assess|contribut|offer|pave|urge|try)\w*\b)\w+",
    re.IGNORECASE,
)
_SEEN = re.compile(
    r"\b(?:we|results?|experiments?|analys[ei]s|findings?) (?:\w+ )?(?:show|find|found|demonstrat"
    r"|observ|suggest|indicat|reveal|discover|confirm|see|saw)\w*",
    re.IGNORECASE,
)
_FAR = 6.0  # log-odds behind the best that tells beyond which a sentence is on something else
_FEW = 2  # papers
_MUCH = 0.75  # of the words that the paper with most of them has


def tells_ways(question: str, hits: Sequence[Hit], kind: Kind | None) -> bool:
    """Whether the answer is what several papers do or have, and none of them is named."""
    asks = _WAYS.search(question) or _THINGS.search(question)
    if kind not in ("how", "fact") or not asks or asks_trouble(question):
        return False
    return not focus(question, hits)


def one_a_paper(
    question: str, hits: Sequence[Hit], candidates: Sequence[Candidate], fits: Scores
) -> Scores:
    """Scores that leave each paper its best sentence, the papers as they were found.

    A paper that has far fewer of the question's words than another is on something else. Where
    ways are asked for it is one that tells what the paper did, where things are asked for
    one that speaks of such; a paper without one is left out unless hardly any has it.
    """
    papers = np.array([one.hit for one in candidates])
    told = _names_thing if _THINGS.search(question) else _tells
    tells = np.array([told(one.text) for one in candidates])
    if len(set(papers[tells].tolist())) < _FEW:
        tells[:] = True
    scores = np.full(len(fits), float("-inf"), np.float32)
    telling = _on_it(question, hits, sorted(set(papers[tells].tolist())))
    tells &= np.isin(papers, telling)
    least = fits[tells].max() - _FAR
    for paper in telling:
        best = int(np.where(tells & (papers == paper), fits, float("-inf")).argmax())
        if fits[best] >= least:
            # The order of the papers, in steps that no margin cuts off.
            scores[best] = -0.01 * paper
    return scores


def _on_it(question: str, hits: Sequence[Hit], papers: Sequence[int]) -> list[int]:
    """Those of `papers` that have about as many of the question's words as the one with most."""
    wanted = [one for one in content_stems(question) if one not in ASKING]
    shares = {i: share(wanted, f"{hits[i].paper.title} {hits[i].paper.abstract}") for i in papers}
    return [i for i in papers if shares[i] >= _MUCH * max(shares.values())]


def _tells(text: str) -> bool:
    return bool(_DEED.search(text)) and not _SEEN.search(text) and not no_finding(text)


def _names_thing(text: str) -> bool:
    """Whether a sentence speaks of such things by name: "various datasets" tells of none."""
    return bool(_NAMED_THING.search(text)) and bool(coded_names(text))
