"""How an answer is wanted: "in one line", "for a beginner". Wishes are no topic to search for."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PERSON = (
    r"(?:(?:an? |the |complete |absolute |total |smart |curious |high[ -]school |my |young )*"
    r"(?:beginners?|novices?|lay(?:man|men|person|people)|laywoman|child(?:ren)?|kids?|toddler"
    r"|grand(?:ma|mother|pa|father)|mother|mum|mom|dumm(?:y|ies)|newcomers?|outsiders?|amateurs?"
    r"|non[ -]?(?:experts?|specialists?|scientists?|technical (?:person|people|readers?))"
    r"|undergrad(?:uate)?s?|student|freshman|teenager|manager|(?:five|ten|\d+)[ -]years?[ -]olds?"
    r"|someone (?:new|who (?:is|knows?)[^,.;:?!]{1,30})|(?:the )?general public))"
    r"(?: (?:to|in) (?:the|this|that) (?:field|area|topic|subject))?"
)
_COUNT = r"(?:an?|one|two|three|a single|a couple of|a few|few|fewer|less|\d{1,3})"
# Where a phrase may also be a subject ("short answers"), only its adverbial form is a wish.
_SHORT = re.compile(
    rf"\b(?:in|with|using|as) (?:just |only |at most |under |no more than |fewer than |about )?"
    rf"{_COUNT}(?: or (?:two|three|so))? (?:(?:short|single|brief|simple|plain) )*"
    r"(?:lines?|sentences?|words?|phrases?|tweets?|paragraph)\b"
    r"|\bin (?:a nutshell|short|brief|a word|few words|a tweet)(?=\W|$)"
    # "Are briefly reviewed" wishes nothing.
    r"|(?:^|(?<=[,;:] ))(?:very )?(?:briefly|concisely|succinctly)\b"
    r"|\b(?:very |as )?(?:briefly|concisely|succinctly|tersely)(?: as possible)?"
    r"(?=\s*[,.;:!?]|\s*$| (?:what|how|why|who|explain|describe|tell|summari[sz]e|compare)\b)"
    r"|\btl;?\s?dr\b"
    r"|\b(?:keep|make) (?:it|this|that|the answer|your answer) (?:very |as |nice and )?"
    r"(?:short|brief|concise|crisp)(?: as possible)?\b"
    r"|(?:^|(?<=[,.;:!?] ))(?:the )?(?:short|quick|brief) (?:answer|version|reply)(?: only)?"
    r"(?=\s*[:,.!]|$)"
    r"|(?:^|(?<=[,;:] ))(?:one|two|single)[ -](?:line|sentence)r?s?(?: (?:answer|summary))?"
    r"(?: only)?"
    r"(?= ?[:,.!]| please|$)",
    re.IGNORECASE,
)
_SIMPLE = re.compile(
    rf"(?:\b(?:to|for) (?:me|us) )?\b(?:as if|like) (?:i|we)(?:['’]m|['’]re| am| was| were| are)"
    rf" (?:{_PERSON}|five|six|eight|ten|twelve|\w+teen|\d+)\b"
    rf"|\b(?:to|for|as if to|as if for) {_PERSON}\b(?! (?:of|with|from|in)\b)"
    r"|\b(?:to|for) (?:someone|somebody) (?:new to|outside|without|with no)\b[^,.;:?!]{1,40}"
    r"|\beli ?5\b"
    r"|\b(?:in|using|with) (?:(?:very|more|really) )?(?:simple|simpler|plain|easy|everyday|basic"
    r"|layman['’]?s?|lay|non-?technical) (?:terms?|words?|english|language|speech)\b"
    r"|\bwithout (?:any |the |all the )?(?:jargon|maths?|formulas?|technical (?:terms|language"
    r"|details?))\b"
    r"|\bin (?:a )?(?:simple|accessible|understandable) (?:way|manner|fashion)\b",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"\b(?:as|in|with|using) (?:a |an |the )?(?:form of (?:a )?)?"
    r"(?:(?:bulleted|numbered|bullet|short|ordered) )*(?:list|bullets?(?: points?)?|table"
    r"|points?|prose)(?: form(?:at)?)?(?=\s*[,.;:!?]|\s*$| please| of what)"
    r"|\b(?:in|with) (?:more |great(?:er)? |full |some |much )?details?(?=\s*[,.;:!?]|\s*$)"
    r"|\bstep[ -]by[ -]step(?=\s*[,.;:!?]|\s*$)|\bin your own words\b"
    r"|\b(?:with|giving|including) (?:the )?(?:references|citations|sources)(?=\s*[,.;:!?]|\s*$)",
    re.IGNORECASE,
)
# What a chat is asked to do; "Can you detect sarcasm?" asks what can be done at all.
TO_DO = (
    r"(?:\w+ly )?(?:please|tell|show|explain|give|find|list|summari[sz]e|sum|compare|contrast|help"
    r"|recommend|describe|define|name|point|suggest|elaborate|clarify|provide|outline|walk|break"
    r"|put|say|repeat|rephrase|reword|shorten|simplify|write|search|look|check|expand|go|make|keep"
    r"|get|quote|cite|answer|add|include|limit|restrict|translate|discuss|mention|report|share"
    r"|talk|narrow|sort|order|rank|count|fetch|pull|bring|return|read|see|be|do|also|just|quickly)"
)
_PLEASE = re.compile(
    r"(?:^|(?<=\s))(?:please|pls|plz|kindly|if you (?:please|can|could|would|don['’]?t mind))"
    rf"(?=\W|$)|^(?:can|could|would|will) you\s+(?={TO_DO}\b|\w+ (?:me|us)\b)",
    re.IGNORECASE,
)

_LESS = frozenset(
    """shorter fewer short shorten briefer brief concise conciser crisper condense condensed gist
    long lengthy wordy verbose trim cut compress tighten terse summary summarise
    summarize""".split()
)
_EASY = frozenset(
    """simply plainly clearly simpler simple simplify simplified easier easy plainer plain clearer
    clear basic technical complicated complex understandable jargon""".split()
)
_OTHER = frozenset("list bullets bullet points table rephrase reword reformulate".split())
_REPEAT = frozenset("again repeat explain rewrite rephrase".split())
_FRAME = frozenset(
    """a all an and answer answers as be bit bullet but can could do don't even explain far for form
    format get give got have how i i'd i'm in into is it it's just keep less like little lot make
    me might more much my need not now of once only out put quite reply response rewrite say
    sentence sentences shall should so some something still tell than that that's the them these
    this those thing to too try understand up version very want way what would write you your line
    lines word words one please sorry hard confusing didn't don’t""".split()
)
_WORD = re.compile(r"[^\W_]+(?:['’][a-z]+)?")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was wished of the answer's form; `again` where nothing but that was said."""

    short: bool = False
    simple: bool = False
    again: bool = False


