"""The line before the quotes: a verdict, a number with its unit, how many papers speak."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import Hit, Question, Sentence, Verdict
from rag.extract.choice import quoted
from rag.extract.duels import best_of, duel
from rag.extract.fitness import has_both
from rag.extract.numbers import NUMBER, number_near
from rag.extract.openings import points_back
from rag.extract.reasons import asks_why, gives_reason
from rag.extract.subjects import Unit, letters_of, owners, unit_of
from rag.extract.verdict import settled
from rag.extract.ways import tells_ways
from rag.text.definitions import acts, coins, of_the_field, says_what, spelled, term_of, two_terms
from rag.text.names import names_of
from rag.text.stems import stem

_SAID: dict[Verdict, str] = {
    "yes": "Yes.",
    "no": "No.",
    "disputed": "Disputed: the findings quoted here point both ways.",
    "not stated": "Not stated: no finding quoted here settles it.",
}
_PLAIN = r"\d[\d,]*(?:\.\d+)?\s?(?:%|[×xX](?!\w)|[kKMB](?![a-z])|pp\b|points?\b)?"
_COUNT = re.compile(
    r"\bhow (?:many|much)\b|\b(?:number|amount|percentage|share|size) of\b", re.IGNORECASE
)
_BETWEEN = 2  # words between a number and what it counts
_WHICH_DATA = re.compile(
    r"^\W*(?:and |so )?(?:on |in |for |with )?(?:which|what) (?:[\w-]+ )?(?:data ?sets?|benchmarks?"
    r"|corpora)\b",
    re.IGNORECASE,
)
_A_NAME = re.compile(
    r"(?<!^)(?<![.?!:] )\b(?:[A-Z]{3}[\w-]*|[A-Z]\w*[a-z][\w-]*)"
    r"|(?<=\bthe )[\w-]+(?= (?:data ?set|benchmark|corpus)\b)"
)
_CLOSE = 40  # characters in which no other number may stand
OTHERWISE = "The paper says otherwise."
UNDEFINED = "No sentence found says outright what it is; these come nearest:"
UNCOUNTED = "No sentence found gives the number; these come nearest:"
UNEXPLAINED = "No sentence found says why; these come nearest:"
EACH_ALONE = "No sentence found compares the two; of each by itself:"
UNNAMED = "No sentence found names them; these come nearest:"
BESIDE = (UNDEFINED, UNCOUNTED, UNEXPLAINED, EACH_ALONE, UNNAMED)
"""Leads of sentences that only come near."""


def decided_first(
    question: Question, hits: Sequence[Hit], sentences: Sequence[Sentence]
) -> tuple[Verdict, tuple[Sentence, ...]]:
    """The verdict, if one is due, and the sentences with the one that has it in front."""
    if question.kind != "yesno":
        return "", tuple(sentences)
    found, decisive = settled(question.text, hits, sentences)
    # What points back stays behind the sentence that explains it.
    if decisive is None or points_back(decisive.text):
        return found, tuple(sentences)
    return found, _led_by(decisive, sentences)


def by_figures(
    question: Question, hits: Sequence[Hit]
) -> tuple[str, Verdict, tuple[Sentence, ...]] | None:
    """Lead, verdict and sentences where figures for one benchmark say who is ahead."""
    found: Verdict = ""
    if question.kind == "yesno":
        found, figures = duel(question.text, hits)
    else:
        figures = best_of(question.text, hits)
    if not figures:
        return None
    # Each figure with the number of its source: "87.6% [1], 85% [2]".
    told = ", ".join(f"{one.value:g}% [{one.sentence.hit + 1}]" for one in figures)
    lead = f"{_SAID.get(found, '')} By the figures quoted here: {told}.".strip()
    return lead, found, quoted([one.sentence for one in figures], hits)


def telling_first(
    question: Question, hits: Sequence[Hit], sentences: Sequence[Sentence]
) -> tuple[Sentence, ...]:
    """The sentence that says what a term of the field is, or why something is so, in front of
    those that only name it.
    """
    term = term_of(question.text) if question.kind == "definition" else ""
    if term and not of_the_field(term) and not owners(question.text, hits):
        tells = [coins(term, one.text) or acts(term, one.text) for one in sentences]
    elif of_the_field(term):
        tells = [says_what(term, one.text) and not coins(term, one.text) for one in sentences]
    elif _asks_which_data(question, hits):
        tells = [_names_any(question, hits, [one]) for one in sentences]
    elif _asks_why_of_a_field(question, hits):
        # What points back stays behind the sentence that explains it.
        tells = [
            not points_back(one.text) and _explained(question, hits, [one]) for one in sentences
        ]
    else:
        tells = []
    return _led_by(sentences[tells.index(True)], sentences) if True in tells else tuple(sentences)


def _led_by(first: Sentence, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    return (first, *(one for one in sentences if one is not first))


def lead_of(
    question: Question, hits: Sequence[Hit], sentences: Sequence[Sentence], found: Verdict
) -> str:
    """What can truly be said in a few words before the quotes; `found` is the verdict."""
    if not sentences:
        return ""
    if question.kind == "yesno":
        return _SAID[found]
    if question.kind == "number":
        # The first may only explain what the second, which has the number, points back to.
        telling = next((one for one in sentences[:2] if NUMBER.search(one.text)), sentences[0])
        counted = _rate(question.text, telling.text) or _counted(
            unit_of(question.text), telling.text
        )
        missing = _COUNT.search(question.text) and not tells_number(question, sentences)
        return counted or (UNCOUNTED if missing else "")
    if _asks_why_of_a_field(question, hits):
        return "" if _explained(question, hits, sentences) else UNEXPLAINED
    if question.kind == "overview" or tells_ways(question.text, hits, question.kind):
        return _spoken(hits, sentences)
    if question.kind == "comparison" and (terms := two_terms(question.text)):
        together = any(has_both(terms, sentence.text) for sentence in sentences)
        return "" if together or owners(question.text, hits) else EACH_ALONE
    if _asks_which_data(question, hits):
        return "" if _names_any(question, hits, sentences) else UNNAMED
    return UNDEFINED if undefined(question, hits, sentences) else ""


def _asks_which_data(question: Question, hits: Sequence[Hit]) -> bool:
    return bool(_WHICH_DATA.match(question.text)) and bool(owners(question.text, hits))


def _names_any(question: Question, hits: Sequence[Hit], sentences: Sequence[Sentence]) -> bool:
    """Whether a name stands in what is quoted, beside those of the paper that is asked about."""
    own = " ".join(name for i in owners(question.text, hits) for name in names_of(hits[i].paper))
    known = set(re.findall(r"[\w-]+", f"{own} {question.text}"))
    told = [found[0] for one in sentences for found in _A_NAME.finditer(one.text)]
    return any(name not in known and name.rstrip("s") not in known for name in told)


def denial_lead(question: Question) -> tuple[str, Verdict]:
    """The lead and verdict of an answer whose first sentence denies what the question holds."""
    return (_SAID["no"], "no") if question.kind == "yesno" else (OTHERWISE, "")


def undefined(question: Question, hits: Sequence[Hit], sentences: Sequence[Sentence]) -> bool:
    """Whether something is to be defined that no paper found is named after, and nothing quoted
    says what it is.
    """
    term = term_of(question.text) if question.kind == "definition" else ""
    if not term or owners(question.text, hits):
        return False
    named = not of_the_field(term) and any(
        coins(term, sentence.text) or acts(term, sentence.text) for sentence in sentences
    )
    return not named and not says_term(question, sentences)


def speaking_of(question: Question, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Those that have the term that is to be defined, or else the nearest alone."""
    term = re.compile(spelled(term_of(question.text)), re.IGNORECASE)
    spoken = tuple(one for one in sentences if term.search(one.text))
    return spoken or tuple(sentences[:1])


