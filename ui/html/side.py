"""The left side as HTML: conversations, filters, papers about to be added."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from rag.domain import Scope
from rag.formats.read import Reading
from rag.formats.record import READ
from rag.retrieval.ingest import Added
from ui.html.answer import scope_chips
from ui.html.templates import render

_SHOWN = 100
"""Records listed in a review; the counts above it are of all."""


def conversations_html(
    conversations: Sequence[tuple[str, str, str]], current: str | None, query: str
) -> str:
    rows = [
        {"id": id_, "title": title, "when": _when(updated), "current": id_ == current}
        for id_, title, updated in conversations[:_SHOWN]
    ]
    return render("conversations.html", rows=rows, query=query)


def _when(updated: str) -> str:
    """Time of day for today, else the date."""
    moment = datetime.fromisoformat(updated)
    today = datetime.now(UTC).date()
    return moment.strftime("%H:%M") if moment.date() == today else moment.strftime("%d %b")


def filters_html(scope: Scope, within: int, papers: int, titles: Sequence[str] = ()) -> str:
    """Removable chips of the filters that are on, with "312 of 20,000 in scope"."""
    return render("filters.html", chips=scope_chips(scope, titles), within=within, papers=papers)


def review_html(reading: Reading, known: Collection[str]) -> str:
    """What would be added, what is here already, and what could not be read and why."""
    new = [paper for paper in reading.papers if paper.paper_id not in known]
    old = [paper for paper in reading.papers if paper.paper_id in known]
    return render("review.html", new=new, old=old, rejected=list(reading.rejected), shown=_SHOWN)


def progress_html(done: int, total: int, seconds: float) -> str:
    """A bar with the rate and the time left."""
    rate = done / seconds if seconds > 0 else 0.0
    left = (total - done) / rate if rate else 0.0
    share = round(100 * done / total) if total else 100
    return render("progress.html", done=done, total=total, rate=rate, left=left, share=share)


def added_html(report: Added, rejected: int, papers: int) -> str:
    return render("added.html", report=report, rejected=rejected, papers=papers)


def problem_html(message: str) -> str:
    """What could not be done and what to do instead, beside the control it is about."""
    return render("problem.html", message=message)


def welcome_html(papers: int) -> str:
    """The empty chat: what this is, or how to add the first papers."""
    return render("welcome.html", papers=papers, formats=", ".join(READ))


def saved_html() -> str:
    return render("saved.html")


def feedback_html(count: int, exported: str) -> str:
    """The kept judgements, to take away as JSON."""
    return render("feedback.html", count=count, exported=exported)
