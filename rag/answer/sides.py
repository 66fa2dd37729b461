"""A claim with the sentences that speak for it and against it, verbatim, side by side."""

from __future__ import annotations

from rag.domain import (
    Answer,
    BothSides,
    Citation,
    Question,
    Quote,
    Scope,
    Sentence,
    sources_of,
)
from rag.extract.features import AskedText
from rag.extract.sentences import worth_reading
from rag.extract.stance import Stance, stances
from rag.ports import Embedder
from rag.retrieval.search import Search

READ = 20  # papers asked what they say of a claim
_SENTENCES = 60


def both_sides(
    claim: str, search: Search, encoder: Embedder, k: int = READ, scope: Scope = Scope()
) -> BothSides:
    """What the `k` papers nearest to a claim say of it; each paper speaks once, at its surest."""
    hits = search.retrieve(claim, k, scope).hits
    read = worth_reading(AskedText(claim), hits, _SENTENCES)
    taken = stances(claim, [one.text for one in read], encoder)
    surest: dict[int, tuple[Stance, Quote]] = {}
    for one, side in zip(read, taken, strict=True):
        if side.label == "neutral":
            continue
        if one.hit not in surest or side.score > surest[one.hit][0].score:
            quote = Quote(hits[one.hit].paper.paper_id, one.text, *one.span)
            surest[one.hit] = side, quote
    order = sorted(surest, key=lambda place: (-surest[place][0].score, place))

    def column(label: str) -> tuple[Citation, ...]:
        places = [place for place in order if surest[place][0].label == label]
        return tuple(Citation(place + 1, surest[place][1], "exact") for place in places)

    said = [quote for _, quote in surest.values()]
    neutral = sum(side.label == "neutral" for side in taken)
    return BothSides(
        claim,
        column("support"),
        column("contradict"),
        neutral,
        sources_of(hits, [Sentence(q.text, (Citation(1, q, "exact"),)) for q in said]),
    )


def sides_as_answer(sides: BothSides, question: Question) -> Answer:
    """The sentences for the claim, then those against it, as an answer."""
    columns = (*sides.supporting, *sides.contradicting)
    count = f"{len(sides.supporting)} for, {len(sides.contradicting)} against"
    sentences = [Sentence(citation.quote.text, (citation,)) for citation in columns]
    note = f"{count}; {sides.neutral} sentences read take no side."
    return Answer.of(question, sides.sources, sentences, note)
