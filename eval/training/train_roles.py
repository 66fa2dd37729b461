"""Make `rag/data/roles.json` from CSAbstruct's train set: what does a sentence do?

`python -m eval.training.train_roles --data ../shared/data/csabstruct`; minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from eval.measure.roles import Abstract, read
from eval.training.fitting import Array, rounded
from rag.extract.roles import ROLES, role_features
from rag.extract.scorer import DATA
from rag.models.encoders import EmbeddedEncoder

DECAY = 0.01  # best of eight in four-fold cross-validation over the training abstracts
RARE = 0.3  # how far rare roles are lifted, of the way to equal weight
FOLLOW = 0.4  # how much the usual order of roles counts beside the sentence itself


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    abstracts = read(parser.parse_args().data / "train.jsonl", EmbeddedEncoder())
    rows = np.concatenate([role_features(one.sentences, one.vectors) for one in abstracts])
    labels = np.array([ROLES.index(label) for one in abstracts for label in one.labels])
    sure = np.array([share for one in abstracts for share in one.sure], np.float32)
    weights = softmax_regression(rows, labels, sure)
    table = {name: rounded(array) for name, array in (weights | order(abstracts)).items()}
    (DATA / "roles.json").write_text(json.dumps(table, separators=(",", ":")) + "\n", "utf-8")


def softmax_regression(rows: Array, labels: NDArray[np.int_], sure: Array) -> dict[str, Array]:
    """Weights, shape (features, roles), and bias; each sentence counts as its annotators agreed."""
    shares = np.bincount(labels, minlength=len(ROLES)) / len(labels)
    importance = sure * ((1 / shares / len(ROLES)) ** RARE)[labels]
    # Counts that sum to 1 make scikit-learn's sum of losses a mean, and C 1/decay.
    model = LogisticRegression(C=1 / DECAY, max_iter=1000)
    model.fit(rows, labels, sample_weight=importance / importance.sum())
    return {"weights": model.coef_.T, "bias": model.intercept_}


def order(abstracts: list[Abstract]) -> dict[str, Array]:
    """How much likelier than by chance one role follows another, or opens an abstract."""
    follows, opens = np.ones((len(ROLES), len(ROLES))), np.ones(len(ROLES))
    count = np.zeros(len(ROLES))
    for one in abstracts:
        places = [ROLES.index(label) for label in one.labels]
        opens[places[0]] += 1
        np.add.at(count, places, 1)
        np.add.at(follows, (places[:-1], places[1:]), 1)
    usual = count / count.sum()
    return {
        "follows": (FOLLOW * np.log(follows / follows.sum(1, keepdims=True) / usual)).astype(
            np.float32
        ),
        "opens": (FOLLOW * np.log(opens / opens.sum() / usual)).astype(np.float32),
    }


if __name__ == "__main__":
    main()
