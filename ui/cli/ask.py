"""`footnote search`, `ask` and `chat`: questions."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from rag.errors import FootnoteError, InputMissing, TryLater, shown
from ui.cli.options import (
    Authors,
    Collections,
    Home,
    Json,
    Papers,
    Venues,
    Year,
    Yes,
    open_desk,
    scope_of,
)

if TYPE_CHECKING:
    from rag.domain import Answer, Scope
    from rag.engine.library import Desk

Question = Annotated[str, typer.Argument(help="The question; - reads it from stdin.")]
Count = Annotated[int | None, typer.Option("--k", min=1, max=100, help="Papers read.")]


def register(app: typer.Typer) -> None:
    app.command("search")(search)
    app.command("ask")(ask)
    app.command("chat")(chat)


def search(
    question: Question,
    k: Count = None,
    year: Year = "",
    author: Authors = None,
    venue: Venues = None,
    collection: Collections = None,
    paper: Papers = None,
    yes: Yes = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Find papers."""
    from rag.serialize import hits_to_json
    from ui.cli.main import show_json
    from ui.cli.terminal import show_hits

    scope = scope_of(year, author, venue, collection, paper)
    desk = open_desk(home)
    ready(desk, yes)
    found = desk.find(typed(question, desk), k or 10, scope)
    if not as_json:
        show_hits(found.hits)
        return
    show_json(hits_to_json(found))


def ask(
    question: Question,
    sample: Annotated[
        bool, typer.Option("--sample", help="Add the sample papers to an empty library first.")
    ] = False,
    no_llm: Annotated[bool, typer.Option("--no-llm", help="Answer by extraction.")] = False,
    k: Count = None,
    year: Year = "",
    author: Authors = None,
    venue: Venues = None,
    collection: Collections = None,
    paper: Papers = None,
    yes: Yes = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Ask a question; the answer's every sentence is checked against what it cites."""
    from rag.serialize import answer_to_json
    from ui.cli.main import show_json
    from ui.cli.papers import add_sample
    from ui.cli.terminal import confirmed, show_answer

    scope = scope_of(year, author, venue, collection, paper)
    desk = open_desk(home)
    if sample and not desk.store.count():
        add_sample(desk)
    ready(desk, yes)
    text = typed(question, desk)

    def work(accept_cost: bool) -> Answer:
        return desk.engine.ask(text, scope=scope, use_llm=not no_llm, accept_cost=accept_cost, k=k)

    answer = confirmed(work, yes)
    if as_json:
        show_json(answer_to_json(answer))
    else:
        show_answer(answer)
    if answer.status == "partial":
        print(f"footnote: {answer.note or 'The answer is not whole.'}", file=sys.stderr)
        raise typer.Exit(3)


def chat(
    no_llm: Annotated[bool, typer.Option("--no-llm", help="Answer by extraction.")] = False,
    year: Year = "",
    author: Authors = None,
    venue: Venues = None,
    collection: Collections = None,
    resume: Annotated[str, typer.Option(help="Id of a conversation to go on with.")] = "",
    yes: Yes = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Ask in conversation, here in the terminal; an empty line leaves."""
    from rag.serialize import answer_to_json
    from ui.cli.main import show_json
    from ui.cli.terminal import show_answer

    scope = scope_of(year, author, venue, collection, None)
    desk = open_desk(home)
    ready(desk, yes)
    if resume and not desk.history.owns("", resume):
        raise InputMissing(
            f"No conversation {shown(resume)} here; leave --resume out to begin one."
        )
    conversation = resume or desk.history.new_conversation()
    print(f"conversation {conversation}", file=sys.stderr)
    answers: list[Answer] = []
    while True:
        print("> ", end="", flush=True, file=sys.stderr)
        line = sys.stdin.readline()
        if not line.strip():
            break
        answer = _said(desk, line, scope, conversation, not no_llm, yes)
        if answer is not None and not as_json:
            show_answer(answer)
        answers += [answer] if answer is not None else []
    if as_json:
        turns = [answer_to_json(answer) for answer in answers]
        show_json({"conversation": conversation, "turns": turns})


def _said(
    desk: Desk, line: str, scope: Scope, conversation: str, use_llm: bool, yes: bool
) -> Answer | None:
    """The answer to one line, or None where it failed: that ends no conversation."""
    from ui.cli.terminal import confirmed

    def work(accept_cost: bool) -> Answer:
        return desk.engine.ask(
            line, scope=scope, conversation=conversation, use_llm=use_llm, accept_cost=accept_cost
        )

    try:
        return confirmed(work, yes)
    except FootnoteError as error:
        print(f"footnote: {error}", file=sys.stderr)
        return None


def typed(question: str, desk: Desk) -> str:
    """The question, from stdin when it is '-'; raises UsageError or InputMissing at once."""
    from rag.retrieval.search import valid_question

    limit = desk.settings.question_limit
    text = sys.stdin.read(limit * 4 + 1) if question == "-" else question
    return valid_question(text, limit, desk.store)


def ready(desk: Desk, yes: bool) -> None:
    """Embed what the chosen encoder has not seen, asking first where that costs money."""
    from ui.cli.terminal import confirmed, progress_bar

    if not desk.store.without_vectors(desk.encoder.fingerprint):
        return

    def work(accept_cost: bool) -> int:
        with progress_bar("vectors") as progress:
            return desk.ingest.embed_missing(accept_cost, progress)

    try:
        confirmed(work, yes)
    except TryLater:
        print("footnote: papers are being added; answering from those ready.", file=sys.stderr)
