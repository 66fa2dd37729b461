"""Find the sentence of a paper that supports a sentence, and check that it really does."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from rag.domain import CitationStatus, Paper, Quote, Span
from rag.text.passages import sentence_spans
from rag.verify.claims import claim_of, claim_stem, opposition, unfounded
from rag.verify.particulars import exchanged, missing_name, missing_number, swapped

Similarity = Callable[[str, Sequence[str]], Sequence[float]]
"""Cosines of a text to several sentences."""

NEAR = 0.5
"""Least nearness of a sentence to its support; see `python -m eval.measure.verification --tune`."""

RIVAL = 0.05
"""A second sentence this close to the best one may support in its place."""

PAIR = 0.03
"""What two neighbours must gain over one sentence."""

MOST_ENCODED = 40

SPAN_WORDS = 8
"""A shorter run of the same words is no quotation."""

OTHER_MEANING = 0.36
"""Below this cosine two words in the same place mean different things."""

QUOTED = 0.6
"""Least share of a sentence that its run of quoted words makes up."""

# "The authors report that ..." adds nothing to the words it quotes.
_TELLING = frozenset(
    map(
        claim_stem,
        """authors paper papers study studies work results report show find found note state
        observe describe demonstrate conclude propose present introduce argue suggest
        new""".split(),
    )
)

_WORD = re.compile(r"[^\W_]+|[<>≤≥=±%]")


@dataclass(frozen=True, slots=True)
class Support:
    """The best place in a paper for a sentence; `why` says what it lacks, "" if nothing.

    `cover` is the share of the sentence's content words found there, in [0, 1].
    """

    quote: Quote
    status: CitationStatus
    score: float
    why: str = ""
    cover: float = 0.0


@dataclass(frozen=True, slots=True)
class _Window:
    span: Span
    score: float
    cover: float


def support(
    text: str, paper: Paper, similarity: Similarity | None = None, near: float = NEAR
) -> Support | None:
    """The sentence of `paper`, or two neighbours, that supports `text` best.

    None when the abstract is empty. A sentence that says the opposite is final; for numbers and
    names that are missing the neighbours and a close rival are asked as well.
    """
    spans = _spans(paper.abstract)
    if not spans:
        return None
    if verbatim := _verbatim(text, paper, spans):
        return verbatim
    scored = _scored(text, paper, spans, similarity)
    best = sorted(range(len(spans)), key=lambda index: -scored[index].score)[:2]
    failed: Support | None = None
    for index in best:
        if scored[index].score < scored[best[0]].score - RIVAL:
            break
        options = [scored[index], *_pairs(text, paper, spans, scored, index)]
        for number, window in enumerate(options):
            found = _checked(text, paper, window, near, similarity)
            if found.status == "near":
                return found
            failed = failed or found
            # A neighbour can add what is missing, but not take back a contradiction.
            if number == 0 and _conflicts(text, found.quote.text, similarity):
                return failed
    return failed


def _conflicts(text: str, evidence: str, similarity: Similarity | None) -> str:
    """How `evidence` says something else, which its neighbours cannot mend; or ""."""
    if pair := swapped(text, evidence) or _exchanged(text, evidence, similarity):
        return f"'{pair[0]}' stands where the cited sentence has '{pair[1]}'"
    return opposition(claim_of(text), claim_of(evidence))


def _exchanged(text: str, evidence: str, similarity: Similarity | None) -> tuple[str, str] | None:
    """Words of `text` in the place of others of another meaning, by the encoder."""
    for new, old in exchanged(text, evidence) if similarity else ():
        here, there = set(claim_of(new).stems), set(claim_of(old).stems)
        differ = here and there and not here & there and not here <= _TELLING
        if differ and similarity and similarity(new, [old])[0] < OTHER_MEANING:
            return new, old
    return None


def nearest(
    text: str, papers: Sequence[Paper], similarity: Similarity | None, most: int
) -> list[tuple[int, str]]:
    """The sentences of `papers` nearest to `text` as (paper number, sentence), nearest first."""
    found = [
        (window.score, n, paper.abstract[slice(*window.span)])
        for n, paper in enumerate(papers, start=1)
        for window in _scored(text, paper, _spans(paper.abstract), similarity)
    ]
    best = sorted(found, key=lambda row: -row[0])[:most]
    return [(n, sentence) for _, n, sentence in best]


def _checked(
    text: str, paper: Paper, window: _Window, near: float, similarity: Similarity | None
) -> Support:
    quote = quote_of(paper, window.span)
    why = "" if window.score >= near else "no sentence of the paper says this"
    why = why or lacking(text, quote.text, [paper], similarity)
    return Support(quote, "unsupported" if why else "near", window.score, why, window.cover)


def lacking(
    text: str, evidence: str, papers: Sequence[Paper], similarity: Similarity | None = None
) -> str:
    """What `text` claims that `evidence`, taken from `papers`, does not hold; "" if nothing."""
    years = [paper.year for paper in papers if paper.year]
    if number := missing_number(text, evidence, years):
        return f"number {number} is not in the cited sentence"
    around = " ".join(paper.abstract for paper in papers)
    titled = " ".join([evidence, *(paper.title for paper in papers)])
    if name := missing_name(text, titled, around):
        return f"'{name}' is not in the cited sentence"
    conflict = _conflicts(text, evidence, similarity)
    return conflict or unfounded(claim_of(text), claim_of(evidence))


def quote_of(paper: Paper, span: Span) -> Quote:
    """The characters of the abstract at `span`."""
    return Quote(paper.paper_id, paper.abstract[slice(*span)], *span)


def _scored(
    text: str, paper: Paper, spans: Sequence[Span], similarity: Similarity | None
) -> list[_Window]:
    sentences = [paper.abstract[slice(*span)] for span in spans]
    covers = [_cover(text, paper, sentence) for sentence in sentences]
    if similarity is None:
        # Without an encoder the words speak for the meaning as well.
        cosines = dict(enumerate(cover for cover, _ in covers))
    else:
        # Of a text as long as a book only the sentences that share words are worth encoding.
        likely = sorted(range(len(spans)), key=lambda index: -sum(covers[index]))[:MOST_ENCODED]
        found = similarity(text, [sentences[index] for index in likely])
        cosines = dict(zip(likely, found, strict=True))
    return [
        # Words that only the title holds count half: the abstract may say "it" for them.
        _Window(span, (cover + titled / 2 + float(cosines.get(index, 0.0))) / 2, cover)
        for index, (span, (cover, titled)) in enumerate(zip(spans, covers, strict=True))
    ]


def _pairs(
    text: str, paper: Paper, spans: Sequence[Span], scored: Sequence[_Window], index: int
) -> list[_Window]:
    """The sentence at `index` with each neighbour, the better pair first."""
    found = []
    for first in (index - 1, index):
        if not 0 <= first < len(spans) - 1:
            continue
        span = (spans[first][0], spans[first + 1][1])
        cover, _ = _cover(text, paper, paper.abstract[slice(*span)])
        parts = scored[first], scored[first + 1]
        gain = (cover - max(part.cover for part in parts)) / 2
        found.append(_Window(span, max(p.score for p in parts) + gain - PAIR, cover))
    return sorted(found, key=lambda window: -window.score)


def _cover(text: str, paper: Paper, evidence: str) -> tuple[float, float]:
    """Shares of the content words of `text` in `evidence`, and only in the title."""
    words = set(claim_of(text).stems)
    held = set(claim_of(evidence).stems)
    titled = set(claim_of(paper.title).stems) - held
    size = max(len(words), 1)
    return len(words & held) / size, len(words & titled) / size


def _verbatim(text: str, paper: Paper, spans: Sequence[Span]) -> Support | None:
    """`text` as a quotation: all of it, or all but a few words around a long run."""
    said = [match[0].lower() for match in _WORD.finditer(text)]
    written, places = _words_of(paper.abstract)
    matcher = SequenceMatcher(None, said, written, autojunk=False)
    run = matcher.find_longest_match()
    if run.size < min(SPAN_WORDS, max(len(said), 3)) or run.size < QUOTED * len(said):
        return None
    start, end = places[run.b][0], places[run.b + run.size - 1][1]
    held = [span for span in spans if span[0] < end and start < span[1]]
    quote = quote_of(paper, (held[0][0], held[-1][1]))
    whole = run.size == len(said)
    # A few words are a quotation only of a whole sentence, not of a part of one.
    if whole and len(said) < SPAN_WORDS and len(said) < len(_WORD.findall(quote.text)):
        return None
    around = " ".join(said[: run.a] + said[run.a + run.size :])
    if set(claim_of(around).stems) - _TELLING:
        return None
    # The run may begin behind a "not".
    if lacking(text, quote.text, [paper]) and not _same(said, quote.text):
        return None
    return Support(quote, "exact", 1.0, cover=1.0)


def _same(said: Sequence[str], evidence: str) -> bool:
    return list(said) == [match[0].lower() for match in _WORD.finditer(evidence)]


@lru_cache(maxsize=256)
def _words_of(abstract: str) -> tuple[list[str], list[Span]]:
    found = [(match[0].lower(), match.span()) for match in _WORD.finditer(abstract)]
    return [word for word, _ in found], [span for _, span in found]


@lru_cache(maxsize=256)
def _spans(abstract: str) -> tuple[Span, ...]:
    return sentence_spans(abstract)
