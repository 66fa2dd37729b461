"""An answer as HTML for the chat: pure, and without a word of Gradio."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rag.domain import Answer, Citation, Paper, Scope, Sentence, Source
from rag.errors import FootnoteError
from rag.events import Step
from rag.formats.seal import SILENCE, fit, reason, seal
from rag.text.names import byline, short_name
from ui.html.templates import render_block
from ui.html.view import AnswerView

_WORDS = {
    "exact": "exact quote",
    "near": "close to the source",
    "unsupported": "not in the papers",
}
# What a server or folder is called concerns who runs footnote, not who reads the page.
_ADDRESS = re.compile(r" at https?://[^\s;,]+")
_FOLDER = re.compile(r" (?:[A-Z]:\\|/)[^\s;,:]+")
ROWS = 10
"""Papers of a list that are shown before the rest is unfolded."""
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")


def answer_html(turn: int, answer: Answer) -> str:
    """A finished answer, or a refusal; `turn` ties its footnotes to its own sources."""
    if answer.status == "refused":
        nearest = answer.sources[:3]
        return render_block(
            "refusal.html",
            title=SILENCE.replace("'", "’"),
            reason=reason(answer),
            nearest=nearest,
            turn=turn,
            chips=_chips(answer),
        )
    papers = {source.paper.paper_id: source.paper for source in answer.sources}
    rows = _rows(turn, answer, papers)
    sentences = () if rows else answer.sentences
    return render_block(
        "answer.html",
        blocks=_blocks(turn, sentences, papers, answer.mode == "extractive"),
        answer=answer,
        draft="",
        chips=_chips(answer),
        took=took(answer),
        seal=seal(answer),
        fit=fit(answer),
        rows=rows,
        shown=ROWS,
    )


def _rows(turn: int, answer: Answer, papers: dict[str, Paper]) -> list[dict[str, object]]:
    """The papers of a list or of records: source, byline, and the sentence that is the reason."""
    if answer.kind != "list" and answer.status != "library":
        return []
    said = {c.n: c for sentence in answer.sentences for c in sentence.citations}
    return [
        {
            "source": source,
            "byline": byline(source.paper),
            "href": f"#c-{turn}-{source.n}",
            "reason": said[source.n].quote.text if source.n in said else "",
            "cite": _chip(turn, said[source.n], papers) if source.n in said else None,
        }
        for source in answer.sources
        if source.cited
    ]


def streaming_html(turn: int, view: AnswerView) -> str:
    """An answer on its way; empty while there is no text."""
    if view.answer is not None:
        return answer_html(turn, view.answer)
    if not view.sentences and not view.unchecked:
        return ""
    titles = {source.paper.paper_id: source.paper for source in view.sources}
    blocks = _blocks(turn, view.sentences, titles)
    return render_block(
        "answer.html",
        blocks=blocks,
        answer=None,
        draft=view.unchecked,
        chips=[],
        took=0,
        seal="",
        fit="",
        rows=[],
        shown=0,
    )


def took(answer: Answer) -> float:
    """Seconds from question to answer."""
    return answer.timings.get("total", sum(answer.timings.values()))


def error_html(error: FootnoteError) -> str:
    """What happened and what to do, in the error's words; addresses and folders stay inside."""
    message = _FOLDER.sub(" the library's folder", _ADDRESS.sub("", str(error)))
    return render_block("error.html", message=message)


def steps_html(steps: Sequence[Step]) -> str:
    return render_block("steps.html", steps=[(told(step), step.seconds) for step in steps])


def told(step: Step) -> str:
    """As in "Searched 312 of 20,000 papers"."""
    if step.name == "understood":
        return f"Understood “{step.detail}”"
    named = step.detail.lower().startswith(step.name)
    words = step.detail if named else f"{step.name} {step.detail}"
    return words[:1].upper() + words[1:]


def timings_html(timings: Mapping[str, float]) -> str:
    """The steps of an answer given earlier, of which only the times were kept."""
    return render_block("steps.html", steps=list(timings.items()))


