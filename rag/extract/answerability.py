"""Do the papers found answer the question at all? A probability, and the words none of them has."""

from __future__ import annotations

import math
from collections.abc import Sequence, Set

import numpy as np

from rag.domain import Hit
from rag.extract.asking import ASKING
from rag.extract.features import COLUMN, Matrix
from rag.extract.question_kinds import compared
from rag.extract.scorer import scorer
from rag.extract.sentences import Extraction
from rag.text.stems import content_stems, held, rarities, stem, words
from rag.text.words import STOP_WORDS

_ROOT = 5  # letters that words of one root share
_ANYWHERE = "late late_rare stem_cover cosine weakest weakest_three tfidf".split()
_BEST = (
    "late late_rare stem_cover cosine weakest_three numbers "
    "paper_title_cover paper_title_cosine paper_late"
).split()
ANSWERED = ("sure", "heard", "named")  # columns in answered.json and chosen.json
# Columns of the weights in answerability.json: a name added or moved means training anew.
NAMES: tuple[str, ...] = (
    *"paper_cover first_cover three_cover five_cover all_cover absent rarest_absent".split(),
    *(f"most_{name}" for name in _ANYWHERE),
    *(f"best_{name}" for name in _BEST),
    *"soft_cover soft_first soft_weakest soft_weak".split(),
    *"three_late three_stem_cover score gap crowd question_length".split(),
)


def answerability(question: str, hits: Sequence[Hit], extraction: Extraction) -> float:
    """Calibrated probability in [0, 1] that `hits` answer `question`; 0 where nothing was read."""
    if not extraction.candidates:
        return 0.0
    odds = scorer("answerability")(signs(question, hits, extraction)[None])
    return 1 / (1 + math.exp(-float(odds[0])))


def answered(signs: Matrix) -> tuple[float, float]:
    """Calibrated probabilities that what was found answers, and that what was chosen of it does."""
    odds = [float(scorer(name)(signs[None])[0]) for name in ("answered", "chosen")]
    found, chosen = (1 / (1 + math.exp(-one)) for one in odds)
    return found, chosen


def signs_answered(sure: float, heard: float, named: bool) -> Matrix:
    """What both are told by: `answerability` as log-odds, the most that the cross-encoder says of
    a sentence, and whether a paper is named; shape (3,).
    """
    kept = min(max(sure, 1e-4), 1 - 1e-4)
    return np.array([math.log(kept / (1 - kept)), heard, named], np.float32)


def missing(question: str, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Words of the question, as typed, that no paper found has; most telling first."""
    found = {one for hit in hits for one in held(f"{hit.paper.title} {hit.paper.abstract}")}
    found |= ASKING
    absent: dict[str, str] = {}
    for word, start, end in words(question):
        own = stem(word)
        if word not in STOP_WORDS and not word.isdigit() and not _is_in(own, found):
            absent.setdefault(stem(word), question[start:end])
    rare = dict(zip(absent, rarities(list(absent)), strict=True))
    return tuple(absent[one] for one in sorted(absent, key=lambda one: -rare[one]))


def signs(question: str, hits: Sequence[Hit], extraction: Extraction) -> Matrix:
    """What speaks for and against an answer, shape (len(NAMES),)."""
    every = list(dict.fromkeys(content_stems(question)))
    wanted = [one for one in every if one not in ASKING] or every
    rare = np.array(rarities(wanted), np.float32)
    weights = rare / max(float(rare.sum()), 1e-9)
    has = np.array([_has(wanted, hit) for hit in hits], np.float32)
    # What is compared may stand in one paper each.
    names = {one for name in compared(question) for one in content_stems(name)}
    apart = [place for place, one in enumerate(wanted) if one in names]
    has[:, apart] = has[:, apart].max(0)
    covers = has @ weights
    absent = rare[has.max(0) == 0]
    table, scores = extraction.features, np.sort(extraction.candidate_scores)[::-1]
    column = {name: table[:, COLUMN[name]] for name in (*_ANYWHERE, *_BEST)}
    return np.array(
        [
            covers.max(),
            covers[0],
            np.sort(covers)[-3:].mean(),
            has[:5].max(0) @ weights,
            has.max(0) @ weights,
            len(absent),
            absent.max(initial=0.0),
            *(column[name].max() for name in _ANYWHERE),
            *(column[name][0] for name in _BEST),
            *_soft(weights, has, extraction, [every.index(one) for one in wanted]),
            column["late"][:3].mean(),
            column["stem_cover"][:3].mean(),
            scores[0],
            scores[0] - scores[min(1, len(scores) - 1)],
            # "crowd": how many sentences score about as well as the best.
            np.log(np.exp(scores - scores[0]).sum()),
            math.log(len(wanted)),
        ],
        np.float32,
    )


def _soft(
    weights: Matrix, has: Matrix, extraction: Extraction, columns: Sequence[int]
) -> list[float]:
    """Cover by the paper that covers best, where a near match counts in part; its weakest words.

    `columns` are those of the words that are asked for, among all that were matched.
    """
    matches = extraction.matches[:, columns]
    papers = np.array([one.hit for one in extraction.candidates])
    soft = has.copy()
    for hit in set(papers.tolist()):
        soft[hit] = np.maximum(soft[hit], matches[papers == hit].max(0))
    covers = soft @ weights
    weak = np.sort(soft[covers.argmax()])
    return [float(covers.max()), float(covers[0]), float(weak[0]), float(weak[:3].mean())]


def _has(wanted: Sequence[str], hit: Hit) -> list[bool]:
    own = held(f"{hit.paper.title} {hit.paper.abstract}")
    return [_is_in(one, own) for one in wanted]


def _is_in(word: str, own: Set[str]) -> bool:
    """Whether a stem or one derived from it is there: "grammar" is in "grammatical"."""
    if word in own:
        return True
    beginning = word[: max(_ROOT, len(word) - 1)]
    return len(word) > _ROOT and any(one.startswith(beginning) for one in own)
