"""Papers written out in forms that `footnote add` reads again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence

from rag.domain import Paper
from rag.errors import UsageError, shown
from rag.formats.write_bibtex import papers_to_bibtex
from rag.serialize import paper_to_json


def export(papers: Sequence[Paper], form: str) -> str:
    """The papers as bibtex, jsonl or csv; raises UsageError for another form."""
    if form not in PAPER_FORMS:
        raise UsageError(f"--format {shown(form)} is not known; use {', '.join(PAPER_FORMS)}.")
    return PAPER_FORMS[form](papers)


def _jsonl(papers: Sequence[Paper]) -> str:
    rows = [{"_id": paper.paper_id, **_flat(paper)} for paper in papers]
    return "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows)


def _csv(papers: Sequence[Paper]) -> str:
    out = io.StringIO()
    names = ["_id", "title", "abstract", "authors", "year", "venue", "url"]
    writer = csv.DictWriter(out, names, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for paper in papers:
        writer.writerow(
            {"_id": paper.paper_id, **_flat(paper), "authors": "; ".join(paper.authors)}
        )
    return out.getvalue()


def _flat(paper: Paper) -> dict[str, object]:
    fields = paper_to_json(paper)
    metadata = fields.pop("metadata")
    del fields["paper_id"], fields["collections"]
    return {**metadata, **fields}


PAPER_FORMS: dict[str, Callable[[Sequence[Paper]], str]] = {
    "bibtex": lambda papers: papers_to_bibtex(papers, abstracts=True),
    "jsonl": _jsonl,
    "csv": _csv,
}
