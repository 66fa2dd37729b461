"""A comparison to take away: Markdown, CSV, and LaTeX whose keys are those of its BibTeX."""

from __future__ import annotations

import csv
import io
import re

from rag.domain import NOT_STATED, Comparison, Paper
from rag.formats.markdown import escaped
from rag.formats.write_bibtex import citation_keys, latex


def comparison_to_markdown(comparison: Comparison) -> str:
    """A pipe table; each cell is a quote or "not stated"."""
    head = ["Paper", *(escaped(_titled(aspect)) for aspect in comparison.aspects)]
    rows = [[_linked(paper), *map(escaped, _row(comparison, paper))] for paper in comparison.papers]
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def comparison_to_csv(comparison: Comparison) -> str:
    """A row a paper: key, title, year, then the aspects; empty where nothing is stated."""
    keys = citation_keys(comparison.papers)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["key", "title", "year", *comparison.aspects])
    for paper in comparison.papers:
        cells = ["" if text == NOT_STATED else text for text in _row(comparison, paper)]
        row = [keys[paper.paper_id], paper.title, str(paper.year or ""), *cells]
        writer.writerow([_inert(text) for text in row])
    return out.getvalue()


def comparison_to_latex(comparison: Comparison) -> str:
    r"""A booktabs `tabular` whose first column cites the papers of `papers_to_bibtex`."""
    keys = citation_keys(comparison.papers)
    width = round(0.94 / (len(comparison.aspects) + 1), 3)
    columns = f"p{{{width}\\linewidth}}" * (len(comparison.aspects) + 1)
    head = " & ".join(["Paper", *(latex(_titled(aspect)) for aspect in comparison.aspects)])
    rows = [
        " & ".join(
            [
                f"{latex(paper.title)}~\\cite{{{keys[paper.paper_id]}}}",
                *(_emphasised(text) for text in _row(comparison, paper)),
            ]
        )
        for paper in comparison.papers
    ]
    body = " \\\\\n".join(rows)
    return (
        f"% \\usepackage{{booktabs}}\n\\begin{{tabular}}{{@{{}}{columns}@{{}}}}\n\\toprule\n{head} "
        f"\\\\\n\\midrule\n{body} \\\\\n\\bottomrule\n\\end{{tabular}}\n"
    )


TABLE_FORMS = {
    "markdown": comparison_to_markdown,
    "csv": comparison_to_csv,
    "latex": comparison_to_latex,
}


def _titled(aspect: str) -> str:
    return aspect[:1].upper() + aspect[1:]


def _row(comparison: Comparison, paper: Paper) -> list[str]:
    return [comparison.cell(paper, aspect).text for aspect in comparison.aspects]


def _emphasised(text: str) -> str:
    return rf"\emph{{{NOT_STATED}}}" if text == NOT_STATED else latex(text)


def _linked(paper: Paper) -> str:
    title = escaped(paper.title)
    url = re.sub(r"[\s<>|]", "", paper.url)
    return f"[{title}](<{url}>)" if re.match(r"https?://", url) else title


def _inert(text: str) -> str:
    """A spreadsheet would run a cell that begins so."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
