"""Whether a sentence speaks well or badly of a thing: "Does X help?", "Can X do Y?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.extract.denials import share
from rag.extract.rivals import contests
from rag.text.stems import content_stems, stem, words

_HOW_MUCH = r"(?:(?:really|actually|always|still|even|also|truly|generally|usually) )*"
_DOING = (
    r"(?:helps?|works?|hurts?|harms?|matters?|performs?|pays? off|struggles?|fails?|suffers?"
    r"|generali[sz]es?|scales?|copes?)"
)
_BEING = (
    r"(?:good|useful|effective|helpful|beneficial|reliable|suitable|appropriate|adequate"
    r"|sufficient|enough|harmful|bad|poor|valid|accurate|trustworthy|worthwhile|worth)"
)
_DOES = re.compile(
    rf"^(?:does|do|did|can|could|will|would)(?:n['’]t)? (?P<who>.{{2,80}}?) {_HOW_MUCH}"
    rf"(?P<word>{_DOING})\b(?P<what>.*)$",
    re.IGNORECASE,
)
_IS = re.compile(
    rf"^(?:is|are|was|were)(?:n['’]t)? (?P<who>.{{2,80}}?) {_HOW_MUCH}(?:(?:an?|very|any) )*"
    rf"(?P<word>{_BEING})\b(?P<what>.*)$",
    re.IGNORECASE,
)
_CAN = re.compile(
    r"^(?:can|could)(?: you| one| we)? (?P<who>\S.{2,140})$|^(?:is|are) (?P<able>.{2,80}?) able to"
    r" (?P<what>.+)$",
    re.IGNORECASE,
)
_ILL = re.compile(r"\b(?:hurt|harm|struggle|fail|suffer|harmful|bad|poor)", re.IGNORECASE)
_LIMITING = re.compile(
    r"\b(?:without|not|no|only|never|always|all|every)\b|n['’]t\b", re.IGNORECASE
)
_GOOD = re.compile(
    r"\b(?:improv(?:es?|ed|ements?)|boost(?:s|ed)?|enhances?|benefi\w+|effective(?:ly|ness)?|helps?"
    r"|helpful|gains?|superior|useful|success|succeeds?|promising|remarkable|reliable|excels?"
    r"|able to|capable|alleviates?|mitigates?|impressive|great potential|resilient|robust"
    r"|(?:work|perform|generali[sz]e|transfer|scale)s?(?: \w+)? well|handles?|competitive)\b",
    re.IGNORECASE,
)
_BAD = re.compile(
    r"\b(?:fails?|failed|failures?|struggles?|poor(?:ly)?|worse\w*|worst|weak(?:ness\w*)?"
    r"|weakly correlated|limitations?|inaccurate|unreliable|suffers?|degrad\w+|hurts?|drops?"
    r"|harm(?:s|ful)?|lacks?|lack of|difficult\w*|cannot|brittle|vulnerable|insufficient"
    r"|prevents?|hinders?"
    r"|inabilit\w+|incapab\w+"
    r"|inadequate|mislead\w*|problematic|ineffective|inferior|unable|biased|far from|noisy"
    r"|underperforms?|falls? short|unsatisf\w+)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|no|never|nor|hardly|barely|minimally|slightly|without|less)(?: \w+){0,2}\W*$"
    r"|n['’]t\W*$",
    re.IGNORECASE,
)
# Another that does something between the thing and the judgement is what is judged.
_AGENT = re.compile(r"\b(?:we|our|it|they|this|which we|the proposed)\b", re.IGNORECASE)
_NEAR = 8  # words between a thing and what is said of it
# "Despite the success of X, ..." judges nothing.
_CONCEDED = re.compile(r"\b(?:despite|in spite of|notwithstanding)\b[^,]{3,140},", re.IGNORECASE)
_MATTERS = re.compile(
    r"\b(?:leads? to|results? in|causes?|affects?|impacts?|influences?|matters?|crucial|important"
    r"|plays? an? \w+ role|degrad\w+|improv\w+|hurts?|boosts?)\b",
    re.IGNORECASE,
)
_PROPOSED = re.compile(
    r"\b(?:we|this (?:paper|work|study)) (?:\w+ )?(?:propos|introduc|present|develop|design)\w*"
    r"|\bwe (?:hope|conduct|aim|plan|build|construct|use|adopt|leverage|apply|employ)\b",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"\b(?:using|leveraging|employing|with|via|through|by|from|thanks to|of)\W+(?:[\w-]+\W+){0,2}$",
    re.I,
)
_SPLIT = re.compile(r"; |, (?:but|while|whereas|although|yet|however) | (?:but|whereas|although) ")
_DO = frozenset(
    map(
        stem,
        "do handle deal cope work learn understand manage perform solve make get use good well"
        " easily reliably".split(),
    )
)
_WHAT = 0.5  # share of the words for what it is good that must be there
_ALL = 0.75  # share of all words where what can be done is asked


@dataclass(frozen=True, slots=True)
class Worth:
    """Whether `who` is good for `what`, in stems; of an ability `who` holds all its words.

    With `matters` any effect of it counts, a good one or a bad one.
    """

    who: tuple[str, ...]
    what: tuple[str, ...]
    ill: bool = False
    ability: bool = False
    matters: bool = False


def worth_of(question: str) -> Worth | None:
    """What is to be judged, where a question asks for a judgement and hedges it by nothing."""
    asked = question.strip(" ?.!")
    if _LIMITING.search(asked):
        return None
    found = _DOES.match(asked) or _IS.match(asked)
    if found:
        what = content_stems(found["what"]) if found["what"].strip() else []
        ill = bool(_ILL.match(found["word"]))
        matters = found["word"].lower().startswith("matter")
        return Worth(tuple(content_stems(found["who"])), tuple(what), ill, matters=matters)
    can = _CAN.match(asked)
    if can:
        every = content_stems(can["who"] or f"{can['able']} {can['what']}")
        return Worth(tuple(one for one in every if one not in _DO), (), ability=True)
    return None


def judged(worth: Worth, text: str, title: str) -> str:
    """Yes or no, as one sentence judges it; empty where it does not, or does both."""
    if "?" in text or not worth.who:
        return ""
    if not worth.ability and _PROPOSED.search(text):
        return ""
    for part in _SPLIT.split(_without_concession(worth, text)):
        side = _judged(worth, part, f"{title} {text}")
        if side:
            return side
    return ""


def _without_concession(worth: Worth, text: str) -> str:
    """A sentence less its "Despite the success of X," where "they" then stands for X."""
    found = _CONCEDED.search(text)
    if found is None:
        return text
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    meant = share(worth.who, found[0]) >= _ALL
    return re.sub(r"\b(?:they|it)\b", " ".join(worth.who), rest, count=1) if meant else rest


def _judged(worth: Worth, text: str, around: str) -> str:
    places = _mentions(worth.who, text, worth.ability)
    if not places or (share(worth.what, around) < _WHAT and not worth.matters):
        return ""
    if worth.ability and (share(worth.who, around) < _ALL or share(worth.who, text) < _WHAT):
        return ""
    if next(contests(text), None):
        # Who loses to another may still be good.
        return ""
    if worth.matters:
        moved, unmoved = _said(_MATTERS, text, places, worth)
        return "" if moved == unmoved else "yes" if moved else "no"
    good, not_good = _said(_GOOD, text, places, worth)
    bad, not_bad = _said(_BAD, text, places, worth)
    if (good or not_bad) == (bad or not_good):
        return ""
    return "yes" if (good or not_bad) != worth.ill else "no"


def _mentions(who: Sequence[str], text: str, apart: bool) -> list[int]:
    """Where the thing begins: its words together, or each of them where they may stand apart."""
    found = [(stem(word), start) for word, start, _ in words(text)]
    wanted = set(who)
    if apart:
        return [start for one, start in found if one in wanted]
    together = len(who) + 1
    return [
        start
        for i, (one, start) in enumerate(found)
        if one in wanted and wanted <= {other for other, _ in found[i : i + together]}
    ]


def _said(
    pattern: re.Pattern[str], text: str, places: Sequence[int], worth: Worth
) -> tuple[bool, bool]:
    """Whether a word of judgement stands by the thing, plain, and denied."""
    plain = denied = False
    for found in pattern.finditer(text):
        if stem(found[0].lower()) in (*worth.who, *worth.what):
            continue
        if any(_by(text, place, found.start(), worth.ability) for place in places):
            turned = bool(_DENIED.search(text[: found.start()]))
            plain, denied = plain or not turned, denied or turned
    return plain, denied


def _by(text: str, place: int, at: int, ability: bool) -> bool:
    """Whether the thing at `place` is what the word at `at` judges: it stands close before it, or
    the gain is made with it.
    """
    if place < at:
        between = text[place:at]
        return len(between.split()) <= _NEAR and not _AGENT.search(between)
    near = len(text[at:place].split()) <= _NEAR
    return near and (ability or bool(_WITH.search(text[:place])))
