"""What each kind of question wants of a sentence: added to its score, or minus infinity."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from rag.domain import Kind
from rag.extract.openings import points_back
from rag.extract.reasons import asks_why, gives_reason
from rag.extract.subjects import Unit, unit_of
from rag.text.definitions import of_the_field, says_what, spelled, term_of, two_terms
from rag.text.stems import content_stems, stem, words

Scores = NDArray[np.float32]
_NEVER = float("-inf")
_COINS = (
    r"(?:propos|introduc|present|develop|releas|describ|design|defin|call|nam|dub|term|coin"
    r"|formulat|build|built|creat|construct|collect|contribut)\w*"
)
PROPOSED = re.compile(r"\b(?:we|this (?:paper|work)) (?:\w+ )?(?:propos|introduc|present)", re.I)
_FOUND = re.compile(
    r"\b(?:experiments?|results?|outperform\w*|achiev\w+|surpass\w*|state[- ]of[- ]the[- ]art"
    r"|competitive|on par|(?:code|data) (?:is|are) |available at|github|evaluat\w+"
    r"|demonstrat\w+)\b",
    re.IGNORECASE,
)
# An aim, a question or what others lack is no finding: it cannot settle a yes or no.
_NO_FINDING = re.compile(
    r"\?|\b(?:we|this (?:paper|work|study)|study|article) (?:\w+ )?(?:aims?|asks?|seeks?"
    r"|explores?|investigates?|examines?|study|studies|discuss\w*|address\w*|propose to)\b"
    r"|\b(?:aim|goal|purpose|objective)s? (?:is|was|are|of)\b|\b(?:to (?:determine|investigate"
    r"|assess|evaluate|examine|test)) (?:whether|if|how)\b|\bwhether\b"
    r"|\b(?:ha(?:s|ve) been|is|are) (?:\w+ly |often )?(?:claimed|believed|assumed|hypothesi[sz]ed"
    r"|thought|argued|said) (?:to|that)\b"
    r"|\bwe hope\b|\bwe (?:conduct|perform|run|carry out) (?:\w+ ){0,3}(?:experiments|analys[ei]s"
    r"|studies) (?:on|in|with|over|across|using)\b(?!.*\b(?:show|demonstrat|find|outperform))"
    r"|\b(?:remains?|is|are) (?:an open question|unclear|unknown|unexplored)\b",
    re.IGNORECASE,
)
_CONTRASTS = re.compile(
    r"\b(?:unlike|whereas|while|than|compared|contrast|instead|outperform\w*|differ\w*|between"
    r"|respectively|both|advantages?|superior\w*|competitive|comparable|match\w*)\b",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\bwe hope\b|\bfuture (?:work|research)\b|\b(?:code|data|models?) (?:is|are|will be)"
    r" (?:\w+ )?(?:available|released)|\bgithub\b",
    re.IGNORECASE,
)
_WELL = re.compile(
    r"\bhow (?:well|good|effective|accurate|fast|robust)|\bresults?\b", re.IGNORECASE
)
_NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty "
    "fifty hundred thousand million billion dozen half twice double triple"
)
_TIMES = r"\$\s?\\times\s?\$"
NUMBER = re.compile(
    rf"(?<![\w.-])(?:[<>~≈±]\s?)?\d[\d,]*(?:\.\d+)?(?:\s?(?:%|[×xX](?!\w)|{_TIMES}|-fold"
    r"|[kKMB](?![a-z])|pp\b|fps\b|FPS\b|ms\b|times\b|percent\b))?"
    rf"|(?<!-)\b(?:{_NUMBER_WORDS.replace(' ', '|')})\b(?!-)",
    re.IGNORECASE,
)
# "As high as 95 points" is not what is lost as a rule.
_EXTREME = re.compile(
    r"\b(?:as (?:\w+ )as|up to|at (?:most|best|worst))\W+(?:an? )?$", re.IGNORECASE
)
_MARKS = re.compile(r"(?:^|[\s:;,])\($")
_STANDS_FOR = re.compile(
    r"\b(?:the|this|that|which|each|every|any|no|another|previous|last) one$", re.IGNORECASE
)
_NEAR = 60  # characters between a number and what it counts
_RATIO = re.compile(
    r"%|[×xX](?!\w)|\$\s?\\times|-fold"
    r"|\b(?:times|percent|pp|orders? of magnitude|twice|half|double)\b"
)
# "X is effective" and "X is trained on" say something of X, and not what it is.
_SAID_OF = (
    r"(?:(?:\w+ly|also|often|still|now|even|only|rather|so)(?! an?\b| the\b| one\b)"
    r"|(?:not|very|more|less|quite|too|able|unable|likely|hard|easy|key|here|there)\b"
    r"|(?!de(?:fin|sign)ed|meant|intended|propos|compos|based|inspired)\w+(?:ed|ing)"
    r" (?:on|by|to|in|for|as|at|with|from|that|when|and)"
    r"|\w+(?:ful|ive|able|ible|ous|[ae]nt|er|al)(?: (?:to|for|in|on|at|of|when|and|but|than|as|if"
    r"|while|by|across|with|because)\b|[.,;]))"
)
_CAUSE = re.compile(
    r"\b(?:because|since|due to|owing to|reasons?|causes?|caused|lead(?:s|ing)? to|result(?:s|ing)?"
    r" in|explain\w*|why|insights?|as (?:it|they|the)|stem\w* from|difficult\w*|suffer\w*)\b",
    re.IGNORECASE,
)
_WAY = re.compile(
    r"\b(?:by|via|through|using|with|based on|which|that) \w+"
    r"|\bwe (?:\w+ )?(?:propos\w+|introduc\w+|use|adopt|design\w*|develop\w*|train\w*|learn\w*)\b",
    re.IGNORECASE,
)
_WORKS = re.compile(r"\b(?:works?|operates?|functions?)\W*$", re.IGNORECASE)
_STEP = re.compile(
    r"\W*(?:specifically|concretely|in particular|more precisely|first|to (?:this|that) end"
    r"|the (?:key|main|core) idea|our (?:key|main|core) idea)\b",
    re.IGNORECASE,
)


# "Which tasks was it tested on?", "on what data is it trained?"
_WHERE_TRIED = re.compile(
    r"\b(?:which|what|how many) (?:\w+ ){0,3}?(?:tasks?|data ?sets?|benchmarks?|corpora|corpus|data"
    r"|languages?|domains?|language pairs?|models?|tests?|settings?)\b.*\b(?:test|evaluat|appl|tri"
    r"|train|validat|experiment|us|run|assess|compar)(?:e|y|ed|ied|ing|s|es|d)?\b"
    r"|\bwhat (?:was|is|were|are) .+ (?:test|evaluat|train|tri|appl|validat)(?:ed|ied) (?:on|to)\b",
    re.IGNORECASE,
)
_TRIED = re.compile(
    r"\b(?:we|and) (?:\w+ly |also |then |further )?(?:evaluate|test|apply|validate|experiment"
    r"|train|try|assess|benchmark|conduct|perform|run|compare)\b"
    r"|\b(?:experiments?|experimental results?|evaluations?|results?|tested|evaluated|trained"
    r"|applied|validated|benchmarked)\b[^.;]{0,60}?\b(?:on|in|across|over|for|with|to)\b"
    r"|\b(?:on|across|over|in) (?:\w+ ){0,4}?(?:tasks|data ?sets|benchmarks|languages|corpora"
    r"|domains|language pairs)\b",
    re.IGNORECASE,
)


def fitness(kind: Kind, question: str, sentences: Sequence[str], named: bool = False) -> Scores:
    """One number a sentence, in log-odds like the scorer's; -inf for what cannot answer.

    `named`: the question names a paper that is here.
    """
    fits = _reader(kind, question, named)
    found = [fits(text) - (1.0 if points_back(text) else 0.0) for text in sentences]
    return np.array(found, np.float32)


def _reader(kind: Kind, question: str, named: bool) -> Callable[[str], float]:
    """What weighs one sentence for a question, which is read once for all of them."""
    if kind == "definition":
        term = term_of(question)
        return partial(_says_what if of_the_field(term) and not named else _defines, term)
    if kind == "number":
        return partial(_counts, unit_of(question))
    if kind == "how":
        return partial(_explains, question)
    if kind == "comparison" and (terms := two_terms(question)):
        return partial(_sets_apart, terms)
    if kind == "fact" and _WHERE_TRIED.search(question):
        return lambda text: 2.5 if _TRIED.search(text) else 0.0
    return _settles if kind == "yesno" else lambda _: 0.0


def _sets_apart(terms: Sequence[str], text: str) -> float:
    """For two terms of the field: a sentence that has both, or that says what one of them is."""
    if has_both(terms, text):
        spelt = all(re.search(spelled(term), text, re.IGNORECASE) for term in terms)
        return 1.5 + (1.0 if spelt else 0.0) + (1.0 if _CONTRASTS.search(text) else 0.0)
    if any(says_what(term, text) for term in terms):
        return 2.0
    spoken = any(re.search(spelled(term), text, re.IGNORECASE) for term in terms)
    return 0.0 if spoken else -1.5


def has_both(terms: Sequence[str], text: str) -> bool:
    """Whether a sentence speaks of all terms, with their words in any order."""
    return set(content_stems(text)).issuperset(content_stems(" ".join(terms)))


def _says_what(term: str, text: str) -> float:
    """For a term of the field, which a paper that builds on it does not define by naming it."""
    if says_what(term, text):
        return 3.0 if _FOUND.search(text) else 5.0
    return min(_defines(term, text), 2.0)


def _defines(term: str, text: str) -> float:
    bonus = -2.0 if _FOUND.search(text) else 0.0
    if not term:
        return bonus
    if says_what(term, text):
        return bonus + 6.0
    said = spelled(term)
    if re.search(
        rf"{said}(?: \([^)]*\))?(?:,? (?:(?:is|are|was|were)(?! {_SAID_OF})|refers? to|means?"
        r"|denotes?|aims? (?:to|at)|seeks? to|consists? of|describes?)\b|, (?:an?|the|which|where"
        r"|i\.e)\b|\s?[—–-]+ ?\w)",
        text,
        re.IGNORECASE,
    ):
        return bonus + 5.0
    known = r"(?:known as|so-called|referred to as|called|termed|dubbed)"
    if re.search(rf"{known} [*“\"']*{said}", text, re.IGNORECASE):
        return bonus + 5.0
    if re.search(rf"\b{_COINS}\b[^.;]{{0,140}}{said}", text, re.IGNORECASE):
        return bonus + 4.0
    if re.search(rf"\w \({said}\)|{said} \(\w", text):
        return bonus + 2.5
    if re.search(said, text, re.IGNORECASE):
        return bonus + 0.5
    # What is proposed before it is named says what it is.
    return bonus + (1.0 if PROPOSED.search(text) else -3.0)


def number_near(unit: Unit | None, text: str) -> re.Match[str] | None:
    """The number in `text` that counts the unit, nearest before or behind it."""
    numbers = [m for m in NUMBER.finditer(text) if not _only_a_name(text, m)]
    if unit is None or (unit.ratio and not unit.stems):
        ratios = [m for m in numbers if _RATIO.search(text, m.start(), m.end() + 20)]
        return next(iter(ratios or numbers), None)
    if not unit.stems:
        return next(iter(numbers), None)
    own = set(content_stems(text))
    # Of "pilots flew" only the pilots can be told; the last word that is there is what counts.
    head = next((one for one in reversed(unit.stems) if one in own), "")
    places = [(start, end) for word, start, end in words(text) if stem(word) == head]
    near = [
        (abs(m.start() - start) if m.start() < start else 1.5 * abs(m.start() - end), m)
        for m in numbers
        for start, end in places
    ]
    if not near:
        return None
    distance, best = min(near, key=lambda one: one[0])
    return best if distance <= _NEAR else None


def _only_a_name(text: str, number: re.Match[str]) -> bool:
    """Whether a number counts nothing, as in 3D, Llama 2, top-1, "(1)" and "this one"."""
    after = text[number.end() : number.end() + 1]
    before = text[: number.start()]
    if (_MARKS.search(before) and after == ")") or _STANDS_FOR.search(before + number[0]):
        return True
    plain = number[0].strip().rstrip("kKMB").isdigit()
    named = bool(re.search(r"(?:[A-Z]\w*|top)[ -]$", before)) and plain
    year = bool(re.fullmatch(r"(?:19|20)\d\d", number[0].strip()))
    return after.isalpha() or (named and len(number[0].strip()) < 4) or year


def _counts(unit: Unit | None, text: str) -> float:
    if not NUMBER.search(text):
        return _NEVER
    found = number_near(unit, text)
    if found is None:
        return -1.0
    own = set(content_stems(text))
    told = sum(one in own for one in unit.stems) / len(unit.stems) if unit and unit.stems else 0.5
    digits = 0.5 if any(c.isdigit() for c in found[0]) else 0.0
    extreme = 1.5 if _EXTREME.search(text[: found.start()]) else 0.0
    return 2.0 + 4.0 * told + digits - extreme


def no_finding(text: str) -> bool:
    """Whether a sentence tells an aim, a question or a gap, which settle nothing."""
    return bool(_NO_FINDING.search(text))


def _settles(text: str) -> float:
    return -2.5 if no_finding(text) else 0.5


def only_results(question: str, text: str) -> bool:
    """Whether a sentence tells results, where something else is asked for."""
    return bool(_FOUND.search(text)) and not _WELL.search(question)


def _explains(question: str, text: str) -> float:
    aims = -1.0 if _NO_FINDING.search(text) or _CLOSING.search(text) else 0.0
    # "How well?" asks for results, any other "how" and "why" for what stands behind them.
    if only_results(question, text):
        aims -= 1.5
    if _WORKS.search(question):
        # How a thing works its own sentence tells, and those that go into its steps.
        aims += 1.2 if re.search(rf"\b{_COINS}\b", text, re.IGNORECASE) else 0.0
        aims += 0.8 if _STEP.match(text) else 0.0
    if asks_why(question):
        # What is proposed against a trouble does not say where the trouble comes from.
        aims += 1.0 if gives_reason(question, "", text) else 0.0
        return aims + (1.5 if _CAUSE.search(text) else 0.0) - (1.0 if PROPOSED.search(text) else 0)
    return aims + (0.8 if _WAY.search(text) else 0.0)
