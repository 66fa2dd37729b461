"""Politeness around a question, and the word that the talk before it is over."""

from __future__ import annotations

import re

from rag.understand.anaphora import naming_words

_PAUSE = (
    r"(?:\s*[,.;:!–—-]+\s*|\s+(?=(?:and|but|so|now|then|what|how|why|which|who|something"
    r"|new|different|another|forget|never ?mind)\b)|\s*$)"
)
_THANKS = (
    r"(?:many |ok |okay )?(?:thanks|thank you|thx|ty|cheers|merci|danke)"
    r"(?: (?:a lot|so much|very much|a bunch|again|for (?:that|this|the \w+|your \w+)))*"
)
_NOD = (
    r"(?:(?:that(?:['’]s| is) |very |really |how |all |sounds )?(?:good|great|nice|cool|perfect"
    r"|awesome|excellent|interesting|helpful|fascinating|wonderful|fine|clear|right|amazing)"
    r"(?: (?:to know|point|one|answer|stuff))?"
    r"|ok(?:ay)?|k|alright|all right|yes|yeah|yep|sure|i see|got it|understood|aha?|oh"
    r"|(?:(?:that|it) )?makes sense"
    r"|wow|hm+|huh|well|right|hi(?: there)?|hello|hey|good (?:morning|afternoon|evening|day)"
    r"|btw|by the way)"
)
_POLITE = re.compile(rf"^(?:{_THANKS}|{_NOD})(?: (?:{_THANKS}|{_NOD}))*{_PAUSE}", re.IGNORECASE)
# "That helps. What is X?": a sentence that names nothing comes before what is asked.
_COMMENT = re.compile(r"^[^.!?;]{1,40}[.!;]\s+(?=\w)")
_THANKED = re.compile(_THANKS, re.IGNORECASE)
_AFTER = re.compile(rf"(?<=[\s,.;!?–—-])\s*(?:{_THANKS}(?: in advance)?)[\s.!]*$", re.IGNORECASE)
_OVER = re.compile(
    r"^(?:(?:let(?:['’]s| us) |please |just )?(?:forget|drop|scrap|leave|skip|ignore)"
    r"(?: about)? (?:that|this|it|all (?:that|of that)|everything|what i (?:said|asked)"
    r"|the (?:last|previous) (?:question|one|paper|topic))(?: (?:for now|paper|one|question))?"
    r"|never ?mind(?: (?:that|this|it|about that))?|enough (?:of|about) (?:that|this|it)"
    r"|(?:a |an |to a |on a |now a |now for a )?(?:new|different|another|change of|completely "
    r"different|unrelated) (?:topic|question|subject|matter|one|thing|note)"
    r"|(?:something|now something) (?:else|different|new)(?: now)?"
    r"|(?:start|starting) (?:over|again|afresh)|moving on|on another note|unrelated(?:ly)?"
    r"|let(?:['’]s| us) (?:move on|change the (?:topic|subject)|start over))"
    r"(?:\s*[,.;:!–—-]+\s*(?:and |but |now )?|\s+(?:and |but |now )|\s*$)",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"^(?:(?:and |but |so )?now,? (?=(?:what|how|why|which|who|is|are|do|does|tell|explain|let)\b))"
    r"|^(?:let(?:['’]s| us) (?:talk about|look at|discuss|turn to|move on to|go to|switch to)"
    r"|(?:now )?(?:moving on|on) to) ",
    re.IGNORECASE,
)


def without_courtesy(text: str) -> tuple[str, bool]:
    """What is asked, less thanks and nods around it, and whether all before is dismissed.

    A text of courtesy alone comes back as it is: that is talk and no question.
    """
    rest, over, thanked = _AFTER.sub("", text).strip(), False, False
    while True:
        rest = _COMMENT.sub(lambda m: "" if not naming_words(m[0]) else m[0], rest)
        polite, dismissed = _POLITE.match(rest), _OVER.match(rest)
        found = dismissed or polite
        if found is None:
            break
        if not re.search(r"\w", rest[found.end() :]):
            return text, False
        over = over or dismissed is not None
        thanked = thanked or bool(_THANKED.match(found[0]))
        rest = rest[found.end() :]
    if not re.search(r"\w", rest):
        return text, False
    turned = _TURN.match(rest)
    if turned and turned[0].lower().startswith(("let", "on", "moving", "now on", "now moving")):
        return f"Tell me about {rest[turned.end() :]}", over
    rest = rest[turned.end() :] if turned else rest
    # "Thanks! And what is X?": behind thanks this "and" joins nothing.
    if over or thanked:
        rest = re.sub(r"^(?:and|but|so|then|now),? (?=\w)", "", rest, flags=re.IGNORECASE)
    return rest, over
