"""Papers as BibTeX, and any text as LaTeX: the one home of both."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library as Bibliography
from bibtexparser.model import Entry, Field
from pylatexenc.latexencode import UnicodeToLatexEncoder

from rag.domain import Paper

_JOURNAL = re.compile(
    r"\b(?:journal|transactions|letters|review|nature|science|plos|annals)\b", re.I
)
# BibTeX counts braces even behind a backslash, so a lone \{ would swallow the rest of the file.
_BRACES = {r"\{": r"{\textbraceleft}", r"\}": r"{\textbraceright}"}


def papers_to_bibtex(papers: Sequence[Paper], abstracts: bool = False) -> str:
    """One entry a paper, under the keys of `citation_keys`; a library's own copy has abstracts."""
    keys = citation_keys(papers)
    return write_string(
        Bibliography([_entry(paper, keys[paper.paper_id], abstracts) for paper in papers])
    )


def citation_keys(papers: Sequence[Paper]) -> dict[str, str]:
    """Paper id -> a key as in `karpukhin2020dense` that no other paper of the list has."""
    keys: dict[str, str] = {}
    taken: set[str] = set()
    for paper in papers:
        base = _key(paper)
        suffixes = (f"{base}{n or ''}" for n in (0, *range(2, len(papers) + 2)))
        keys[paper.paper_id] = next(key for key in suffixes if key not in taken)
        taken.add(keys[paper.paper_id])
    return keys


def latex(text: str) -> str:
    """`text` in one line with everything escaped that LaTeX or BibTeX would act on."""
    encoder = UnicodeToLatexEncoder(unknown_char_policy="keep", unknown_char_warning=False)
    encoded = str(encoder.unicode_to_latex(" ".join(text.split())))
    if text.count("{") == text.count("}"):
        return encoded
    return re.sub(r"\\[{}]", lambda match: _BRACES[match[0]], encoded)


def _entry(paper: Paper, key: str, abstract: bool) -> Entry:
    journal = bool(_JOURNAL.search(paper.venue))
    kind = "article" if journal else "inproceedings" if paper.venue else "misc"
    where = "journal" if journal else "booktitle"
    fields = {
        "title": f"{{{latex(paper.title)}}}",
        "author": " and ".join(latex(author) for author in paper.authors),
        "year": str(paper.year or ""),
        where: latex(paper.venue),
        "url": re.sub(r"[\s{}\\]", "", paper.url),
        **_identifier(paper),
        "abstract": latex(paper.abstract) if abstract else "",
    }
    return Entry(kind, key, [Field(name, value) for name, value in fields.items() if value])


def _identifier(paper: Paper) -> dict[str, str]:
    """Fields that let another program, or a later `add`, know the paper again."""
    kind, _, value = paper.paper_id.partition(":")
    if kind == "doi":
        return {"doi": re.sub(r"[\s{}\\]", "", value)}
    if kind == "arxiv":
        return {"eprint": latex(value), "archiveprefix": "arXiv"}
    return {} if paper.url else {"note": latex(paper.paper_id)}


def _key(paper: Paper) -> str:
    """Last name of the first author, year and the title's first telling word."""
    first = paper.authors[0] if paper.authors else ""
    name = first.split(",")[0].split()[-1:] if first.strip() else []
    word = re.findall(r"\w{4,}", paper.title)[:1]
    plain = unicodedata.normalize("NFKD", "".join([*name, str(paper.year or ""), *word]))
    return re.sub(r"[^a-z0-9]", "", plain.lower()) or "paper"