def _asks_why_of_a_field(question: Question, hits: Sequence[Hit]) -> bool:
    return asks_why(question.text) and not owners(question.text, hits)


def _explained(question: Question, hits: Sequence[Hit], sentences: Sequence[Sentence]) -> bool:
    """Whether a quoted sentence gives a reason for what is asked about."""
    return any(
        gives_reason(question.text, hits[citation.n - 1].paper.title, sentence.text)
        for sentence in sentences
        for citation in sentence.citations
    )


def says_term(question: Question, sentences: Sequence[Sentence]) -> bool:
    """Whether quoted sentences say what the term that is to be defined is, or the terms that are
    compared.
    """
    if question.kind == "comparison":
        terms = two_terms(question.text)
    else:
        terms = (term_of(question.text),) if question.kind == "definition" else ()
    told = [any(says_what(term, one.text) for one in sentences) for term in terms if term]
    return bool(told) and all(told)


def tells_number(question: Question, sentences: Sequence[Sentence]) -> bool:
    """Whether a number of what is counted stands in what is quoted, if one is asked for."""
    unit = unit_of(question.text) if question.kind == "number" else None
    if unit is None or unit.ratio or not unit.stems:
        return True
    return any(number_near(unit, one.text) or _rate(question.text, one.text) for one in sentences)


