"""Holds the rooms of ARCHITECTURE.md: who may import whom, and the one home of each SDK."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted(file for top in ("rag", "ui", "eval") for file in (ROOT / top).rglob("*.py"))

HOMES = {
    "sqlite3": {"rag.store"},
    "chromadb": {"rag.retrieval"},
    "onnxruntime": {"rag.models"},
    "tokenizers": {"rag.models"},
    "fastembed": {"rag.models"},
    "openai": {"rag.models"},
    "tiktoken": {"rag.text"},
    "pydantic_settings": {"rag.settings"},
    "bibtexparser": {"rag.formats"},
    "rispy": {"rag.formats"},
    "pylatexenc": {"rag.formats"},
    "llama_index": {"rag.engine"},
    "llama_index_instrumentation": {"rag.engine"},
    "gradio": {"ui.web"},
    "uvicorn": {"ui.web"},
    "jinja2": {"ui.html", "eval.report"},
    "typer": {"ui.cli"},
    "rich": {"ui.cli"},
}
"""SDK -> the packages that may import it."""
MEASURED = {"chromadb", "onnxruntime", "tokenizers", "llama_index"}
"""What a yardstick or a training script may import besides: it measures them."""
TEST_TOOLS = {"playwright", "PIL", "pytest", "hypothesis", "tests"}


class Import(NamedTuple):
    """One imported module; `now` where the import runs as the importing module is loaded."""

    module: str
    line: int
    now: bool


def module_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(file): file for file in FILES}


def package_of(module: str) -> str:
    """The package that holds a module: `rag.text.words` is in `rag.text`."""
    file = MODULES[module]
    return module if file.name == "__init__.py" else module.rpartition(".")[0]


@cache
def imports(module: str) -> tuple[Import, ...]:
    """Every import that runs; those for types alone do not. `from x import y` may import x.y."""
    tree = ast.parse(MODULES[module].read_text("utf-8"))
    typing_only = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for node in ast.walk(block)
    }
    later = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
    }
    found: list[Import] = []
    for node in ast.walk(tree):
        if id(node) not in typing_only:
            found += [Import(m, line, id(node) not in later) for m, line in _named(node, module)]
    return tuple(found)


def _named(node: ast.AST, module: str) -> Iterator[tuple[str, int]]:
    if isinstance(node, ast.Import):
        yield from ((alias.name, node.lineno) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            above = package_of(module).split(".")
            above = above[: len(above) - node.level + 1]
            base = ".".join([*above, *([base] if base else [])])
        for alias in node.names:
            inner = f"{base}.{alias.name}"
            yield (inner if inner in MODULES else base), node.lineno


def ours(module: str) -> Iterator[Import]:
    return (found for found in imports(module) if found.module in MODULES)


@cache
def rooms() -> Mapping[str, int]:
    """Room -> row, as the table of ARCHITECTURE.md draws them."""
    rows: dict[str, int] = {}
    for line in (ROOT / "ARCHITECTURE.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[0].isdigit():
            for name in cells[1].replace("`", "").split(","):
                room = name.strip().removesuffix(".py").rstrip("/").replace("/", ".")
                assert room not in rows, f"ARCHITECTURE.md names {room} twice"
                rows[room] = int(cells[0])
    return rows


def room_of(module: str) -> str:
    """The room of a module; a name that the table lacks is an error of the table."""
    parts = module.split(".")
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    room = next((name for name in names if name in rooms()), None)
    assert room is not None, f"ARCHITECTURE.md names no room for {module}"
    return room


def test_the_table_has_eight_rows_and_names_nothing_that_is_not_there() -> None:
    assert sorted(set(rooms().values())) == list(range(8))
    assert [room for room in rooms() if room not in MODULES] == []


@pytest.mark.parametrize("module", [m for m in MODULES if m not in {"rag", "ui", "eval"}])
def test_a_room_imports_from_lower_rows_only(module: str) -> None:
    own = room_of(module)
    for found in ours(module):
        if found.module == "rag":
            continue
        room = room_of(found.module)
        told = f"{module}:{found.line} imports {found.module}"
        assert room == own or rooms()[room] < rooms()[own], told


def test_the_front_door_loads_nothing_of_the_house() -> None:
    assert [found for found in ours("rag") if found.now] == []


def test_no_module_imports_itself_in_a_circle() -> None:
    arrows = {m: {i.module for i in ours(m)} - {m, "rag"} for m in MODULES if m != "rag"}
    assert circle(arrows) is None


def test_no_package_imports_itself_in_a_circle() -> None:
    arrows: dict[str, set[str]] = {}
    for module in MODULES:
        if module != "rag":
            own = package_of(module)
            others = {package_of(found.module) for found in ours(module)} - {own, "rag"}
            arrows.setdefault(own, set()).update(others)
    assert circle(arrows) is None


def circle(arrows: Mapping[str, set[str]]) -> list[str] | None:
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        return list(error.args[1])
    return None


@pytest.mark.parametrize("module", MODULES)
def test_every_sdk_has_one_home(module: str) -> None:
    for found in imports(module):
        top = found.module.split(".")[0]
        if top in HOMES and not (module.startswith("eval.") and top in MEASURED):
            homes = HOMES[top]
            told = f"{module}:{found.line} imports {top}"
            assert package_of(module) in homes or module in homes, told


@pytest.mark.parametrize("module", [m for m in MODULES if not m.startswith("eval")])
def test_the_product_imports_no_tool_of_its_tests(module: str) -> None:
    assert not {found.module.split(".")[0] for found in imports(module)} & TEST_TOOLS


@pytest.mark.parametrize("module", MODULES)
def test_modules_are_imported_by_statements_that_can_be_read(module: str) -> None:
    if package_of(module) != "rag.formats" and module != "rag":
        text = MODULES[module].read_text("utf-8")
        assert "import_module" not in text
        assert "__import__" not in text


@pytest.mark.parametrize("module", MODULES)
def test_the_environment_is_read_in_one_room(module: str) -> None:
    text = MODULES[module].read_text("utf-8")
    if module not in {"rag.settings", "rag.text.tokens"}:
        assert "os.environ" not in text
        assert "getenv" not in text


@pytest.mark.parametrize("module", MODULES)
def test_files_stay_small(module: str) -> None:
    assert len(MODULES[module].read_text("utf-8").splitlines()) <= 300


def test_help_imports_nothing_heavy() -> None:
    # Typer itself needs pydantic to read the options of a command.
    heavy = {"llama_index", "chromadb", "gradio", "openai", "onnxruntime", "numpy"}
    program = (
        "import sys; sys.argv = ['footnote', *sys.argv[1:]]\n"
        "from ui.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: print(*sys.modules, file=sys.stderr)\n"
    )
    for command in ([], ["ask"], ["ui"], ["eval", "retrieval"], ["papers", "export"]):
        run = subprocess.run(
            [sys.executable, "-c", program, *command, "--help"],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        )
        assert "Usage" in run.stdout
        assert {name.split(".")[0] for name in run.stderr.split()} & heavy == set()
