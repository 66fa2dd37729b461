"""`footnote search`, `ask` and `chat`: questions."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from rag.domain import Answer, Question, Scope
from rag.errors import FootnoteError, InputMissing, shown
from rag.serialize import answer_to_json, hits_to_json
from ui.cli.options import Count, Home, Json, NoLLM, Yes, filtered
from ui.cli.output import opened, question_from, ready, show, show_json, with_sample
from ui.cli.terminal import confirmed, show_answer, show_hits

if TYPE_CHECKING:
    from rag.engine.library import Library

Asked = Annotated[str, typer.Argument(help="The question; - reads it from stdin.")]


def register(app: typer.Typer) -> None:
    app.command("search")(filtered(search))
    app.command("ask")(filtered(ask))
    app.command("chat")(filtered(chat))


def search(
    question: Asked,
    scope: Scope,
    k: Count = None,
    yes: Yes = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Find papers."""
    library = ready(opened(home), yes)
    found = library.search(question_from(question, library), k or 10, scope)
    if as_json:
        show_json(hits_to_json(found))
    else:
        show_hits(found.hits)


def ask(
    question: Asked,
    scope: Scope,
    sample: Annotated[
        bool, typer.Option("--sample", help="Add the sample papers to an empty library first.")
    ] = False,
    no_llm: NoLLM = False,
    k: Count = None,
    conversation: Annotated[
        str, typer.Option(help="Id of a conversation to ask in; a new id begins one.")
    ] = "",
    yes: Yes = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Ask a question; the answer's every sentence is checked against what it cites."""
    library = opened(home)
    ready(with_sample(library) if sample else library, yes)
    text = question_from(question, library)
    if conversation:
        library.history.begin(conversation)
    asked = Question(text, scope, conversation or None, use_llm=not no_llm, k=k)
    answer = _answer(library, asked, yes)
    show(answer, as_json)
    if answer.status == "partial":
        print(f"footnote: {answer.note or 'The answer is not whole.'}", file=sys.stderr)
        raise typer.Exit(3)


def chat(
    scope: Scope,
    no_llm: NoLLM = False,
    resume: Annotated[str, typer.Option(help="Id of a conversation to go on with.")] = "",
    yes: Yes = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Ask in conversation, here in the terminal; an empty line leaves."""
    library = ready(opened(home), yes)
    if resume and not library.history.owns("", resume):
        raise InputMissing(
            f"No conversation {shown(resume)} here; leave --resume out to begin one."
        )
    conversation = resume or library.history.new_conversation()
    print(f"conversation {conversation}", file=sys.stderr)
    answers: list[Answer] = []
    while True:
        print("> ", end="", flush=True, file=sys.stderr)
        line = sys.stdin.readline()
        if not line.strip():
            break
        asked = Question(line, scope, conversation, use_llm=not no_llm)
        try:
            answers.append(_answer(library, asked, yes))
        except FootnoteError as error:
            # One question that failed ends no conversation.
            print(f"footnote: {error}", file=sys.stderr)
            continue
        if not as_json:
            show_answer(answers[-1])
    if as_json:
        turns = [answer_to_json(answer) for answer in answers]
        show_json({"conversation": conversation, "turns": turns})


def _answer(library: Library, question: Question, yes: bool) -> Answer:
    return confirmed(lambda accepted: library.ask(replace(question, accept_cost=accepted)), yes)
