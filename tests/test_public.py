"""What footnote offers to scripts: its public names, what importing them costs, the README."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import footnote
import rag
import rag.build
from rag.engine.library import Library
from rag.settings import load_settings

ROOT = Path(__file__).resolve().parents[1]
PAPERS = """
@article{lora, title={LoRA: Low-Rank Adaptation of Large Models}, author={Hu, Edward}, year=2022,
  abstract={We propose LoRA, which freezes weights and trains low-rank matrices. A limitation of
  low-rank adaptation is that ranks must be chosen by hand.}}
@article{qlora, title={QLoRA: Cheaper Adaptation by Quantisation}, author={Bo Li}, year=2023,
  abstract={We propose QLoRA, which makes low-rank adaptation cheaper by 4-bit weights. It fits a
  large model into one card.}}
"""


def test_the_public_names_are_sorted_and_all_there() -> None:
    assert rag.__all__ == sorted(rag.__all__, key=lambda name: (name.islower(), name))
    assert set(rag.__all__) == set(rag._HOMES)
    for name in rag.__all__:
        assert getattr(rag, name).__name__ == name
        assert getattr(footnote, name) is getattr(rag, name)
    assert footnote.__all__ == sorted([*rag.__all__, "__version__"], key=_capitals_first)
    assert rag.__all__ == [name for name in dir(rag) if not name.startswith("_")]


def _capitals_first(name: str) -> tuple[bool, str]:
    return name.strip("_").islower(), name


def test_importing_costs_nothing() -> None:
    program = "import rag, sys; print(*(m for m in sys.modules if not m.startswith('_')))"
    run = subprocess.run(
        [sys.executable, "-S", "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = {name.split(".")[0] for name in run.stdout.split()}
    assert loaded - set(sys.stdlib_module_names) == {"rag"}
    assert "rag.domain" not in run.stdout


def test_the_old_way_to_open_a_library_still_opens_it(tmp_path: Path) -> None:
    library = rag.build.make_desk(load_settings(home=tmp_path))
    assert isinstance(library, Library)
    library.close()


def test_the_example_of_the_readme_runs(tmp_path: Path) -> None:
    (tmp_path / "papers.bib").write_text(PAPERS)
    text = (ROOT / "README.md").read_text("utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    found: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), found)
    assert getattr(found["answer"], "status", "") == "answered"
    assert [paper.title[:5] for paper in getattr(found["table"], "papers", ())] == [
        "LoRA:",
        "QLoRA",
    ]
