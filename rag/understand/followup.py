"""What was typed, as a question that reads alone, with the filters it names."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.domain import Paper, Scope, Turn, Usage
from rag.events import Pulse
from rag.ports import ChatModel
from rag.understand.anaphora import ASPECT_WORDS, may_lean, naming_words, pronouns
from rag.understand.condense import Condensed, condensing
from rag.understand.filters import Known, filter_labels, filters_in, merged
from rag.understand.phrasing import (
    OPENER,
    VERB,
    asked_of,
    carried,
    defines,
    of,
    plural,
    possessive,
    sentence,
    singular,
    why,
    with_topic,
)
from rag.understand.referents import Referents, distinct, joined, mentions, numbered, referents

_ALL = re.compile(
    r"\b(?:ignor(?:e|ing)|without|drop|remove|clear|forget)(?: all)? (?:the |these |those |any )?"
    r"filters?\b|\b(?:in|across|among|over|search|use) all (?:of )?(?:the |my )?papers\b"
    r"|\bin the (?:whole|entire) library\b|\b(?:of|from|in) any year\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"^(?:ok(?:ay)?,? |and |but |so |then )+|(?:what|how) about ", re.IGNORECASE)
_WHY = re.compile(r"^(?:and |but |so )?(?:why|how so|how come)(?: is (?:that|this|it))?\W*$", re.I)
_MORE = re.compile(
    r"^(?:and |ok(?:ay)?,? )?(?:(?:please )?(?:tell|give|show) (?:me )?(?:some )?more(?: details?)?"
    r"|more(?: details?)?(?: please)?|go on|continue|elaborate|can you elaborate|explain(?: more)?"
    r"|anything else|what else)\W*$",
    re.IGNORECASE,
)
# "Which other methods build on it?" asks beyond the papers meant: they alone cannot answer.
_OTHERS = re.compile(
    r"\b(?:other|others|another|else|alternatives?|similar|related|rivals?|compar\w+|differ\w*"
    r"|better|worse|faster|slower|outperform\w*|versus|vs|build on|builds on|cites?|instead)\b",
    re.IGNORECASE,
)
# Opens like a question of its own, but asks the last one again under a filter.
_ONES = re.compile(
    r"^(?:which|what) (?:ones?|papers?|of (?:them|those))(?: (?:are|were))?\W*$", re.IGNORECASE
)
_QUESTION = re.compile(
    r"^(?:what|which|how|why|when|where|who|whose|is|are|was|were|do|does|did|can|could|has|have"
    r"|will|would|should)\b",
    re.IGNORECASE,
)
# "Which of them is better?" leaves out at what; the last question says it.
_AGAINST = re.compile(r"\b(?:better|best|worse|worst|faster|slower|similar)\W*$", re.IGNORECASE)
_SHORTENED = re.compile(r"\b(what|who|how|where)['’]s\b", re.IGNORECASE)
_SHORT = 8  # words of a question that may lean on the last answer by what it omits
_LONG = 25  # words beyond which a text brings all it speaks of
_MOST = 4  # papers that "they" can mean


@dataclass(frozen=True, slots=True)
class Understood:
    """A standing question, the filters applied, the papers it means, and what to tell of both."""

    question: str
    scope: Scope
    papers: tuple[str, ...] = ()
    note: str = ""
    usage: Usage = Usage()

    def chips(self, titles: Mapping[str, str] | None = None) -> list[tuple[str, Scope]]:
        """Each filter in words, with the scope that is left when it is taken away."""
        return filter_labels(self.scope, titles)


def understand(
    typed: str,
    scope: Scope,
    turns: Sequence[Turn],
    model: ChatModel | None = None,
    known: Known | None = None,
) -> Generator[Pulse, None, Understood]:
    """`typed` within a conversation; a question that stands alone stays as it is.

    `scope` is what the person has set beside the question, `known` tells names of authors and
    venues from other words. A model condenses what leans on earlier turns, the rules all else;
    each Pulse while it speaks is a place to stop.
    """
    open_scope = bool(_ALL.search(typed))
    rest, named = filters_in(_ALL.sub(" ", typed) if open_scope else typed, known)
    beside = Scope() if open_scope else scope
    if not turns:
        question = rest if re.search(r"\w", rest) else typed
        return _noted(Understood(question, merged(beside, named)), named, known)
    standing = _standing(rest, referents(turns), turns[-1], filtered=not named.empty or open_scope)
    usage = Usage()
    # A question that surely stands alone costs no call.
    if model is not None and (standing is not None or may_lean(rest)):
        condensed = yield from condensing(typed, turns, model)
        standing, usage = _agreed(standing, condensed), condensed.usage
        # What the rules read was typed so; a model only adds what they did not see.
        named = merged(_confirmed(condensed.scope, known), named)
    if standing is None:
        return _noted(Understood(rest, merged(beside, named), usage=usage), named, known)
    base = beside if open_scope else merged(beside, _inherited(turns, known))
    ids = tuple(paper.paper_id for paper in standing.papers)
    own = merged(named, Scope(paper_ids=ids)) if standing.narrowed else named
    found = Understood(standing.question, merged(base, own), ids, usage=usage)
    return _noted(found, named, known)


@dataclass(frozen=True, slots=True)
class _Standing:
    """A question, the papers it means, and whether only those are to be searched.

    `placed` are the papers told by number, about which a model is not believed.
    """

    question: str
    papers: tuple[Paper, ...] = ()
    narrowed: bool = False
    placed: tuple[Paper, ...] = ()


def _agreed(rules: _Standing | None, condensed: Condensed) -> _Standing | None:
    """The model's question, with the papers of the rules where it speaks of them."""
    if not condensed.question:
        return rules
    if rules is None:
        return _Standing(condensed.question)
    if not all(mentions(condensed.question, paper) for paper in rules.placed):
        return rules
    if all(mentions(condensed.question, paper) for paper in rules.papers):
        return replace(rules, question=condensed.question)
    return _Standing(condensed.question)