def wishes_in(text: str) -> tuple[str, Wishes]:
    """What remains of a question without wishes for the form of its answer, and the wishes.

    A text of wishes alone, "shorter please" or "explain that to a beginner", leaves nothing.
    """
    rest, short = _SHORT.subn(" ", text)
    rest, simple = _SIMPLE.subn(lambda m: m[0] if _about_people(m[0], text) else " ", rest)
    simple = int(simple and not all(_about_people(m[0], text) for m in _SIMPLE.finditer(text)))
    rest, form = _FORM.subn(" ", rest)
    rest, polite = _PLEASE.subn(" ", rest)
    told = bool(short or simple or form)
    words = {word.replace("’", "'") for word in _WORD.findall(rest.lower())}
    named = words & (_LESS | _EASY | _OTHER | (_REPEAT if len(words) < _FEW else frozenset()))
    if (told or named) and words <= _FRAME | _LESS | _EASY | _OTHER | _REPEAT:
        less, easy = bool(short or words & _LESS), bool(simple or words & _EASY)
        return "", Wishes(less and "longer" not in words, easy, again=True)
    if not (told or polite):
        return text, Wishes()
    return _tidied(rest) or text, Wishes(bool(short), bool(simple))


def _about_people(said: str, text: str) -> bool:
    """Whether "for children" says what is asked about, and not whom to explain it to."""
    to_some = re.match(r"(?:to|for) (?!an? |my |someone|somebody|non)", said, re.IGNORECASE)
    return bool(to_some and not _EXPLAINS.search(text))


_EXPLAINS = re.compile(r"\b(?:explain|describe|put|say|tell|summari[sz]e|break)\b", re.IGNORECASE)
_FEW = 4  # words; a longer text that only says "again" asks for something of its own


def _tidied(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"\s+([?.!,;:])", r"\1", text)
    text = re.sub(r"^(?:[\s,;:.!–—-]|(?:and|but|then|so)\b(?=\s*[,:]))+", "", text)
    text = re.sub(r"[\s,;:–—-]+(?=[?.!]*$)", "", text)
    return re.sub(r"([?.!])[?.!,;: ]+$", r"\1", text) if re.search(r"\w", text) else ""
