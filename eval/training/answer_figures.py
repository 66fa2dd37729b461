"""How well logits choose the sentence that answers, and tell answered questions from others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from eval.training.answer_pairs import Floats, Group


def ranked(rows: Sequence[tuple[Group, Floats]]) -> tuple[float, float]:
    """Share of groups whose best sentence answers, and mean reciprocal rank."""
    first, reciprocal = [], []
    for group, logits in rows:
        if group.answers and group.count > 1:
            order = np.argsort(-logits, kind="stable").tolist()
            rank = min(order.index(i) for i in group.answers)
            first.append(rank == 0)
            reciprocal.append(1 / (rank + 1))
    return (float(np.mean(first)), float(np.mean(reciprocal))) if first else (0.0, 0.0)


def auroc(higher: Sequence[float], lower: Sequence[float]) -> float:
    """How often a value of `higher` is above one of `lower`; ties count half."""
    if not higher or not lower:
        return 0.5
    a, b = np.array(higher)[:, None], np.array(lower)[None]
    return float(((a > b) + 0.5 * (a == b)).mean())


def figures(rows: Sequence[tuple[Group, Floats]]) -> dict[str, float]:
    """Choice of the sentence by source, and whether the best score tells answered from not."""
    found: dict[str, float] = {}
    for source in sorted({group.source for group, _ in rows}):
        part = [row for row in rows if row[0].source == source]
        if any(group.answers and group.count > 1 for group, _ in part):
            found[f"{source} first"], found[f"{source} mrr"] = ranked(part)
        yes = [float(logits.max()) for group, logits in part if group.answers]
        no = [float(logits.max()) for group, logits in part if not group.answers]
        if yes and no:
            found[f"{source} auroc"] = auroc(yes, no)
    new = [row for row in rows if row[0].kind.endswith("/new")]
    yes = [float(logits.max()) for group, logits in new if group.answers]
    no = [float(logits.max()) for group, logits in new if not group.answers]
    found["new attributes auroc"] = auroc(yes, no)
    asked = [float(x.max()) for group, x in rows if group.source.startswith("made")]
    moved = [float(x.max()) for group, x in rows if group.source == "transplant"]
    found["made against transplant auroc"] = auroc(asked, moved)
    return found
