"""An answer to take away: Markdown, LaTeX and BibTeX of exactly the papers it cites."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library as Bibliography
from bibtexparser.model import Entry, Field
from pylatexenc.latexencode import UnicodeToLatexEncoder

from rag.domain import Answer, Paper, Sentence, Source
from ui.desk import Comparison


def cited_sources(answer: Answer) -> list[Source]:
    """The sources that a sentence of the answer rests on, by number."""
    numbers = {c.n for s in answer.sentences for c in s.citations if c.status != "unsupported"}
    return [source for source in answer.sources if source.n in numbers]


def answer_to_markdown(answer: Answer) -> str:
    """The answer with footnotes that hold the quoted sentence and a link."""
    lines = [f"# {_md(answer.question)}", ""]
    if answer.status == "refused":
        lines += ["The papers don't say.", _md(answer.note)]
    lines += [_md_sentence(sentence) for sentence in answer.sentences]
    lines.append("")
    for source in cited_sources(answer):
        quotes = "; ".join(f"“{_md(quote)}”" for quote in _quotes(answer, source.n))
        lines.append(f"[^{source.n}]: {_md_reference(source.paper)} {quotes}")
    return "\n".join(lines) + "\n"


def answer_to_latex(answer: Answer) -> str:
    r"""Paragraph text with `\cite{key}`; the keys are those of `answer_to_bibtex`."""
    keys = citation_keys([source.paper for source in cited_sources(answer)])
    lines = [f"% {' '.join(answer.question.split())}"]
    for sentence in answer.sentences:
        ids = dict.fromkeys(
            c.quote.paper_id for c in sentence.citations if c.status != "unsupported"
        )
        cites = ",".join(keys[paper_id] for paper_id in ids if paper_id in keys)
        text = _latex(sentence.text)
        lines.append(f"{text}~\\cite{{{cites}}}" if cites else f"% not in the papers: {text}")
    return "\n".join(lines) + "\n"


def answer_to_bibtex(answer: Answer) -> str:
    return papers_to_bibtex([source.paper for source in cited_sources(answer)])


def papers_to_bibtex(papers: Sequence[Paper]) -> str:
    """One entry a paper, with keys as in `karpukhin2020dense`."""
    keys = citation_keys(papers)
    return write_string(Bibliography([_entry(paper, keys[paper.paper_id]) for paper in papers]))


def citation_keys(papers: Sequence[Paper]) -> dict[str, str]:
    """Paper id -> a key no other paper of the list has."""
    keys: dict[str, str] = {}
    for paper in papers:
        base = _key(paper)
        taken = set(keys.values())
        key = base
        suffix = 1
        while key in taken:
            suffix += 1
            key = f"{base}{suffix}"
        keys[paper.paper_id] = key
    return keys


def comparison_to_markdown(comparison: Comparison) -> str:
    head = ["Paper", *comparison.aspects]
    rows = [[_md(paper.title), *_row(comparison, paper)] for paper in comparison.papers]
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_bar(c) for c in row) + " |" for row in lines) + "\n"


def comparison_to_latex(comparison: Comparison) -> str:
    r"""A `tabular` whose first column cites the papers by the keys of `papers_to_bibtex`."""
    keys = citation_keys(comparison.papers)
    rows = [["Paper", *map(_latex, comparison.aspects)]]
    for paper in comparison.papers:
        cells = [_latex(text) for text in _row(comparison, paper)]
        rows.append([f"{_latex(paper.title)}~\\cite{{{keys[paper.paper_id]}}}", *cells])
    columns = "p{3cm}" * (len(comparison.aspects) + 1)
    body = " \\\\\n".join(" & ".join(row) for row in rows)
    return f"\\begin{{tabular}}{{{columns}}}\n{body} \\\\\n\\end{{tabular}}\n"


def _row(comparison: Comparison, paper: Paper) -> list[str]:
    found = (comparison.cells.get((paper.paper_id, aspect)) for aspect in comparison.aspects)
    return [cell.quote.text if cell and cell.quote else "not stated" for cell in found]


def _entry(paper: Paper, key: str) -> Entry:
    fields: Mapping[str, str] = {
        "title": "{" + _latex(paper.title) + "}",
        "author": " and ".join(_latex(author) for author in paper.authors),
        "year": str(paper.year or ""),
        "howpublished": _latex(paper.venue),
        "url": paper.url,
        "note": _latex(paper.paper_id) if not paper.url else "",
    }
    return Entry("misc", key, [Field(name, value) for name, value in fields.items() if value])


def _key(paper: Paper) -> str:
    author = paper.authors[0].split(",")[0].split()[-1:] if paper.authors else []
    words = re.findall(r"\w{4,}", paper.title)[:1]
    parts = [*author, str(paper.year or ""), *words]
    key = re.sub(r"[^a-z0-9]", "", _ascii("".join(parts)).lower())
    return key or "paper"


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _latex(text: str) -> str:
    encoder = UnicodeToLatexEncoder(unknown_char_policy="keep", unknown_char_warning=False)
    return str(encoder.unicode_to_latex(" ".join(text.split())))


def _md(text: str) -> str:
    """Text of a paper or model in one line, its Markdown made harmless."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", " ".join(text.split()))


def _bar(text: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", " ".join(text.split()))


def _md_sentence(sentence: Sentence) -> str:
    numbers = dict.fromkeys(c.n for c in sentence.citations if c.status != "unsupported")
    notes = "".join(f"[^{n}]" for n in numbers)
    return _md(sentence.text) + notes if notes else f"~~{_md(sentence.text)}~~ (not in the papers)"


def _md_reference(paper: Paper) -> str:
    title = f"[{_md(paper.title)}](<{paper.url}>)" if paper.url else _md(paper.title)
    who = ", ".join(paper.authors[:3]) + (" et al." if len(paper.authors) > 3 else "")
    return ". ".join(filter(None, [_md(who), title, _md(paper.venue), str(paper.year or "")])) + "."


def _quotes(answer: Answer, n: int) -> list[str]:
    found = (c for s in answer.sentences for c in s.citations)
    return list(
        dict.fromkeys(c.quote.text for c in found if c.n == n and c.status != "unsupported")
    )
