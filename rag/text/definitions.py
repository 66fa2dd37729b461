"""Terms that are asked about, and sentences that say what a term is."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.text.abbreviations import LINKS
from rag.text.names import coded_names

_TERM = re.compile(
    r"^(?:so |and |ok(?:ay)?,? |please |(?:can|could) you )*"
    r"(?:what(?:['’]?s| is| are| was| were| does| do)|who is|define|explain|describe"
    r"|tell me (?:what|about)|meaning of|definition of)\s+(?:an? |the |exactly |meant by )*"
    r"(?P<term>.+?)(?: (?:mean|means|stand for|refer to|measure|denote|do|is|are))?"
    r"(?P<tail> (?:in|for|of) (?!which)[^?]+)?\W*$",
    re.IGNORECASE,
)
_SHORTEST = 3  # letters of an abbreviation that may stand for a term
_LONGEST = 7  # words of a term
_WHICH_MORE = (
    r"(?:which|what|who|where)\b[^,:]*?\b(?:more|less|fewer|better|worse|(?!number|paper|order|other"
    r"|ever|under|over|per|transformer|answer|parameter)\w+er)\b"
)
_TWO = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:differences?|distinctions?|trade-?offs?|relation(?:ship)?) between (?P<a>.+?) and"
        r" (?P<b>.+)",
        r"\b(?:compare|contrast) (?P<a>.+?) (?:with|to|and|against|versus|vs\.?) (?P<b>.+)",
        r"^\W*how (?:is|are|do|does) (?P<a>.+?) (?:different from|differ from|compare (?:to|with)"
        r"|relate to) (?P<b>.+)",
        r"^\W*(?P<a>.+?) (?:vs\.?|versus) (?P<b>.+)",
        rf"^\W*{_WHICH_MORE}[^,:]*[,:] (?:[^,]+ )?(?P<in>in|on|of|for|by) (?P<a>[^,]+?),?"
        r" or (?P=in) (?P<b>.+)",
        rf"^\W*{_WHICH_MORE}[^,:]*[,:] (?P<a>[^,]+?),? or (?P<b>.+)",
    )
)
# What two things are compared for is no part of them.
_FOR = re.compile(
    r",? (?:what(?: is|['’]?s)|which|how|for|in|on|when|at|with respect|regarding) .+$",
    re.IGNORECASE,
)
_OPENS = (
    r"(?:^(?:[^,.;]{3,40} and )?|[.;:,] "
    r"|\b(?:that|while|because|since|and|as|whereas|although|where|briefly|formally) )"
    r"(?:the |an? )?(?:(?:task|problem|process|idea|goal|aim|field) of )?"
)
# "X is effective", "X is applied to" and "X is a hard problem" say something of X, not what it is.
_PRAISED = (
    r"(?:an? |the |one of the )?(?:\w+[ly-]+ )?(?:key|major|main|common|popular|powerful|promising"
    r"|important|de[- ]facto|first|essential|crucial|critical|fundamental|challenging|difficult"
    r"|hard|hot|emerging|well[- ]studied|long[- ]standing|core|central|classic\w*|active|recent)\b"
)
# Praise, and soon the end: "is a key task of the field."
_EMPTY = rf"{_PRAISED}(?: [\w-]+){{0,3}}(?: (?:in|for|of|to) [^.;]{{0,70}})?[.;]"
_WHAT = (
    rf"(?:is|are) (?!{_EMPTY})(?:basically |essentially |simply )?"
    r"(?:an?|the|two|both|one of|defined as|concerned with) (?!key to\b)"
    r"|(?:can|could|may) be (?:defined|understood|described|viewed|seen) as "
    r"|(?:refers?|aims?|attempts?|seeks?|tries|try) (?:to|at) "
    r"|(?:involves?|entails?|means?|denotes?|consists? (?:of|in)|deals? with|describes?) "
    r"|(?:suggests?|states?|posits?|hypothesi[sz]es?) that "
    r"|enables? [\w ,-]{2,40}? to |(?:has|have) (?:recently )?been (?:recently )?(?:proposed"
    r"|introduced) as (?:an?|the) "
    r"|(?:stores?|contains?|represents?|encodes?|organi[sz]es?|transfers?) (?!more\b|better\b)"
)
_CLASSIFIES = (
    r"(?:\w+ly )?(?:classifies|identifies|detects|finds|asks|determines|extracts|recogni[sz]es"
    r"|groups|assesses|discovers|infers|produces|recovers|reconstructs|segments|translates"
    r"|summari[sz]es|locates|ranks|matches|separates|assigns|predicts|generates|combines|learns"
    r"|maps|estimates|measures|describes|converts|transforms|trains|tries|attempts) (?:an?|the|all"
    r"|each|every|how|whether|which|what|to|from|if|\w+s)\b "
)
# "Prompt tuning, which only tunes prompts, ...": what it does, and not how good it is.
_DOES = (
    r", which (?:\w+ly |only |can |could )?(?!(?:is|was|has|plays|remains|requires|suffers|achieves"
    r"|outperforms|makes|leads|shows|improves|does|causes|poses|hinders|limits)\b)[a-z]+s\b"
)
_DO = r"(?:train|learn|use|find|map|predict|estimate|combine|aim|seek|attempt|try|select|assign) "
_WORKINGS = (
    r"(?:combines|uses|learns|models|retrieves|predicts|generates|maps|encodes|decodes|integrates"
    r"|extends|leverages|replaces|applies|converts|consists|trains|selects|computes|represents"
    r"|exploits|employs|builds on|incorporates|unifies|casts|treats|augments|estimates|measures"
    r"|constructs|aligns|decomposes|transforms|reformulates|formulates|splits|merges|samples"
    r"|fine-tunes|tunes|optimi[sz]es|allows|enables|aims|performs|provides)"
)
_SORT = (
    r"(?:task|problem|technique|method|process|approach|paradigm|type|form|way|family|class|field"
    r"|subfield|concept|framework|kind|phenomenon|measure|procedure|algorithm|principle|strategy"
    r"|ability|practice|art|study|science|act)"
)


def term_of(question: str) -> str:
    """What is to be defined, "prefix-tuning" of "What is prefix-tuning?"; else empty."""
    found = _TERM.match(question.strip())
    term = found["term"].strip(" .,'’“”\"") if found else ""
    return term if len(term.split()) <= _LONGEST else ""


def two_terms(question: str) -> tuple[str, ...]:
    """The two terms of the field that are compared: "soft and hard landing" are both landings."""
    asked = question.strip(" ?.!")
    found = next((m for pattern in _TWO if (m := pattern.search(asked))), None)
    if found is None:
        return ()
    one, other = (_FOR.sub("", found[side]).strip(" ,'’“”\"") for side in "ab")
    one, other = (re.sub(r"^(?:an?|the) ", "", term, flags=re.I) for term in (one, other))
    if len(one.split()) == 1 < len(other.split()):
        one = f"{one} {other.split()[-1]}" if not one.endswith("s") else one
    both = (one, other)
    return both if all(term and len(term.split()) <= _LONGEST for term in both) else ()


def which_of_two(question: str) -> bool:
    """Whether it is asked which of two has more of something: "Which is larger, A or B?"."""
    asked = re.match(rf"\W*{_WHICH_MORE}", question, re.IGNORECASE)
    return bool(asked and re.search(r"[,:].* or ", question) and two_terms(question))


def of_the_field(term: str) -> bool:
    """Whether a term is no name such as LoRA or BERT, so that many papers may use it."""
    return bool(term) and not coded_names(term) and term[1:] == term[1:].lower()


def written(term: str) -> list[str]:
    """A term as a library may have it: "over-smoothing" is "oversmoothing" too."""
    return list(dict.fromkeys((term, term.replace("-", ""))))


def spelled(term: str) -> str:
    """A pattern of a term with its plural, and with hyphens or spaces between its words."""
    parts = [re.escape(part) for part in re.split(r"[\s-]+", term) if part]
    ending = r"(?:s|es)?" if not term.endswith("s") else "?"
    # "Positive-Unlabeled (PU) learning" has its letters in between.
    said = r"[ -]?(?:\([A-Z][\w-]*\) )?".join(parts)
    return rf"(?<![\w-]){said}{ending}(?!\w)"


def says_what(term: str, text: str) -> bool:
    """Whether a sentence says what a term of the field is: "Dropout is a way to ..." ."""
    return bool(_saying(term).search(text))


def coins(name: str, text: str) -> bool:
    """Whether a sentence gives something this name: Adaptive Guidance (AG), a kite called Hawk."""
    said = re.escape(name)
    given = (
        r"\b(?:propos\w+|introduc\w+|present\w*|called|named|dubbed|termed|prepar\w+|creat\w+"
        r"|collect\w*|construct\w*|releas\w+|develop\w*|build|describe\w*)"
    )
    return bool(
        re.search(
            rf"\w[\"”']? \({said}\)|{given} (?:an? |the )?[\"“']?{said}\b", text, re.IGNORECASE
        )
    )


def acts(name: str, text: str) -> bool:
    """Whether a sentence says what a named thing does: "kNN-MT, lately proposed, combines ..."."""
    return bool(
        re.search(
            rf"(?:^|[.;:,] |\b(?:that|while|and) ){re.escape(name)}(?: \([^)]*\))?"
            rf"(?:, [^,]{{3,80}},)? (?:\w+ly )?{_WORKINGS}\b",
            text,
        )
    )


def initials(term: str) -> str:
    """Its abbreviation, "SL" of split learning; a term of one word has none but itself."""
    letters = _letters(term)
    return letters if len(letters) > 1 else re.escape(term)


def _letters(term: str) -> str:
    return "".join(word[0] for word in re.findall(r"\w+", term) if word not in LINKS).upper()


@lru_cache(maxsize=64)
def _saying(term: str) -> re.Pattern[str]:
    # "Emotion recognition in conversation is ..." says what emotion recognition is there.
    said = rf"{spelled(term)}(?: (?:in|from|of) [\w-]+)?"
    letters = _letters(term)
    if len(letters) >= _SHORTEST:
        # "ERC aims to ..." says what emotion recognition in conversation is.
        said = rf"(?:{said}|(?-i:\b{re.escape(letters)}s?\b))"
    return re.compile(
        rf"{_OPENS}{said}(?: \([^)]*\))?,? (?:which |that )?(?:{_WHAT})"
        rf"|(?<!\ba )(?<!\ban )(?<!\bthe ){said}(?: \([^)]*\))?{_DOES}"
        rf"|{_OPENS}{said}(?: \([^)]*\))? and [^,.;]{{3,40}}? are (?:two|both) "
        rf"|(?<!\ba )(?<!\ban )(?<!\bthe ){said}(?: \([^)]*\))?, "
        rf"(?:i\.e\.,? |(?:an?|the) (?:\w+ )?{_SORT}\b)"
        rf"|{_OPENS}{said}(?: \([^)]*\))? (?:methods|approaches|algorithms|techniques) {_DO}"
        rf"|(?:^|[.;:] )(?:the )?{said}(?: \([^)]*\))? {_CLASSIFIES}"
        rf"|{said}(?: \([^)]*\))? ?[—–:-]+ ?(?:given|where|in which|i\.e)\b"
        rf"|\b(?:known as|so-called|referred to as|called|termed) [*“\"']*{said}",
        re.IGNORECASE,
    )