def _confirmed(scope: Scope, known: Known | None) -> Scope:
    """What a model reads as names, less those that the library does not know."""
    if known is None:
        return replace(scope, authors=(), venues=())
    authors = tuple(name for name in scope.authors if known.author(name))
    venues = tuple(spelling for name in scope.venues for spelling in known.venues(name))
    return replace(scope, authors=authors, venues=venues)


def _standing(text: str, said: Referents, last: Turn, filtered: bool) -> _Standing | None:
    """The standing question by rules, or None where `text` stands alone."""
    if len(text.split()) > _LONG:
        return None
    text = _SHORTENED.sub(r"\1 is", text)
    asked = last.answer.understood or last.answer.question
    asks = _QUESTION.match(OPENER.sub("", text)) and not _ONES.match(text)
    if filtered and not naming_words(text) and not asks:
        return _Standing(asked)
    if _WHY.match(text):
        return _Standing(why(asked))
    if _MORE.match(text):
        papers = (said.focus,) if said.focus and not said.topic else ()
        about = said.topic or joined(papers)
        return _Standing(
            f"What more do the papers say about {about}?" if about else asked, papers, True
        )
    # Places first: "How does it compare with the second one?" must not mean one paper twice.
    replaced, placed = numbered(text, said)
    replaced, meant = _without_pronouns(replaced, said, placed)
    if replaced != text:
        return _finished(replaced, meant, placed, said, asked)
    return _omitted(text, said, asked)


def _without_pronouns(
    text: str, said: Referents, placed: Sequence[Paper]
) -> tuple[str, tuple[Paper, ...]]:
    """`text` with its pronouns replaced by what they mean, and the papers meant."""
    meant: list[Paper] = []
    out, end = [], 0
    for match in pronouns(text):
        words, papers = _meaning(match, said, (*placed, *meant))
        if not words:
            continue
        meant += papers
        out += [text[end : match.start()], words]
        end = match.end()
    return "".join([*out, text[end:]]), distinct(meant)


