"""Whether a paper is about a topic: its words side by side in title or sentence, and how near."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from rag.domain import Hit, Paper
from rag.text.passages import sentence_spans
from rag.text.stems import rarity, stem
from rag.text.words import STOP_WORDS

_WORD = re.compile(r"[^\W_]+")
_TRADE_OFF = re.compile(r"\btrade-off", re.IGNORECASE)
_RAREST = 7.0
_TELLING = 1.5  # power of rarity: "sarcasm" decides over "detection"
_LONG = 6  # letters of a word that some write as two
_MENTIONS = 3
_LEAST = 0.55  # of a topic, together: half of two rare words is another topic
_SAYS = 0.65  # of what a paper is to do, in one sentence
_PLACES = frozenset("on over across of using".split())
_BEHIND = 14  # words within which what is brought follows the verb
# Said of any topic: "the lottery ticket hypothesis" is lottery tickets.
_EMPTY = frozenset(
    """approach approaches area field framework hypothesis method methods paradigm problem problems
    setting settings task tasks technique techniques topic""".split()
)
# What papers do with what they bring: one of these stands for the others.
_BRINGS = frozenset(
    stem(word)
    for word in """build collect construct contribute create develop introduce make offer present
    propose provide publish release""".split()
)
_BRING = stem("propose")
_CORPORA = frozenset(("corpus", "corpora"))
_DEED = re.compile(
    r"^(?:appl|combin|compar|describ|evaluat|hav|outperform|report|show|test|train|us|run|need"
    r"|propos|introduc|releas|present|provid|publish|contribut|develop|mak|creat|build|collect"
    r"|construct|offer|achiev|improv|reduc)(?:y|ies|e|es|s|ed|ing)? ",
    re.IGNORECASE,
)
_RELEASED = re.compile(
    r"\b(?:code|codes|data|models?|implementations?|scripts?|resources|checkpoints)\b[^.;]{0,60}"
    r" (?:is|are|can be|will be|has been|have been) (?:\w+ )?(?:made |found |accessed )?"
    r"(?:(?:publicly|freely) )?(?:available|released|found|accessed|open-?sourced)[^.;]{0,20}"
    r"(?:\bat\b|\bon\b|\bfrom\b|https?:|\bupon\b|$)",
    re.IGNORECASE,
)
_GIVEN_OUT = re.compile(r"github|available|releas|public|open[- ]?sourc|download|reproduc", re.I)
_CODE = frozenset(map(stem, "code codes data dataset implementation source their".split()))
# "Tried on boats" and "used for boats" have no two sides.
_FOR = re.compile(r"(?<!ed) (?:for|to|in|on|and (?:that |which )?(?:use|uses|using|with|apply)) ")
_WHOLE = 0.99
# Logistic regression over labelled topics: title near, all of it; sentence near, all of it;
# mentions; nearness in meaning; words anywhere. The bias is moved towards recall.
_WEIGHTS = (1.2, 4.2, 4.5, 0.7, -1.7, 10.7, 0.8)
_BIAS = -12.8


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a paper fits a topic, above 0 where it is about it, and the sentence that says so.

    `sure` is True where the title, or several sentences, say all of the topic.
    """

    score: float
    place: tuple[int, int] | None
    sure: bool


@dataclass(frozen=True)
class Wanted:
    """One way to say a topic: the stems of its telling words."""

    text: str

    @cached_property
    def of_code(self) -> bool:
        """Whether it is asked for papers that give out their code or data."""
        told = self.deed or _GIVEN_OUT.search(self.text) is not None
        return told or _CODE.issuperset(self.weights)

    @cached_property
    def weights(self) -> Mapping[str, float]:
        words = _words(self.text)
        telling = [word for word in words if word not in STOP_WORDS] or words
        telling = [word for word in telling if word not in _EMPTY] or telling
        stems = dict.fromkeys(self._one(_spelled(word)) for word in telling)
        return {one: min(rarity(one), _RAREST) ** _TELLING for one in stems}

    @cached_property
    def sides(self) -> tuple[Wanted, ...]:
        """What is used and what for: a paper on one of them alone is on another topic."""
        sides = () if self.deed else tuple(map(Wanted, _FOR.split(self.text)))
        return sides if len(sides) > 1 and all(one.weights for one in sides) else ()

    @cached_property
    def deed(self) -> bool:
        """Whether it says what papers do, "release a dataset", and not what they are about."""
        return bool(_DEED.match(self.text))

    @cached_property
    def _variants(self) -> list[tuple[re.Pattern[str], str]]:
        words = _words(self.text)
        apart = [
            (re.compile(rf"\b{'[- ]?'.join(word)}"), word) for word in words if len(word) >= _LONG
        ]
        return apart + [
            (re.compile(rf"\b{one}{other}"), f"{one} {other}") for one, other in pairwise(words)
        ]

    def stems(self, text: str) -> list[str]:
        """Stems of `text`, with its compounds spelled as the topic spells them."""
        text = text.lower()
        for pattern, spelled in self._variants:
            text = pattern.sub(spelled, text)
        return [self._one(_spelled(word)) for word in _words(text)]

    def _one(self, found: str) -> str:
        """One word for all that mean the same where deeds are told."""
        if not self.deed:
            return found
        return _BRING if found in _BRINGS else "dataset" if found in _CORPORA else found

    def near(self, stems: Sequence[str], whole: bool = False) -> float:
        """The share of the topic's weight that stands together, or anywhere with `whole`."""
        span = len(stems) if whole else len(_words(self.text)) + 1
        at = [(place, one) for place, one in enumerate(stems) if one in self.weights]
        best = 0.0
        for first, (start, _) in enumerate(at):
            together = {one for place, one in at[first:] if place - start <= span}
            best = max(best, sum(self.weights[one] for one in together))
        return best / (sum(self.weights.values()) or 1.0)


