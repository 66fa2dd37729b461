from __future__ import annotations

import numpy as np
import pytest

from rag.domain import Paper
from rag.extract.roles import ROLES, aspect_quote, best_path, role_features, roles
from rag.models.encoders import EmbeddedEncoder

ABSTRACT = (
    "Graph clustering is widely used, but existing methods are slow on large graphs. "
    "In this paper, we propose FastCut, a new algorithm based on random walks. "
    "The walks are drawn in parallel. "
    "On three benchmark datasets FastCut outperforms the state of the art by 12 %. "
    "FastCut does not handle directed graphs. "
    "Our code is available at https://example.org/fastcut."
)
PAPER = Paper("p1", "FastCut: Clustering Large Graphs", ABSTRACT)


@pytest.fixture(scope="module")
def encoder() -> EmbeddedEncoder:
    return EmbeddedEncoder()


def test_each_sentence_gets_a_role_and_probabilities(encoder: EmbeddedEncoder) -> None:
    sentences = ABSTRACT.split(". ")
    found = roles(sentences, encoder.embed_passages(sentences))
    assert found[0].role == "background"
    assert found[3].role == "result"
    for one in found:
        assert set(one.probabilities) == set(ROLES)
        assert sum(one.probabilities.values()) == pytest.approx(1)


def test_an_empty_abstract_has_no_roles() -> None:
    assert roles([], np.zeros((0, 384), np.float32)) == []


def test_features_see_the_neighbours() -> None:
    vectors = np.zeros((2, 4), np.float32)
    one, other = role_features(["We propose a cut.", "It is fast."], vectors)
    assert one.shape == other.shape
    assert one[0] == 1.0  # the cue "we propose"
    assert other[26 + 10] == 1.0  # and again, as the cue of the sentence before


def test_best_path_weighs_the_usual_order() -> None:
    logs = np.log(np.array([[0.9, 0.1], [0.6, 0.4]], np.float32))
    follows = np.array([[-9.0, 0.0], [0.0, 0.0]], np.float32)
    assert best_path(logs, follows, np.zeros(2, np.float32)) == [0, 1]


@pytest.mark.parametrize(
    ("aspect", "opening"),
    [
        ("problem", "Graph clustering"),
        ("method", "In this paper, we propose"),
        ("data", "On three benchmark datasets"),
        ("results", "On three benchmark datasets"),
        ("limits", "FastCut does not handle"),
        ("code", "Our code is available"),
        ("directed graphs", "FastCut does not handle"),
    ],
)
def test_an_aspect_is_quoted_verbatim(aspect: str, opening: str, encoder: EmbeddedEncoder) -> None:
    quote = aspect_quote(aspect, PAPER, encoder)
    assert quote is not None
    assert quote.text.startswith(opening)
    assert ABSTRACT[quote.start : quote.end] == quote.text


@pytest.mark.parametrize("aspect", ["training cost", "quantum annealing"])
def test_an_aspect_not_stated_is_none(aspect: str, encoder: EmbeddedEncoder) -> None:
    assert aspect_quote(aspect, PAPER, encoder) is None


def test_limits_of_earlier_work_are_not_this_papers(encoder: EmbeddedEncoder) -> None:
    paper = Paper("p2", "Cuts", "However, existing methods cannot scale. We propose a cut.")
    assert aspect_quote("limits", paper, encoder) is None


def test_a_paper_without_an_abstract_states_nothing(encoder: EmbeddedEncoder) -> None:
    assert aspect_quote("method", Paper("p3", "Title", ""), encoder) is None
