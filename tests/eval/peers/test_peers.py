"""footnote beside other tools; the tools themselves run in their own environment."""

from __future__ import annotations

from pathlib import Path

from eval.peers import folded, text_of
from eval.peers.ours import Ours
from rag.domain import Paper

PAPERS = [
    Paper("bees", "Bees", "Bees dance to tell where flowers are."),
    Paper("bread", "Bread", "Yeast makes dough rise."),
]


def test_a_paper_stands_where_its_best_chunk_does() -> None:
    chunks = [("a", 0.9), ("b", 0.8), ("a", 0.7), ("c", 0.6)]
    assert folded(chunks, 2) == [("a", 0.9), ("b", 0.8)]
    assert text_of(PAPERS[0]) == "Bees\nBees dance to tell where flowers are."


def test_footnote_numbers_papers_and_checks_sentences(tmp_path: Path) -> None:
    ours = Ours(tmp_path)
    ours.index(PAPERS)
    assert ours.search("Why do bees dance?", 2)[0][0] == "bees"
    counted = ours.citations(["Why do bees dance?"])
    ours.close()
    assert (counted["numbered"], counted["papers"], counted["twice"]) == (2, 2, 0)
    assert counted["checked"] >= 1
