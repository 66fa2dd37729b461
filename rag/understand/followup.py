"""What was typed, as a question that reads alone, with the filters it names."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.domain import Scope, Turn, Usage
from rag.events import Pulse
from rag.ports import ChatModel
from rag.text.stems import stem, stems
from rag.understand.anaphora import subject_words
from rag.understand.background import without_background
from rag.understand.condense import Condensed, condensing
from rag.understand.courtesy import without_courtesy
from rag.understand.described import described, unmarked
from rag.understand.filters import Known, filter_labels, filters_in, merged
from rag.understand.pointing import RECORD, Before, Standing, spoken
from rag.understand.referents import answered, asked_in, mentions, referents
from rag.understand.sets import of_the_set
from rag.understand.standing import LONG, repeated, standing_by_rules
from rag.understand.wishes import Wishes, wishes_in

_ALL = re.compile(
    r"\b(?:ignor(?:e|ing)|without|drop|remove|clear|forget)(?: all)? (?:the |these |those |any )?"
    r"filters?\b|\b(?:in|across|among|over|search|use) all (?:of )?(?:the |my )?papers\b"
    r"|\bin the (?:whole|entire) library\b|\b(?:of|from|in) any year\b",
    re.IGNORECASE,
)


# "And how does PHMOSpell do it?" asks how that works; "it" is no paper.
_DO_IT = re.compile(
    r"^(?:(?:and|but|so|ok|okay),? )?how (?P<how>(?:do|does|did)"
    r" (?!(?:this|that|these|those|you|we)\b)[\w-]+)"
    r" (?:do|does|solve|handle|achieve) (?:it|that|this|so)\b",
    re.IGNORECASE,
)
_ONLY = re.compile(r"^(?:and |but )?(?:only|just) (?P<what>[\w. -]{2,24}?)\W*$", re.IGNORECASE)
_WHATS = re.compile(r"\b(what|who|where|how)s\b(?= )", re.IGNORECASE)
_TURNS = 4  # turns whose words a rewrite may share


@dataclass(frozen=True, slots=True)
class Understood:
    """A standing question, the filters applied, the papers it means, and what to tell of both.

    `short` and `simple` are wishes for the answer that were typed and taken out of the question.
    """

    question: str
    scope: Scope
    papers: tuple[str, ...] = ()
    note: str = ""
    usage: Usage = Usage()
    short: bool = False
    simple: bool = False

    def chips(self, titles: Mapping[str, str] | None = None) -> list[tuple[str, Scope]]:
        """Each filter in words, with the scope that is left when it is taken away."""
        return filter_labels(self.scope, titles)


@dataclass(frozen=True, slots=True)
class _Said:
    """What was typed, taken apart: the question left, its filters and wishes, the papers told."""

    rest: str
    named: Scope
    open_scope: bool
    before: Before | None
    wishes: Wishes


def understand(
    typed: str,
    scope: Scope,
    turns: Sequence[Turn],
    model: ChatModel | None = None,
    known: Known | None = None,
) -> Generator[Pulse, None, Understood]:
    """`typed` within a conversation; a question that stands alone stays as it is.

    `scope` is what the person has set beside the question, `known` tells names of authors and
    venues from other words. From the second turn on a model condenses what the rules have read;
    each Pulse while it speaks is a place to stop.
    """
    said = _taken_apart(typed, turns, known)
    beside = Scope() if said.open_scope else scope
    named, usage = said.named, Usage()
    standing = _standing(said)
    alone = Understood(said.rest, merged(beside, named))
    # A wish for the form or a change of topic is read for certain, and costs no call.
    if model is not None and turns and said.before and not (standing and standing.fixed):
        condensed = yield from condensing(typed, turns, model, _wish(said.wishes))
        usage = condensed.usage
        if _on_topic(condensed.question, typed, turns):
            standing = _agreed(standing, condensed, said.rest)
            # What the rules read was typed so; a model only adds what they did not see.
            named = merged(_confirmed(condensed.scope, known), named)
            alone = replace(alone, scope=merged(beside, named))
    found = alone
    if standing is not None:
        base = beside if said.open_scope else merged(beside, _inherited(answered(turns), known))
        ids = tuple(paper.paper_id for paper in standing.papers)
        own = merged(standing.scope, named)
        own = merged(own, Scope(paper_ids=ids)) if standing.narrowed else own
        found = Understood(standing.question, merged(base, own), ids)
    wishes = said.wishes
    found = replace(found, usage=usage, short=wishes.short, simple=wishes.simple)
    return _noted(found, named, known)


def _taken_apart(typed: str, turns: Sequence[Turn], known: Known | None) -> _Said:
    """Courtesy, wishes and filters off; nothing of a dismissed conversation stays."""
    open_scope = bool(_ALL.search(typed))
    text, over = without_courtesy(_ALL.sub(" ", typed) if open_scope else typed)
    kept, wishes = wishes_in(without_background(_WHATS.sub(r"\1 is", text)))
    only = _ONLY.match(kept)
    if only and known is not None and known.venues(only["what"]):
        kept = f"only those from {only['what']}"
    kept = _DO_IT.sub(r"How \g<how> work", kept)
    turns = [] if over else turns
    held = answered(turns)
    refers = referents(held)
    # A long text brings all it speaks of.
    marked, told = described(kept, refers.recent) if len(kept.split()) <= LONG else (kept, ())
    # "Which of them are from 2022?" dates papers once it says so.
    rest, named = filters_in(of_the_set(marked) or marked if held else marked, known)
    record = bool(RECORD.search(kept))
    rest = unmarked(rest, [spoken([paper], record) for paper in told])
    refused = turns[-1].answer if turns and turns[-1].answer.status == "refused" else None
    before = Before(
        refers,
        held[-1] if held else None,
        asked_in(refused) if refused else "",
        told,
        not named.empty or open_scope,
        known,
    )
    if not held:
        # A filter or a wish alone, with nothing before it, is all there is to search for.
        rest = next((one for one in (rest, kept) if re.search(r"\w", one)), typed)
    return _Said(rest, named, open_scope, before if turns else None, wishes)


def _standing(said: _Said) -> Standing | None:
    if said.before is None:
        return None
    if said.wishes.again:
        return repeated(said.before) if said.before.last else None
    return standing_by_rules(said.rest, said.before)


def _wish(wishes: Wishes) -> str:
    """The wishes in words for a model."""
    return ", ".join(name for name in ("short", "simple") if getattr(wishes, name))


def _on_topic(question: str, typed: str, turns: Sequence[Turn]) -> bool:
    """Whether a rewrite shares any telling word with what was typed or spoken of before."""
    spoken_of = [typed]
    for turn in turns[-_TURNS:]:
        titles = (source.paper.title for source in turn.answer.sources)
        spoken_of += [turn.question, asked_in(turn.answer), *titles]
    known = {one for text in spoken_of for one in map(stem, subject_words(text))}
    return not known.isdisjoint(map(stem, subject_words(question)))


def _agreed(rules: Standing | None, condensed: Condensed, rest: str) -> Standing | None:
    """The model's question, with the papers of the rules where it speaks of them."""
    question = wishes_in(condensed.question)[0] or condensed.question
    if rules is None:
        # A question given back as it was leans on nothing, so that no filter is inherited.
        return None if stems(question) == stems(rest) else Standing(question)
    if not all(mentions(question, paper) for paper in rules.placed):
        return rules
    if all(mentions(question, paper) for paper in rules.papers):
        return replace(rules, question=question)
    return Standing(question)


def _confirmed(scope: Scope, known: Known | None) -> Scope:
    """What a model reads as names, less those that the library does not know."""
    if known is None:
        return replace(scope, authors=(), venues=())
    authors = tuple(name for name in scope.authors if known.author(name))
    venues = tuple(spelling for name in scope.venues for spelling in known.venues(name))
    return replace(scope, authors=authors, venues=venues)


def _inherited(turns: Sequence[Turn], known: Known | None) -> Scope:
    """Filters that were typed on earlier turns and still held on the last one."""
    typed = Scope()
    for turn in turns:
        typed = merged(typed, filters_in(turn.question, known)[1])
    last = turns[-1].answer.scope if turns else Scope()
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
        # Papers that were meant are no filter that anybody typed.
        typed = replace(found, scope=replace(found.scope, paper_ids=()))
        filters = "; ".join(label for label, _ in typed.chips())
        return replace(found, note=f"No paper here passes the filters: {filters or 'none'}.")
    return found