def _meaning(
    match: re.Match[str], said: Referents, placed: Sequence[Paper]
) -> tuple[str, tuple[Paper, ...]]:
    word = match[0].lower()
    many = bool(match["many"]) or word in ("their", "these authors", "those authors")
    own = bool(match["own"])
    topic = said.topic if not match["who"] and "paper" not in word else ""
    # "They" may be the GANs of the last question, "it" its one topic; else papers are meant.
    if topic and plural(topic) == many:
        return (possessive(topic) if own else topic), ()
    others = [paper for paper in said.cited if paper not in placed]
    focus = said.focus if said.focus in others else next(iter(others), None)
    papers = tuple(others[:_MOST]) if many and len(others) > 1 else (focus,) if focus else ()
    if not papers:
        return ((possessive(said.topic) if own else said.topic), ()) if said.topic else ("", ())
    name = joined(papers)
    if match["who"]:
        return f"the authors of {name}", papers
    return (possessive(name) if own else name), papers


def _finished(
    text: str, meant: Sequence[Paper], placed: tuple[Paper, ...], said: Referents, asked: str
) -> _Standing:
    """A question with its referents filled in: fragments become sentences, bare ones get topics."""
    papers = distinct([*meant, *placed])
    name = joined(papers) or said.topic
    if OPENER.sub("", text).strip(" ?.!") == name:
        again = f"What do the papers say about {name}?" if said.topic else asked_of(asked, name)
        return _Standing(again, papers, True, placed)
    text = sentence(text, name)
    if len(papers) == 1:
        text = singular(text, name)
    compares = re.search(r"\b(?:compare|differ)s?\W*$", text)
    if compares and len(papers) == 1:
        other = next((paper for paper in said.cited if paper not in papers), None)
        verb = "from" if "differ" in compares[0] else "with"
        whole = f"{text.rstrip(' ?.!')} {verb} {joined([other]) if other else 'other work'}?"
        return _Standing(whole, (*papers, *([other] if other else [])), bool(other), placed)
    if not naming_words(text.replace(name, " ")) and _AGAINST.search(text):
        text = with_topic(text, name, asked)
    alone = len(papers) > 1 or not _OTHERS.search(text.replace(name, " "))
    return _Standing(text, papers, alone, placed)


def _omitted(text: str, said: Referents, asked: str) -> _Standing | None:
    """A question that leaves out what it is about: "And the limits?", "What about graphs?"."""
    bare = OPENER.sub("", text).strip(" ?.!")
    words = naming_words(bare)
    papers = (said.focus,) if said.focus and not said.topic else ()
    name = said.topic or joined(papers)
    # "And the limits?" must be somebody's; "And the limits of GANs?" names whose.
    bare_aspect = all(word in ASPECT_WORDS for word in words) and len(bare.split()) <= _SHORT
    if words and name and bare_aspect and not defines(text):
        return _Standing(of(text, bare, name), papers, not _OTHERS.search(bare))
    if words and _ABOUT.match(text) and not _QUESTION.match(bare) and not VERB.match(bare):
        return _Standing(carried(text, bare, asked))
    return None


def _inherited(turns: Sequence[Turn], known: Known | None) -> Scope:
    """Filters that were typed on earlier turns and still held on the last one."""
    typed = Scope()
    for turn in turns:
        typed = merged(typed, filters_in(turn.question, known)[1])
    last = turns[-1].answer.scope
    years = (typed.year_from, typed.year_to) == (last.year_from, last.year_to)
    return Scope(
        year_from=typed.year_from if years else None,
        year_to=typed.year_to if years else None,
        authors=typed.authors if typed.authors == last.authors else (),
        venues=typed.venues if typed.venues == last.venues else (),
        collections=typed.collections if typed.collections == last.collections else (),
    )


def _noted(found: Understood, named: Scope, known: Known | None) -> Understood:
    """Says what a filter does to the answer when it cannot do what was meant."""
    dated = named.year_from is not None or named.year_to is not None
    if known is None or found.scope.empty:
        return found
    if dated and not known.years:
        open_years = replace(found.scope, year_from=None, year_to=None)
        note = "No paper here has a year, so the years asked for were not applied."
        return replace(found, scope=open_years, note=note)
    if not known.papers(found.scope):
        filters = "; ".join(label for label, _ in found.chips())
        return replace(found, note=f"No paper here passes the filters: {filters}.")
    return found
