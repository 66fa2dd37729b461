"""Three small papers that the tests of checked answers quote from."""

from __future__ import annotations

from rag.domain import Hit, Paper, Passage

CATS = Paper(
    "cats",
    "Purring in cats",
    "Cats purr when they are content. Dogs do not purr. In a trial of 120 cats, purring "
    "increased bone density by 12%. We ask whether purring heals wounds.",
    year=2023,
)
NETS = Paper(
    "nets",
    "CycleGAN and its limits",
    "CycleGAN is the most representative approach of unsupervised translation. However, it was "
    "noticed that CycleGAN and variants could fail to identify the desired translation functions. "
    "Our method outperforms BERT on 3 datasets, but it is slower.",
    year=2024,
)
BARE = Paper("bare", "A title alone", "")
PAPERS = (CATS, NETS, BARE)


def hit(paper: Paper) -> Hit:
    text = paper.abstract
    return Hit(
        paper, Passage(paper.paper_id, paper.paper_id, paper.title, text, 0, len(text), ()), 0.5
    )


HITS = tuple(hit(paper) for paper in PAPERS)
