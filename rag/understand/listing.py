"""Questions that ask for papers: what the papers asked for are about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import Turn

_HEAD = (
    r"(?:papers?|works?|stud(?:y|ies)|articles?|abstracts?|publications?|literature|research"
    r"|entries|preprints?|references|titles?)"
)
_ASK = (
    r"(?:(?:please|kindly|can you|could you|would you|i(?: would|['’]d)? (?:want|need|like)(?: to)?"
    r"|i(?: am|['’]m) (?:looking|searching) for|looking for|let me|let['’]s|help me|me|us|any"
    r" chance"
    r"|list|shows?|need|want|find|gives?|get|see|display|name|enumerate|search(?: for)?|look(?:"
    r" up| for)|tell"
    r"|return|fetch|read|what are|do (?:you|we) (?:have|know(?: of)?)|where (?:can i find|are)"
    r"|have you got|have you|you got|got|is there"
    r"|are there|there are|who has) )*"
)
_QUANTITY = (
    r"(?:(?:all|every|each|any|some|more|most|other|several|many|both|of|the|these|those|this|your"
    r"|my|our|a|list|few|existing|available|recent|new|newer|latest|newest|old|older|relevant"
    r"|related|further|different|single|only|just|set|collection|number) )*"
)
_ABOUT = (
    r"(?:about|on|regarding|concerning|around|for|of|with|in|into|related to|relating to"
    r"|dealing with|that have to do with|having to do with|covering|addressing|studying"
    r"|discussing|investigating|exploring|tackling|considering|mentioning|focus(?:ed|ing) on"
    r"|targeting|working on|looking at|to do with|using|applying|employing|based on|by means of)"
)
_SPEAKS = (
    r"(?:(?:deal|work|help|cope|engage)s?(?:ed)? (?:with|on|in)|(?:focus|centre|center|concentrate)"
    r"(?:s|es)? on|(?:talk|speak|write|go)s? (?:about|of|on|into)|look(?:s|ed)? (?:at|into)"
    r"|stud(?:y|ies|ied)|discuss(?:es|ed)?|cover(?:s|ed)?|address(?:es|ed)?|investigated?s?"
    r"|examined?s?|explored?s?|considere?d?s?|analy[sz]ed?s?|mention(?:s|ed)?|treat(?:s|ed)?"
    r"|concern(?:s|ed)?|tackled?s?|target(?:s|ed)?|involved?s?|uses?|used|apply|applies|applied"
    r"|employ(?:s|ed)?|do|does|did|perform(?:s|ed)?|rel(?:y|ies) on|(?:are|is|were|was) "
    rf"(?:there )?(?:{_ABOUT})|(?:have|has) to do with|relates? to)"
)
_NOT = (
    r"(?:(?:do|does|did|are|is|have|has|were|was)(?: not|n['’]t)|without|not|never|avoid(?:s|ing)?)"
)
_WHICH = re.compile(
    rf"^(?P<ask>{_ASK})(?P<which>which|what)? ?{_QUANTITY}(?P<kind>(?:[\w-]+ ){{0,4}}?)"
    rf"(?P<head>{_HEAD})(?![\w-])(?P<rest>.*)$",
    re.IGNORECASE,
)
# "What do you have on X?", "Is there anything about X?": no noun, but papers are asked for.
_THINGS = re.compile(
    rf"^{_ASK}(?:(?:what|anything|something|everything|all)(?: else)?"
    r"(?: (?:is|are) (?:there|here|known here)| do (?:you|we|i) have|['’]s (?:there|here|in here)"
    r"| have (?:you|we) got"
    r"| (?:did|does|do) the (?:papers|library) have| (?:you|we) have"
    r"| (?:has|have) (?:been )?(?:published|written))?)"
    r" (?:here |in here |in (?:the|this|your|my) (?:library|collection) )?"
    r"(?:about|on|for|regarding|concerning|related to) (?P<topic>.+)$",
    re.IGNORECASE,
)
# "Has anyone studied X?": somebody's work is asked for, not the thing itself.
_ANYONE = re.compile(
    rf"^(?:has|have|did|does|do|is|are) (?:anyone|anybody|someone|people|researchers"
    rf"|any(?: of the)? (?:papers?|authors?)|any of (?:them|these|those)) (?:here |ever )?"
    rf"(?:{_SPEAKS}|tr(?:y|ied)(?: to use| using)?|{_ABOUT}) (?P<topic>.+)$",
    re.IGNORECASE,
)
# "What should I read first about X?", "Where do I start with X?"
_TO_READ = re.compile(
    r"^(?:(?:what|which papers?) (?:should|would|could|do|can) (?:i|one|we) (?:read|start with"
    r"|begin with)|where (?:should|do|can|could|would) (?:i|one|we) (?:start|begin)(?: reading)?"
    r"|(?:can you |please )*(?:recommend|suggest)(?: (?:me|us))?"
    r"(?: (?:some|a|an|any|good|something|things?|readings?|introductions?|intro|to read))+)"
    r"(?: (?:first|next|now|to start))?(?:,? if i (?:want|wish) to)?"
    r" (?:about|on|with|into|in|for|to(?: (?:learn about|get into|understand|know about"
    r"|learn))?|learn about|understand) (?P<topic>.+)$",
    re.IGNORECASE,
)
# "Has BERT been applied to code?" asks for papers that did.
_DONE = re.compile(
    r"^(?:has|have|was|were) (?P<what>.+?) (?:ever |already )?been (?:ever |already )?"
    r"(?:applied to|used (?:for|in|on|to|with)|tried (?:for|on|in|with)|tested on"
    r"|evaluated on|studied (?:for|in|on)|adapted to|extended to) (?P<topic>.+)$",
    re.IGNORECASE,
)
# "List datasets for X": papers that bring one.
_DATASETS = re.compile(
    r"^(?:please )?(?:list|show(?: me)?|find(?: me)?|give me|name|enumerate)"
    r"(?: all| some| the| any)* (?:data ?sets?|corpora|benchmarks?)"
    r" (?:for|on|of|about|in|used for|used in) (?P<topic>.+)$",
    re.IGNORECASE,
)
_OF_THEM = re.compile(
    rf"^which (?:ones? )?(?:of )?(?:them|these|those)(?: {_HEAD})?(?P<rest>(?: .+)?)$",
    re.IGNORECASE,
)
_HERE = re.compile(
    r"(?:^|[ ,]+)(?:(?:that |which )?(?:you|we|i) (?:have|know|know of)|(?:are|is) (?:t?here)"
    r"|do (?:you|we) have|exists?|(?:in|from|of|across|within) (?:here|(?:the|this|your|my|our)"
    r" (?:library|collection|corpus|database|papers))|in here|here|please|available"
    r"|(?:newest|latest|oldest|earliest|most recent) first|chronologically|in chronological order"
    r"|(?:sorted |ordered )?(?:by|in order of) (?:year|date)|over (?:time|the years)"
    r"|as a (?:list|timeline)|there)$",
    re.IGNORECASE,
)
_TIMELINE = re.compile(r"^(?:a )?(?:timeline|chronology) of ", re.IGNORECASE)
# One of several by a measure is a question about what they say.
_BEST = re.compile(
    r"^ ?(?:is|are|has|have|was|were|gets?|got|performs?|works?|achieves?|reach(?:es)?|reports?)?"
    r" ?(?:the |an? )?(?:best|better|worst|worse|most|least|highest|lowest|largest|smallest"
    r"|biggest|fastest|slowest|first|faster)\b",
    re.IGNORECASE,
)
_FINITE = re.compile(r"^(?:say|says|said|show|shows|mean|means|think|agree|disagree)\b", re.I)
_NO_KIND = frozenset(
    "how why when where who whose does do did is are was were has have can could should would will "
    "if compare summarise summarize explain describe write this that it which what paper papers "
    "kind sort type and or by between to from".split()
)
_SINGLE = re.compile(r"^(?:paper|study|article|abstract|entry|title)$", re.IGNORECASE)
# "Which models work on graphs?", "What research gaps remain?": here these words ask for no papers.
_MASS = re.compile(r"^(?:works?|research|literature|titles?)$", re.IGNORECASE)
_LINKS = rf"{_ABOUT}|{_SPEAKS}|{_NOT}|that|which|who|there|here|exists?|is|are|was|has|have|do|you"
# What is left of "What was published in 2013?" without its filter.
_PUBLISHED = re.compile(
    r"^what (?:was|is|has been|were|got) (?:published|written)(?: here)?$", re.I
)
# "Which papers make avatars?": about avatars, unless it is code that they make available.
_MAKES = re.compile(
    r"^(?:make|makes|made|work|works|worked|build|builds|run|runs)(?: (?:from|with|on|for))? "
    r"(?!.*\b(?:code|data|datasets?|corpus|corpora|benchmarks?|models?|available|public)\b)",
    re.IGNORECASE,
)
# "Combine X with Y" asks for both.
_JOINS = re.compile(
    r"^(?:combin|integrat|merg|mix|unif|join|connect|link|coupl|bridg)(?:e|es|ed|ing|y|ies|s)? "
    r"(?P<one>.+?) (?:and|with|to|into) (?P<other>.+)$",
    re.IGNORECASE,
)
_LEANS = re.compile(r"^(?:it|this|that|they|these|those|them|there)\b", re.IGNORECASE)
_LONGEST = 200  # characters


def asks_what_to_read(text: str) -> bool:
    """Whether it is asked what to read on something, or where to begin."""
    return bool(_TO_READ.match(" ".join(text.split()).strip(" ?.!")))


def list_topic(text: str) -> str | None:
    """What the papers asked for are about, or None where no papers are asked for.

    "" asks for all papers; "not X" for those that do without X; a verb in front, as in "release
    a dataset", for papers that do so.
    """
    plain = " ".join(text.split()).strip(" ?.!:")
    if not plain or len(plain) > _LONGEST:
        return None
    if _PUBLISHED.match(plain):
        return ""
    plain = _shorn(_TIMELINE.sub("papers on ", plain))
    plain = re.sub(rf"^(papers on .+) {_HEAD}$", r"\1", plain)
    done = _DONE.match(plain)
    if done and not _LEANS.search(done["what"]):
        return _shorn(f"{done['what']} for {done['topic']}")
    for pattern in (_THINGS, _ANYONE, _TO_READ):
        found = pattern.match(plain)
        if found:
            return _shorn(found["topic"])
    datasets = _DATASETS.match(plain)
    if datasets:
        return f"release a dataset for {_shorn(datasets['topic'])}"
    theirs = _OF_THEM.match(plain)
    if theirs:
        return None if _BEST.match(theirs["rest"]) else _topic(theirs["rest"], "")
    named = _WHICH.match(plain)
    return _of_noun(named) if named else None


def _of_noun(named: re.Match[str]) -> str | None:
    kind, rest = named["kind"].strip(), named["rest"]
    asks = bool(named["which"] or named["ask"])
    if set(kind.lower().split()) & _NO_KIND or _FINITE.match(rest.strip()):
        return None
    if _BEST.match(rest) or (_SINGLE.match(named["head"]) and not asks):
        return None
    if _MASS.match(named["head"]) and (
        (kind and asks) or not re.match(rf"$|[ ,]+(?:{_LINKS})\b", rest, re.IGNORECASE)
    ):
        return None
    if not asks and rest and not re.match(rf" (?:{_ABOUT}|that|which|who|{_NOT})\b", rest, re.I):
        return None
    return _topic(rest, kind)


def _topic(rest: str, kind: str) -> str | None:
    """From what follows the noun and what stands before it, "ACL papers on X", "GAN papers"."""
    rest = re.sub(r"^ (?:here|there|in here)\b", "", rest)
    rest = re.sub(
        r"^[ ,:]+(?:(?:that|which|who|where) )?(?:(?:(?:have|has) been|are|is|were|was) )?",
        "",
        rest,
    )
    rest = re.sub(r"^ ?(?:are|is|were|was)$", "", rest)
    rest = _shorn(
        re.sub(r"^(?:there|here|also|all|mainly|actually|exists?) ", "", rest).strip(" ,")
    )
    refused = re.match(rf"{_NOT} (?P<what>.+)$", rest, re.IGNORECASE)
    if refused:
        what = re.sub(rf"^(?:{_SPEAKS}|{_ABOUT}|use|using|need|require)\b ?", "", refused["what"])
        return f"not {_shorn(what)}"
    rest = _MAKES.sub("", rest)
    joined = _JOINS.match(rest)
    if joined:
        rest = f"{joined['one']} and {joined['other']}"
    whole = re.sub(rf"^(?:{_SPEAKS}|{_ABOUT})\b ?", "", rest, flags=re.IGNORECASE)
    whole = re.sub(rf"^(?:{_ABOUT})\b ", "", whole, flags=re.IGNORECASE)
    whole = re.sub(r"^(?:the )?(?:topic|subject|area|field|problem) of ", "", _shorn(whole))
    return f"{kind} {whole}".strip()


def _shorn(text: str) -> str:
    """Without what says only where papers are, or in which order."""
    while True:
        cut = _HERE.sub("", text).strip(" ,?.!:")
        if cut == text:
            return text
        text = cut


_OTHER = re.compile(
    rf"\b(?:other|else|further|another)\b(?: \w+){{0,2}}? {_HEAD}|\b(?:who|what|which) else\b", re.I
)


def known_already(question: str, turns: Sequence[Turn]) -> frozenset[str]:
    """Ids of the papers quoted in the turn before, where others are asked for."""
    if not turns or not _OTHER.search(question):
        return frozenset()
    sentences = turns[-1].answer.sentences
    return frozenset(c.quote.paper_id for one in sentences for c in one.citations if c.quote)
