"""Statements as questions that want a yes or no, and what turns the answer round.

"We show that pruning improves speed." becomes "Does pruning improve speed?"; where a rule is not
sure how, there is no question.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

_LEAD = re.compile(
    r"^(?:(?:in this (?:paper|work|study)|here|moreover|furthermore|in addition|additionally"
    r"|however|finally|overall|notably|interestingly|surprisingly|specifically), )?"
    r"(?:(?:we|our (?:\w+ )?(?:results|experiments|findings|analys[ei]s|evaluations?|study)"
    r"|(?:\w+ )?(?:results|experiments|findings|evaluations|analys[ei]s)|this study)"
    r"(?: on [^,]{3,60})? (?:also |further |empirically |theoretically |clearly )?"
    r"(?:show|find|found|demonstrate|observe|prove|reveal|indicate|suggest|conclude|verify"
    r"|confirm|argue|report)(?:ed|s|d)? that )?",
    re.IGNORECASE,
)
_AUXILIARIES = frozenset(
    "is are was were can could has have will would should may might does do did".split()
)
_BASES = """achieve affect allow alleviate avoid capture contain contribute cover decrease degrade
delay depend detect differ eliminate enable enhance ensure exceed exhibit exploit facilitate
generalize generalise guarantee handle harm help hinder hurt identify impair improve incorporate
increase induce inhibit involve lack learn leverage lower maintain mitigate occur outperform
outweigh overcome predict preserve prevent promote provide rely remain remove require retain
reduce reveal satisfy solve speed struggle suffer support surpass tend underperform use worsen
yield""".split()
_NOUNS = frozenset(
    "decrease delay help increase lack use speed support yield harm hurt lower".split()
)
_PAST = {"found": "find", "led": "lead", "had": "have", "showed": "show"}
_BREAKS = re.compile(r"[,;:()]|\b(?:that|which|who|whose|where|when|while|although|if|because)\b")
_OPENERS = re.compile(
    r"^(?:we|i|it|they|he|she|this|these|those|that|there|here|our|its|their|such|both|to|in|on"
    r"|for|with|by|as|at|from|while|although|when|if|since|because|despite|unlike|using|based"
    r"|moreover|however|thus|hence|then|finally|first|one|another|each|some)\b",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    r"(?: (?:a|an|the|of|in|on|for|to|by|with|and|or|that|as|at|from|its|their|than|over|is|are"
    r"|when|where|if|be|into|between|under|using|based))+$"
)
_SYNONYMS = {
    one: tuple(others.split("/"))
    for one, others in (
        ("outperform", "beat/surpass/do better than"),
        ("require", "need"),
        ("improve", "help/boost/enhance"),
        ("reduce", "lower/cut/decrease"),
        ("achieve", "reach/get"),
        ("mitigate", "reduce/alleviate"),
        ("effective", "useful/helpful/good"),
        ("essential", "necessary/needed"),
        ("crucial", "important/necessary"),
        ("challenging", "hard/difficult"),
        ("difficult", "hard"),
        ("capable of", "able to do/good at"),
        ("significantly ", "/really "),
        ("substantially ", "/really "),
        ("demonstrate", "show"),
        ("comparable to", "as good as/similar to"),
        ("sufficient", "enough"),
        ("beneficial", "useful/helpful"),
        ("accurate", "precise/good"),
        ("utilize", "use"),
    )
}
_SUBJECT, _WORDS = 9, 20  # words at most, of a subject and of a question
_TURNED: list[tuple[str, str]] = [
    (pair.split("/")[0], pair.split("/")[1])
    for pair in """increase/decrease increases/decreases improve/degrade improves/degrades
    higher/lower better/worse faster/slower larger/smaller more/less greater/smaller
    outperform/underperform outperforms/underperforms reduce/increase reduces/increases
    robust/fragile easy/difficult effective/ineffective necessary/unnecessary
    possible/impossible sufficient/insufficient stable/unstable strong/weak stronger/weaker
    positive/negative help/hurt helps/hurts cheap/expensive accurate/inaccurate safe/unsafe
    superior/inferior enhance/impair enhances/impairs prevent/cause prevents/causes
    simple/complex similar/different consistent/inconsistent efficient/inefficient
    able/unable common/rare reliable/unreliable best/worst gain/lose well/poorly high/low
    alleviate/aggravate mitigate/worsen appropriate/inappropriate longer/shorter""".split()
]
_OPPOSITE = dict(_TURNED) | {other: one for one, other in _TURNED}
_RIVALS = re.compile(
    r"^(?P<aux>Does|Do|Is|Are|Was|Were|Did|Can) (?P<one>.{2,60}?) (?P<how>(?:\w+ly )?"
    r"(?:outperform|surpass|exceed|beat|(?:\w+er|better|worse|(?:more|less) \w+) than)) "
    r"(?P<other>.{2,60}?)(?P<rest>(?: (?:on|in|for|by|at|with|under) .*)?)\?$"
)
_PREDICATES = (
    "necessary for|good at|robust to|useful for|better than|faster than|sensitive to|suitable for"
    "|harmful to|cheaper than|limited to|independent of|needed for|trained on|worse than"
).split("|")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its parts; `denied` where the statement says no to it."""

    text: str
    subject: str
    rest: str
    denied: bool


