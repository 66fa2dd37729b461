"""The reference in docs/, written from the code: settings, commands, exit codes, JSON.

`python -m tests.reference` writes it, `python -m tests.reference --check` fails where it is stale.
"""

from __future__ import annotations

import io
import json
import os
import shlex
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import Any, get_args

import typer

from rag.domain import AnswerStatus, CitationStatus, Mode
from rag.errors import FootnoteError
from rag.settings import Settings, repeatable
from ui.cli.main import main as run
from ui.cli.main import make_app

DOCS = Path(__file__).resolve().parents[1] / "docs"
MADE = "<!-- Written by `make docs` from the code; change it there. -->\n\n"
PAPERS = """@article{a, title={Alpha: Sorting by Shuffling}, author={Ada Lovelace}, year=2020,
  journal={ICML}, abstract={We propose Alpha, a method that sorts by shuffling. It is not fast.}}
@article{b, title={Beta: Sorting by Asking}, author={Bo Li}, year=2021, journal={ACL},
  abstract={We propose Beta, a method that sorts by asking. Beta outperforms Alpha on 3 datasets.}}
"""
SHOWN = (
    ("add papers.bib --collection mine", "what came in"),
    ("search sorting", "papers, best first"),
    ("ask 'How does Alpha sort?'", "an answer, or a refusal with `status` refused"),
    ("compare 'Alpha: Sorting by Shuffling' 'Beta: Sorting by Asking' --on method,code", "a table"),
    ("sides 'Beta outperforms Alpha'", "quotes for a claim and against it"),
    ("summarise --collection mine", "an answer, as `ask` gives it"),
    ("papers list", "papers without their abstracts"),
    ("papers export --format csv", "papers as text"),
    ("doctor", "what is set up"),
    ("ask 'What is the capital of France?' --paper nosuch", "any command that fails"),
)

PLAIN_CODES = [
    (0, "Done.", ""),
    (1, "A bug: run it again with `--debug`.", ""),
    (3, "Partly done: records rejected, an answer cut short, a finding of `doctor`.", ""),
    (4, "`footnote eval gate` found figures below the baseline.", ""),
]


def settings() -> str:
    """Every setting with its default and meaning."""
    lines = [
        "# Settings\n\n",
        MADE,
        "Each is read from the environment, then from `.env`, then from these defaults. Those\n"
        "marked ↺ shape an answer: `footnote replay` sets them back to what a receipt holds.\n\n",
        "| variable | default | meaning |\n|---|---|---|\n",
    ]
    again = set(repeatable())
    for name, field in Settings.model_fields.items():
        mark = " ↺" if name in again else ""
        lines.append(
            f"| `FOOTNOTE_{name.upper()}`{mark} | {_default(field)} "
            f"| {_cell(field.description)} |\n"
        )
    lines.append(
        "| `OPENAI_API_KEY` | empty | Key of OpenAI, which goes to OpenAI alone; it also chooses "
        "gpt-4.1-mini where no model is named. |\n"
    )
    return "".join(lines)


def _default(field: Any) -> str:  # noqa: ANN401
    if field.default_factory is not None:
        return "your data folder"
    value = (
        field.default.get_secret_value()
        if hasattr(field.default, "get_secret_value")
        else (field.default)
    )
    return "empty" if value in ("", None) else f"`{value}`"


def commands() -> str:
    """Every command with its arguments and options, and the exit codes."""
    lines = ["# Commands\n\n", MADE]
    for name, command in _commands(typer.main.get_command(make_app()), "footnote"):
        lines.append(f"## `{name}`\n\n{_cell(command.help)}\n\n")
        rows = [_row(p) for p in command.params if not {"--help", "--debug"} & set(p.opts)]
        if rows:
            lines.append("| | default | |\n|---|---|---|\n" + "".join(rows) + "\n")
    lines.append("## Exit codes\n\n| code | when | error |\n|---|---|---|\n")
    codes = [(kind.exit_code, _cell(kind.__doc__), f"`{kind.__name__}`") for kind in _errors()]
    for code, when, error in sorted([*PLAIN_CODES, *codes]):
        lines.append(f"| {code} | {when} | {error} |\n")
    lines.append("| 130, 143 | Ctrl-C or SIGTERM; the same command goes on where it stopped. | |\n")
    return "".join(lines)


def _commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for word, child in inner.items():
        yield from _commands(child, f"{name} {word}")


def _row(parameter: Any) -> str:  # noqa: ANN401
    optional = parameter.opts[0].startswith("-")
    names = (
        ", ".join(f"`{name}`" for name in parameter.opts)
        if optional
        else (f"`{parameter.name.upper()}`")
    )
    default = parameter.default
    plain = default in (None, "", False, ()) or not isinstance(default, str | int | float)
    value = "" if plain else f"`{default}`"
    return f"| {names} | {value or ('' if optional or not parameter.required else 'needed')} | " + (
        f"{_cell(parameter.help)} |\n"
    )


def _errors(kind: type[FootnoteError] = FootnoteError) -> Iterator[type[FootnoteError]]:
    for child in kind.__subclasses__():
        if child.__module__ == "rag.errors":
            yield child
            yield from _errors(child)


def contracts() -> str:
    """What each command prints under --json, as the shape of a real run."""
    lines = [
        "# JSON\n\n",
        MADE,
        "Under `--json` a command prints one object on stdout and nothing else. These are the\n"
        "shapes of real runs over two papers: `text`, `number`, `true or false`, `null`, lists of\n"
        "their first element, and objects. Quotes hold `abstract[start:end]`, character for\n"
        "character. These words stand for something:\n\n",
        f"- `status` of an answer: {_words(AnswerStatus)}\n",
        f"- `status` of a sentence and of a citation: {_words(CitationStatus)}\n",
        f"- `mode`: {_words(Mode)}\n\n",
    ]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "papers.bib").write_text(PAPERS, "utf-8")
        for line, what in SHOWN:
            shape = json.dumps(_shape(json.loads(_run(line, Path(folder)))), indent=2)
            lines.append(f"## `footnote {line} --json`\n\n{what}\n\n```json\n{shape}\n```\n\n")
    return "".join(lines).rstrip() + "\n"


def _run(line: str, folder: Path) -> str:
    """What a command prints on stdout, run in this process."""
    arguments = shlex.split(line.replace("papers.bib", str(folder / "papers.bib")))
    sys.argv = ["footnote", *arguments, "--json"]
    os.environ |= {"FOOTNOTE_HOME": str(folder / "home"), "FOOTNOTE_LLM": ""}
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()), suppress(SystemExit):
        run()
    return out.getvalue()


def _words(literal: object) -> str:
    return ", ".join(f"`{word}`" for word in get_args(literal))


def _shape(value: object) -> object:
    if isinstance(value, dict):
        return {name: _shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_shape(value[0])] if value else []
    if isinstance(value, bool):
        return "true or false"
    if value is None:
        return None
    return "number" if isinstance(value, int | float) else "text"


def _cell(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


def main() -> None:
    made = {"settings.md": settings(), "commands.md": commands(), "json.md": contracts()}
    stale = [
        name
        for name, text in made.items()
        if not (DOCS / name).is_file() or (DOCS / name).read_text("utf-8") != text
    ]
    if "--check" in sys.argv:
        if stale:
            sys.exit(f"docs/{', docs/'.join(stale)} is stale; run `make docs`.")
        return
    for name, text in made.items():
        (DOCS / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
