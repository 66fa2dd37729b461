"""`footnote replay`: an earlier answer asked again, and what changed."""

from __future__ import annotations

from typing import Annotated

import typer

from rag.serialize import answer_to_json
from ui.cli.options import Home, Json, Yes
from ui.cli.output import opened, ready, show_json
from ui.cli.terminal import confirmed, show_answer


def register(app: typer.Typer) -> None:
    app.command("replay")(replay)


def replay(
    receipt: Annotated[str, typer.Argument(help="The receipt that an answer names.")],
    diff: Annotated[bool, typer.Option("--diff", help="Only what changed, and why.")] = False,
    as_is: Annotated[
        bool, typer.Option("--as-is", help="With today's settings, not those of the receipt.")
    ] = False,
    yes: Yes = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Ask again what a receipt holds, and say what changed."""
    library = ready(opened(home), yes)
    found = confirmed(lambda accepted: library.replay(receipt, accepted, as_is), yes)
    if as_json:
        before, after = answer_to_json(found.before), answer_to_json(found.after)
        show_json({"before": before, "after": after, "differences": list(found.differences)})
        return
    if not diff:
        show_answer(found.after)
    print("\n".join(found.differences) or "Nothing changed.")
