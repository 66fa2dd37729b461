"""Yes, no, disputed or not stated: what the quoted findings say to a question of that kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from rag.domain import Hit, Paper, Sentence, Verdict
from rag.extract.denials import excepted, share
from rag.extract.fitness import no_finding
from rag.extract.openings import PROPOSED
from rag.extract.poles import by_poles
from rag.extract.rivals import contest_in
from rag.extract.subjects import owners
from rag.extract.wording import (
    AUXILIARY,
    MOST,
    RESPECT,
    SAID,
    WITHOUT_WHAT,
    does_without,
    plainly,
    side_of,
)
from rag.extract.worth import Worth, judged, worth_of
from rag.models.answer_scorer import Told, answer_scorer
from rag.text.abbreviations import spelled_out
from rag.text.names import names_of
from rag.text.stems import content_stems, stem, stems, words

_NOT = re.compile(r"^(\w+)n['’]t\b")
# What is proposed can be done.
_CAN = re.compile(
    r"^(?:and |but |so )*(?:(?:can|could)\b|(?:is|are) (?:there|.{3,80} (?:possible|feasible))\b"
    r"|(?:is|are) (?:possible|feasible)\b|is it (?:possible|feasible)\b)",
    re.IGNORECASE,
)
# What a paper proposes to use it uses.
_USES = re.compile(
    r"^(?:does|do|did|is|are|was|were) .*?\b(?:use|using|used|employ|apply|rely|leverage|combine"
    r"|include|need|train|trained|based|built)\b",
    re.IGNORECASE,
)
_EMPLOYS = re.compile(
    r"\bpropose to (?:use|employ|apply|leverage|combine|train|rely|exploit|adopt|integrate)\b", re.I
)
_PERHAPS = re.compile(
    r"\b(?:might|may(?! \d)|perhaps|possibly|potentially(?! \w+ing))\b", re.IGNORECASE
)
_NAME = re.compile(r"[A-Z]")
_SUPPOSES = re.compile(r"\beven (?:if|when|though) [^,.;]*\bnot\b", re.IGNORECASE)
_IS = re.compile(r"^(?:and |but |so )*(?:is|are|was|were)\b", re.IGNORECASE)
# What is known or learnt is told by such a word, and not by the words of the subject alone.
_MINDS = re.compile(
    r"\b(?:know|knows|knowledge|understand\w*|encod\w+|captur\w+|recogni[sz]\w+|remember\w*"
    r"|memori[sz]\w+|reason|reasoning|acquir\w+|aware\w*|learn|learns|learnt|learned)\b",
    re.IGNORECASE,
)
_IGNORES = re.compile(
    r"\b(?:fail\w*|lack\w*|struggl\w+|blind|ignor\w+|insensitiv\w+|sensitiv\w+|unaware|represent\w*"
    r"|contain\w*|exhibit\w*|generali[sz]\w+|rely|relies|unable|cannot)\b",
    re.IGNORECASE,
)
_SOME = 0.3  # the same, beside a title that has the others
_WHOLE = 0.98  # share of all the question's words with which a sentence says it itself
_CERTAIN = 0.6  # P(yes) or P(no) that settles where words say nothing
_AGAINST = 0.8  # the same, where the words say otherwise
_AGREED = 0.5  # the same, where the words say so too
_SURELY = 0.85  # the same, of a sentence in other words than the question's
_OUTWEIGHS = 0.9  # the same, against what words tell plainly
_ANSWERS = 0.0  # log-odds of answering below which it must hold the question's words


def verdict(question: str, hits: Sequence[Hit], sentences: Sequence[Sentence]) -> Verdict:
    """The verdict of the findings among `sentences`; aims and background settle nothing."""
    return settled(question, hits, sentences)[0]


def settled(
    question: str, hits: Sequence[Hit], sentences: Sequence[Sentence]
) -> tuple[Verdict, Sentence | None]:
    """The verdict, and the first sentence that has it."""
    field = not owners(question, hits)
    reads = [replace(one, text=_spelt(one, hits)) for one in sentences]
    told = [Told(_title(one, hits), "", one.text) for one in reads]
    plain = _NOT.sub(r"\1", question)
    answers, heard = answer_scorer().read(plain, told)
    # "Doesn't it need wind?" is answered yes where it needs none.
    heard = heard if plain == question else heard[:, [1, 0, 2]]
    words_say = by_words(question, hits, reads)
    worth = worth_of(question) if field else None
    found = []
    for one, read, said, odds, (yes, no, _) in zip(
        sentences, reads, words_say, answers.tolist(), heard.tolist(), strict=True
    ):
        tells = _tells(question, read, hits, field)
        told_plainly = _plain(question, read, said, worth, _title(read, hits)) if tells else ""
        sure = max(yes, no)
        # In other words than the question's it must be surely said.
        surely = odds >= _ANSWERS and sure >= _SURELY
        near = surely or (tells and (bool(said) or _on_it(question, read.text, hits)))
        if not told_plainly and (_supposed(question, read.text) or not near):
            continue
        side = _side(told_plainly, "" if worth else said, yes, no)
        of_it = told_plainly or surely or not worth or share(worth.who, read.text) >= MOST
        if side and of_it:
            found.append((side, one))
    if not found:
        return "not stated", None
    first, others = found[0][0], {side for side, _ in found[1:]}
    # One dissenting sentence behind the answer qualifies it; as many as agree dispute it.
    against = sum(side != first for side, _ in found)
    # What one paper says of others is not what it says of its own.
    papers = {one.citations[0].n for _, one in found if one.citations}
    disputed = others - {first} and 2 * against >= len(found) and len(papers) > 1
    return "disputed" if disputed else first, found[0][1]


def _plain(question: str, one: Sentence, said: Verdict, worth: Worth | None, title: str) -> Verdict:
    """What the words tell better than the model: a judgement, who is ahead, what is not needed."""
    if worth and (side := judged(worth, one.text, title)):
        return cast("Verdict", side)
    if side := by_poles(question, one.text, title):
        return side
    asked = AUXILIARY.sub("", question).strip(" ?.!")
    whole = said == "yes" and share(content_stems(RESPECT.sub(" ", asked)), one.text) >= _WHOLE
    without = WITHOUT_WHAT.search(asked) or does_without(asked, one.text)
    without = without or excepted(content_stems(asked), one.text)
    return said if contest_in(asked) or without or (whole and not worth) else ""


def by_words(question: str, hits: Sequence[Hit], sentences: Sequence[Sentence]) -> list[Verdict]:
    """What the words of each of `sentences` say, yes or no; empty where they settle nothing."""
    named = owners(question, hits)
    names = [name for i in named for name in short_names(hits[i].paper)]
    return [
        side_of(question, one.text, names, _title(one, hits), field=not named)
        if _tells(question, one, hits, field=not named)
        else ""
        for one in sentences
    ]


def _tells(question: str, one: Sentence, hits: Sequence[Hit], field: bool) -> bool:
    """Whether a sentence is a finding and, of a field, one that may tell of it."""
    if no_finding(one.text) and (
        field or not (_USES.match(question) and _EMPLOYS.search(one.text))
    ):
        return False
    return not field or _of_all(question, one.text, _title(one, hits))


def _of_all(question: str, text: str, title: str) -> bool:
    """Whether a sentence may tell of a field, and has enough of the words to do so.

    What is proposed is not yet so, but it can be.
    """
    wanted = content_stems(plainly(AUXILIARY.sub("", question)))
    if share(wanted, f"{title} {text}") < SAID or share(wanted, text) < _SOME:
        return False
    if _PERHAPS.search(text) and not _PERHAPS.search(question):
        return False
    if _IS.match(question) and _attributes(wanted, text):
        return False
    if _MINDS.search(question) and not (_MINDS.search(text) or _IGNORES.search(text)):
        return False
    return bool(_CAN.match(question)) or not PROPOSED.search(text)


def _attributes(wanted: Sequence[str], text: str) -> bool:
    """Whether "a calibrated network does ..." only sorts out what is asked to be calibrated."""
    said = [stem(word) for word, _, _ in words(text)]
    if len(wanted) < 2 or said.count(wanted[-1]) != 1:
        return False
    place = said.index(wanted[-1])
    return wanted[0] in said[place + 1 : place + 3]


def short_names(paper: Paper) -> list[str]:
    """The names of a paper less its title, whose words may be what is asked."""
    return [name for name in names_of(paper) if name != paper.title]


def _spelt(sentence: Sentence, hits: Sequence[Hit]) -> str:
    """The sentence with the abbreviations of its abstract written out."""
    abstract = hits[sentence.citations[0].n - 1].paper.abstract if sentence.citations else ""
    return spelled_out(sentence.text, abstract)


def _title(sentence: Sentence, hits: Sequence[Hit]) -> str:
    return hits[sentence.citations[0].n - 1].paper.title if sentence.citations else ""


def _on_it(question: str, text: str, hits: Sequence[Hit]) -> bool:
    """Whether a sentence has any word of the question beside the names of papers."""
    named = [name for i in owners(question, hits) for name in names_of(hits[i].paper)]
    names = {one for name in named for one in stems(name)}
    asked = [one for one in content_stems(AUXILIARY.sub("", question)) if one not in names]
    return not asked or share(asked, text) > 0


def _supposed(question: str, text: str) -> bool:
    """Whether a sentence only asks, hopes or supposes, or has a contest that words must decide."""
    if no_finding(text) or _SUPPOSES.search(text):
        return True
    if _PERHAPS.search(text) and not _PERHAPS.search(question):
        return True
    contest = contest_in(AUXILIARY.sub("", question).strip(" ?.!"))
    return bool(contest and _NAME.search(contest.one) and _NAME.search(contest.other))


def _side(plain: Verdict, said: Verdict, yes: float, no: float) -> Verdict:
    """What the words tell plainly, or what the model is sure of, sooner where the words agree."""
    model: Verdict = "yes" if yes > no else "no"
    sure = max(yes, no)
    if plain and (plain == model or sure < _OUTWEIGHS):
        return plain
    bar = _AGREED if said == model else _AGAINST if said else _CERTAIN
    return model if sure >= bar else ""
