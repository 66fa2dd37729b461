"""`footnote ui`, `doctor` and `accounts`: the chat in a browser, and the state of things."""

from __future__ import annotations

import sys
import webbrowser
from dataclasses import asdict
from typing import Annotated

import typer

from ui.cli.options import Home, Json, Yes
from ui.cli.output import opened, ready, show_json, with_sample

accounts_app = typer.Typer(help="Who may use the chat from other machines.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.command("ui")(ui)
    app.command("doctor")(doctor)
    app.add_typer(accounts_app, name="accounts")


def ui(
    sample: Annotated[
        bool, typer.Option("--sample", help="Add the sample listing to an empty library first.")
    ] = False,
    host: Annotated[
        str | None, typer.Option(help="Address; others than loopback need accounts.")
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes any free one.")] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open a browser window.")] = False,
    yes: Yes = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Open the chat at http://127.0.0.1:7860."""
    from ui.web.serve import serve

    library = opened(home, host=host, port=port)
    ready(with_sample(library) if sample else library, yes)

    def announce(address: str) -> None:
        print(f"footnote is at {address} (Ctrl-C ends it)", file=sys.stderr)
        if as_json:
            show_json({"address": address})
            sys.stdout.flush()
        if open_browser:
            webbrowser.open(address)

    serve(library, announce)


def doctor(as_json: Json = False, home: Home = None) -> None:
    """Say what is set up, what is not, and what to do about it."""
    findings = opened(home).examine()
    if as_json:
        show_json({"ok": all(f.ok for f in findings), "findings": [asdict(f) for f in findings]})
    else:
        for finding in findings:
            print(f"{'✓' if finding.ok else '✗'} {finding.what}: {finding.detail}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(3)


@accounts_app.command("add")
def add_account(
    name: Annotated[str, typer.Argument(help="The name to log in with.")],
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Add an account, or change its password; the password is read from the terminal or stdin."""
    from getpass import getpass

    from rag.settings import load_settings
    from ui.web.accounts import Accounts

    settings = load_settings(home=home)
    path = settings.accounts or settings.home / "accounts.json"
    password = getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    Accounts(path).add(name, password)
    if as_json:
        show_json({"name": name, "accounts": str(path)})
    else:
        print(f"{name} may log in; set FOOTNOTE_ACCOUNTS={path} where the chat is served.")
