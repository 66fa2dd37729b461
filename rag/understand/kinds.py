"""What kind of question it is: a linear function of its words, learned from templates."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import numpy as np

from rag.domain import Kind
from rag.extract.troubles import asks_trouble
from rag.text.definitions import which_of_two
from rag.text.words import STOP_WORDS
from rag.understand.listing import asks_what_to_read
from rag.understand.phrasing import SHORTENED
from rag.understand.wishes import TO_DO

DATA = Path(__file__).parents[1] / "data" / "kinds.json"
_WORD = re.compile(r"[^\W_]+(?:[-@'’.][^\W_]+)*|\?")
_LONGEST = 4  # words in a row that are seen together
_MOST = 40  # words: what is asked stands in the first or last of a longer text
SUBJECT, NAME = "_", "N"
FOLLOW_UP = "followup"
_TALK = 0.5
_PERHAPS = 0.1
_OF_PAPERS = re.compile(
    r"\b(?:papers?|articles?|stud(?:y|ies)|works|publications?|there|you"
    r"|these|those|them|ones?)\b",
    re.IGNORECASE,
)
# "Has anyone studied X?" asks for whoever did.
_SOMEBODY = re.compile(
    r"(?:has|have|did|is|are) (?:any(?:one|body)|someone|people|researchers)\b"
    r"|(?:has|have|was|were) .+ been (?:ever |already )?(?:applied|used|tried|tested|evaluated"
    r"|studied|adapted|extended) (?:to|for|in|on|with)\b",
    re.IGNORECASE,
)
# "What are common metrics for X?" asks for several things, and "common sense" is one.
_SEVERAL = re.compile(
    r"^\W*(?:what|which) are (?:the |some |a few )?(?:most )?(?:common|popular|typical|main|best"
    r"|standard|usual|different|existing|current|recent|known|key|major|available|good|other"
    r"|frequent)(?!-| sense| ground| words?\b) \w"
    r"|^\W*(?:what|which) are (?:the |some )?(?:\w+ )?(?:alternatives|advantages|disadvantages"
    r"|benefits|limitations|limits|drawbacks|downsides|challenges|applications|uses|examples|types"
    r"|kinds|problems|weaknesses|strengths|solutions|ways|reasons|causes) (?:to|of|for|in|with)\b"
    r"|^\W*what(?: is|['’]s) (?:the )?(?:best|fastest|cheapest|easiest|largest|smallest|strongest"
    r"|most \w+) ",
    re.IGNORECASE,
)
# "Can you train a parser without trees?" asks whether anyone can.
_ANYONE = re.compile(rf"^\W*(?P<can>can|could) you (?!{TO_DO}\b)", re.IGNORECASE)
_ASKED_BY_VERB = ("yesno", "library", "list", "comparison", "social")
_AUXILIARY = re.compile(
    rf"(?:is|are|was|were|do|does|did|has|have)\s+(?!you\b)|(?:can|could)\s+(?!you {TO_DO}\b)",
    re.IGNORECASE,
)
# "What is neural architecture search?" and "Explain self-attention" name a term and nothing else.
_TERM_ALONE = re.compile(
    r"^\W*(?:what (?:is|are)|what['’]s|explain|define|describe) (?:an? )?(?P<term>[\w-]+"
    r"(?: [\w-]+){0,3})\W*$",
    re.IGNORECASE,
)
# A word that questions are made of can be asked about as well: "What is accuracy?"
_WORD_ASKED = re.compile(
    r"what(?: is|['’]s) (?:(?:an? )?[a-z]{4,}|an? [a-z-]{3,}(?: [a-z-]{3,}){1,2})\W*$",
    re.IGNORECASE,
)
# "In the paper on kites, does wind matter?" asks what stands behind the comma.
_WITHIN = re.compile(
    r"^(?:in|on|for|with|under|within|according to) [^,?]{3,90}, (?=(?:is|are|was|were|do|does"
    r"|did|can|could|has|have|how|what|which|why)\b)",
    re.IGNORECASE,
)
_IDEA = re.compile(
    r"\b(?:main|key|core|basic|central) (?:idea|contribution|insight|point|message)\b|\bgist\b"
    r"|^\W*what (?:is|are) .+ (?:good|used|useful|meant|intended) for\W*$",
    re.IGNORECASE,
)
_HOW_BIG = re.compile(r"^\W*how (?:big|large|small|long|fast|deep|old) (?:is|are|was|were)\b", re.I)
# "How many papers are there?" is told by the records.
_HOW_MANY = re.compile(
    r"^\W*(?:and |so )?how many (?!(?:[\w-]+ ){0,3}?(?:papers?|articles?|studies|works|abstracts"
    r"|publications|documents|authors|venues|years)(?: (?:are|do (?:you|we)|have|by|on|from|about"
    r"|in|here|were)\b|\W*$))",
    re.IGNORECASE,
)
_APART = re.compile(
    r"^\W*(?:how|in (?:what|which) (?:ways?|respects?|sense)) (?:is|are|do|does) .+"
    r" (?:different|differ|distinct) from |^\W*what (?:distinguishes|separates|sets) .+ from ",
    re.IGNORECASE,
)
_LEANING = frozenset(("it", "this", "that", "they", "them", "these", "those"))
_ASKING = frozenset(("how", "what", "why", "which", "does", "do", "is", "are", "can", "explain"))


def kind_of(text: str) -> Kind:
    """The likeliest kind."""
    if _WORD_ASKED.match(text):
        return "definition"
    if _HOW_BIG.match(text) or _HOW_MANY.match(text):
        return "number"
    if asks_trouble(text):
        return "fact"
    if _APART.match(text) or which_of_two(text):
        return "comparison"
    text = _ANYONE.sub(r"\g<can> one ", _WITHIN.sub("", text))
    likely = kinds(text)
    if _AUXILIARY.match(text):
        # "Does BRAC+ beat it?" asks for yes or no however strange its words are.
        asked = _ASKED_BY_VERB if _OF_PAPERS.search(text) else ("yesno", "comparison")
        likely = {kind: p for kind, p in likely.items() if kind in asked}
    if _SEVERAL.match(text):
        likely = {kind: p for kind, p in likely.items() if kind not in ("definition", "how")}
    best = max((k for k in likely if k != FOLLOW_UP), key=lambda kind: likely[kind])
    if _IDEA.search(text) and best in ("overview", "definition", "how"):
        return "fact"
    if best in ("fact", "overview", "social") and _names_term(text):
        return "definition"
    return cast("Kind", best)


def _names_term(text: str) -> bool:
    """Whether a short text only names a term that is to be explained."""
    found = _TERM_ALONE.match(text)
    if found is None:
        return False
    term = found["term"].lower().split()
    return not any(word in STOP_WORDS or word in _LEANING for word in term) and (
        found["term"] == found["term"].lower() or len(term) == 1
    )


def lists(text: str) -> bool:
    """Whether papers may be asked for: "Do state space models work on sequences?" asks for none."""
    if _SOMEBODY.match(text) or asks_what_to_read(text):
        return True
    if _AUXILIARY.match(text) and not _OF_PAPERS.search(text):
        return False
    likely = kinds(text)
    return likely["list"] + likely["library"] + likely[FOLLOW_UP] > _PERHAPS


def is_talk(text: str, amid: bool = False) -> bool:
    """Whether a text asks for no paper and for no record: thanks, a greeting, what this is.

    `amid` a conversation "how does it work?" asks about what was answered.
    """
    if not re.search(r"\w", text):
        return True
    text = SHORTENED.sub(r"\1 is", text)
    row = _row(text, _table()["words"])
    # Talk has no subject of its own, nor what other kinds ask about: "What is dropout?"
    if not _table()["talk"].issuperset(row):
        return False
    if not amid:
        return kinds(text)["social"] > _TALK
    likely = kinds(text)
    leans = any(w in _LEANING for w in row) and any(w in _ASKING for w in row)
    return not leans and likely["social"] > max(_TALK, likely[FOLLOW_UP])


def asking_words() -> frozenset[str]:
    """The words in which things are asked, apart from what they are asked about."""
    words: frozenset[str] = _table()["words"]
    return words


def kinds(text: str) -> dict[str, float]:
    """The probability of each kind, and of a follow-up; they add up to 1."""
    table = _table()
    scores = np.array(table["bias"], np.float64)
    for part in set(parts(text, table["words"])):
        scores += table["weights"].get(part, 0.0)
    odds = np.exp(scores - scores.max())
    return dict(zip(table["kinds"], (odds / odds.sum()).tolist(), strict=True))


def parts(text: str, known: frozenset[str]) -> Iterator[str]:
    """Runs of up to four words, with ends marked; a subject is one mark however long it is.

    Only `known` words are seen, so that a kind rests on how something is asked and never on what.
    """
    row = _row(text, known)
    for start in range(len(row)):
        for length in range(1, _LONGEST + 1):
            if start + length <= len(row):
                yield " ".join(row[start : start + length])
    subject = sum(word in (SUBJECT, NAME) for word in row)
    yield f"#{min(len(row) - 2, 12)}"
    yield f"#subjects {min(subject, 4)}"


def _row(text: str, known: frozenset[str]) -> list[str]:
    words = _WORD.findall(text)
    if len(words) > _MOST:
        words = words[: _MOST // 2] + words[-_MOST // 2 :]
    row = ["^"]
    for place, word in enumerate(words):
        plain = word.lower().replace("’", "'")
        if plain in known or word == "?":
            row.append(plain)
            continue
        named = bool(re.search(r"\d", word)) or bool(re.search(r".[A-Z]", word))
        mark = NAME if named or (place and word[0].isupper()) else SUBJECT
        if row[-1] not in (SUBJECT, NAME):
            row.append(mark)
        elif mark == NAME:
            row[-1] = NAME
    return [*row, "$"]


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(DATA.read_text("utf-8"))
    weights = {part: np.array(row) for part, row in table["weights"].items()}
    talk = frozenset((*table["talk"], "^", "$", "?"))
    return table | {"words": frozenset(table["words"]), "talk": talk, "weights": weights}
