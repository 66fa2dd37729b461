"""An answer to take away: Markdown, LaTeX and BibTeX of exactly the papers it cites."""

from __future__ import annotations

from rag.domain import Answer, Paper, Sentence, Source
from rag.formats.markdown import escaped
from rag.formats.seal import refusal
from rag.formats.write_bibtex import citation_keys, latex, papers_to_bibtex
from rag.text.names import byline


def cited_sources(answer: Answer) -> list[Source]:
    """The sources that a sentence of the answer rests on, by number."""
    numbers = {c.n for s in answer.sentences for c in s.citations if c.status != "unsupported"}
    return [source for source in answer.sources if source.n in numbers]


def answer_to_markdown(answer: Answer) -> str:
    """The answer with footnotes that hold the quoted sentence and a link."""
    lines = [f"# {escaped(answer.question)}", ""]
    if answer.lead:
        lines += [escaped(answer.lead), ""]
    if answer.status == "library":
        listed = [source for source in answer.sources if source.cited]
        lines += [f"- {_md_reference(source.paper)}" for source in listed]
    if answer.status == "refused":
        lines.append(escaped(refusal(answer)))
    lines += [_md_sentence(sentence) for sentence in answer.sentences]
    lines.append("")
    for source in cited_sources(answer):
        quotes = "; ".join(f"“{escaped(quote)}”" for quote in _quotes(answer, source.n))
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
        text = latex(sentence.text)
        lines.append(f"{text}~\\cite{{{cites}}}" if cites else f"% not in the papers: {text}")
    return "\n".join(lines) + "\n"


def answer_to_bibtex(answer: Answer) -> str:
    return papers_to_bibtex([source.paper for source in cited_sources(answer)])


def _md_sentence(sentence: Sentence) -> str:
    numbers = dict.fromkeys(c.n for c in sentence.citations if c.status != "unsupported")
    notes = "".join(f"[^{n}]" for n in numbers)
    return (
        escaped(sentence.text) + notes
        if notes
        else f"~~{escaped(sentence.text)}~~ (not in the papers)"
    )


def _md_reference(paper: Paper) -> str:
    title = f"[{escaped(paper.title)}](<{paper.url}>)" if paper.url else escaped(paper.title)
    known = (escaped(byline(paper)), title, escaped(paper.venue), str(paper.year or ""))
    return ". ".join(filter(None, known)) + "."


def _quotes(answer: Answer, n: int) -> list[str]:
    found = (c for s in answer.sentences for c in s.citations)
    return list(
        dict.fromkeys(c.quote.text for c in found if c.n == n and c.status != "unsupported")
    )
