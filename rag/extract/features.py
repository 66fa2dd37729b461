"""How well sentences of abstracts match a question: the numbers that the scorer learns from."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from rag.domain import Hit, Span
from rag.ports import Embedder, Vectors
from rag.text.stems import content_stems, rarities, stem, stems, words

Matrix = NDArray[np.float32]
Tokens = tuple[Matrix, Matrix, Sequence[Span]]
"""Vector of the whole text, unit vectors of its tokens, and the characters of each token."""

# Result, method, objective, conclusion, background, hedge, percent, and the capitals of a heading
# such as "RESULTS": the last eight names of _SENTENCE, in its order.
_CUES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(found|find|shows?|showed|shown|demonstrat\w+|significant\w*|results?|reveal\w*"
        r"|observed|identif\w+|associated|increase\w*|decrease\w*|reduc\w+|higher|lower"
        r"|improv\w+|achiev\w+|outperform\w*|conclu\w+|suggest\w*|indicat\w+)\b",
        r"\b(we (use|used|propos\w+|present|introduc\w+|develop\w*|design\w*|perform\w+"
        r"|conduct\w+|measur\w+|analy\w+|assess\w+|compar\w+|investigat\w+|examin\w+|evaluat\w+)"
        r"|was performed|were (measured|assessed|randomly|included|enrolled|analy\w+)"
        r"|method\w*|using)\b",
        r"\b(aim\w*|objective|purpose|sought|goal"
        r"|to (determine|investigate|assess|evaluate|examine|test|study|explore))\b",
        r"^(conclusion|interpretation|in conclusion|thus|therefore|together|overall|here"
        r"|(these|our) (results|findings|data)|taken together|collectively|in summary)",
        r"\b(however|although|known|unknown|unclear|poorly|remain\w*|little is|(has|have) been"
        r"|is a|are a)\b",
        r"\b(may|might|could|possibl\w+|potential\w*)\b",
        r"%",
        r"^[A-Z]{3}",
    )
)
_SENTENCE = (
    "cover stem_cover novel_cover tfidf bigrams numbers cosine late late_rare late_title weakest "
    "weakest_three reverse late_novel position first last last_but_one length digits result method "
    "objective conclusion background hedge percent capitals"
).split()
# Also measured against the paper's best sentence and its mean: abstracts differ in level.
_GAPS = ("stem_cover", "tfidf", "cosine", "late", "late_rare", "reverse", "late_novel")
_PAPER = "title_cosine title_late title_cover cover late rare length".split()
_RANK = "best rank score score_gap keyword late_gap cover_gap rare_gap".split()
# Columns of the weights in extract.json: a name added or moved means training anew.
NAMES: tuple[str, ...] = (
    *_SENTENCE,
    *(f"{name}_{kind}" for name in _GAPS for kind in ("gap", "z")),
    *(f"paper_{name}" for name in _PAPER),
    "question_length",
    *(f"hit_{name}" for name in _RANK),
)
COLUMN = {name: index for index, name in enumerate(NAMES)}


@runtime_checkable
class TokenEmbedder(Protocol):
    """An encoder that gives up its token vectors, for late interaction."""

    def embed_tokens(self, texts: Sequence[str]) -> Sequence[Tokens]: ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer: `hit` is the place of its paper, `place` its own of `of`."""

    hit: int
    place: int
    of: int
    span: Span
    text: str


def tokens_of(encoder: Embedder | TokenEmbedder, texts: Sequence[str]) -> list[Tokens]:
    """Token vectors; an encoder without any lends each text its one vector."""
    if isinstance(encoder, TokenEmbedder):
        return list(encoder.embed_tokens(texts))
    rows = encoder.embed_passages(texts)
    return [(row, row[None], [(0, len(text))]) for row, text in zip(rows, texts, strict=True)]


class AskedText:
    """A question taken apart once: telling stems, their rarity, and their token rows."""

    def __init__(self, text: str, tokens: Tokens | None = None) -> None:
        self.text = text
        sequence = content_stems(text)
        self.stems = list(dict.fromkeys(sequence))
        rare = np.array(rarities(self.stems), np.float32)
        self.rarity = rare
        self.weights = rare / max(float(rare.sum()), 1e-9)
        self.length = float(np.linalg.norm(rare)) or 1.0
        self.pairs = set(pairwise(sequence))
        self.numbers = {one for one in self.stems if any(c.isdigit() for c in one)}
        self.whole, self.tokens, self.rows = _parts(text, self.stems, tokens)


def _parts(
    text: str, wanted: Sequence[str], tokens: Tokens | None
) -> tuple[Matrix, Matrix, list[list[int]]]:
    """The whole's vector, tokens of telling words alone, and each stem's rows among them."""
    if tokens is None:
        return np.zeros(1, np.float32), np.zeros((1, 1), np.float32), [[0]] * len(wanted)
    whole, rows, spans = tokens
    found: dict[str, list[int]] = {}
    for word, start, end in words(text):
        inside = [i for i, (a, b) in enumerate(spans) if a >= start and b <= end and b > a]
        if inside:
            found.setdefault(stem(word), inside)
    kept = sorted({row for one in wanted for row in found.get(one, ())})
    if not kept:  # one vector for all of the text, or all words lie beyond the encoder's limit
        return whole, rows, [list(range(len(rows)))] * len(wanted)
    place = {row: index for index, row in enumerate(kept)}
    everything = list(range(len(kept)))
    by_stem = [[place[row] for row in found.get(one, ())] or everything for one in wanted]
    return whole, rows[kept], by_stem


