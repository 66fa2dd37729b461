"""How people ask about a library: the words and patterns that `records.py` reads."""

from __future__ import annotations

import re

from rag.store.records import Order, Per, Wish

OPENER = re.compile(
    r"^(?:(?:please|ok(?:ay)?|so|and|also|hey|hi|hello|well|then|now|just|kindly|(?:can|could|would"
    r"|will) you(?: please)?|(?:tell|show|give|let) me(?: know)?|do you (?:happen to )?know"
    r"|i(?: would|['’]d)? (?:like|want) to (?:know|see)|i wonder|find out|say)\b,? ?)+",
    re.IGNORECASE,
)
SHORTENED = re.compile(r"\b(what|who|when|where|how|which)(?:['’]s|s(?= the\b))", re.IGNORECASE)
PAPERS = r"(?:papers?|articles?|publications?|works?|abstracts?|documents?|studies|entries|titles)"
STORE = r"(?:library|collection|corpus|database|data ?base|set|dataset of papers)"
HERE = (
    r"(?:(?:here|in here|in total|overall|altogether|in all|at all|there|(?:in|of|from|across) "
    rf"(?:the|this|your|my|our) (?:whole |entire )?{STORE}|(?:do |can )?(?:you|we|i) (?:have|hold"
    r"|know|see|cover|store)|(?:are|is) (?:t?here|in here|stored|loaded|indexed|available"
    r"|included|covered|represented)) ?)+"
)
PUBLISHED = r"(?:published|presented|printed|accepted|released|written|submitted)"
APPEAR = r"(?:appear|come out|get published|get presented)"
BROUGHT = r"(?:introduced|proposed|presented|invented|developed|created|came up with|made)"
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
N = rf"(?P<n>\d{{1,3}}|{'|'.join(NUMBERS)})"
ORDERS: dict[str, Order] = {
    "newest": "newest",
    "latest": "newest",
    "most recent": "newest",
    "oldest": "oldest",
    "earliest": "oldest",
    "first": "oldest",
    "last": "newest",
}
# "When was the first paper on X published?" asks for the paper, and so tells its year.
FIRST_YEAR = re.compile(
    r"^(?:when|(?:in |from )?(?:what|which) year) (?:was|were|is|did|has) (?:the )?(?P<order>"
    + "|".join(ORDERS)
    + r") (?:papers?|work|study|article|publication) (?P<rest>.+?)(?: (?:here|in here))?"
    rf"(?: been)? (?:{PUBLISHED}|appear(?:ed)?|come out|written|out)(?: here)?$",
    re.IGNORECASE,
)
ABOUT = r"(?:about|on|regarding|concerning|in the (?:area|field) of)"
# A topic may follow; "does SciFact contain" asks for what an abstract says.
TAIL = re.compile(
    rf"^(?:(?:are|is|were|have been|has been) )?(?:{HERE})?(?:that |which )?(?:are |is |were )?"
    rf"(?:published |written )?(?:{ABOUT} |(?:deal|work|help)s? with |stud(?:y|ies) |use |uses "
    r"|discuss|cover|address|mention|investigat|focus|explor|propos|introduc|releas|apply )",
    re.IGNORECASE,
)
PERSON = r"[^\d?!“”\"]{2,60}?"
P = r"(?P<paper>.+?)"
FIRST = r"(?:(?P<place>first|lead|main|last|senior) )?"

