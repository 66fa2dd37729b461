"""Whether a question stands alone, or leans on the one before by a pronoun or by what it omits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.text.words import STOP_WORDS

ASPECT_WORDS = frozenset(
    """accuracy advantage advantages approach approaches assumption assumptions author authors
    baseline baselines benchmark benchmarks code complexity conclusion conclusions contribution
    contributions cost data dataset datasets detail details disadvantage disadvantages downside
    downsides drawback drawbacks efficiency evaluation evidence example examples experiment
    experiments finding findings goal goals idea ideas implementation intuition limit limitation
    limitations limits mechanism method methods metric metrics model motivation numbers
    objective performance problem problems proof proofs repository result results setting
    shortcomings speed strength strengths summary task tasks theory training trick weakness
    weaknesses application applications""".split()
)
_VERBS = frozenset(
    """about actually also applied apply available better big biggest build cite cited compare
    compared compares describe described differ different do done elaborate evaluate evaluated
    exactly explain explained fast find first found generalise generalize give go good got
    handle handled happen help helps improve just key known large list long made main make
    makes many mean means measure measured much need needed new no now ok okay one ones only
    open perform performs please prove proved proven published reach reached really relate
    released report reported require say scale second see show shown solve source state
    summarise summarize tell test tested thanks there think train trained try want well work
    works worse yes""".split()
)
_WORD = re.compile(r"[^\W_]+(?:['’](?:s|t|re|ve|ll|d|m)\b)?")
_AUX = r"(?:do|does|did|is|are|was|were|can|could|has|have|had|will|would|should|might|may|be)"
# In "Why do GANs collapse and how is it avoided?" the clause before says what "it" is.
_CLAUSE = re.compile(
    r"[,;:]|[.?!] | (?:but|when|if|because|while|that|which|as|than|so|by|without|after|before"
    r"|where|who|since|although|though|whether|until)\b"
    rf"| (?:and|or) (?=(?:how|what|why|when|which|who|where|{_AUX})\b)",
    re.IGNORECASE,
)
# "Is it possible to ..." and "How long does it take to ...": this "it" means nothing; "How long
# did it take" and "How long does it take to train?" ask about one that was spoken of.
_EXPLETIVE = re.compile(
    r"(?<!\bdid )\bit(?:'s| is| was)? (?!take to [\w-]+\W*$)(?:\w+ )?"
    r"(?:possible|true|known|clear|better|best|necessary|useful|hard"
    r"|difficult|easy|feasible|enough|safe|worth|important|likely|common|helpful|beneficial|shown"
    r"|proven|believed|take|mean|matter|make sense|help|hurt|pay)\b[^?]*?"
    r"\b(?:to|that|if|when|whether)\b",
    re.IGNORECASE,
)
_THING = r"(?:paper|method|approach|model|study|technique|algorithm|framework|article|system)"
# "The paper of Hinton" says by itself which paper it is.
_NO_NOUN = r"(?! (?:of|for|to|that|which|by|on)\b)"
PRONOUN = re.compile(
    rf"\b(?:(?P<own>their|its|this {_THING}['’]s|that {_THING}['’]s|the paper['’]s"
    r"|the authors['’])"
    rf"|(?P<one>it|this (?:same )?{_THING}"
    r"|(?<!does )(?<!do )(?<!did )(?<!will )(?<!can )(?<!would )(?<!could )this work"
    rf"|the (?:paper|study|article){_NO_NOUN}"
    rf"|(?:(?<=\bin )|(?<=\bof )|(?<=\bby )|(?<=\bwith )|(?<=\bdoes )|(?<=\bthan ))that {_THING})"
    rf"|(?P<who>(?:the|these|those|its|their) authors?)"
    rf"|(?P<many>they|them|(?:these|those) (?:{_THING}s|studies)|(?<=\bof )(?:these|those)(?=\W*$))"
    rf"|(?P<this>(?<=\b)(?:this|that)(?=\W*$| (?:work|compare|mean|help|differ|scale|perform"
    r"|improve|matter|relate|hold|happen|apply)\b)"
    r"|(?<=\bis )(?:this|that)(?= (?:so )?(?:good|bad|better|worse|hard|difficult|important|useful"
    r"|necessary|needed|possible|true|harmful|helpful|surprising|interesting|expensive|slow"
    r"|a problem|relevant|different|effective)\b)))\b",
    re.IGNORECASE,
)
# "How does CoLiDE compare with it?": nothing is compared with itself, so "it" lies outside.
_COMPARED = re.compile(
    r"\b(?:compar\w+|differ\w*|relat\w+|better|worse|faster|slower|similar|versus|vs\.?)\b.*?"
    r"(?:with|to|from|than|vs\.?|versus)\s+$",
    re.IGNORECASE,
)


def naming_words(text: str) -> list[str]:
    """Words of a question that name a subject, lower case, aspects included."""
    words = (re.split("['’]", word)[0].lower() for word in _WORD.findall(text))
    return [word for word in words if word not in STOP_WORDS and word not in _VERBS]


def subject_words(text: str) -> list[str]:
    """`naming_words` without aspects such as "limits": what is left says what is asked about."""
    return [word for word in naming_words(text) if word not in ASPECT_WORDS]


def pronouns(text: str) -> Iterator[re.Match[str]]:
    """Pronouns and their like that point out of `text`, in order."""
    empty = [match.start() for match in _EXPLETIVE.finditer(text)]
    for match in PRONOUN.finditer(text):
        if match.start() in empty and match[0].lower() == "it":
            continue
        if _points_out(text, match):
            yield match


def _points_out(text: str, match: re.Match[str]) -> bool:
    """Whether nothing before the pronoun in its own question can be what it means."""
    before, after = text[: match.start()], text[match.end() :]
    own = bool(match["own"])
    if not own and _COMPARED.search(before):
        return True
    clauses = [m.start() for m in _CLAUSE.finditer(before)]
    if clauses and naming_words(before[: clauses[-1]]):
        return False
    if not subject_words(before):
        return True
    if re.search(rf"\b{_AUX}\s+$", before, re.IGNORECASE):
        return not own
    # A subject never means the object pronoun of its own clause: that would be "itself".
    an_object = bool(re.match(r"\W*$| (?:in|on|for|with|at|to|from)\b", after))
    return an_object and not own and not re.search(r" (?:and|or) ", before)
