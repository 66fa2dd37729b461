"""Papers in, from the screen: read, review, add with progress."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from uuid import uuid4

import gradio as gr

from rag.errors import CostNotAccepted, FootnoteError
from rag.formats.read import Reading, Rejected
from rag.retrieval.ingest import Added
from ui.html.side import added_html, problem_html, progress_html, review_html
from ui.web.conversation import Update, invitation
from ui.web.side import SideHandlers

_ID = re.compile(
    r"(?:arxiv:)?\d{4}\.\d{4,5}(?:v\d+)?|(?:doi:|https?://doi\.org/)?10\.\d{4,}/\S+"
    r"|sha256:[0-9a-f]{16}",
    re.IGNORECASE,
)
_EVERY = 0.15


class AddingHandlers:
    """Handlers of "Add papers"."""

    def __init__(self, sidebar: SideHandlers) -> None:
        self.sidebar = sidebar
        self.library = sidebar.library
        self.screen = sidebar.screen

    def forget(self) -> Update:
        """The dropped file was taken away again."""
        side = self.screen.side
        hidden = gr.update(visible=False)
        return {side.review: "", side.add: hidden, self.screen.memory.reading: None}

    def review_file(self, path: str) -> Update:
        """Read a dropped file, and show what is in it before anything is added."""
        found = self._review(Path(path).read_bytes(), Path(path).name)
        return found | {self.screen.memory.pasted: ""}

    def review_paste(self, text: str) -> Update:
        """Read pasted records; a list of ids picks papers the library has."""
        if not text.strip():
            return {self.screen.side.review: problem_html("Paste records or ids first.")}
        lines = text.split()
        here = self.library.known(lines)
        if all(line in here or _ID.fullmatch(line) for line in lines):
            found = self._reviewed(self._by_id(lines))
        else:
            found = self._review(text.encode(), "pasted text")
        return found | {self.screen.memory.pasted: text}

    def _by_id(self, lines: Sequence[str]) -> Reading:
        wanted = {line: re.sub(r"^https?://doi\.org/", "doi:", line.lower()) for line in lines}
        spellings = {
            line: (line, bare, f"arxiv:{bare}", f"doi:{bare}") for line, bare in wanted.items()
        }
        ids = [spelling for options in spellings.values() for spelling in options]
        found = self.library.known(ids)
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
            return self._reviewed(self.library.read(data, name))
        except FootnoteError as error:
            side = self.screen.side
            return {
                side.review: problem_html(str(error)),
                side.add: gr.update(visible=False),
                self.screen.memory.reading: None,
            }

    def _reviewed(self, reading: Reading) -> Update:
        known = self.library.known([paper.paper_id for paper in reading.papers])
        count = len(reading.papers)
        return {
            self.screen.memory.reading: reading,
            self.screen.memory.accepted: False,
            self.screen.side.review: review_html(reading, known),
            self.screen.side.add: gr.update(
                visible=bool(count), value=f"Add {count:,} paper{'' if count == 1 else 's'}"
            ),
        }

    async def add(
        self, reading: Reading | None, collection: str, accept_cost: bool, pasted: str
    ) -> AsyncIterator[Update]:
        """Add the reviewed papers, with a bar that shows the rate and the time left.

        Adding goes on when the reader leaves; after a failure the review stays to try again.
        Meanwhile nothing else can be reviewed, which would be forgotten at the end.
        """
        side = self.screen.side
        if reading is None:
            yield {side.review: problem_html("Drop a file or paste records first.")}
            return
        began, told = time.monotonic(), (0, len(reading.papers))

        def progress(done: int, total: int) -> None:
            nonlocal told
            told = (done, total)

        yield {
            side.add: gr.update(interactive=False),
            side.file: gr.update(interactive=False),
            side.review_paste: gr.update(interactive=False),
            side.review: progress_html(*told, 0.0),
        }
        adding = asyncio.create_task(
            asyncio.to_thread(self.library.add, reading, collection.strip(), accept_cost, progress)
        )
        while not adding.done():
            await asyncio.sleep(_EVERY)
            yield {side.review: progress_html(*told, time.monotonic() - began)}
        try:
            yield self._added(await adding, len(reading.rejected), pasted)
        except FootnoteError as error:
            yield self._not_added(error)

    def _added(self, report: Added, rejected: int, pasted: str) -> Update:
        side, memory = self.screen.side, self.screen.memory
        return {
            side.review: added_html(report, rejected, self.library.count()),
            side.add: gr.update(visible=False, interactive=True),
            side.file: gr.update(value=None, interactive=True),
            side.review_paste: gr.update(interactive=True),
            memory.taken: pasted,
            memory.reading: None,
            memory.accepted: False,
        }

    def _not_added(self, error: FootnoteError) -> Update:
        """What went wrong; where it was the cost, the next click accepts it."""
        dear = isinstance(error, CostNotAccepted)
        again = "Accept the cost and add" if dear else "Try again"
        side = self.screen.side
        return {
            side.review: problem_html(str(error)),
            side.add: gr.update(interactive=True, value=again),
            side.file: gr.update(interactive=True),
            side.review_paste: gr.update(interactive=True),
            self.screen.memory.accepted: dear,
        }

    def refresh(self) -> Update:
        """Filters, counts and examples after the library has grown."""
        chat, memory = self.screen.chat, self.screen.memory
        invited = gr.update(**invitation(self.library))
        grown: Update = {chat.log: invited, chat.notice: "", memory.grown: uuid4().hex}
        return self.sidebar.choices() | grown
