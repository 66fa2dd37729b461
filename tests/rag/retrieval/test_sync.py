from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from rag.errors import StorageError, TryLater
from rag.retrieval.chroma import ChromaIndex, IndexDamaged
from rag.retrieval.exact import ExactIndex
from rag.store.lock import WriteLock
from tests.fakes.library import SmallLibrary, WordEmbedder, paper

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[SmallLibrary]:
    library = SmallLibrary(tmp_path / "home")
    yield library
    library.close()


def nearest(library: SmallLibrary, subject: str) -> str:
    found = library.index.nearest(library.encoder.embed_question(subject), 1)
    return library.store.papers_of([found[0][0]])[found[0][0]]


def generation(home: Path) -> Path:
    (index,) = (home / "chroma").iterdir()
    (folder,) = (entry for entry in index.iterdir() if entry.is_dir())
    return folder


def test_chroma_agrees_with_exact_search(library: SmallLibrary) -> None:
    library.ingest.add([paper(n) for n in range(60)])
    exact = ExactIndex()
    ids = library.store.embedded_ids(library.encoder.fingerprint)
    found = library.store.vectors(library.encoder.fingerprint, ids)
    exact.upsert(list(found), np.array(list(found.values())))
    vector = library.encoder.embed_question("topic7 number7")
    ours = library.index.nearest(vector, 10)
    best = exact.nearest(vector, 10)
    assert ours[0][0] == best[0][0]
    assert [c for _, c in ours] == pytest.approx([c for _, c in best], abs=2e-3)


def test_removed_and_changed_papers_leave_the_index(library: SmallLibrary) -> None:
    library.ingest.add([paper(1), paper(2)])
    assert nearest(library, "topic1") == "p1"
    library.store.remove(["p1"])
    assert nearest(library, "topic1") == "p2"


def _truncate(folder: Path) -> None:
    with (folder / "chroma.sqlite3").open("r+b") as file:
        file.truncate(4096)


def _empty(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"")


def _dirty(folder: Path) -> None:
    state = folder.parent / "state.json"
    state.write_text(state.read_text().replace('"dirty": false', '"dirty": true'))


def _lose(folder: Path) -> None:
    shutil.rmtree(folder)


def _no_state(folder: Path) -> None:
    (folder.parent / "state.json").unlink()


def _garbage_state(folder: Path) -> None:
    (folder.parent / "state.json").write_text("{")


@pytest.mark.parametrize("damage", [_truncate, _empty, _dirty, _lose, _no_state, _garbage_state])
def test_damage_is_rebuilt_without_embedding(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    first = SmallLibrary(tmp_path / "home")
    first.ingest.add([paper(n) for n in range(20)])
    first.close()
    damage(generation(tmp_path / "home"))
    library = SmallLibrary(tmp_path / "home")
    assert nearest(library, "topic7 number7") == "p7"
    assert library.encoder.embedded == []
    assert len(list((tmp_path / "home" / "chroma" / "words-1").glob("*/chroma.sqlite3"))) == 1
    library.close()


def test_another_encoder_has_an_index_of_its_own(tmp_path: Path, library: SmallLibrary) -> None:
    library.ingest.add([paper(1), paper(2)])
    other = SmallLibrary(tmp_path / "home", WordEmbedder("words-2"))
    other.ingest.embed_missing()
    assert len(other.encoder.embedded) == 2
    assert nearest(other, "topic2") == "p2"
    assert sorted(f.name for f in (tmp_path / "home" / "chroma").iterdir()) == [
        "words-1",
        "words-2",
    ]
    other.close()


CHILD = """
    import sys
    from pathlib import Path
    sys.path.insert(0, {root!r})
    from tests.fakes.library import SmallLibrary, paper
    library = SmallLibrary(Path(sys.argv[1]))
    {body}
"""


def child(home: Path, body: str) -> subprocess.Popen[bytes]:
    code = textwrap.dedent(CHILD).format(root=str(ROOT), body=body)
    command = [sys.executable, "-c", code, str(home)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def test_papers_of_another_process_are_found_without_reopening(
    tmp_path: Path, library: SmallLibrary
) -> None:
    library.ingest.add([paper(1)])
    assert nearest(library, "topic2") == "p1"
    with child(tmp_path / "home", "library.ingest.add([paper(2)])") as process:
        assert process.wait() == 0
    assert nearest(library, "topic2") == "p2"


def test_the_second_writer_is_told_who_writes(tmp_path: Path, library: SmallLibrary) -> None:
    body = (
        "held = library.lock.held(); held.__enter__(); print('held', flush=True); sys.stdin.read()"
    )
    with child(tmp_path / "home", body) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(TryLater, match=f"process {process.pid}"):
            library.ingest.add([paper(1)])
        process.kill()
    assert library.ingest.add([paper(1)]).added == 1


def test_the_same_thread_may_not_write_twice_at_once(tmp_path: Path) -> None:
    lock = WriteLock(tmp_path)
    with lock.held(), lock.held():
        pass


@pytest.mark.parametrize("seed", range(4))
def test_a_killed_add_resumes_to_the_same_library(tmp_path: Path, seed: int) -> None:
    home = tmp_path / "home"
    body = (
        "library.ingest.add([paper(n) for n in range(400)], "
        "progress=lambda done, of: print(done, flush=True))"
    )
    with child(home, body) as process:
        assert process.stdout is not None
        for _ in range(seed + 1):
            process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    library = SmallLibrary(home)
    report = library.ingest.add([paper(n) for n in range(400)])
    assert report.added + report.unchanged == 400
    assert report.unchanged >= 64 * (seed + 1)
    assert len(library.encoder.embedded) <= 400 - 64 * seed
    assert library.store.without_vectors("words-1") == []
    assert library.index.count() == 400
    assert nearest(library, "topic399 number399") == "p399"
    library.close()


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("(code: 13) database or disk is full", StorageError),
        ("No space left on device (os error 28)", StorageError),
        ("the segment was not opened successfully", IndexDamaged),
    ],
)
def test_only_a_full_disk_is_told_as_one(tmp_path: Path, said: str, kind: type) -> None:
    with pytest.raises(StorageError) as told, ChromaIndex(tmp_path)._translated():
        raise RuntimeError(said)
    assert type(told.value) is kind
    assert ("is full" in str(told.value)) == (kind is StorageError)
