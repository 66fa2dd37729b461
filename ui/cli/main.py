"""The command `footnote`: parse, call, show. What fails ends in one sentence and an exit code."""

from __future__ import annotations

import gc
import signal
import sys
from types import FrameType, TracebackType
from typing import NoReturn

import typer

from rag import __version__
from rag.errors import FootnoteError
from ui.cli import ask, compare, measure, papers, replay, serve, sides, summarise
from ui.cli.output import show_json


class Interrupted(BaseException):
    """Ctrl-C or SIGTERM, as an exception of our own, so that locks and transactions unwind."""

    def __init__(self, number: int) -> None:
        self.code = 128 + number


def make_app() -> typer.Typer:
    """The whole command line."""
    app = typer.Typer(
        name="footnote",
        help="Ask your papers; every sentence of the answer carries a footnote that was checked.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback(invoke_without_command=True)(_root)
    for module in (papers, ask, compare, summarise, sides, replay, serve, measure):
        module.register(app)
    return app


def _root(
    version: bool = typer.Option(False, "--version", help="Show the version and leave."),
    debug: bool = typer.Option(False, "--debug", help="Show the traceback of a failure."),
) -> None:
    # `main` acts on --debug, wherever it stands.
    del debug
    if version:
        typer.echo(f"footnote {__version__}")
        raise typer.Exit


def run() -> NoReturn:
    """The process of the command."""
    if sys.argv[1:2] == ["ask"]:
        # One answer leaves little behind, and each look at the 170,000 objects that imports made,
        # the last one as the process ends, costs it: a tenth of its time in all.
        gc.disable()
    main()


def main() -> NoReturn:
    """Run the command line; never returns."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupted)
    arguments = sys.argv[1:]
    debug = "--debug" in arguments
    if not debug:
        sys.excepthook = _bug
    try:
        # Typer's own call would put its traceback in the place of our sentence.
        command = typer.main.get_command(make_app())
        command([argument for argument in arguments if argument != "--debug"])
    except FootnoteError as error:
        if debug:
            raise
        sys.exit(_tell(str(error), error.exit_code))
    except (Interrupted, ImportError) as error:
        # A signal that comes while a compiled module loads surfaces as its failure to load.
        stop = error if isinstance(error, Interrupted) else error.__cause__ or error.__context__
        if not isinstance(stop, Interrupted):
            raise
        sys.exit(_tell("Stopped; what was done is kept, run the same command to go on.", stop.code))
    except BrokenPipeError:
        # The reader of our output has left; there is nobody to tell.
        sys.stderr.close()
        sys.exit(0)
    sys.exit(0)


def _tell(message: str, code: int) -> int:
    """One sentence on stderr, and the same as the one object on stdout under --json."""
    if "--json" in sys.argv:
        show_json({"error": {"code": code, "message": message}})
    print(f"footnote: {message}", file=sys.stderr)
    return code


def _interrupted(number: int, _frame: FrameType | None) -> None:
    raise Interrupted(number)


def _bug(kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    print(
        f"footnote: a bug: {kind.__name__} ({str(error)[:120]!r}); run it again with --debug and "
        "report what it prints.",
        file=sys.stderr,
    )
