"""footnote beside other tools: `.venv-peers/bin/python -m eval.peers --data DIR`.

The same papers and questions for all, in one run. `make peers` builds the environment.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from eval.data.beir import Collection, load
from eval.measure.on_data import brief
from eval.measure.retrieval import Measured, measure, report
from eval.peers import Peer
from eval.peers.llamaindex import Starter
from eval.peers.ours import Ours
from eval.peers.paper_qa import PaperQA
from eval.peers.txtai_hybrid import Txtai
from eval.report.page import page_of, render, write
from eval.report.run import signed

DEPTH = 20
CITED = 50
"""Questions whose numbering is counted."""

PACKAGES = ("llama-index-core", "chromadb", "paper-qa", "txtai", "torch")


def run(data: Path, scratch: Path, cache: Path) -> dict[str, Any]:
    """Every tool indexes the papers of `data` and is asked its questions."""
    collection = load(data)
    makers: dict[str, Callable[[], Peer]] = {
        Ours.name: lambda: Ours(scratch / "footnote"),
        Starter.name: lambda: Starter(scratch / "chroma", cache),
        PaperQA.name: PaperQA,
        Txtai.name: Txtai,
    }
    systems: dict[str, Measured] = {}
    rows: dict[str, dict[str, Any]] = {}
    cited: dict[str, dict[str, int]] = {}
    for name, make in makers.items():
        sys.stderr.write(f"{name} …\n")
        try:
            peer = make()
            rows[name] = _indexed(peer, collection)
            busy = time.process_time()
            systems[name] = measure(peer, collection, DEPTH)
            spent = (time.process_time() - busy) / len(collection.questions)
            rows[name]["question_cpu"] = round(spent, 4)
        except (ImportError, OSError) as error:
            # A tool that cannot run here gets its reason in the place of its figures.
            rows[name] = {"note": f"did not run: {type(error).__name__}: {str(error)[:200]}"}
            continue
        questions = list(collection.questions.values())[:CITED]
        if isinstance(peer, Starter | Ours):
            cited[_engine(peer)] = {"questions": len(questions), **peer.citations(questions)}
        if isinstance(peer, Ours):
            peer.close()
    result = report(collection, systems)
    for name, row in rows.items():
        result["systems"][name] = result["systems"].get(name, {}) | row
    result["answers"] = cited
    result["settings"] = {"depth": DEPTH, **{name: version(name) for name in PACKAGES}}
    return signed("peers", result, collection.name)


def _indexed(peer: Peer, collection: Collection) -> dict[str, Any]:
    """Seconds to take the papers in, by the clock and by all cores together."""
    started, busy = time.perf_counter(), time.process_time()
    peer.index(collection.papers)
    return {
        "note": peer.note,
        "index": round(time.perf_counter() - started, 1),
        "index_cpu": round(time.process_time() - busy, 1),
    }


def _engine(peer: Peer) -> str:
    return "LlamaIndex CitationQueryEngine" if isinstance(peer, Starter) else peer.name


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures in Markdown, or as one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m eval.peers", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder in BEIR layout")
    parser.add_argument("--report", type=Path, help="folder for report.html and run.json")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(TemporaryDirectory()))
        result = run(options.data, scratch, scratch / "weights")
    if options.report:
        write(result, options.report)
    shown = brief(result)
    text = json.dumps(shown, indent=2) if options.json else render(page_of(shown), "report.md")
    sys.stdout.write(text + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
