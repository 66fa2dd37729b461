"""Holds the rooms of ARCHITECTURE.md: who may import whom, and the one home of each SDK."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted(file for top in ("rag", "ui", "eval") for file in (ROOT / top).rglob("*.py"))

HOMES = {
    "sqlite3": {
        "rag/storage/database.py",
        "rag/library.py",
        "rag/storage/rows.py",
        "rag/history.py",
    },
    "chromadb": {"rag/chroma_index.py"},
    "onnxruntime": {"rag/encoder.py"},
    "tokenizers": {"rag/encoder.py"},
    "tiktoken": {"rag/tokens.py"},
    "pydantic_settings": {"rag/settings.py"},
    "bibtexparser": {"rag/readers/bibtex.py", "rag/export/bibtex.py"},
    "rispy": {"rag/readers/ris.py"},
    "llama_index": {"rag/retrieve.py", "rag/query_engine.py"},
    "llama_index_instrumentation": {"rag/query_engine.py"},
    "openai": {
        "rag/openai_server/client.py",
        "rag/openai_server/chat.py",
        "rag/openai_server/embed.py",
    },
    "typer": {f"ui/{name}.py" for name in ("cli", "cli_ask", "cli_papers", "cli_serve", "options")}
    | {"ui/cli_measure.py", "ui/cli_compare.py", "ui/cli_tell.py"},
}
EVAL_MAY = {"chromadb", "onnxruntime", "tokenizers", "llama_index"}
"""What a yardstick or a training script may import besides: it measures them."""


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def imports(file: Path) -> list[tuple[str, int, bool]]:
    """(module, line, at top level) of every import that runs; those for types alone do not."""
    tree = ast.parse(file.read_text("utf-8"))
    typing_only = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for node in ast.walk(block)
    }
    found: list[tuple[str, int, bool]] = []
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno, node in tree.body) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append((node.module, node.lineno, node in tree.body))
    return found


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_lower_rooms_never_import_faces(file: Path) -> None:
    tops = {module.split(".")[0] for module, _, _ in imports(file)}
    if name_of(file).startswith("rag/"):
        assert not tops & {"ui", "eval", "tests"}
    assert "tests" not in tops


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_every_sdk_has_one_home(file: Path) -> None:
    for module, line, _ in imports(file):
        top = module.split(".")[0]
        if top not in HOMES or (name_of(file).startswith("eval/") and top in EVAL_MAY):
            continue
        assert name_of(file) in HOMES[top], f"{name_of(file)}:{line} imports {top}"


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_the_environment_is_read_in_one_room(file: Path) -> None:
    text = file.read_text("utf-8")
    if name_of(file) not in {"rag/settings.py", "rag/tokens.py"}:
        assert "os.environ" not in text
        assert "getenv" not in text


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_files_stay_small(file: Path) -> None:
    assert len(file.read_text("utf-8").splitlines()) <= 300


def rooms() -> dict[str, int]:
    """Module -> row, as the table of ARCHITECTURE.md draws them."""
    rows: dict[str, int] = {}
    for line in (ROOT / "ARCHITECTURE.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[0].isdigit():
            for name in cells[1].replace("`", "").split(","):
                rows[name.strip().removesuffix(".py").rstrip("/").replace("/", ".")] = int(cells[0])
    return rows


def room_of(module: str, rows: dict[str, int]) -> str | None:
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        if ".".join(parts[:length]) in rows:
            return ".".join(parts[:length])
    return None


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_a_room_imports_from_lower_rows_only(file: Path) -> None:
    rows = rooms()
    module = name_of(file).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    own = room_of(module, rows)
    if module in {"rag", "ui", "eval"}:
        return
    assert own is not None, f"ARCHITECTURE.md names no room for {module}"
    for imported, line, _ in imports(file):
        room = room_of(imported, rows)
        if room is None or room == own or imported in {"rag", "ui", "eval"}:
            continue
        assert rows[room] < rows[own], f"{name_of(file)}:{line} imports {imported}"


def test_help_imports_nothing_heavy() -> None:
    heavy = {"llama_index", "chromadb", "gradio", "openai", "onnxruntime", "numpy", "pydantic"}
    for name in (
        "ui/cli.py",
        "ui/cli_ask.py",
        "ui/cli_papers.py",
        "ui/options.py",
        "ui/terminal.py",
    ):
        top = {module.split(".")[0] for module, _, top in imports(ROOT / name) if top}
        assert not top & heavy, name