def steps_title(steps: Sequence[Step], sources: Sequence[Source], in_scope: int) -> str:
    """The folded line above an answer: what was done, and how long it took.

    Gradio reads it as Markdown, so it is made of our own words and numbers alone.
    """
    if not steps:
        return "Reading your question"
    seconds = sum(step.seconds for step in steps)
    did = f"Read {len(sources)} of {in_scope:,} papers" if sources else "Understood the question"
    return f"{did} · {seconds:.1f} s"


def _blocks(
    turn: int, sentences: Sequence[Sentence], papers: dict[str, Paper], by_paper: bool = False
) -> list[tuple[str, list[dict[str, object]], str]]:
    """Runs of sentences as ("p" | "li", sentences, name of the paper): models write lists.

    With `by_paper`, quotes of different papers stand in paragraphs under their papers' names.
    """
    blocks: list[tuple[str, list[dict[str, object]], str]] = []
    before: set[int] = set()
    for sentence in sentences:
        bullet = _BULLET.match(sentence.text)
        text = sentence.text[bullet.end() :] if bullet else sentence.text
        shown: dict[str, object] = {
            "text": text,
            "status": sentence.status,
            "why": _why(sentence),
            "citations": [_chip(turn, citation, papers) for citation in sentence.citations],
        }
        kind = "li" if bullet else "p"
        breaks = bool(bullet) or "\n\n" in sentence.text[: len(sentence.text) - len(text) + 2]
        papers_now = {citation.n for citation in sentence.citations}
        # Quotes of two papers in one paragraph would read as one thought.
        breaks = breaks or (by_paper and not papers_now & before)
        before = papers_now
        if not blocks or breaks or blocks[-1][0] != kind:
            owner = papers.get(sentence.citations[0].quote.paper_id) if sentence.citations else None
            blocks.append((kind, [], short_name(owner) if by_paper and owner else ""))
        blocks[-1][1].append(shown)
    return blocks


def _why(sentence: Sentence) -> str:
    if sentence.verified:
        return ""
    # Two citations often fail for the same reason.
    reasons = {citation.why for citation in sentence.citations if citation.why}
    return "; ".join(sorted(reasons)) or "no paper here says this"


def _chip(turn: int, citation: Citation, papers: dict[str, Paper]) -> dict[str, object]:
    paper = papers.get(citation.quote.paper_id)
    title = f" — {paper.title}" if paper else ""
    label = f"Footnote {citation.n}, {_WORDS[citation.status]}: “{citation.quote.text}”{title}"
    return {
        "n": citation.n,
        "href": f"#{anchor(turn, citation.n, citation.quote.start)}",
        "status": citation.status,
        "label": " ".join(label.split()),
    }


def anchor(turn: int, n: int, start: int) -> str:
    """The id of a marked sentence; the source card's own id is its beginning."""
    return f"c-{turn}-{n}-{start}"


def _chips(answer: Answer) -> list[str]:
    understood = answer.understood.strip()
    chips = [understood] if understood and understood != answer.question.strip() else []
    titles = {source.paper.paper_id: source.paper.title for source in answer.sources}
    named = [titles[paper_id] for paper_id in answer.scope.paper_ids if paper_id in titles]
    return chips + [label for _, _, label in scope_chips(answer.scope, named)]


def scope_chips(scope: Scope, titles: Sequence[str] = ()) -> list[tuple[str, str, str]]:
    """(field, value, label) of every filter that is on."""
    chips: list[tuple[str, str, str]] = []
    if scope.year_from is not None or scope.year_to is not None:
        chips.append(("years", "", _years(scope.year_from, scope.year_to)))
    for name in ("venues", "authors", "collections"):
        chips += [(name, value, value) for value in getattr(scope, name)]
    if scope.paper_ids:
        count = len(scope.paper_ids)
        label = titles[0] if titles and count == 1 else f"{count} chosen papers"
        chips.append(("paper_ids", "", label))
    return chips


def _years(first: int | None, last: int | None) -> str:
    if first == last:
        return str(first)
    if first is None:
        return f"up to {last}"
    return f"{first}–{last}" if last is not None else f"{first} and later"
