"""The papers beside an answer as HTML: cards, marked sentences, comparison table."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import chain

from rag.domain import Answer, Citation, Comparison, Hit, Paper, Source
from rag.formats.write_answer import answer_to_bibtex, answer_to_latex, answer_to_markdown
from ui.html.answer import anchor
from ui.html.templates import render

Piece = tuple[str, tuple[str, ...] | None]
"""A run of an abstract, and the ids it is marked with; None where it is not marked."""

_KEPT = 130
"""Characters of unmarked text that stay in sight beside a mark."""


def sources_html(
    turn: int,
    question: str,
    sources: Sequence[Source],
    answer: Answer | None,
    starred: Collection[str] = (),
    focus: str = "",
) -> str:
    """The panel of one answer; `answer` is None while it is still being written."""
    quotes = _quotes(answer)
    cited = [source for source in sources if source.cited or source.paper.paper_id in quotes]
    others = [source for source in sources if source not in cited]
    # Scores are relative to the best find, which says nothing where nothing fits.
    refused = answer is not None and answer.status == "refused"
    return render(
        "sources.html",
        turn=turn,
        question=question,
        cited=[_card(turn, source, quotes, starred) for source in cited],
        others=[_card(turn, source, quotes, starred, refused) for source in others],
        refused=refused,
        writing=answer is None,
        focus=focus,
        downloads=_downloads(answer) if answer and cited else [],
    )


def _card(
    turn: int,
    source: Source,
    quotes: Mapping[str, list[Citation]],
    starred: Collection[str],
    refused: bool = False,
) -> dict[str, object]:
    paper = source.paper
    found = quotes.get(paper.paper_id, [])
    marks = [(c.quote.start, c.quote.end, anchor(turn, source.n, c.quote.start)) for c in found]
    return {
        "id": f"c-{turn}-{source.n}",
        "n": source.n,
        "paper": paper,
        "byline": byline(paper),
        "relevance": 0 if refused else round(100 * min(max(source.score, 0.0), 1.0)),
        "pieces": folded(marked(paper.abstract, marks)),
        "open": bool(found),
        "starred": paper.paper_id in starred,
    }


def _quotes(answer: Answer | None) -> dict[str, list[Citation]]:
    quotes: dict[str, list[Citation]] = {}
    for citation in chain.from_iterable(s.citations for s in answer.sentences) if answer else ():
        if citation.status != "unsupported":
            quotes.setdefault(citation.quote.paper_id, []).append(citation)
    return quotes


def byline(paper: Paper) -> str:
    """As in "Karpukhin, Oguz, Min and 5 more · EMNLP · 2020"."""
    names = list(paper.authors)
    who = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return " · ".join(filter(None, [who, paper.venue, str(paper.year or "")]))


def marked(text: str, spans: Sequence[tuple[int, int, str]]) -> list[Piece]:
    """`text` cut into marked and plain runs; spans that touch the same words share one mark."""
    pieces: list[Piece] = []
    at = 0
    for start, end, ids in _merged(spans):
        if start > at:
            pieces.append((text[at:start], None))
        pieces.append((text[start:end], ids))
        at = end
    if at < len(text):
        pieces.append((text[at:], None))
    return pieces


def folded(pieces: Sequence[Piece]) -> list[tuple[str, str, str, tuple[str, ...] | None]]:
    """(text, folded away, text, ids): unmarked runs keep what stands next to a mark."""
    last = len(pieces) - 1
    rows: list[tuple[str, str, str, tuple[str, ...] | None]] = []
    for place, (text, ids) in enumerate(pieces):
        start = 0 if place == 0 else _word(text, _KEPT)
        end = len(text) if place == last else _word(text, len(text) - _KEPT)
        if ids is not None or last == 0 or end - start < _KEPT:
            rows.append((text, "", "", ids))
        else:
            rows.append((text[:start], text[start:end], text[end:], None))
    return rows


def _word(text: str, at: int) -> int:
    """The end of a word near a place."""
    found = text.find(" ", max(at, 0))
    return len(text) if found < 0 else found


def _merged(spans: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, tuple[str, ...]]]:
    merged: list[tuple[int, int, tuple[str, ...]]] = []
    for start, end, name in sorted(set(spans)):
        if merged and start < merged[-1][1]:
            first, last, ids = merged.pop()
            names = ids if name in ids else (*ids, name)
            merged.append((first, max(last, end), names))
        else:
            merged.append((start, end, (name,)))
    return merged


def _downloads(answer: Answer) -> list[tuple[str, str, str]]:
    return [
        ("Markdown", "answer.md", answer_to_markdown(answer)),
        ("LaTeX", "answer.tex", answer_to_latex(answer)),
        ("BibTeX", "cited.bib", answer_to_bibtex(answer)),
    ]


def quiet_html() -> str:
    """The panel before there is an answer."""
    return render("quiet.html")


def similar_html(paper: Paper, hits: Sequence[Hit], starred: Collection[str] = ()) -> str:
    """Papers like one paper, in the same cards."""
    sources = [Source(n, hit.paper, hit.score) for n, hit in enumerate(hits, 1)]
    cards = [_card(-1, source, {}, starred) for source in sources]
    return render("similar.html", paper=paper, cards=cards)


def paper_html(paper: Paper, starred: Collection[str] = ()) -> str:
    """One paper, as picked on the map."""
    card = _card(-2, Source(0, paper, 0.0), {}, starred) | {"open": True}
    return render("picked.html", chosen=card)


def comparison_html(comparison: Comparison, downloads: Sequence[tuple[str, str, str]]) -> str:
    """Papers by aspects, a verified quote or "not stated" in each cell."""
    rows = [
        (paper, byline(paper), [comparison.cell(paper, aspect) for aspect in comparison.aspects])
        for paper in comparison.papers
    ]
    return render("compare.html", rows=rows, aspects=comparison.aspects, downloads=list(downloads))
