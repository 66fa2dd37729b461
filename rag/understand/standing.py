"""Follow-ups made to stand by rules, the first that fits."""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.text.names import own_name
from rag.understand.anaphora import ASPECT_WORDS, naming_words
from rag.understand.bare import NAME, contentless, lacks_subject, preposed
from rag.understand.beyond import by_them, faster_one, remedy, who_does, wished
from rag.understand.corrections import Correction, bare_name, corrected, exchanged
from rag.understand.described import all_meant_by
from rag.understand.phrasing import (
    OPENER,
    SHORTENED,
    VERB,
    asked_of,
    asked_with,
    carried,
    defines,
    how,
    named_in,
    of,
    opened,
    why,
    why_not,
    with_topic,
)
from rag.understand.pointing import (
    AGAINST,
    OTHERS,
    PAIR,
    RECORD,
    Before,
    Standing,
    finished,
    pointing,
    spoken,
)
from rag.understand.preferring import BEYOND, preferring
from rag.understand.referents import distinct, joined, numbered
from rag.understand.sets import newer, of_the_set, refined

_ABOUT = re.compile(r"^(?:ok(?:ay)?,? |and |but |so |then )+|(?:what|how) about ", re.IGNORECASE)
# "On low-resource pairs?" is the last question under a condition.
_WITHIN = re.compile(
    r"^(?:and |but |so )*(?:for|with|in|on|at|under|without|against|between|among|across|using|when"
    r"|during)(?: [\w'’-]+){1,6}\?+$",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"^(?:and |but |so )?(?:(?P<not>why (?:is (?:that|this|it) )?not|why (?:isn|aren|doesn|don|can"
    r"|didn)['’]?t (?:it|they|that|this))|why|(?P<wh>when|where|who(?: exactly)?)"
    r"|(?P<how>how(?: exactly| precisely)?)|how so|how come"
    r"|why (?:so|exactly)|for what reason|what for)(?: is (?:that|this|it)(?: so)?)?\W*$",
    re.IGNORECASE,
)
_SURE = re.compile(
    r"^(?:and |but |so )?(?:really|seriously|are you (?:really )?sure(?: (?:about|of) \w+)?"
    r"|is (?:that|this|it) (?:really )?(?:so|true|right|correct|the case)|(?:who|which paper|where"
    r"|what paper)(?: (?:does|do))? (?:it |they )?sa(?:ys?|id)(?: (?:so|that|this|it))?|says who"
    r"|(?:what(?: is|['’]s) )?(?:the|your) source(?: for (?:that|this))?|sources?|proof"
    r"|(?:in|from) which papers?(?: (?:is|was) (?:that|this))?)\W*$",
    re.IGNORECASE,
)
# "No, I meant for summarization" asks the last question under that condition.
_FOR_WHAT = re.compile(
    r"^(?:(?:no|sorry|wait|actually)[, ]+)*i (?:meant|mean) "
    r"(?P<what>(?:for|in|with|without|at|under|on) .+?)\W*$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"^(?:and |ok(?:ay)?,? )?(?:(?:please )?(?:tell|give|show) (?:me )?(?:some |any |a bit )?more"
    r"(?: details?| info(?:rmation)?)?|(?:some )?more(?: details?| info(?:rmation)?)?|go on"
    r"|go deeper|continue|keep going|elaborate|can you elaborate|expand(?: on (?:that|this|it))?"
    r"|explain(?: more)?|anything else|what else|(?:a (?:bit|little) )?longer|a longer answer"
    r"|in more depth|(?:(?:show|give|list)(?: me)? )?(?:(?:the )?(?:rest|others"
    r"|remaining(?: ones| papers)?)|all of them|the (?:whole|full) list))"
    r"(?: please)?\W*$",
    re.IGNORECASE,
)
# Opens like a question of its own, but asks the last one again under a filter.
_ONES = re.compile(
    r"^(?:and )?(?:which|what|any|how many)(?: ones?| papers?| of (?:them|those|these))*"
    r"(?: (?:are|is|were|was|come|came|appeared)(?: there)?)?\W*$"
    r"|^(?:are|were) these papers\W*$",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"^(?:what|which|how|why|when|where|who|whose|is|are|was|were|do|does|did|can|could|has|have"
    r"|will|would|should)\b",
    re.IGNORECASE,
)
LONG = 25  # words beyond which a text brings all it speaks of


def repeated(before: Before) -> Standing:
    """The last question again, of the same papers."""
    answer = before.last.answer if before.last else None
    papers = (
        tuple(s.paper for s in answer.sources if s.paper.paper_id in answer.scope.paper_ids)
        if answer
        else ()
    )
    return Standing(before.asked, papers, bool(papers), fixed=True)


def standing_by_rules(text: str, before: Before) -> Standing | None:
    """The standing question, or None where `text` stands alone; the first rule that fits wins."""
    if len(text.split()) > LONG:
        return None
    text = SHORTENED.sub(r"\1 is", text)
    condition = _FOR_WHAT.match(text)
    if condition and before.last and not before.told:
        return Standing(carried(condition["what"], condition["what"], before.asked))
    correction = corrected(text)
    if correction is not None and correction.asks:
        text = correction.meant
    elif correction is not None:
        return _corrected(correction, before)
    if before.last is None:
        return None
    rules: tuple[Callable[[str, Before], Standing | None], ...] = (
        _filter_alone, _refinement, wished, remedy, faster_one, by_them, who_does, _why, _more,
        _of_the_set, pointing, _omitted, preferring,
    )  # fmt: skip
    found = (rule(text, before) for rule in rules)
    standing = next((one for one in found if one is not None), None)
    if standing is None and (before.told or correction is not None):
        return Standing(text, before.told, len(before.told) == 1, before.told)
    return standing


def _corrected(correction: Correction, before: Before) -> Standing | None:
    """The last question asked of what was meant; a refused one too, for it holds the mistake."""
    said = before.said
    # "The other one" is other than what was answered, wherever that stands in the set.
    text, placed = numbered(correction.meant, said)
    papers = distinct([*placed, *before.told])
    name = joined(papers) if papers else bare_name(text)
    if not papers:
        papers = tuple(p for p in said.recent if (n := own_name(p)) and n.name == name)
    if not papers and not naming_words(name):
        return None
    for asked in filter(None, (before.refused, before.asked)):
        new = exchanged(asked, name, said.cited, correction.rejected, topic=not papers)
        if new:
            return Standing(new, papers, bool(papers), papers)
    fallback = f"What do the papers say about {name}?"
    if papers and not said.many:
        fallback = asked_of(before.asked, name)
    return Standing(fallback, papers, bool(papers), papers)


def _filter_alone(text: str, before: Before) -> Standing | None:
    """For "And in 2021?": the last question under the filter that was taken out of the text."""
    said, again = before.said, before.asked
    years = newer(text, said, before.known)
    if years is not None:
        return Standing(again, scope=years)
    asks = _QUESTION.match(OPENER.sub("", text)) and not _ONES.match(text)
    if not before.filtered or naming_words(text) or asks:
        return None
    if re.search(r"\b(?:of them|of those|these papers)\b", text, re.IGNORECASE) and said.group:
        return Standing(said.listed, said.group, True)
    if "these papers" in again and said.cited:
        return Standing(again, said.cited, True)
    if said.listed and not said.many:
        # Of the papers listed, not of the one or two that were asked about since.
        return Standing(said.listed, said.group, True)
    return Standing(again)


def _refinement(text: str, before: Before) -> Standing | None:
    """For "Only the ones about graphs": within a list, else the last question with these words."""
    words = refined(text)
    if words is None:
        return None
    if before.said.many:
        return Standing(f"Which of these papers are {words}?", before.said.cited, True)
    return Standing(f"{before.asked.rstrip(' ?.!')} {words}?")


def _why(text: str, before: Before) -> Standing | None:
    found = _WHY.match(text)
    if found is None:
        return repeated(before) if _SURE.match(text) else None
    asked = before.asked
    subjects = before.said.subjects
    if found["wh"]:
        return Standing(asked_with(found["wh"], asked), subjects, bool(subjects))
    question = why_not(asked) if found["not"] else how(asked) if found["how"] else why(asked)
    papers = before.said.cited[:1] if not before.said.topic else ()
    return Standing(question, papers, bool(papers))


def _more(text: str, before: Before) -> Standing | None:
    if not _MORE.match(text):
        return None
    said = before.said
    if said.many:
        return repeated(before)
    papers = (said.focus,) if said.focus and not said.topic else ()
    about = said.topic or joined(papers)
    question = f"What more do the papers say about {about}?" if about else before.asked
    return Standing(question, papers, bool(papers))


def _of_the_set(text: str, before: Before) -> Standing | None:
    """For "Which of them is trained on X?": the words stay, the scope holds the set."""
    whole, group = of_the_set(text), before.said.group or before.said.cited
    if whole is None or not group:
        return None
    whole = opened(whole)
    if AGAINST.search(whole) and len(group) <= PAIR and all(map(own_name, group)):
        names = joined(group)
        whole = whole.replace("these papers", names, 1)
        if not naming_words(whole.replace(names, " ")):
            whole = with_topic(whole, names, before.asked)
    return Standing(whole, group, True)


def _omitted(text: str, before: Before) -> Standing | None:
    """A question that leaves out what it is about: "And the limits?", "What about graphs?"."""
    said = before.said
    bare = OPENER.sub("", text).strip(" ?.!")
    words = naming_words(bare)
    papers = said.subjects
    name = said.topic or spoken(papers, bool(RECORD.search(text))) if papers or said.topic else ""
    aspect = words and all(word in ASPECT_WORDS for word in words) and len(bare.split()) < _SHORT
    if name and aspect and not defines(text) and not preposed(text):
        return Standing(of(text, bare, name), papers, bool(papers) and not OTHERS.search(bare))
    if lacks_subject(text) and preposed(text) and contentless(text) and said.subjects:
        again = f"{before.asked.rstrip(' ?.!')}, and {bare_of(text)}?"
        return Standing(again, papers, True)
    if words and _WITHIN.match(text) and not preposed(text) and not VERB.search(bare):
        return Standing(carried(text, bare, before.asked))
    if name and lacks_subject(text):
        name = said.alias or name if papers == (said.focus,) else name
        # A set is told by the scope alone, and so is a title.
        short = "" if "“" in name or (len(papers) > 1 and not said.topic) else name
        question = named_in(text, short, preposed(text))
        return Standing(question, papers, bool(papers) and not BEYOND.search(bare))
    if words and _ABOUT.match(text) and not _QUESTION.match(bare) and not VERB.match(bare):
        return _instead(text, bare, before)
    return None


def bare_of(text: str) -> str:
    return text[:1].lower() + text[1:].strip(" ?.!")


_SHORT = 9  # words of a question that may lean on the last answer by what it omits


def _instead(text: str, bare: str, before: Before) -> Standing:
    """In "And ViT?" after a question about one paper by name puts it to ViT."""
    said = before.said
    papers = all_meant_by(bare, said.group) if said.many else ()
    if len(papers) == 1:
        return finished(joined(papers), papers, papers, before)
    preposition = re.search(r"^(?:and |but |so )*(?:what about )?(?:for|with|in|on) ", text, re.I)
    if not preposition and NAME.search(f"x {bare}"):
        new = exchanged(before.asked, bare, said.cited[:1]) if not said.topic else None
        if new and new.lower() != before.asked.lower() and not said.many:
            return Standing(new)
    return Standing(carried(text, bare, before.asked))
