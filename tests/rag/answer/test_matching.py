"""Papers that bring something, told from those that only use it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answer.forms import alternatives
from rag.answer.matching import Wanted, fit
from rag.domain import Hit, Paper


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ("We introduce a large and hand-made dataset for rope splicing.", True),
        ("We release RopeSet, a corpus of rope splicing.", True),
        ("Results on a rope splicing dataset show that our proposed knot holds.", False),
        ("We provide results for rope splicing on two datasets.", False),
    ],
)
def test_a_dataset_is_released_and_not_only_used(said: str, fits: bool) -> None:
    wanted = Wanted("release a dataset for rope splicing")
    assert (fit(wanted, Hit.whole(Paper("p", "On Ropes", said)), 1.0) is not None) is fits


def test_no_paper_is_about_the_source_code_it_gives_out() -> None:
    said = "We fly kites. Our source code is available at https://kites.example."
    hit = Hit.whole(Paper("k", "Kites", said))
    assert fit(Wanted("kites for source code"), hit, 1.0) is None
    assert fit(Wanted("have their source code available"), hit, 1.0) is not None


def test_what_models_are_trained_on_tells_what_a_paper_is_about() -> None:
    said = "Our models are trained on rope splicing."
    hit = replace(Hit.whole(Paper("k", "Kites", said)), dense=1.0)
    assert fit(Wanted("rope splicing"), hit, 1.0) is not None


@pytest.mark.parametrize(
    ("topic", "several"),
    [
        ("ropes for kites or boats", ["ropes for kites", "ropes for boats"]),
        ("predicting calm winds or tides", ["predicting calm winds", "predicting calm tides"]),
        ("kites or tidal boats", ["kites", "tidal boats"]),
        ("flying or steering red kites", ["flying red kites", "steering red kites"]),
        ("kites", ["kites"]),
    ],
)
def test_an_or_joins_several_topics(topic: str, several: list[str]) -> None:
    assert alternatives(topic) == several


def test_what_is_personalised_is_about_personalisation() -> None:
    hit = replace(Hit.whole(Paper("k", "Personalized Kites", "We fly kites.")), dense=1.0)
    assert fit(Wanted("kites and personalization"), hit, 1.0) is not None


def test_a_trade_off_is_no_trade() -> None:
    hit = replace(Hit.whole(Paper("k", "A Trade-Off of Ropes", "A trade-off.")), dense=1.0)
    assert fit(Wanted("trading"), hit, 1.0) is None
