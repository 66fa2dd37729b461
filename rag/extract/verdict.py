"""Yes, no, disputed or not stated: what the quoted findings say to a question of that kind."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import cast

from rag.domain import Hit, Paper, Sentence, Verdict
from rag.extract.choice import sentences_of
from rag.extract.features import Candidate
from rag.extract.fitness import no_finding
from rag.extract.rivals import contest_in, decided
from rag.extract.subjects import GENERAL, focus
from rag.models.answer_scorer import Told, answer_scorer
from rag.text.names import names_of
from rag.text.stems import content_stems, rarities, stem, words
from rag.verify.claims import claim_of, opposition

_AUXILIARY = re.compile(
    r"^(?:and |but |so |ok(?:ay)?,? )*(?:is|are|was|were|do|does|did|can|could|has|have|had|will"
    r"|would|should|may|might|must)(?:n['’]t)?\s+(?:there |it (?:true |possible )?(?:that |to )?)?",
    re.IGNORECASE,
)
# What denies what follows it; "difficult to" and "struggle to" deny as "cannot" does.
_DENIES = re.compile(
    r"\b(?:not|no|never|without|nor|neither|cannot|can['’]t|fail\w*|falls? short|fell short|lack\w*"
    r"|hardly|barely|rarely|little|insufficient\w*|insensitive|invariant|unnecessary|redundan\w+"
    r"|difficult|struggl\w+|unable|instead of|rather than|avoid\w*|eliminat\w+|omits?|less|worse"
    r"|free of|independent of|limited|unlikely|only (?:a )?(?:slight|small|minor|modest)\w*"
    r"|slight|negligible|inferior|degrad\w+|underperform\w*|sacrific\w*|compromis\w*|losing"
    r"|loss of|hurt\w*|harm\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
_WHY = re.compile(r"^\W*(?:and |but |so )?(?:why|how come)\s+", re.IGNORECASE)
_FREE = re.compile(r"\b([\w]+)[- ]free\b", re.IGNORECASE)
# A question that itself holds one of these is answered the other way round.
_TURNS = re.compile(
    r"\b(?:not|no|never|without|fail\w*|lack\w*|worse|less|hurt\w*|harm\w*|unnecessary|redundant"
    r"|difficult|hard|impossible|unable|limited|struggle\w*|insensitive|invariant|avoid\w*)\b|n['’]t\b",
    re.IGNORECASE,
)

_OWN = re.compile(r"\b(?:our|we|ours|it|this|the proposed)\b", re.IGNORECASE)
# Two denials in a row deny nothing.
_KEEPS = re.compile(
    r"\bwithout (?:\w+ )?(?:sacrific\w+|compromis\w+|los(?:s|ing)(?: of)?|hurting|harming"
    r"|degrad\w+|affecting)\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"(?<=\w)n['’]t\b")
_NEEDS = re.compile(r"\b(?:need|requir|rely|relies|depend|necessary)\w*\b", re.IGNORECASE)
_GOES_WITHOUT = re.compile(
    r"\b(?:without|no need (?:for|of)|free of|independent of|eliminat\w+|unnecessary"
    r"|(?:not|n['’]t) (?:need|require|rely|depend)\w*)\b|\w-free\b",
    re.IGNORECASE,
)
_NEAR = 9  # words within which a denial bears on a word of the question
_WITHOUT = re.compile(r"\b(?:without|not|no|free)\b", re.IGNORECASE)
_ALWAYS = re.compile(
    r"\b(?:always|never|all|every|any|only|fully|completely|entirely|blindly|in every case)\b",
    re.IGNORECASE,
)
_PREFIXES = ("un", "in", "im", "ir", "non", "dis", "over", "under", "mis")
_OPPOSITES = tuple(
    (frozenset(map(stem, one.split())), frozenset(map(stem, two.split())))
    for one, two in (
        ("cheap inexpensive", "expensive costly"),
        ("best good well", "worst poor poorly bad badly"),
        ("robust stable", "fragile brittle unstable"),
        ("overestimated overestimate", "underestimated underestimate"),
        ("easy simple", "hard difficult"),
        ("open", "closed"),
        ("possible", "impossible"),
        ("fast", "slow"),
    )
)
_SAID = 0.5  # share of the predicate's words that a yes needs
_ALL = 0.9
_OPEN, _OPEN_NO = 0.75, 0.93  # P(neither) beyond which a yes, or a no, is none
_CERTAIN = 0.85  # P(yes) or P(no) that counts against the words, or where they say nothing
# P of what is said, where no paper is named: words of a field stand together for many reasons.
# Less of a no, since the model hears denials badly.
_OF_A_FIELD: dict[Verdict, float] = {"yes": 0.25, "no": 0.05}
_SHARED = 0.45  # share of the question's telling words that a finding must have


def verdict(question: str, hits: Sequence[Hit], sentences: Sequence[Sentence]) -> Verdict:
    """The verdict of the findings among `sentences`; aims and background settle nothing."""
    return settled(question, hits, sentences)[0]


def settled(
    question: str, hits: Sequence[Hit], sentences: Sequence[Sentence]
) -> tuple[Verdict, Sentence | None]:
    """The verdict, and the first sentence that has it."""
    findings = [one for one in sentences if not no_finding(one.text)]
    told = [Told(_title(one, hits), "", one.text) for one in findings]
    plain = _NOT.sub("", question)
    read = answer_scorer().says(plain, told)
    # "Doesn't it need wind?" is answered yes where it needs none.
    read = read if plain == question else read[:, [1, 0, 2]]
    words_say = by_words(question, hits, findings)
    least = {} if focus(question, hits) else _OF_A_FIELD
    sure = _compares(question)
    found = [
        (side, one)
        for one, said, (yes, no, neither) in zip(findings, words_say, read.tolist(), strict=True)
        if (
            side := said
            if said and (sure or _does_without(question, one.text))
            else _settled(one.text, said, yes, no, neither, least)
        )
    ]
    if not found:
        return "not stated", None
    first, others = found[0][0], {side for side, _ in found[1:]}
    # One dissenting sentence behind the answer qualifies it; as many as agree dispute it.
    against = sum(side != first for side, _ in found)
    disputed = others - {first} and 2 * against >= len(found)
    return "disputed" if disputed else first, found[0][1]


def _compares(question: str) -> bool:
    """Whether one of two things is asked to be ahead, which words tell better than the model."""
    return contest_in(_AUXILIARY.sub("", question).strip(" ?.!")) is not None


def _does_without(question: str, text: str) -> bool:
    """Whether a sentence does without something, where it is asked whether that is needed."""
    return bool(_NEEDS.search(question) and _GOES_WITHOUT.search(text))


def by_words(question: str, hits: Sequence[Hit], sentences: Sequence[Sentence]) -> list[Verdict]:
    """What the words of each of `sentences` say, yes or no; empty where they settle nothing."""
    names = [name for i in focus(question, hits) for name in _short(hits[i].paper)]
    return [
        "" if no_finding(one.text) else _side(question, one.text, names, _title(one, hits))
        for one in sentences
    ]


def premise_denied(question: str, hits: Sequence[Hit]) -> Candidate | None:
    """The sentence of a named paper that denies what "Why does X …?" takes for granted.

    Of "Does X …?" it denies what is asked.
    """
    premise = _WHY.sub("", question)
    asked = _AUXILIARY.sub("", premise)
    if asked == question or _TURNS.search(premise):
        return None
    for place in focus(question, hits):
        named = {one for name in _short(hits[place].paper) for one in content_stems(name)}
        wanted = [one for one in dict.fromkeys(content_stems(asked)) if one not in named]
        if premise == question:
            wanted = [one for one in wanted if one not in GENERAL]
        denials = [one for one in sentences_of(place, hits[place]) if _denies(wanted, one.text)]
        if denials:
            # What the paper says of itself, rather than of the field it comes from.
            return next((one for one in denials if _OWN.search(one.text)), denials[0])
    return None


def _denies(wanted: Sequence[str], text: str) -> bool:
    """Whether a sentence calls something free of a wanted word, or denies all of them at once."""
    if not wanted:
        return False
    whole = _share(wanted, text) >= _ALL
    return _free(wanted, text) or (whole and _denied(wanted, text, 3))


def _short(paper: Paper) -> list[str]:
    """The names of a paper less its title, whose words may be what is asked."""
    return [name for name in names_of(paper) if name != paper.title]


def _free(predicate: Sequence[str], text: str) -> bool:
    """Whether the sentence calls something free of a word of the predicate: "training-free"."""
    return any(stem(match[1].lower()) in predicate for match in _FREE.finditer(text))


def _title(sentence: Sentence, hits: Sequence[Hit]) -> str:
    return hits[sentence.citations[0].n - 1].paper.title if sentence.citations else ""


def _settled(
    text: str,
    said: Verdict,
    yes: float,
    no: float,
    neither: float,
    least: Mapping[Verdict, float],
) -> Verdict:
    """What the words say, if the model that read the sentence lets it stand; or what it is sure of.

    Words hear a denial better than the model, and it hears better what settles nothing.
    """
    if said == "no" and neither <= _OPEN_NO and no >= least.get("no", 0):
        return "no"
    if said == "yes" and neither <= _OPEN and yes >= max(no, least.get("yes", 0)):
        return "yes"
    if said or max(yes, no) < _CERTAIN or (yes > no and _DENIES.search(text)):
        return ""
    return "yes" if yes > no else "no"


def _side(question: str, text: str, names: Sequence[str], title: str) -> Verdict:
    """Yes or no as one sentence has it; empty where it does not bear on the question.

    The title says what a sentence is about, and never what it states. A yes needs more of the
    question's own words than a no, which a denial of them shows.
    """
    asked = _AUXILIARY.sub("", question).strip(" ?.!")
    text = _KEEPS.sub("keeping", text)
    named = {one for name in names for one in content_stems(name)}
    wanted = list(dict.fromkeys(content_stems(asked)))
    topic = named | set(content_stems(title))
    predicate = [one for one in wanted if one not in topic]
    predicate = predicate or [one for one in wanted if one not in named] or wanted
    shared = _share(predicate, text)
    if contest_in(asked):
        # Which of two is ahead nothing but a sentence that compares them can say.
        return cast("Verdict", decided(asked, text, named))
    turned = bool(_TURNS.search(asked)) or bool(re.match(r"\w+n['’]t\b", question))
    free = not _FREE.search(asked) and _free([one for one in wanted if one not in named], text)
    if free:
        return "yes" if turned else "no"
    if "?" in text or not shared or _share(wanted, f"{title} {text}") < _SHARED:
        return ""
    denied = _denied(predicate, text)
    if not turned:
        against = denied or _contrary(predicate, text)
        against = against or bool(opposition(claim_of(asked), claim_of(text)))
        if against:
            return "no"
        return "yes" if shared >= _SAID and not _unlimited(asked, text) else ""
    if _WITHOUT.search(asked) and not _WITHOUT.search(text):
        return "no" if denied else ""
    if shared < _SAID:
        return ""
    return "yes" if denied else "no"


def _contrary(predicate: Sequence[str], text: str) -> bool:
    """Whether the sentence has the opposite of a word of the question: inappropriate, expensive."""
    wanted, own = set(predicate), {word: stem(word) for word, _, _ in words(text)}
    for word, its_stem in own.items():
        bare = next((word[len(p) :] for p in _PREFIXES if word.startswith(p)), "")
        if len(bare) > 3 and stem(bare) in wanted and its_stem not in wanted:
            return True
    said = set(own.values())
    return any(
        (one & wanted and two & said) or (two & wanted and one & said) for one, two in _OPPOSITES
    )


def _unlimited(asked: str, text: str) -> bool:
    """Whether "always" or "all" is asked of a sentence that does not say so."""
    return bool(_ALWAYS.search(asked)) and not _ALWAYS.search(text)


def _share(wanted: Sequence[str], text: str) -> float:
    weights, own = rarities(list(wanted)), set(content_stems(text))
    starts = {one[:5] for one in own}
    has = sum(
        weight
        for one, weight in zip(wanted, weights, strict=True)
        if one in own or (len(one) >= 5 and one[:5] in starts)
    )
    return has / max(sum(weights), 1e-9)


def _denied(predicate: Sequence[str], text: str, near: int = _NEAR) -> bool:
    """Whether the words of the predicate stand under an odd number of denials."""
    wanted = set(predicate)
    found = words(text)
    places = [i for i, (word, _, _) in enumerate(found) if stem(word) in wanted]
    if _free(predicate, text):
        return stem("free") not in wanted
    count = 0
    for match in _DENIES.finditer(text):
        if count and match[0].lower() in ("nor", "neither"):
            continue
        at = sum(start < match.start() for _, start, _ in found)
        behind = any(at <= place <= at + near for place in places)
        before = any(at - near / 2 <= place < at for place in places)
        count += behind or before
    return count % 2 == 1
