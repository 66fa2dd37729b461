"""Fixtures every test may use; nothing here reaches beyond loopback."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import rag
from rag.engine.library import Library
from rag.formats.read import read_papers
from rag.settings import Settings
from tests.fakes.openai_server import FakeOpenAI

SAMPLE = Path(rag.__file__).parent / "data" / "sample.txt"

# A busy machine takes as long as it takes.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The measuring data beside the checkout; its tests skip where it is absent."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("FOOTNOTE_SHARED", default))
    if not folder.is_dir():
        pytest.skip(f"the measuring data is not at {folder}; set FOOTNOTE_SHARED to its folder")
    return folder


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library that holds the sample papers; what opens it copies it first."""
    home = tmp_path_factory.mktemp("sample")
    with Library(Settings(_env_file=None, home=home)) as library:  # type: ignore[call-arg]
        library.add(read_papers(SAMPLE, library.settings.file_limit))
    return home


@pytest.fixture
def server() -> Iterator[FakeOpenAI]:
    """A fake OpenAI server; see `tests.fakes.openai_server`."""
    with FakeOpenAI() as running:
        yield running


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No key, no `.env` and no real library of the person running the tests."""
    for name in list(os.environ):
        if name.startswith(("FOOTNOTE_", "OPENAI_")) and name != "FOOTNOTE_SHARED":
            monkeypatch.delenv(name)
    monkeypatch.setenv("FOOTNOTE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
