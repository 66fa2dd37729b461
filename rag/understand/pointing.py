"""What pronouns, places and names in a follow-up point to, put in their place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.domain import Paper, Scope, Turn
from rag.text.names import own_name
from rag.understand.anaphora import naming_words, pronouns
from rag.understand.corrections import exchanged
from rag.understand.filters import Known
from rag.understand.phrasing import (
    OPENER,
    asked_of,
    plural,
    possessive,
    sentence,
    singular,
    with_topic,
)
from rag.understand.referents import Referents, asked_in, distinct, joined, numbered

# "Which other methods build on it?" asks beyond the papers meant: they alone cannot answer.
OTHERS = re.compile(
    r"\b(?:other|others|another|else|alternatives?|similar|related|rivals?|compar\w+|differ\w*"
    r"|better|worse|faster|slower|outperform\w*|versus|vs|build on|builds on|cites?|instead)\b",
    re.IGNORECASE,
)
# What records say of a paper is asked of its whole title.
RECORD = re.compile(
    r"\b(?:authors?|wrote|written|writes?|published|publish|appear(?:ed)?|venue|conference|journal"
    r"|year|doi|url|link|cite|affiliations?)\b",
    re.IGNORECASE,
)
# "Which of them is better?" leaves out at what; the last question says it.
AGAINST = re.compile(
    r"\b(?:better|best|worse|worst|faster|fastest|slower|similar)\W*$", re.IGNORECASE
)
_PAPERS = re.compile(r"^(?:which|what|list|show|find|all)?\b(?: me)?(?: all)? ?papers?\b", re.I)
PAIR = 2  # papers that a sentence can name; more are "these papers"


@dataclass(frozen=True, slots=True)
class Standing:
    """A question, the papers it means, and whether only those are to be searched.

    `placed` are the papers told by number or by words, about which a model is not believed;
    `scope` are filters read from words such as "newer"; `fixed` needs no model.
    """

    question: str
    papers: tuple[Paper, ...] = ()
    narrowed: bool = False
    placed: tuple[Paper, ...] = ()
    scope: Scope = Scope()
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Before:
    """What a follow-up can lean on: referents, the last question, and one refused after it."""

    said: Referents
    last: Turn | None
    refused: str = ""
    told: tuple[Paper, ...] = ()
    filtered: bool = False
    known: Known | None = None

    @property
    def asked(self) -> str:
        return asked_in(self.last.answer) if self.last else ""


def pointing(text: str, before: Before) -> Standing | None:
    # Places first: "How does it compare with the second one?" must not mean one paper twice.
    replaced, placed = numbered(text, before.said)
    placed = distinct([*before.told, *placed])
    replaced, meant = _without_pronouns(replaced, before.said, placed)
    if replaced == text and not before.told:
        return None
    return finished(replaced, meant, placed, before)


def _without_pronouns(
    text: str, said: Referents, placed: Sequence[Paper]
) -> tuple[str, tuple[Paper, ...]]:
    """`text` with its pronouns replaced by what they mean, and the papers meant."""
    meant: list[Paper] = []
    out, end = [], 0
    for match in pronouns(text):
        words, papers = _meaning(match, said, (*placed, *meant), bool(RECORD.search(text)))
        if not words:
            continue
        meant += papers
        out += [text[end : match.start()], words]
        end = match.end()
    return "".join([*out, text[end:]]), distinct(meant)


def _meaning(
    match: re.Match[str], said: Referents, placed: Sequence[Paper], record: bool
) -> tuple[str, tuple[Paper, ...]]:
    word = match[0].lower()
    many = bool(match["many"]) or word in ("their", "these authors", "those authors")
    own = bool(match["own"])
    topic = said.topic if not match["who"] and "paper" not in word else ""
    # "They" may be the GANs of the last question, "it" its one topic; else papers are meant.
    if topic and (plural(topic) == many or not many):
        return (possessive(topic) if own else topic), ()
    shown = said.group if many and said.focus in said.group else said.cited
    others = [paper for paper in shown if paper not in placed]
    focus = said.focus if said.focus in others else next(iter(others), None)
    papers = tuple(others) if many and len(others) > 1 else (focus,) if focus else ()
    if not papers:
        return ((possessive(said.topic) if own else said.topic), ()) if said.topic else ("", ())
    name = spoken(papers, record)
    if papers == (said.focus,) and said.alias and not record:
        name = said.alias
    if match["who"]:
        return f"the authors of {name}", papers
    return (possessive(name) if own else name), papers


def spoken(papers: Sequence[Paper], record: bool = False) -> str:
    """Papers as a sentence names them: by name, by title for what records say, or as a set."""
    if len(papers) > PAIR or (len(papers) > 1 and not all(map(own_name, papers))):
        return "these papers"
    return f"“{papers[0].title}”" if record and len(papers) == 1 else joined(papers)


def finished(
    text: str, meant: Sequence[Paper], placed: tuple[Paper, ...], before: Before
) -> Standing:
    """A question with its referents filled in: fragments become sentences, bare ones get topics."""
    said, asked = before.said, before.asked
    papers = distinct([*meant, *placed])
    names = (said.alias, spoken(papers, True), joined(papers)) if papers else ()
    name = next((n for n in names if n and n in text), "")
    name = name or joined(papers) or said.topic
    if OPENER.sub("", text).strip(" ?.!") == name:
        new = None
        if papers and not said.many:
            new = exchanged(asked, name, said.cited, topic=False)
        # Of a list, one paper is asked about as a whole.
        whole = said.topic or _PAPERS.match(asked)
        again = f"What do the papers say about {name}?" if whole else asked_of(asked, name)
        return Standing(new or again, papers, True, placed)
    text = sentence(text, name)
    if len(papers) == 1:
        text = singular(text, name)
    compares = re.search(r"\b(?:compare|differ)s?\W*$", text)
    if compares and len(papers) == 1:
        other = next((paper for paper in said.cited if paper not in papers), None)
        verb = "from" if "differ" in compares[0] else "with"
        whole = f"{text.rstrip(' ?.!')} {verb} {joined([other]) if other else 'other work'}?"
        return Standing(whole, (*papers, *([other] if other else [])), bool(other), placed)
    if not naming_words(text.replace(name, " ")) and AGAINST.search(text):
        text = with_topic(text, name, asked)
    alone = len(papers) > 1 or not OTHERS.search(text.replace(name, " "))
    return Standing(text, papers, alone and bool(papers), placed)
