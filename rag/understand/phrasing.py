"""Follow-ups made into whole questions: the grammar, without any knowledge of papers."""

from __future__ import annotations

import re

from rag.understand.anaphora import ASPECT_WORDS, subject_words

OPENER = re.compile(
    r"^(?:ok(?:ay)?,? |and |but |so |also |then )*(?:(?:what|how) about\b\s*)?"
    r"(?:(?:for|with|in|on) )?",
    re.IGNORECASE,
)
# "What's" for what is.
SHORTENED = re.compile(r"\b(what|who|how|where)['’]s\b", re.IGNORECASE)
VERB = re.compile(
    r"\b(?:is|are|was|were|do|does|did|can|could|has|have|had|will|would|should|compare|explain"
    r"|show|tell|give|summari[sz]e|describe|list)\b",
    re.IGNORECASE,
)

_AUX = r"(?:is|are|was|were|do|does|did|can|could|has|have|had|will|would|should)"
_MANY = ("are", "were", "do", "have")
# "Are large language models good": the subject of a plural verb ends with its plural.
_PLURAL_SUBJECT = re.compile(r"^(?:[\w-]+ ){0,3}?[\w-]*[A-Za-z]{2}s(?<!ss)(?<!us)(?<!is)(?= )")


def sentence(text: str, name: str) -> str:
    """Fragments as questions, "What are the limits of X?"; a sentence loses only its "and"."""
    bare = OPENER.sub("", text).strip(" ?.!")
    # "CoLiDE’s limits" and "the limits of CoLiDE" alone are fragments: they get a verb.
    owned = re.fullmatch(rf"{re.escape(possessive(name))} (?P<what>[\w -]+)", bare)
    of_name = re.fullmatch(rf"(?:the )?(?P<what>[\w -]+?) (?:of|for) {re.escape(name)}", bare)
    for fragment in (owned, of_name):
        if fragment and not VERB.search(fragment["what"]):
            return what_of(fragment["what"], name)
    whole = opened(text)
    last = rf"{re.escape(possessive(name))} (?P<what>[\w-]+(?: [\w-]+)?)(?P<end>\W*)$"
    whole = re.sub(last, lambda m: f"the {m['what']} of {name}{m['end']}", whole)
    return whole[:1].upper() + whole[1:]


def opened(text: str) -> str:
    """A question without the "and" that joined it to the last one, with a capital."""
    whole = re.sub(r"^(?:and|but|so|also|then) (?=\w+ )", "", text.strip(), flags=re.IGNORECASE)
    return whole[:1].upper() + whole[1:]


def singular(text: str, name: str) -> str:
    """The verb before a name that stands where "they" stood."""
    if plural(name):
        return text
    verbs = {"do": "does", "are": "is", "were": "was", "have": "has"}
    # In "do CoLiDE’s results hold" the results do, so the verb stays.
    pattern = rf"\b({'|'.join(verbs)}) (?={re.escape(name)}(?!’))"
    return re.sub(pattern, lambda match: f"{verbs[match[1]]} ", text)


def what_of(what: str, name: str) -> str:
    what = re.sub(r"^(?:any|some|what|which) ", "", what, flags=re.IGNORECASE)
    if what.lower() in ("author", "authors"):
        return f"Who are the authors of {name}?"
    if what.lower() in ("code", "implementation"):
        return f"Is there code for {name}?"
    # "Results on ImageNet" are "the results of X on ImageNet".
    head, at, rest = re.match(r"(.+?)(?: (on|in|for|with|under|at) (.+))?$", what).groups("")  # type: ignore[union-attr]
    be = "are" if plural(head) else "is"
    return f"What {be} the {head} of {name}{at and f' {at} {rest}'}?"


def of(text: str, bare: str, name: str) -> str:
    if not VERB.search(bare):
        return what_of(re.sub(r"^(?:the|any|some) ", "", bare, flags=re.IGNORECASE), name)
    last = re.findall(r"\w+", bare)[-1].lower() if re.findall(r"\w+", bare) else ""
    link = (
        "for"
        if last
        in ("code", "implementation", "evidence", "dataset", "datasets", "data", "benchmark")
        else ("of" if last in ASPECT_WORDS else "in")
    )
    bare = re.sub(r"^(?:and|but|so|also|then) ", "", text.strip(" ?.!"), flags=re.IGNORECASE)
    return f"{bare[:1].upper()}{bare[1:]} {link} {name}?"


