"""The best sentences of the papers found, verbatim, ordered to read as an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rag.domain import Hit, Kind, Sentence
from rag.extract.choice import Wanted, answering, pick, quoted, sentences_of
from rag.extract.features import (
    COLUMN,
    AskedText,
    Candidate,
    Matrix,
    TokenEmbedder,
    Tokens,
    features,
    lexical,
    tokens_of,
    word_matches,
)
from rag.extract.fitness import Scores, fitness, only_results
from rag.extract.question_kinds import compared, kind_bonus
from rag.extract.scorer import scorer
from rag.extract.subjects import focus
from rag.extract.ways import one_a_paper, tells_ways
from rag.models.answer_scorer import answer_scorer, told_in_order
from rag.ports import Embedder
from rag.text.definitions import coins, says_what, two_terms
from rag.text.names import names_of
from rag.text.stems import content_stems, needs_context

ENCODED = 40  # sentences worth the encoder's time; word overlap chooses them
_WHOLE = 2  # papers all of whose sentences are worth it
_PAIRS = 12  # sentences worth the cross-encoder's time
_WEIGHT: dict[Kind, float] = {"definition": 0.2, "overview": 0.2, "comparison": 0.2, "sides": 0.2}
_USUAL = 0.6
"""Of the cross-encoder's log-odds beside the scorer's; it learnt from questions for one fact."""
_STRONG = 4.0
_BEARS = 1.5  # log-odds more for a sentence that surely says yes or no
_MOST: dict[Kind, int] = {"definition": 3, "number": 2, "yesno": 3}
"""Sentences beyond which an answer of its kind is padded."""
_EACH = 2  # sentences of one paper in an overview or between topics, which are of several
_LED: tuple[Kind, ...] = ("definition", "number", "yesno", "fact", "how")
"""Kinds that one sentence answers, which then stands first."""
_OF_PAPER = 4  # sentences beyond which the answer is the abstract
_OPEN: tuple[Kind, ...] = ("fact", "how")


@dataclass(frozen=True, slots=True)
class Extraction:
    """Chosen sentences, and all that were weighed, best first, with their scores.

    A score is a log-odds that the sentence is one a reader would cite for the question.
    `heard` is the most that the cross-encoder says of any, in log-odds.
    `features` holds a row for each of `candidates`, with the columns of `features`, and
    `matches` how near each comes to each telling word of the question.
    """

    sentences: tuple[Sentence, ...]
    candidates: tuple[Candidate, ...] = ()
    candidate_scores: tuple[float, ...] = ()
    features: Matrix = field(default_factory=lambda: np.zeros((0, len(COLUMN)), np.float32))
    matches: Matrix = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    heard: float = -_STRONG


def extract(
    question: str,
    hits: Sequence[Hit],
    encoder: Embedder | TokenEmbedder,
    limit: int = 5,
    known: Mapping[str, Tokens] | None = None,
    kind: Kind | None = None,
) -> Extraction:
    """At most `limit` sentences of `hits`, each citing footnote n = place of its paper in `hits`.

    `known` spares encoding texts whose token vectors the caller has; `kind` says what is asked,
    where it is a question.
    """
    several = tells_ways(question, hits, kind)
    whole = limit + 1 if several else _WHOLE
    candidates = worth_reading(AskedText(question), hits, whole=whole)
    if not candidates:
        return Extraction(())
    tokens = _tokens(question, hits, candidates, encoder, known or {})
    asked = AskedText(question, tokens[question])
    table = features(asked, hits, candidates, tokens)
    scores = scorer("extract")(table)
    texts_read = [one.text for one in candidates]
    # The bonus orders sentences; what answerability reads stays as it was learned.
    fits = scores + kind_bonus(question, texts_read, table[:, COLUMN["novel_cover"]])
    heard = -_STRONG
    if kind is not None:
        fits, heard = _of_kind(kind, question, hits, candidates, fits)
    order = np.argsort(-fits, kind="stable")
    ranked = [candidates[i] for i in order]
    if kind is None:
        chosen = _chosen(question, hits, ranked, fits[order], limit)
        sentences = quoted([ranked[i] for i in chosen], hits, whole=True)
    elif several:
        own = one_a_paper(question, hits, ranked, fits[order])
        by_paper = np.argsort(-own, kind="stable")
        told = [ranked[i] for i in by_paper]
        picked = answering(hits, told, own[by_paper], Wanted(limit, led=False, each=1, wide=True))
        sentences = quoted(picked, hits)
    else:
        wanted = _wanted(kind, question, hits, ranked, limit)
        sentences = quoted(answering(hits, ranked, fits[order], wanted), hits)
    return Extraction(
        sentences,
        tuple(ranked),
        tuple(float(score) for score in scores[order]),
        table[order],
        word_matches(asked, ranked, tokens),
        heard,
    )


def _wanted(
    kind: Kind, question: str, hits: Sequence[Hit], ranked: Sequence[Candidate], limit: int
) -> Wanted:
    """How many sentences this kind of question wants, and which in any case."""
    most, led = min(limit, _MOST.get(kind, limit)), kind in _LED
    if kind in _OPEN and focus(question, hits):
        # Of a paper that is named more is worth telling than what fits best; what only tells
        # results stands where the abstract has it, behind what they are of.
        musts = _introduced(question, hits, ranked)
        return Wanted(min(most, _OF_PAPER), tuple(musts), led and not musts, wide=True)
    if kind == "comparison":
        musts = list(dict.fromkeys(_compared(question, hits, ranked)))
        topics = bool(two_terms(question)) and not compared(question)
        return Wanted(most, tuple(musts), led, _EACH if topics else None, wide=topics)
    overview = kind == "overview"
    return Wanted(most, (), led, _EACH if overview else None, wide=overview)


def _tokens(
    question: str,
    hits: Sequence[Hit],
    candidates: Sequence[Candidate],
    encoder: Embedder | TokenEmbedder,
    known: Mapping[str, Tokens],
) -> dict[str, Tokens]:
    """Token vectors of the question, the candidates and the titles; those known are not made."""
    texts = dict.fromkeys([question, *(one.text for one in candidates)])
    texts.update(dict.fromkeys(hits[i].paper.title for i in {one.hit for one in candidates}))
    missing = [text for text in texts if text not in known]
    return {**known, **dict(zip(missing, tokens_of(encoder, missing), strict=True))}


def _of_kind(
    kind: Kind,
    question: str,
    hits: Sequence[Hit],
    candidates: Sequence[Candidate],
    fits: Scores,
) -> tuple[Scores, float]:
    """`fits` with what this kind of question wants and what the cross-encoder says, and the most
    that it says of any sentence that may answer.
    """
    named = focus(question, hits) if kind != "comparison" else []
    fits = fits + fitness(kind, question, [one.text for one in candidates], bool(named))
    # Of a paper that is named nothing but that paper can tell.
    strange = np.array([bool(named) and one.hit not in named for one in candidates])
    fits = fits - 20 * strange.astype(np.float32)
    answers, settles = _answers(question, hits, candidates, fits)
    if kind == "yesno":
        fits = fits + _BEARS * settles
    heard = float(answers[~strange].max(initial=-_STRONG))
    return fits + _WEIGHT.get(kind, _USUAL) * answers, heard


def _answers(
    question: str, hits: Sequence[Hit], candidates: Sequence[Candidate], fits: Scores
) -> tuple[Scores, Scores]:
    """What the cross-encoder says of the best candidates, and of the rest what it says of the
    worst; and the probability that each says yes or no.
    """
    best = np.argsort(-fits, kind="stable")[:_PAIRS]
    whole = {
        i: told_in_order(hits[i].paper.title, [one.text for one in sentences_of(i, hits[i])])
        for i in {candidates[place].hit for place in best}
    }
    told = [whole[candidates[place].hit][candidates[place].place] for place in best]
    odds, says = answer_scorer().read(question, told)
    found = np.clip(odds, -_STRONG, _STRONG)
    scores = np.full(len(candidates), found.min(initial=0.0), np.float32)
    settles = np.zeros(len(candidates), np.float32)
    scores[best], settles[best] = found, says[:, :2].max(1)
    return scores, settles


def worth_reading(
    question: AskedText, hits: Sequence[Hit], most: int = ENCODED, whole: int = _WHOLE
) -> list[Candidate]:
    """The sentences of `hits` that word overlap does not rule out, in reading order.

    Of the first `whole` papers none is ruled out, as far as `most` allows.
    """
    everything = [one for place, hit in enumerate(hits) for one in sentences_of(place, hit)]
    if len(everything) <= most:
        return everything
    titles = [set(content_stems(hit.paper.title)) for hit in hits]
    top = max(hit.score for hit in hits)

    def promise(one: Candidate) -> float:
        cover, soft, new, tfidf, *_ = lexical(question, one.text, titles[one.hit])
        standing = hits[one.hit].score - top + float(one.hit < whole)
        return cover + soft + new + tfidf + standing

    best = sorted(everything, key=promise, reverse=True)[:most]
    return sorted(best, key=lambda one: (one.hit, one.place))


def _chosen(
    question: str,
    hits: Sequence[Hit],
    ranked: Sequence[Candidate],
    scores: NDArray[np.float32],
    limit: int,
) -> list[int]:
    """Places in `ranked`: best first, then by paper in the order of its abstract."""
    # What lies further behind the best is left out: learned for the best F1 on unseen papers.
    margin = scorer("extract").extra["margin"]
    musts = list(dict.fromkeys(_named(question, hits, ranked)))
    picked = pick(ranked, scores, limit, margin, musts)
    return _in_order(ranked, _led(ranked, sorted(picked), limit))


def _in_order(ranked: Sequence[Candidate], picked: Sequence[int]) -> list[int]:
    """The best first, then paper by paper; one that leans on its neighbour follows it."""
    papers = list(dict.fromkeys(ranked[i].hit for i in sorted(picked)))
    order = sorted(picked, key=lambda i: (papers.index(ranked[i].hit), ranked[i].place))
    start = end = order.index(min(picked))
    while start > 0 and _leans(ranked[order[start]], ranked[order[start - 1]]):
        start -= 1
    opening = order[start : end + 1]
    return opening + [i for i in order if i not in opening]


def _leans(one: Candidate, before: Candidate) -> bool:
    neighbours = (before.hit, before.place + 1) == (one.hit, one.place)
    return neighbours and needs_context(one.text)


def _named(question: str, hits: Sequence[Hit], ranked: Sequence[Candidate]) -> list[int]:
    """The best sentence about each name in a question that names several."""
    found = []
    for name in compared(question):
        # A title with the name beats any mention: a rival's abstract names it too.
        titled = {i for i, hit in enumerate(hits) if name in hit.paper.title}
        about = [
            i
            for i, one in enumerate(ranked)
            if one.hit in titled or (not titled and name in one.text)
        ]
        found += about[:1]
    return found


def _introduced(question: str, hits: Sequence[Hit], ranked: Sequence[Candidate]) -> list[int]:
    """The best sentence and, where it only tells results, the one that says what it is about."""
    if not only_results(question, ranked[0].text):
        return []
    names = [n for i in focus(question, hits) for n in names_of(hits[i].paper)]
    coined = [i for i, one in enumerate(ranked) if any(coins(n, one.text) for n in names)]
    return list(dict.fromkeys([0, *coined[:1]]))


def _compared(question: str, hits: Sequence[Hit], ranked: Sequence[Candidate]) -> list[int]:
    """The best sentence about each of what is compared, papers or terms of the field."""
    found = _named(question, hits, ranked)
    for term in () if found else two_terms(question):
        saying = [i for i, one in enumerate(ranked) if says_what(term, one.text)]
        found += saying[:1]
    return found


def _led(ranked: Sequence[Candidate], picked: list[int], limit: int) -> list[int]:
    """Put the sentence before each that opens with a pronoun, where there is room."""
    places = {(one.hit, one.place): i for i, one in enumerate(ranked)}
    for i in list(picked):
        if len(picked) >= limit:
            break
        before = places.get((ranked[i].hit, ranked[i].place - 1))
        if before is not None and before not in picked and needs_context(ranked[i].text):
            picked.append(before)
    return picked
