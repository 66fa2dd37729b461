"""What each sentence of an abstract does, and the one that states an aspect of the paper."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from rag.domain import Paper, Quote
from rag.extract.scorer import DATA
from rag.ports import Embedder, Vectors
from rag.text.passages import sentence_spans
from rag.text.stems import content_stems, needs_context, rarities

Role = Literal["background", "objective", "method", "result", "other"]
ROLES: tuple[Role, ...] = get_args(Role)

# Columns of the weights in roles.json: to add, move or change a cue is to train them anew.
_CUES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bwe (propose|present|introduce|develop|describe|design|show how)",
        r"\bwe (show|demonstrate|find|found|observe|prove|achieve|obtain)",
        r"\b(experiment|evaluation|empirical|results?|outperform|achiev|state-of-the-art|improv"
        r"|demonstrat|significant)",
        r"\b(however|although|unfortunately|despite|challeng|difficult|remain|lack|limited"
        r"|recent(ly)?|important|widely|common|popular|many|often|typically|traditional)",
        r"\b(this (paper|article|work|study|thesis)|in this (paper|article|work|study)"
        r"|our (goal|aim|objective)|the (aim|goal|purpose|objective))",
        r"\b(aim|goal|purpose|objective|investigat|examin|explor)",
        r"\b(using|based on|by (using|means)|method|algorithm|approach|framework|model|technique"
        r"|dataset|participants|survey|interview)",
        r"\b(future|implication|discuss|conclu|limitation|suggest|contribut)",
        r"\b(copyright|rights reserved|©|\(c\)|acm|ieee|elsevier|springer|wiley|published"
        r"|keywords?)\b",
        r"[0-9]+(\.[0-9]+)?\s*%",
        r"\d",
        r"\bwe\b",
        r"\bour\b",
        r"\b(was|were)\b",
        r"\b(is|are)\b",
        r"\b(has|have) been\b",
        r"\?",
        r"https?:|www\.|github",
        r"^(background|introduction|motivation)",
        r"^(objective|aim|purpose|goal)",
        r"^(method|design|approach|material)",
        r"^(result|finding|conclusion)",
        r"^(first|then|second|finally|next|specifically|in particular|moreover|furthermore"
        r"|additionally)",
        r"^(to (address|this|overcome|solve|tackle|achieve))",
        r"\bpropos",
        r"\bnovel|new\b",
    )
)
_VECTOR = 8.0  # brings the parts of unit vectors near the size of the other features


_STATES = {
    "problem": re.compile(
        r"\b(however|although|unfortunately|despite|challeng\w+|difficult\w*|remains?|lack\w*|limited"
        r"|problem|issue|suffer\w*|bottleneck|expensive|costly|unclear|poorly|hinder\w*|fails?"
        r"|rarely|unexplored|important)\b",
        re.IGNORECASE,
    ),
    "method": re.compile(
        r"\b(we|this (paper|work|study)|our (work|method|approach))\b.{0,40}?\b(propos\w+"
        r"|introduc\w+|present\w*|develop\w*|design\w*|devise\w*|describe\w*|use[sd]?|employ\w*)\b"
        r"|\b(is|are) (called|termed|dubbed)\b|\b(based on|consists? of|by (using|means of))\b",
        re.IGNORECASE,
    ),
    "results": re.compile(
        r"\b(outperform\w*|achiev\w+|improv\w+|state[- ]of[- ]the[- ]art|results? (show|demonstrate"
        r"|indicate|suggest)|we (show|find|found|demonstrate|observe|prove)|experiments?|reduc\w+"
        r"|surpass\w*|significant\w*)\b|\d\s?%|\d×|\bp\s?[<=]",
        re.IGNORECASE,
    ),
    "data": re.compile(
        r"\b(data ?sets?|benchmarks?|corpus|corpora|(imagenet|cifar|mnist|coco|squad|glue|wikitext"
        r"|pile)(-?\d+\w*)?|arena|trained on|evaluated on|collected|annotat\w+ (data|examples)"
        r"|\d[\d,.]*\w* (images|videos|samples|examples|patients|participants|documents|questions"
        r"|hours|tokens|sentences)|patients|participants|cohort|survey of)\b",
        re.IGNORECASE,
    ),
    # "Our method does not require labels" is a virtue: only what a paper says it lacks counts.
    # A wider pattern quotes sentences that state no limit of the paper at all.
    "limits": re.compile(
        r"\b(limitations? of (our|this|the (proposed|present|current))|^limitations?"
        r"|(limitation|drawback|shortcoming)s? (is|are|was|were)\b|caveats?"
        r"|future (work|research|studies)|further (work|research|studies)|at the (cost|expense) of"
        r"|(is|are|was) limited (to|by)|only (works?|appl(y|ies)|holds?) (for|to|when|if|in)"
        r"|(our|this|the proposed) (\w+ ){1,2}(is limited|cannot|fails? (to|on|in|when))"
        r"|does not (yet )?(handle|scale|generali[sz]e|apply|cover|converge|extend|hold)"
        r"|decay to|open (problem|question)s?|small sample"
        r"|remains? (an )?(open|unclear|unsolved))\b",
        re.IGNORECASE,
    ),
    "code": re.compile(
        r"https?://|www\.|\bgithub\b|\bopen-?sourc\w+|\b(code|models?|weights|data(set)?|demo|toolkit"
        r"|implementation|software)\b.{0,40}\b(available|released?|public\w*|provided)\b"
        r"|\b(release|open-source|publish)\w*\b.{0,30}\b(code|models?|weights|data(set)?)\b",
        re.IGNORECASE,
    ),
}
_COVER = 0.6  # share of the words of an aspect of one's own that its sentence must have
_NEAR = 0.45  # or this cosine with a good part of the words


@dataclass(frozen=True, slots=True)
class RoleScore:
    """The role in the best reading of the whole abstract, and each role's own probability."""

    role: Role
    probabilities: Mapping[Role, float]