def lexical(question: AskedText, text: str, title: set[str]) -> list[float]:
    """Word overlap alone: the first features, cheap enough for every sentence of every paper."""
    sequence = content_stems(text)
    own = set(sequence)
    # Where stems differ their first five letters may meet: "optimize" and "optimal".
    starts = {one[:5] for one in own}
    exact = np.array([one in own for one in question.stems], np.float32)
    soft = np.array(
        [one in own or (len(one) >= 5 and one[:5] in starts) for one in question.stems], np.float32
    )
    new = question.weights * np.array([one not in title for one in question.stems], np.float32)
    shared = float((exact * question.rarity**2).sum())
    norm = float(np.linalg.norm(rarities(list(own)))) * question.length
    return [
        float(question.weights @ exact),
        float(question.weights @ soft),
        float((new * soft).sum() / new.sum()) if new.sum() > 0 else 0.0,
        shared / max(norm, 1e-9),
        len(question.pairs & set(pairwise(sequence))) / max(1, len(question.pairs)),
        # 0.5: no number was asked for, which speaks neither for nor against
        len(question.numbers & own) / len(question.numbers) if question.numbers else 0.5,
    ]


def semantic(
    question: AskedText, sentence: Tokens, title_best: Vectors, new: NDArray[np.float32]
) -> list[float]:
    """Cosine and late interaction (each question token against its best match, as ColBERT)."""
    similar = question.tokens @ sentence[1].T
    best = similar.max(1)
    by_word = np.array([best[own].mean() for own in question.rows], np.float32)
    order = np.sort(by_word)
    return [
        float(question.whole @ sentence[0]),
        float(best.mean()),
        float(question.weights @ by_word),
        # The title may speak for "It avoids collapse", at a small price.
        float(np.maximum(best, title_best - 0.05).mean()),
        float(order[0]),
        float(order[:3].mean()),
        float(similar.max(0).mean()),
        float((new * by_word).sum() / new.sum()),
    ]


def _structural(candidate: Candidate) -> list[float]:
    text, place, of = candidate.text, candidate.place, candidate.of
    digits = sum(any(c.isdigit() for c in word) for word in text.split())
    return [
        place / max(1, of - 1),
        float(place == 0),
        float(place == of - 1),
        float(place == of - 2),
        math.log(len(text.split()) + 1),
        min(3, digits) / 3,
        *(float(bool(cue.search(text))) for cue in _CUES),
    ]


def features(
    question: AskedText,
    hits: Sequence[Hit],
    candidates: Sequence[Candidate],
    tokens: Mapping[str, Tokens],
) -> Matrix:
    """Rows in the order of `candidates`, columns as NAMES; `tokens` by text, titles included."""
    by_hit: dict[int, list[int]] = {}
    for row, candidate in enumerate(candidates):
        by_hit.setdefault(candidate.hit, []).append(row)
    table = np.zeros((len(candidates), len(NAMES)), np.float32)
    for hit, rows in by_hit.items():
        table[rows] = _of_paper(question, hits[hit], [candidates[row] for row in rows], tokens)
    _place_hits(table, hits, candidates)
    return table


def word_matches(
    question: AskedText, candidates: Sequence[Candidate], tokens: Mapping[str, Tokens]
) -> Matrix:
    """Nearest match of each telling word in each candidate, shape (candidates, words)."""
    rows = []
    for one in candidates:
        best = (question.tokens @ tokens[one.text][1].T).max(1)
        rows.append([best[own].mean() for own in question.rows])
    return np.array(rows, np.float32).reshape(len(candidates), len(question.rows))


def _of_paper(
    question: AskedText, hit: Hit, candidates: Sequence[Candidate], tokens: Mapping[str, Tokens]
) -> Matrix:
    title = set(stems(hit.paper.title))
    title_tokens = tokens[hit.paper.title]
    title_best = (question.tokens @ title_tokens[1].T).max(1)
    new = question.weights * np.array([one not in title for one in question.stems], np.float32)
    new = new if new.sum() > 0 else question.weights
    own = np.array(
        [
            lexical(question, one.text, title)
            + semantic(question, tokens[one.text], title_best, new)
            + _structural(one)
            for one in candidates
        ],
        np.float32,
    )
    gaps = []
    for name in _GAPS:
        column = own[:, COLUMN[name]]
        gaps += [column - column.max(), (column - column.mean()) / (column.std() + 1e-3)]
    paper = [
        float(question.whole @ title_tokens[0]),
        float(title_best.mean()),
        float(question.weights @ np.array([one in title for one in question.stems], np.float32)),
        *(float(own[:, COLUMN[name]].max()) for name in ("stem_cover", "late", "late_rare")),
        math.log(candidates[0].of),
        math.log(max(1, len(question.stems))),
    ]
    # Filled in by _place_hits, which needs the sentences of all papers.
    rest = np.zeros((len(own), len(_RANK)), np.float32)
    return np.hstack([own, np.stack(gaps, 1), np.tile(paper, (len(own), 1)), rest])


def _place_hits(table: Matrix, hits: Sequence[Hit], candidates: Sequence[Candidate]) -> None:
    """Fill in how each paper stands among the hits, and its sentences among all."""
    top = max(hit.score for hit in hits)
    for row, candidate in enumerate(candidates):
        hit = hits[candidate.hit]
        table[row, -len(_RANK) : -3] = (
            candidate.hit == 0,
            math.log1p(candidate.hit),
            hit.score,
            hit.score - top,
            hit.keyword,
        )
    for column, name in ((-3, "late"), (-2, "stem_cover"), (-1, "late_rare")):
        values = table[:, COLUMN[name]]
        table[:, column] = values - values.max()
