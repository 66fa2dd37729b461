"""Papers in, from the screen: read, review, add with progress."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import anyio
import anyio.to_thread
import gradio as gr

from rag.domain import Scope
from rag.errors import FootnoteError
from rag.readers import Reading, Rejected
from ui.conversation import Update, invitation
from ui.render_side import added_html, problem_html, progress_html, review_html
from ui.shelf import Shelf

_ID = re.compile(
    r"(?:arxiv:)?\d{4}\.\d{4,5}(?:v\d+)?|(?:doi:|https?://doi\.org/)?10\.\d{4,}/\S+|[0-9a-f]{64}",
    re.IGNORECASE,
)
_EVERY = 0.15


class Adding:
    """Handlers of "Add papers"."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.desk = shelf.desk
        self.screen = shelf.screen

    def forget(self) -> Update:
        """The dropped file was taken away again."""
        side = self.screen.side
        hidden = gr.update(visible=False)
        return {side.review: "", side.add: hidden, self.screen.memory.reading: None}

    def review_file(self, path: str) -> Update:
        """Read a dropped file, and show what is in it before anything is added."""
        return self._review(Path(path).read_bytes(), Path(path).name)

    def review_paste(self, text: str) -> Update:
        """Read pasted records; a list of ids picks papers the library has."""
        if not text.strip():
            return {self.screen.side.review: problem_html("Paste records or ids first.")}
        lines = text.split()
        if all(_ID.fullmatch(line) for line in lines):
            return self._reviewed(self._by_id(lines))
        return self._review(text.encode(), "pasted text")

    def _by_id(self, lines: Sequence[str]) -> Reading:
        wanted = {line: re.sub(r"^https?://doi\.org/", "doi:", line.lower()) for line in lines}
        spellings = {
            line: (line, bare, f"arxiv:{bare}", f"doi:{bare}") for line, bare in wanted.items()
        }
        ids = [spelling for options in spellings.values() for spelling in options]
        found = self.desk.library.papers_by_id(ids)
        papers = {
            line: next((found[s] for s in options if s in found), None)
            for line, options in spellings.items()
        }
        why = "not in the library, and an id alone brings no abstract; paste its BibTeX or listing"
        return Reading(
            tuple(paper for paper in papers.values() if paper),
            tuple(
                Rejected(f"pasted text:{n}", line, why)
                for n, line in enumerate(lines, 1)
                if papers[line] is None
            ),
            "ids",
        )

    def _review(self, data: bytes, name: str) -> Update:
        try:
            return self._reviewed(self.desk.preview(data, name))
        except FootnoteError as error:
            side = self.screen.side
            return {
                side.review: problem_html(str(error)),
                side.add: gr.update(visible=False),
                self.screen.memory.reading: None,
            }

    def _reviewed(self, reading: Reading) -> Update:
        known = self.desk.library.papers_by_id([paper.paper_id for paper in reading.papers])
        count = len(reading.papers)
        return {
            self.screen.memory.reading: reading,
            self.screen.side.review: review_html(reading, known),
            self.screen.side.add: gr.update(
                visible=bool(count), value=f"Add {count:,} paper{'' if count == 1 else 's'}"
            ),
        }

    async def add(self, reading: Reading | None, collection: str) -> AsyncIterator[Update]:
        """Add the reviewed papers, with a bar that shows the rate and the time left."""
        side, memory = self.screen.side, self.screen.memory
        if reading is None:
            yield {side.review: problem_html("Drop a file or paste records first.")}
            return
        began, told = time.monotonic(), (0, len(reading.papers))

        def progress(done: int, total: int) -> None:
            nonlocal told
            told = (done, total)

        def work() -> str:
            try:
                report = self.desk.add(reading, collection.strip(), progress)
            except FootnoteError as error:
                return problem_html(str(error))
            return added_html(report, len(reading.rejected), self.desk.library.count())

        yield {side.add: gr.update(interactive=False), side.review: progress_html(*told, 0.0)}
        outcome: list[str] = []

        async def run() -> None:
            outcome.append(await anyio.to_thread.run_sync(work))

        async with anyio.create_task_group() as group:
            group.start_soon(run)
            while not outcome:
                await anyio.sleep(_EVERY)
                yield {side.review: progress_html(*told, time.monotonic() - began)}
        yield {
            side.review: outcome[0],
            side.add: gr.update(visible=False, interactive=True),
            side.paste: "",
            side.file: None,
            memory.reading: None,
        }

    def refresh(self, scope: Scope) -> Update:
        """Filters, counts and examples after the library has grown."""
        invited = gr.update(**invitation(self.desk))
        chat = self.screen.chat
        found = self.shelf.choices() | self.shelf.filters(scope)
        return found | {chat.log: invited, chat.notice: ""}