def roles(sentences: Sequence[str], vectors: Vectors) -> list[RoleScore]:
    """Roles of all sentences of one abstract, in order; `vectors` are theirs, one a row."""
    if not sentences:
        return []
    model = _model()
    scores = role_features(sentences, vectors) @ model["weights"] + model["bias"]
    logs = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    path = best_path(logs, model["follows"], model["opens"])
    return [
        RoleScore(ROLES[place], dict(zip(ROLES, map(float, np.exp(row)), strict=True)))
        for place, row in zip(path, logs, strict=True)
    ]


def aspect_quote(aspect: str, paper: Paper, encoder: Embedder) -> Quote | None:
    """The sentence that states `aspect`, verbatim; None where no sentence does.

    Known aspects: problem, method, data, results, limits, code; any other words are looked for.
    """
    spans = sentence_spans(paper.abstract)
    sentences = [paper.abstract[start:end] for start, end in spans]
    if not sentences:
        return None
    vectors = encoder.embed_passages(sentences)
    name = aspect.strip().lower()
    if name in _STATES:
        read = roles(sentences, vectors)
        scores = [
            # Quoted alone, "It is fast" says nothing; one nearly as good is taken before it.
            _states(name, s, i / len(sentences), read[i]) - 0.25 * needs_context(s)
            for i, s in enumerate(sentences)
        ]
    else:
        cosines = (vectors @ encoder.embed_question(aspect)).tolist()
        scores = _own(aspect, paper.title, sentences, cosines)
    best = max(range(len(scores)), key=lambda i: scores[i])
    if scores[best] <= 0:
        return None
    return Quote(paper.paper_id, sentences[best], *spans[best])


def _own(
    aspect: str, title: str, sentences: Sequence[str], cosines: Sequence[float]
) -> list[float]:
    """Word cover and nearness; words of the title count less: every sentence is about them."""
    wanted = list(dict.fromkeys(content_stems(aspect)))
    titled = set(content_stems(title))
    weights = [
        # Half, not nothing: an aspect made of title words alone must still be found.
        weight * (0.5 if one in titled else 1.0)
        for one, weight in zip(wanted, rarities(wanted), strict=True)
    ]
    scores = []
    for sentence, cosine in zip(sentences, cosines, strict=True):
        own = set(content_stems(sentence))
        held = sum(w for one, w in zip(wanted, weights, strict=True) if one in own)
        cover = held / max(sum(weights), 1e-9)
        fits = cover >= _COVER or (cover > 0.25 and cosine >= _NEAR)
        scores.append(cover + cosine if fits else 0.0)
    return scores


def _states(aspect: str, sentence: str, share: float, read: RoleScore) -> float:
    """How well a sentence, at a share of its abstract, states an aspect; at most 0: not."""
    likely = read.probabilities
    cues = len(_STATES[aspect].findall(sentence))
    digits = 0.1 * any(c.isdigit() for c in sentence)
    early = likely["background"] + 0.6 * likely["objective"]
    match aspect:
        case "problem":
            return early + 0.5 * bool(cues) if read.role in ("background", "objective") else 0.0
        case "method":
            own = likely["method"] + 0.7 * likely["objective"] + 0.7 * bool(cues)
            # The earlier of two names the method, the later one goes into its details.
            return own - 0.2 * share if own > 0.6 else 0.0
        case "results":
            own = likely["result"] + 0.4 * bool(cues)
            # Of two results the one with a number says more.
            return own + digits if own > 0.6 else 0.0
        case "data":
            return cues + 2 * digits - likely["background"] if cues else 0.0
        case "limits":
            # "However, existing methods cannot ..." is the problem, not a limit of this paper.
            own = 0.3 + share - likely["background"]
            return own if cues and read.role != "background" else 0.0
        case _:
            return cues + 0.5 * ("http" in sentence)


def role_features(sentences: Sequence[str], vectors: Vectors) -> NDArray[np.float32]:
    """Cues of each sentence and its neighbours, its place and length, and its vector."""
    cues = np.array([[bool(cue.search(s)) for cue in _CUES] for s in sentences], np.float32)
    none = np.zeros((1, len(_CUES)), np.float32)
    count = len(sentences)
    places = np.array([_place(i, count, s) for i, s in enumerate(sentences)], np.float32)
    before, after = np.vstack([none, cues[:-1]]), np.vstack([cues[1:], none])
    return np.hstack([cues, places, before, after, _VECTOR * vectors]).astype(np.float32)


def _place(i: int, count: int, sentence: str) -> list[float]:
    share = i / max(1, count - 1)
    marks = [float(i == wanted) for wanted in (0, 1, 2, count - 1, count - 2)]
    length = min(1.0, len(sentence.split()) / 40)
    return [share, *marks, share**2, 1 / count, math.log(count), length]


def best_path(
    logs: NDArray[np.float32], follows: NDArray[np.float32], opens: NDArray[np.float32]
) -> list[int]:
    """The likeliest sequence of roles (Viterbi) given how one role follows another."""
    score = logs[0] + opens
    origins = []
    for row in logs[1:]:
        steps = score[:, None] + follows
        origins.append(steps.argmax(0))
        score = steps.max(0) + row
    path = [int(score.argmax())]
    for origin in reversed(origins):
        path.append(int(origin[path[-1]]))
    return path[::-1]


@lru_cache(maxsize=1)
def _model() -> dict[str, Any]:
    table = json.loads((DATA / "roles.json").read_text("utf-8"))
    return {name: np.array(values, np.float32) for name, values in table.items()}