def fit(wanted: Wanted, hit: Hit, top: float) -> Fit | None:
    """How a found paper fits, or None; `top` is the cosine of the papers nearest to the topic."""
    paper = hit.paper
    title, nearness = wanted.stems(paper.title), hit.dense / top if top > 0 else 0.0
    anywhere = wanted.near([*title, *wanted.stems(paper.abstract)], whole=True)
    # The most that it could score saves reading most papers sentence by sentence.
    if not wanted.deed and _score(anywhere, anywhere, 0, nearness, anywhere) <= 0:
        return None
    in_title = wanted.near(title)
    places = _telling(wanted, paper.abstract)
    texts = [wanted.stems(paper.abstract[start:end]) for start, end in places]
    anywhere = wanted.near([*title, *(one for text in texts for one in text)], whole=True)
    covers = [wanted.near(text) for text in texts]
    scattered = [wanted.near(text, whole=True) for text in texts]
    best, mentions = max(covers, default=0.0), sum(cover > _WHOLE for cover in covers)
    score = _score(in_title, best, mentions, nearness, anywhere)
    if wanted.deed:
        scattered = _deeds(wanted, texts, scattered, anywhere)
        covers = scattered
        score = max(scattered, default=0.0) - _SAYS + nearness / 100
    if score <= 0 or max(in_title, best, anywhere if wanted.deed else 0.0) < _LEAST:
        return None
    whole = " ".join([paper.title, *(paper.abstract[start:end] for start, end in places)])
    if any(one.near(one.stems(whole), whole=True) < _LEAST for one in wanted.sides):
        return None
    # The first of those that say most; a title may say what no sentence repeats.
    order = range(len(places))
    place = places[max(order, key=lambda n: (covers[n], scattered[n], -n))] if places else None
    return Fit(score, place, in_title > _WHOLE or mentions > 1)


def _telling(wanted: Wanted, abstract: str) -> list[tuple[int, int]]:
    """The sentences that may tell a topic: no paper is about the "source code" that it releases."""
    return [
        place
        for place in sentence_spans(abstract)
        if wanted.of_code or not _RELEASED.search(abstract[slice(*place)])
    ]


def _deeds(
    wanted: Wanted, texts: Sequence[Sequence[str]], scattered: list[float], anywhere: float
) -> list[float]:
    """How far each sentence tells the deed: what is brought, and that it is brought."""
    first, *things = wanted.weights
    if first != _BRING or not things:
        return scattered
    # The sentence that releases a dataset need not say again what it is for.
    return [anywhere if _brings(text, first, things[0]) else 0.0 for text in texts]


def _brings(text: Sequence[str], deed: str, thing: str) -> bool:
    """Whether the thing stands close behind the deed, and is no place: "results on a dataset"."""
    for place in (n for n, one in enumerate(text) if one == deed):
        behind = text[place + 1 : place + 1 + _BEHIND]
        if thing in behind and not _PLACES.intersection(behind[: behind.index(thing)]):
            return True
    return False


def _score(title: float, best: float, mentions: int, nearness: float, anywhere: float) -> float:
    features = (
        title,
        float(title > _WHOLE),
        best,
        float(best > _WHOLE),
        min(mentions, _MENTIONS) / _MENTIONS,
        nearness,
        anywhere,
    )
    return _BIAS + sum(weight * x for weight, x in zip(_WEIGHTS, features, strict=True))


def nearest_place(wanted: Wanted, paper: Paper) -> tuple[float, tuple[int, int] | None]:
    """How much of a topic the sentence with most of it has, in [0, 1], and where that stands."""
    places = sentence_spans(paper.abstract)
    found = [
        (wanted.near(wanted.stems(paper.abstract[slice(*place)]), whole=True), place)
        for place in places
    ]
    return max(found, default=(0.0, None), key=lambda pair: pair[0])


def speaks_of(wanted: Wanted, paper: Paper) -> bool:
    """Whether a paper has any telling word of a topic at all."""
    return wanted.near(wanted.stems(f"{paper.title} {paper.abstract}"), whole=True) > 0


def _words(text: str) -> list[str]:
    # A trade-off is no trade.
    return [word.lower() for word in _WORD.findall(_TRADE_OFF.sub("tradeoff", text))]


@lru_cache(maxsize=100_000)
def _spelled(word: str) -> str:
    """The stem in one spelling: modelling meets modeling, summarise summarize, dialog dialogue."""
    word = stem(word)
    if len(word) > 4:
        word = word.replace("our", "or")
    word = re.sub(r"logu$", "log", word.replace("ll", "l"))
    return re.sub(r"(?<=\w{3})i[sz](?:at|er)?$", "iz", word)