def defines(text: str) -> bool:
    """Whether a meaning is asked: "What is accuracy?"; "the accuracy" would lean on a paper."""
    return bool(re.match(r"^(?:and )?what (?:is|are) (?:an? )?[\w-]+\W*$", text, re.IGNORECASE))


def carried(text: str, bare: str, asked: str) -> str:
    """The last question about something else: its subject is exchanged, or the words are added."""
    # What was added turn by turn would grow into a chain.
    asked = re.sub(r", and what about [^?]+", "", asked)
    # Such a request has no single subject to exchange.
    if re.match(r"(?:compare|summari[sz]e|both sides|what (?:more )?do the papers) ", asked, re.I):
        return f"What do the papers say about {bare}?"
    of = re.match(
        r"^(what (?:is|are) |how (?:does|do|is|are) )(?:(?:an? |the )?[\w-]+(?: [\w-]+){0,3}?)"
        r"( (?:work|works|learn|compare|used|trained))?\W*$",
        asked,
        re.IGNORECASE,
    )
    preposition = re.search(
        r"^(?:and |but |so )*(?:what about )?"
        r"(for|with|in|on|at|under|without|against|between|among|across|using|when|during) ",
        text,
        re.IGNORECASE,
    )
    if of and not preposition and (of[2] or of[1].lower().startswith("what")):
        lead = of[1].lower()
        if lead.startswith("what"):
            lead = "what are " if plural(bare) else "what is "
        elif lead.endswith(("do ", "does ")):
            lead = "how do " if plural(bare) else "how does "
        return f"{lead.capitalize()}{bare}{of[2] or ''}?"
    whole = asked.rstrip(" ?.!")
    if preposition is None:
        return f"{whole}, and what about {bare}?"
    bare = re.sub(rf"^{preposition[1]} ", "", bare, flags=re.IGNORECASE)
    return f"{whole} {preposition[1].lower()} {bare}?"


def asked_of(asked: str, name: str) -> str:
    """The last question, put to one paper."""
    return f"{asked.rstrip(' ?.!')}, according to {name}?"


def why(asked: str) -> str:
    found = re.match(r"^(?:is|are|was|were|do|does|did|can|could|has|have|will)\b", asked, re.I)
    return f"Why {asked[:1].lower()}{asked[1:]}" if found else f"{asked} Why?"


def why_not(asked: str) -> str:
    """The reason that what was asked is not so."""
    found = re.match(rf"^(?P<aux>{_AUX}) (?P<rest>.+)$", asked, re.IGNORECASE)
    if found is None:
        return why(asked)
    many = _PLURAL_SUBJECT.match(found["rest"]) if found["aux"].lower() in _MANY else None
    aux, rest = found["aux"].lower(), found["rest"]
    if many:
        return f"Why {aux} {many[0]} not{rest[many.end() :]}"
    # Where the subject ends cannot be told without its grammar.
    return f"Why not: {aux} {rest}"


def how(asked: str) -> str:
    """The way in which what was asked is so."""
    found = re.match(rf"^{_AUX}\b", asked, re.IGNORECASE)
    return f"How {asked[:1].lower()}{asked[1:]}" if found else f"{asked} How?"


def asked_with(wh: str, asked: str) -> str:
    """The last question with another question word: "when" becomes "where"."""
    found = re.match(r"^(?:when|where|who|how|why)\b", asked, re.IGNORECASE)
    if found is None:
        return f"{asked.rstrip(' ?.!')}, and {wh.lower()}?"
    return f"{wh.capitalize()}{asked[found.end() :]}"


def named_in(text: str, name: str, preposed: bool) -> str:
    """A question with the name of what it leaves out; without a name it stays as typed."""
    bare = opened(text).strip(" ?.!")
    if not name:
        return f"{bare}?"
    return f"{bare}, for {name}?" if preposed else f"{bare} in {name}?"


def with_topic(text: str, name: str, asked: str) -> str:
    known = {word.lower() for word in re.findall(r"\w+", name)}
    topic = [word for word in re.findall(r"[\w-]+", asked) if subject_words(word)]
    carried = " ".join(word for word in dict.fromkeys(topic) if word.lower() not in known)
    return f"{text.rstrip(' ?.!')} with regard to {carried}?" if carried else text


def plural(words: str) -> bool:
    last = words.lower().split()[-1] if words.split() else ""
    # "class", "corpus", "analysis" and "robotics" are one thing each.
    return last.endswith("s") and not last.endswith(("ss", "us", "is", "ics"))


def possessive(name: str) -> str:
    return f"{name}’" if name.endswith("s") else f"{name}’s"
