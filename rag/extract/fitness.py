"""What each kind of question wants of a sentence: added to its score, or minus infinity."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from rag.domain import Kind
from rag.extract.numbers import counts
from rag.extract.openings import PROPOSED, points_back
from rag.extract.reasons import answers_why, asks_why, gives_reason
from rag.extract.subjects import unit_of
from rag.extract.troubles import asks_trouble, tells_trouble, turns_to_trouble
from rag.text.definitions import (
    acts,
    initials,
    of_the_field,
    says_what,
    spelled,
    term_of,
    two_terms,
)
from rag.text.stems import content_stems

Scores = NDArray[np.float32]
_COINS = (
    r"(?:propos|introduc|present|develop|releas|describ|design|defin|call|nam|dub|term|coin"
    r"|formulat|build|built|creat|construct|collect|contribut)\w*"
)
_FOUND = re.compile(
    r"\b(?:experiments?|results?|outperform\w*|achiev\w+|surpass\w*|state[- ]of[- ]the[- ]art"
    r"|competitive|on par|(?:code|data) (?:is|are) |available at|github|evaluat\w+"
    r"|demonstrat\w+)\b",
    re.IGNORECASE,
)
# An aim, a question or what others lack is no finding: it cannot settle a yes or no.
_NO_FINDING = re.compile(
    r"\?|\b(?:we|this (?:paper|work|study)|study|article) (?:\w+ )?(?:aims?|asks?|seeks?"
    r"|explores?|investigates?|examines?|study|studies|looks? (?:at|into)|discuss\w*|address\w*"
    r"|propose to)\b"
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
_GAIN = re.compile(r"\b(?:faster|better|cheaper|smaller|superior) than\b", re.IGNORECASE)
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


_HOW_TRIED = re.compile(
    r"^\W*how (?:is|are|was|were) .+ (?:evaluated|tested|assessed|validated|measured)\W*$", re.I
)
_OF_TRIALS = re.compile(r"\b(?:data ?sets?|benchmarks?|corpora|tasks?|models?)\b", re.IGNORECASE)
_WHICH = re.compile(r"^\W*(?:and |so )?(?:on |in |for |with )?which\b", re.IGNORECASE)


def fitness(kind: Kind, question: str, sentences: Sequence[str], named: bool = False) -> Scores:
    """One number a sentence, in log-odds like the scorer's; -inf for what cannot answer.

    `named`: the question names a paper that is here.
    """
    fits = _reader(kind, question, named)
    found = [fits(text) - (1.0 if points_back(text) else 0.0) for text in sentences]
    return np.array(found, np.float32)


def _reader(kind: Kind, question: str, named: bool) -> Callable[[str], float]:
    """What weighs one sentence for a question, which is read once for all of them."""
    if asks_trouble(question):
        return _troubles
    if kind == "definition":
        term = term_of(question)
        return partial(_says_what if of_the_field(term) and not named else _defines, term)
    if kind == "number":
        return partial(counts, unit_of(question))
    if kind == "how" and named and _HOW_TRIED.search(question):
        return _tried
    if kind == "how":
        return partial(_explains, question)
    if kind == "comparison" and (terms := two_terms(question)):
        return partial(_sets_apart, terms)
    unit = unit_of(question) if kind == "fact" and _WHICH.match(question) else None
    if unit and unit.stems and not _OF_TRIALS.search(question):
        return partial(_tells_which, unit.stems, bool(_WHERE_TRIED.search(question)))
    if kind == "fact" and _WHERE_TRIED.search(question):
        return _tried
    return _settles if kind == "yesno" else lambda _: 0.0


def _tells_which(wanted: Sequence[str], tried: bool, text: str) -> float:
    """For "Which satellites were used?": a sentence that speaks of them."""
    own = set(content_stems(text))
    told = sum(one in own for one in wanted) / len(wanted)
    return 1.5 * told + (_tried(text) if tried else 0.0)


def _tried(text: str) -> float:
    return 2.5 if _TRIED.search(text) else 0.0


def _troubles(text: str) -> float:
    # What is proposed against a trouble, or how well it does, is not the trouble.
    mended = 1.5 if PROPOSED.search(text) or only_results("", text) or _GAIN.search(text) else 0.0
    turned = 1.0 if turns_to_trouble(text) else 0.0
    return (2.0 if tells_trouble(text) else -3.0) + turned - mended


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
    """Whether a sentence speaks of all terms, their words in any order, or by their initials."""
    own = set(content_stems(text))
    return all(
        own.issuperset(content_stems(term)) or bool(re.search(rf"\b{initials(term)}s?\b", text))
        for term in terms
    )


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
    if not of_the_field(term) and acts(term, text):
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
        aims += 2.0 if answers_why(text) else 0.0
        return aims + (1.5 if _CAUSE.search(text) else 0.0) - (1.0 if PROPOSED.search(text) else 0)
    return aims + (0.8 if _WAY.search(text) else 0.0)
