"""How things look in a terminal: rich tables, a progress bar, an answer with footnotes below."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from typing import TypeVar

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from rag.domain import Answer, BothSides, Comparison, Hit, Paper, Sentence, Source
from rag.errors import CostNotAccepted
from rag.formats.seal import fit, refusal, seal
from rag.text.names import byline, short_name

Result = TypeVar("Result")
MARKS = {"exact": "✓", "near": "≈", "unsupported": "✗"}
_ROWS = 20  # papers of a list that are shown at once
STYLES = {"exact": "", "near": "italic", "unsupported": "strike dim"}


def console() -> Console:
    return Console(highlight=False, soft_wrap=False)


@contextmanager
def progress_bar(unit: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on stderr with rate and time left; nothing where stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(f"adding {unit}", total=None, rate="")

        def advance(done: int, of: int) -> None:
            speed = bar.tasks[0].speed
            bar.update(task, completed=done, total=of, rate=f"{speed:.0f}/s" if speed else "")

        yield advance


def confirmed(work: Callable[[bool], Result], yes: bool) -> Result:
    """Run `work(accept_cost)`; where it asks for money first, ask the person at the terminal."""
    try:
        return work(yes)
    except CostNotAccepted as cost:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise
        print(f"{cost} Go on? [y/N] ", end="", file=sys.stderr, flush=True)
        if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
            raise
        return work(True)


def clean(text: str) -> str:
    """Text of papers and models without control characters that would steer the terminal."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)


def show_papers(papers: Sequence[Paper], total: int) -> None:
    table = Table(box=None, pad_edge=False)
    for name in ("id", "title", "authors", "year", "venue"):
        table.add_column(
            name, overflow="fold" if name == "title" else "ellipsis", no_wrap=name != "title"
        )
    for paper in papers:
        row = (paper.paper_id, paper.title, byline(paper), str(paper.year or ""), paper.venue)
        table.add_row(*(escape(clean(cell)) for cell in row))
    out = console()
    out.print(table)
    out.print(f"{len(papers)} of {total} papers", style="dim")


def show_paper(paper: Paper) -> None:
    out = console()
    out.print(Text(clean(paper.title), style="bold"))
    line = " · ".join(
        filter(None, [byline(paper, 8), str(paper.year or ""), paper.venue, paper.url])
    )
    if line:
        out.print(Text(clean(line), style="dim"))
    out.print(Text(clean(paper.abstract)))
    out.print(Text(f"id {clean(paper.paper_id)}", style="dim"))


def show_hits(hits: Sequence[Hit]) -> None:
    out = console()
    for n, hit in enumerate(hits, start=1):
        head = Text.assemble((f"{n:>2}  ", "bold"), (clean(hit.paper.title), "bold"))
        head.append(f"  {hit.score:.2f}", style="dim")
        out.print(head)
        line = " · ".join(
            filter(None, [byline(hit.paper), str(hit.paper.year or ""), hit.paper.venue])
        )
        passage = clean(hit.passage.text)
        cut = passage if len(passage) <= 300 else passage[:300].rsplit(" ", 1)[0] + " …"
        out.print(Padding(Text("\n".join(filter(None, [clean(line), cut]))), (0, 0, 1, 4)))


def show_answer(answer: Answer) -> None:
    """The answer, then its footnotes with the sentences they rest on."""
    out = console()
    if answer.status == "refused":
        _show_refusal(out, answer)
        return
    if answer.lead:
        out.print(Text(clean(answer.lead), style="bold"))
    if answer.status in ("social", "library") or answer.kind == "list":
        _show_listed(out, answer)
        return
    for head, sentences in _by_paper(answer):
        if head:
            out.print(Text(clean(head), style="cyan"))
        text = Text()
        for sentence in sentences:
            text.append_text(_sentence(sentence)).append(" ")
        out.print(Padding(text, (0, 0, 0, 2 if head else 0)))
    out.print()
    _show_footnotes(out, answer)
    out.print(Text(summary_line(answer), style="dim"))
    if answer.note:
        out.print(Text(clean(answer.note), style="yellow"))


def _by_paper(answer: Answer) -> list[tuple[str, list[Sentence]]]:
    """Quotes under the short name of the paper they are of; composed sentences under none."""
    papers = {source.n: source.paper for source in answer.sources}
    groups: list[tuple[str, list[Sentence]]] = []
    for sentence in answer.sentences:
        head = ""
        if answer.mode == "extractive" and sentence.citations:
            head = short_name(papers[sentence.citations[0].n])
        if not groups or groups[-1][0] != head:
            groups.append((head, []))
        groups[-1][1].append(sentence)
    return groups


