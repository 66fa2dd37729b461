"""The right side at work: sources, more like this, comparison, map."""

from __future__ import annotations

import gradio as gr

from rag.errors import CostNotAccepted, FootnoteError
from rag.formats.write_bibtex import papers_to_bibtex
from rag.formats.write_table import comparison_to_csv, comparison_to_latex, comparison_to_markdown
from rag.retrieval.map import MapPoint
from ui.html.side import problem_html
from ui.html.sources import comparison_html, paper_html, similar_html
from ui.web.conversation import STARRED, Update
from ui.web.side import SideHandlers

_SIMILAR = 8


class PanelHandlers:
    """Handlers of the panels beside the chat."""

    def __init__(self, sidebar: SideHandlers) -> None:
        self.sidebar = sidebar
        self.conversation = sidebar.conversation
        self.library = sidebar.library
        self.screen = sidebar.screen
        self._map: tuple[list[MapPoint], dict[str, list[object]]] | None = None

    def ask_about(self, data: gr.EventData) -> list[str]:
        """Narrow the next question to one paper."""
        return [str(data.paper)]

    def similar(self, data: gr.EventData) -> Update:
        """Other papers near this one."""
        sources = self.screen.right.sources
        try:
            paper = self.library.paper(str(data.paper))
            hits = self.library.similar(paper.paper_id, _SIMILAR)
        except FootnoteError as error:
            return {sources: problem_html(str(error))}
        return {sources: similar_html(paper, hits, self.conversation.starred())}

    def star(self, data: gr.EventData) -> None:
        """Put a paper among the starred ones, or take it out."""
        self.library.collect([str(data.paper)], STARRED, bool(data.on))

    def back(self, conversation: str | None, shown: int | None, request: gr.Request) -> Update:
        """The answer's own sources again."""
        known = self.conversation.known(conversation, request)
        return self.conversation.sources_of(known, -1 if shown is None else shown)

    def compare(
        self, paper_ids: list[str], aspects: list[str], compose: bool, accept_cost: bool = False
    ) -> Update:
        """The chosen papers side by side; where that is dear, the next click accepts it."""
        table, accept = self.screen.right.table, self.screen.right.accept
        hidden = {accept: gr.update(visible=False)}
        if len(paper_ids) < 2 or not aspects:
            told = problem_html("Choose at least two papers and one aspect to compare.")
            return {table: told} | hidden
        try:
            found = self.library.compare(paper_ids, aspects, compose, accept_cost)
        except CostNotAccepted as cost:
            return {table: problem_html(str(cost)), accept: gr.update(visible=True)}
        except FootnoteError as error:
            return {table: problem_html(str(error))} | hidden
        downloads = [
            ("Markdown", "comparison.md", comparison_to_markdown(found)),
            ("CSV", "comparison.csv", comparison_to_csv(found)),
            ("LaTeX", "comparison.tex", comparison_to_latex(found)),
            ("BibTeX", "comparison.bib", papers_to_bibtex(found.papers)),
        ]
        return {table: comparison_html(found, downloads)} | hidden

    def compare_accepted(self, paper_ids: list[str], aspects: list[str], compose: bool) -> Update:
        """The same, with the cost accepted."""
        return self.compare(paper_ids, aspects, compose, True)

    def map(self) -> Update:
        """All papers as points, sent once for each state of the library."""
        points = self.library.map()
        if self._map is None or self._map[0] is not points:
            columns: list[list[object]] = [list(column) for column in zip(*points, strict=True)]
            names = ("id", "x", "y", "title", "year")
            empty: list[list[object]] = [[] for _ in names]
            self._map = points, dict(zip(names, columns or empty, strict=True))
        return {self.screen.right.map: self._map[1]}

    def pick(self, data: gr.EventData) -> Update:
        """The paper behind a point."""
        paper = self.library.paper(str(data.paper))
        return {self.screen.right.picked: paper_html(paper, self.conversation.starred())}