def _rate(question: str, text: str) -> str:
    """As in "900+ FPS." where frames per second are asked for."""
    letters = letters_of(question)
    found = re.search(rf"(?<![\w.])\d[\d,.]*\+? ?{letters}\b", text) if letters else None
    return f"{found[0]}." if found else ""


def _counted(unit: Unit | None, text: str) -> str:
    """As in "2,549 email threads."; the words are the sentence's own.

    Empty unless the number stands by what it counts: a wrong number in front is worse than none.
    """
    number = number_near(unit, text)
    if number is None or unit is None or not (unit.ratio or unit.stems):
        return ""
    if unit.ratio:
        said = re.sub(r"\s?\$\s?\\times\s?\$", "×", _range(number, text))
        return f"{said}." if re.search(r"\d\s?(?:%|[×xX]|-fold|times)", said) else ""
    for words in range(_BETWEEN + 1):
        behind = re.match(rf"(?: ?[\w'’-]+){{{words}}} ?([\w'’-]+)", text[number.end() :])
        if behind and stem(behind[1].lower()) == unit.stems[-1]:
            start = _with_addend(text, number.start())
            said = text[start : number.end() + behind.end()].strip()
            return f"{said[:1].upper()}{said[1:]}."
    measured = re.search(r"[.%]", number[0]) and not re.search(
        r"\d", text[max(0, number.start() - _CLOSE) : number.start()]
    )
    return f"{number[0].strip()}." if measured and len(NUMBER.findall(text)) == 1 else ""


def _with_addend(text: str, start: int) -> int:
    """Where a count begins that is told in two parts: "36 real and 144 synthetic tasks"."""
    other = re.search(
        rf"(?<![\w.]){_PLAIN} (?:[\w-]+ ){{1,4}}?(?:and|as well as|plus) (?:about |over )?$",
        text[:start],
    )
    return other.start() if other else start


def _range(number: re.Match[str], text: str) -> str:
    """The number with the one that it reaches from or to: "From 57% to 82%", "10% to 30%"."""
    start, end = number.span()
    to = re.match(rf"\s?(?:to|-|–|—)\s?(?:{_PLAIN})", text[end:])
    end = end + to.end() if to else end
    back = re.search(rf"(?:from )?(?:{_PLAIN})\s?(?:to|-|–|—)\s?$", text[:start])
    start = back.start() if back else start
    begun = text[:start].endswith("from ") and end > number.end()
    said = f"from {text[start:end]}" if begun else text[start:end]
    said = said.strip()
    return f"{said[:1].upper()}{said[1:]}"


def _spoken(hits: Sequence[Hit], sentences: Sequence[Sentence]) -> str:
    """How many papers are quoted, and of which years."""
    places = list(dict.fromkeys(c.n - 1 for sentence in sentences for c in sentence.citations))
    years = sorted(year for place in places if (year := hits[place].paper.year))
    if len(places) < 2:
        return ""
    span = (
        f", {years[0]} to {years[-1]}" if len(set(years)) > 1 else f", {years[0]}" if years else ""
    )
    return f"From {len(places)} papers{span}:"