def _show_listed(out: Console, answer: Answer) -> None:
    """The papers of a list or of records, each with the sentence that is the reason."""
    reasons = {c.n: c.quote.text for s in answer.sentences for c in s.citations}
    papers = [source for source in answer.sources if source.cited]
    for source in papers[:_ROWS]:
        out.print(_source_line(source))
        if source.n in reasons:
            out.print(Padding(Text(f"“{clean(reasons[source.n])}”", style="dim"), (0, 0, 0, 4)))
    if len(papers) > _ROWS:
        more = f"… and {len(papers) - _ROWS:,} more; --json has them all."
        out.print(Text(more, style="dim"))
    if answer.sentences:
        out.print(Text(summary_line(answer), style="dim"))
    if answer.note:
        out.print(Text(clean(answer.note), style="yellow"))


def _sentence(sentence: Sentence) -> Text:
    text = Text(clean(sentence.text), style=STYLES[sentence.status])
    for citation in sentence.citations:
        text.append(f"[{citation.n}]", style="cyan")
    if sentence.status != "exact":
        text.append(MARKS[sentence.status], style="yellow" if sentence.status == "near" else "red")
    return text


def _show_footnotes(out: Console, answer: Answer) -> None:
    for source in answer.sources:
        if not source.cited:
            continue
        out.print(_source_line(source))
        seen: set[str] = set()
        for sentence in answer.sentences:
            for citation in sentence.citations:
                if citation.n == source.n and citation.quote.text not in seen:
                    seen.add(citation.quote.text)
                    quote = f"{MARKS[citation.status]} “{clean(citation.quote.text)}”"
                    out.print(Padding(Text(quote, style="dim"), (0, 0, 0, 4)))


def _source_line(source: Source) -> Text:
    paper = source.paper
    text = Text.assemble((f"[{source.n}] ", "cyan"), (clean(paper.title), "bold"))
    rest = ". ".join(filter(None, [byline(paper), paper.venue, str(paper.year or ""), paper.url]))
    return text.append(f" {clean(rest)}" if rest else "")


def _show_refusal(out: Console, answer: Answer) -> None:
    out.print(Text(clean(refusal(answer)), style="bold"))
    if answer.sources:
        out.print(Text("Nearest papers:", style="dim"))
        for source in answer.sources[:3]:
            out.print(Padding(_source_line(source), (0, 0, 0, 2)))


def show_comparison(table: Comparison) -> None:
    """A grid on a wide terminal; each cell is what the paper says."""
    grid = Table(show_lines=True)
    grid.add_column("")
    for paper in table.papers:
        grid.add_column(Text(clean(paper.title), style="bold"), overflow="fold")
    for aspect in table.aspects:
        cells = [table.cell(paper, aspect) for paper in table.papers]
        texts = [Text(clean(c.text), style="" if c.quote is not None else "dim") for c in cells]
        grid.add_row(Text(aspect, style="cyan"), *texts)
    console().print(grid)


def show_sides(sides: BothSides) -> None:
    """The sentences for a claim in one column, those against it in the other."""
    papers = {source.n: source.paper for source in sides.sources}
    grid = Table(show_lines=True, expand=True)
    for head in ("For", "Against"):
        grid.add_column(head, ratio=1, overflow="fold")
    columns = [
        [
            Text.assemble(f"“{clean(c.quote.text)}”\n", (clean(papers[c.n].title), "dim"))
            for c in side
        ]
        for side in (sides.supporting, sides.contradicting)
    ]
    for row in zip_longest(*columns, fillvalue=Text("")):
        grid.add_row(*row)
    out = console()
    out.print(grid)
    out.print(Text(f"{sides.neutral} sentences read take no side.", style="dim"))


def summary_line(answer: Answer) -> str:
    """'3 quotes, word for word · likely answers the question · extracted · 0.12 s'."""
    how = "extracted" if answer.mode == "extractive" else answer.model
    parts = [*filter(None, (seal(answer), fit(answer))), how]
    if answer.removed_markers:
        parts.append(f"{answer.removed_markers} invented footnotes removed")
    if answer.usage.requests:
        cost = answer.usage.dollars
        parts.append(
            f"{answer.usage.prompt_tokens + answer.usage.completion_tokens} tokens"
            + (f", ${cost:.4f}" if cost is not None else "")
        )
    if "total" in answer.timings:
        parts.append(f"{answer.timings['total']:.2f} s")
    return " · ".join(parts)