AUTHORS = (
    rf"who (?:else )?(?:is|are|was|were) (?:the )?{FIRST}(?:co-?)?authors? (?:of|for|behind|on)"
    rf" {P}",
    rf"(?:who|which (?:authors|people|researchers)|by whom) (?:else )?(?:(?:co-?)?(?:wrote|authored"
    rf"|published)|(?:has|have) (?:written|authored|published)|(?:is|are|was|were) behind) {P}",
    rf"(?:(?:what|which|who|list|name) ?(?:is|are|were|was)? )?(?:all )?(?:the )?(?:names? of )?"
    rf"(?:the )?{FIRST}authors?(?:['’]? names?)? (?:of|for|on|behind) {P}",
    rf"{P}(?:['’]s?)? {FIRST}authors?",
    rf"(?:by whom|by who) (?:is|was|were) {P}(?: (?:written|authored|published))?",
    rf"{P} (?:is|was) (?:written|authored) by (?:whom|who|which authors)",
    rf"(?P<count>how many) (?:authors (?:does|did|do|has) {P} have|people wrote (?P<paper2>.+?))",
)
YEARS = (
    rf"(?:when|(?:in )?(?:which|what) year|how long ago) (?:was|were|is|did|has|have) {P}"
    rf" (?:been )?"
    rf"(?:first )?(?:{PUBLISHED}|{APPEAR}|from|out)",
    rf"(?:from )?(?:what|which) year (?:is|does|was) {P}(?: (?:from|date from|come from))?",
    rf"(?:what (?:is|was) )?(?:the )?(?:publication |release )?(?:year|date)(?: of publication)? "
    rf"(?:of|for) {P}",
    rf"how (?:old|new|recent) (?:is|are) {P}",
)
WHERE = (
    r"(?:(?:when and )?where|where and when"
    r"|(?:(?:at|in) )?(?:which|what) (?:venue|conference|journal|workshop)"
    r"(?: and (?:in )?(?:which |what )?year)?)"
)
VENUES = (
    rf"{WHERE} (?:was|were|is|did|has|have) {P} (?:been )?(?:first )?(?:{PUBLISHED}|{APPEAR}|from)"
    r"(?: (?:in|at))?",
    rf"(?:which|what) (?:venue|conference|journal) (?:published|accepted|is) {P}(?: from)?",
    rf"(?:what (?:is|was) )?(?:the )?(?:publication )?(?:venue|conference|journal) (?:of|for) {P}",
)
LINK = r"(?:links?|urls?|dois?|pdfs?|arxiv(?: id| link| page)?|web ?(?:site|page)|full text)"
LINKS = (
    rf"(?:(?:what|where) (?:is|are) |is there |do you have |have you got |give |show )?(?:an? "
    rf"|the )?"
    rf"{LINK} (?:of|for|to) {P}",
    rf"where can (?:i|we|one) (?:find|read|get|download|see) {P}",
    rf"{P}['’]s? {LINK}",
)
ABSTRACTS = (
    rf"(?:what (?:is|does) |show |give |read |print |display |quote |i want )?(?:the )?(?:full )?"
    rf"(?:abstract|text) (?:of|for) {P}",
    rf"(?:show |give |read )?{P}['’]s? abstract",
)
OF_PAPER: tuple[tuple[Wish, tuple[str, ...]], ...] = (
    ("papers", (rf"(?:what (?:is|was) )?(?:the )?(?:full |exact )?title of {P}",)),
    ("authors", AUTHORS),
    ("year", YEARS),
    ("venue", VENUES),
    ("link", LINKS),
    ("abstract", ABSTRACTS),
)
_TAIL_ON = rf"(?P<rest>(?: (?:{ABOUT}) .+)?)"
_WHO = r"(?P<author>who|which (?:author|person|researcher)s?|authors?)"
_OF = (
    rf"(?:{_WHO}|(?:which|what) (?P<venue>venue|conference|journal)s?|(?:which|what)"
    rf" (?P<year>year)s?)"
)
_ACTS = r"(?:has|have|had|wrote|published|publishes|(?:is|are) on|appears? on|contributed|with)"
TOP = (
    rf"{_OF} {_ACTS} (?:written |published |authored )?(?:the )?(?:most|highest number of|largest "
    rf"number of)(?: {PAPERS})?{_TAIL_ON}",
    rf"{_OF} appears? (?:the )?most(?: often| frequently)?{_TAIL_ON}",
    r"(?:(?:who|what|which) (?:is|are) )?(?:list )?(?:the )?(?:top (?:\d+ )?|most (?:common"
    r"|frequent"
    r"|prolific|productive|active|published|represented) )(?:(?P<author>authors?|researchers?)"
    rf"|(?P<venue>venues?|conferences?|journals?)|(?P<year>years?)){_TAIL_ON}",
)
_LISTS = r"(?:(?:which|what)(?: are)?|list|show|name|give)(?: me)?(?: all)?(?: the)?(?: different)?"
_ARE = rf"(?: (?:{HERE}|(?:are|is|do|does|did) .*?(?:cover(?:ed|s)?|span|represented|included|from"
_ARE += r"|have|in|come from|published in|contain|deal with|range over)))"
_THEM = rf"(?:these|the|your|my|our|all(?: the| these)?|this)(?: {PAPERS}| {STORE})"
COVERED: tuple[tuple[Wish, str], ...] = (
    ("venue", rf"{_LISTS} (?:venues|conferences|journals){_ARE}?(?: {_THEM})?"),
    ("venue", rf"where (?:are|do) {_THEM} (?:from|come from|appear|published)"),
    ("year", rf"{_LISTS} (?:years?|time (?:span|period|range|frame)|date range|year range|period)"
     rf"{_ARE}?(?: {_THEM})?"),
    ("year", rf"how far (?:back )?(?:do|does) .*{STORE}.* go|how far back do {_THEM} go|how"
        r" (?:old|recent|new) are {_THEM}"),
    ("year", rf"(?:between|from) (?:which|what) years (?:are|were) {_THEM}(?: published)?"),
    ("authors", rf"{_LISTS} (?:authors|researchers){_ARE}?(?: {_THEM})?"),
    ("authors", rf"who (?:is|are) (?:the )?authors (?:here|of {_THEM}|in here)"),
    ("topics", r"(?:(?:what|which)(?: (?:are|is))?|list|give|name)?(?: all)?(?: the)?(?: (?:main|"
     r"major|common|most common|key|central|dominant|different|biggest|most frequent|important"
     rf"|general|research))? ?(?:topics|themes|subjects|subject areas|areas|fields){_ARE}?"
     rf"(?: (?:of |in )?{_THEM})?"),
    ("topics", rf"what (?:are|is) {_THEM}(?: here| in here)?(?: all| mainly| mostly)? about"),
    ("topics", rf"what (?:is|are)(?: there)? (?:in|inside|stored in|contained in) (?:here"
        rf"|{_THEM})"),
    ("topics", rf"what (?:does|do) {_THEM} (?:cover|contain|deal with|hold|treat|include|have)"),
    ("topics", rf"what (?:kinds?|sorts?|types?) of {PAPERS}(?:{_ARE}|(?: are| is) (?:these|this))"),
    ("topics", r"what (?:else )?(?:do you have|is here|have you got)(?: here| in here)?"),
    ("topics", rf"(?:an? |the )?overview (?:of|over) {_THEM}"),
)  # fmt: skip
_ON_TOPIC = rf"(?: {ABOUT} (?P<topic>.+?))?"
_THINGS = rf"(?:{PAPERS}|anything|something|everything|all|what)"
BY_AUTHOR = (
    rf"(?P<yes>(?:do you|do we) have |is there |are there |have you got |any ).*?{_THINGS}.*?"
    rf" (?:by|from) "
    rf"(?P<by>{PERSON}){_ON_TOPIC}",
    rf"(?P<yes>does|has) (?P<by>{PERSON}) (?:have|written|published|authored)(?: any| some)?(?:"
    rf" {_THINGS})?{_ON_TOPIC}",
    rf"(?:(?:what|which)(?: {PAPERS})?(?: else)?) (?:has|have|did|does) (?P<by>{PERSON}) "
    rf"(?:written|write|publish(?:ed)?|(?:co-?)?author(?:ed)?|wrote|contributed? to|work(?:ed)? on)"
    rf"{_ON_TOPIC}",
    rf"(?:(?:what|which)(?: else| other| more)?(?: {PAPERS})?) by (?P<by>{PERSON}) "
    rf"(?:do (?:you|we) have|have you got|are (?:there|here)|is (?:there|here)){_ON_TOPIC}",
    rf"(?:(?:list|show|find|give|which|what|all|any|the|every|me|are|other) )*{_THINGS}"
    rf"(?: (?:that|which))?(?: (?:are|were|was|is))?(?: there)?(?: (?:written|authored"
    rf"|published))? by (?P<by>{PERSON}){_ON_TOPIC}",
    rf"(?:(?:list|show|find|give|all|me) )*(?:the )?(?P<by>{PERSON})['’]s? {PAPERS}{_ON_TOPIC}",
    rf"(?P<by>{PERSON}) {PAPERS}",
)
PRESENT = (
    rf"(?:do (?:you|we|i)|does (?:the|this|your|my) {STORE}) (?:have|contain|include|know|hold)"
    rf" {P}",
    rf"is {P} (?:here|in here|included|available|in (?:the|this|your|my) {STORE})",
    r"(?:have you got|is there) (?P<paper>(?:the |an? )?(?:paper|article) (?:called|titled"
    r"|named) .+?|[“\"].+?|the .+? paper)",
)
PER: dict[str, Per] = {
    "year": "year",
    "author": "author",
    "venue": "venue",
    "conference": "venue",
    "journal": "venue",
}
COUNTED: dict[str, Wish] = {"authors": "authors", "years": "year"}
