"""Papers side by side: for each aspect what a paper says of it, verbatim, or "not stated"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from rag.domain import (
    Answer,
    Cell,
    Citation,
    Comparison,
    Hit,
    Mode,
    Paper,
    Question,
    Quote,
    Sentence,
    Usage,
)
from rag.errors import CostNotAccepted, UsageError
from rag.extract.roles import aspect_quote
from rag.models.cached import CachedEmbedder
from rag.models.prompts import SILENCE, Prompts, Room
from rag.ports import ChatModel, Completion, Embedder, Message
from rag.text.names import short_name
from rag.verify.citations import Footnotes

ASPECTS = ("problem", "method", "data", "results", "limits", "code")
_PAPERS = 20
_ASPECTS = 12
_AT_ONCE = 4
_CELL_TOKENS = 160


def compare(
    papers: Sequence[Paper],
    aspects: Sequence[str],
    encoder: Embedder,
    model: ChatModel | None = None,
    cost_cap: float = math.inf,
) -> Comparison:
    """The papers by the aspects, or by ASPECTS where none is named.

    Raises UsageError for fewer than two papers, and CostNotAccepted before a model would cost
    more US dollars than the cap.
    """
    papers, wanted = tuple({p.paper_id: p for p in papers}.values()), _clean(aspects)
    if not 2 <= len(papers) <= _PAPERS:
        raise UsageError(
            f"A comparison takes 2 to {_PAPERS} papers, {len(papers)} given; name them by title, "
            "id or number in the last answer."
        )
    encoder = CachedEmbedder(encoder)
    pairs = [(paper, aspect) for paper in papers for aspect in wanted]
    cells = [_cell(aspect_quote(aspect, paper, encoder)) for paper, aspect in pairs]
    usage = Usage()
    if model is not None:
        written = _written(pairs, cells, model, cost_cap)
        cells, usage = [cell for cell, _ in written], sum((used for _, used in written), Usage())
    keyed = {(p.paper_id, a): cell for (p, a), cell in zip(pairs, cells, strict=True)}
    return Comparison(papers, wanted, keyed, usage)


def as_answer(comparison: Comparison, question: Question, model: str = "") -> Answer:
    """The table read out aspect by aspect, as an answer that cites each cell."""
    numbers = {paper.paper_id: n for n, paper in enumerate(comparison.papers, start=1)}
    sentences, silent = [], []
    for aspect in comparison.aspects:
        missing = ""
        for paper in comparison.papers:
            cell, n = comparison.cell(paper, aspect), numbers[paper.paper_id]
            if cell.quote is None:
                missing += f"[{n}]"
            else:
                citation = Citation(n, cell.quote, cell.status)
                sentences.append(Sentence(cell.text, (citation,)))
        if missing:
            silent.append(f"{aspect} {missing}")
    note = f"Not stated: {', '.join(silent)}." if silent else ""
    names = _listed([short_name(paper) for paper in comparison.papers])
    lead = f"{names}, by {_listed(comparison.aspects)}:"
    answer = replace(Answer.of(question, comparison.papers, sentences, note), lead=lead)
    mode: Mode = "llm" if model else "extractive"
    return replace(answer, mode=mode, model=model, usage=comparison.usage)


def _listed(names: Sequence[str]) -> str:
    """As in "A, B and C"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _clean(aspects: Sequence[str]) -> tuple[str, ...]:
    spaced = [" ".join(aspect.split()) for aspect in aspects]
    named = [name.lower() if name.lower() in ASPECTS else name for name in spaced]
    wanted = tuple(dict.fromkeys(name for name in named if name)) or ASPECTS
    if len(wanted) > _ASPECTS:
        raise UsageError(f"A table takes {_ASPECTS} aspects, {len(wanted)} given; leave some out.")
    return wanted


def _cell(quote: Quote | None) -> Cell:
    return Cell(quote, quote.text) if quote else Cell()


def _written(
    pairs: Sequence[tuple[Paper, str]], cells: Sequence[Cell], model: ChatModel, cost_cap: float
) -> list[tuple[Cell, Usage]]:
    prompts = [_prompt(paper, aspect, model) for paper, aspect in pairs]
    _check_cost(prompts, model, cost_cap)

    def write(place: int) -> tuple[Cell, Usage]:
        text, usage = _reply(model, prompts[place])
        return _checked(text, pairs[place][0], cells[place]), usage

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(write, range(len(pairs))))


def _prompt(paper: Paper, aspect: str, model: ChatModel) -> tuple[Message, ...]:
    room = Room(model.count_tokens, model.context_window, model.context_window // 2)
    return Prompts().cell(aspect, Hit.whole(paper), room).messages


def _check_cost(prompts: Sequence[Sequence[Message]], model: ChatModel, cost_cap: float) -> None:
    tokens = sum(model.count_tokens(message.content) for prompt in prompts for message in prompt)
    dollars = model.dollars(tokens, _CELL_TOKENS * len(prompts))
    if dollars is not None and dollars > cost_cap:
        raise CostNotAccepted(
            f"This table may cost ${dollars:.3f} with {model.name}, more than the cap of "
            f"${cost_cap:g}; accept the cost, raise FOOTNOTE_COST_CAP, or compare fewer aspects."
        )


def _reply(model: ChatModel, messages: Sequence[Message]) -> tuple[str, Usage]:
    pieces: list[str] = []
    usage = Usage()
    for item in model.stream(messages, _CELL_TOKENS):
        if isinstance(item, Completion):
            usage = item.usage
        else:
            pieces.append(item)
    return " ".join("".join(pieces).split()), usage


def _checked(text: str, paper: Paper, found: Cell) -> Cell:
    """The model's cell when the abstract supports it, nothing when it says so, else the quote."""
    if SILENCE.lower() in text.lower():
        return Cell()
    notes = Footnotes([paper])
    sentences = [*notes.feed(text), *notes.finish()]
    if len(sentences) != 1 or not sentences[0].verified:
        return found
    citation = sentences[0].citations[0]
    return Cell(citation.quote, sentences[0].text, citation.status)