def _bases() -> dict[str, tuple[str, str]]:
    """Auxiliary and base of every verb form that is taken for a verb."""
    found = {form: ("Did", base) for form, base in _PAST.items()}
    for base in _BASES:
        third = base + ("es" if base.endswith(("s", "x", "ch")) else "s")
        third = base[:-1] + "ies" if base.endswith("y") else third
        found[third] = ("Does", base)
        found[base + ("d" if base.endswith("e") else "ed")] = ("Did", base)
        if base not in _NOUNS:
            found[base] = ("Do", base)
    return found


_FORMS = _bases()


def asked(statement: str) -> Asked | None:
    """The yes-or-no question that `statement` answers; None where no rule is sure."""
    text = _LEAD.sub("", " ".join(statement.split())).rstrip(". ")
    words = text.split()
    if len(words) < 4 or _OPENERS.match(text):
        return None
    for place, word in enumerate(words[: _SUBJECT + 1]):
        low = word.lower()
        if place and (low in _AUXILIARIES or low == "cannot" or low in _FORMS):
            return _fronted(words, place, low, opens=len(text) > len(statement.rstrip()) - 2)
        if _BREAKS.search(word):
            return None
    return None


def _fronted(words: list[str], place: int, verb: str, opens: bool) -> Asked | None:
    subject, rest = words[:place], words[place + 1 :]
    if rest and rest[0].lower() in ("been", "to", "that"):
        return None
    denied = verb == "cannot"
    if rest and rest[0].lower() in ("not", "no", "never"):
        denied, rest = True, rest[1:]
    if verb == "cannot":
        auxiliary = "Can"
    elif verb in _AUXILIARIES:
        auxiliary = verb.capitalize()
    else:
        auxiliary, base = _FORMS[verb]
        rest = [base, *rest]
    kept = " ".join(rest[: _WORDS - len(subject)])
    kept = re.split(r"[,;:]|\. | \(| which | while | whereas | and (?=we|the|it)\b", kept)[0]
    kept = _LOOSE.sub("", kept.strip(" ."))
    head = subject[0]
    # Only where a sentence begins is a capital no name.
    if opens and (head == "A" or (head[:1].isupper() and head[1:].islower())):
        head = head.lower()
    name = " ".join([head, *subject[1:]])
    if len(kept.split()) < 2 - (auxiliary in ("Is", "Are", "Was", "Were")) or not name:
        return None
    return Asked(f"{auxiliary} {name} {kept}?", name, kept, denied)


def denying(statement: str, question: Asked, chance: random.Random) -> str | None:
    """`statement` with its verb denied; None where it is denied already."""
    if question.denied:
        return None
    for found in re.finditer(r"(?<= )[A-Za-z]+(?= )", statement):
        word = found[0].lower()
        subject = statement[: found.start()].rstrip().lower()
        if not subject.endswith(question.subject.lower()):
            continue
        if word in _AUXILIARIES:
            denial = "cannot" if word == "can" else f"{word} not"
        elif word in _FORMS:
            auxiliary, base = _FORMS[word]
            fails = {"Does": "fails to", "Do": "fail to", "Did": "failed to"}[auxiliary]
            denial = chance.choice((f"{auxiliary.lower()} not", fails)) + f" {base}"
        else:
            continue
        return statement[: found.start()] + denial + statement[found.end() :]
    return None


def turned(question: str, chance: random.Random) -> str | None:
    """`question` with a word turned into its opposite, or with its rivals exchanged."""
    rivals = _RIVALS.match(question)
    if rivals and chance.random() < 0.7:
        return f"{rivals['aux']} {rivals['other']} {rivals['how']} {rivals['one']}{rivals['rest']}?"
    places = [m for m in re.finditer(r"\w+", question) if m[0].lower() in _OPPOSITE]
    if len(places) != 1:
        return None
    (found,) = places
    other = _OPPOSITE[found[0].lower()]
    return question[: found.start()] + other + question[found.end() :]


def reworded(question: str, chance: random.Random) -> str:
    """`question` with everyday words for those of papers, some of the time."""
    for word, others in _SYNONYMS.items():
        if word in question and chance.random() < 0.6:
            question = question.replace(word, chance.choice(others))
    return question


def elsewhere(question: Asked, chance: random.Random) -> str:
    """A question about the same subject that the statement does not speak to."""
    objects = re.findall(r"\b(?:on|for|of|in|with) ([\w-]+ [\w-]{4,})", question.rest)
    thing = _LOOSE.sub("", objects[-1]) if objects else question.rest.split()[-1]
    plural = question.text.split()[0] in ("Do", "Are", "Were", "Have")
    verb = "Are" if plural else "Is"
    return f"{verb} {question.subject} {chance.choice(_PREDICATES)} {thing}?"
