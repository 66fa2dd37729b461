"""Questions to begin with and to go on with, each drawn from abstracts that can answer it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from rag.domain import Answer, Paper
from rag.store.papers import PaperStore
from rag.text.names import Named, own_name
from rag.text.passages import sentence_spans
from rag.text.words import STOP_WORDS

_LOOKED_AT = 300  # papers, spread over the library
_LONGEST = 90  # characters of a question that is to be clicked
_LONGEST_NAME = 60
# Only a coded name such as "BatchNorm": what is "better than prior work" is no rival to name.
_RIVAL = re.compile(
    r"\b(?:outperform\w*|superior to|better than|faster than|compared (?:to|with)|surpass\w*)"
    r" (?P<rival>[A-Z][A-Za-z]*[A-Z0-9][\w-]*)(?= (?:by|on|in|and|with|for)\b|[,.;])"
)
_ASKING = re.compile(r"^((?:How|What|Why|When|Which|Does|Do|Is|Are|Can) [^?:]{12,80}\?)")
_SUBJECT = re.compile(
    r" (?:for|of|in|with|on) (?P<subject>[A-Za-z][\w-]+(?: [A-Za-z][\w-]+){1,2})"
    r"(?=$| (?:with|via|by|using|from|through|under|in|for|and)\b|[:.?])"
)
_OURS = r"(?:our|this|the proposed|the present|the current)"
# "Prior methods have limitations" speaks of others: follow-ups on limits need this paper's own.
_LIMITS = re.compile(
    rf"\blimitations? of {_OURS}\b|^limitations?\b|\bfuture (?:work|research|studies)\b"
    rf"|\b{_OURS} (?:\w+ ){{1,2}}(?:is limited|has limitations|fails|cannot|does not)\b"
    r"|\bfurther (?:research|studies) (?:is|are)\b",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\bcode\b.*\bavailable\b|\brelease\b.*\bcode\b|https?://\S*(?:github|gitlab)", re.IGNORECASE
)
_DATA = re.compile(
    r"\b(?:data ?sets?|benchmarks?|corpus|corpora|cohort|patients|participants)\b", re.IGNORECASE
)
# A subject that ends in no such word is likely cut short, as "learning robust" is.
_NOUN = re.compile(
    r"(?:[a-z]{2,}[^sui]s|ing|[st]ion|ment|[ae]nce|ity|sis|ics|graphy|control|recognition)$"
)
_VAGUE = frozenset(
    "arbitrary binary data different diversified infinitely many multiple new novel overlapping "
    "rich several tiny ubiquitous various".split()
)
_RESULTS = re.compile(
    r"\b(?:outperform\w*|achiev\w+|improv\w+|results show|reduc\w+|we (?:find|found|show|prove))\b",
    re.IGNORECASE,
)


def examples(store: PaperStore, n: int = 4) -> list[str]:
    """Up to `n` questions of several kinds about papers from all over the library."""
    ids = sorted(store.ids())
    step = max(1, len(ids) // _LOOKED_AT)
    found = store.papers_by_id(ids[::step][:_LOOKED_AT])
    papers = [found[paper_id] for paper_id in ids[::step][:_LOOKED_AT] if paper_id in found]
    named = [(paper, own_name(paper)) for paper in papers]
    # One of each kind before a second of any.
    kinds = zip_longest(*(_of_kind(kind, named) for kind in _KINDS))
    chosen: dict[str, str] = {}
    for paper_id, question in (pair for row in kinds for pair in row if pair is not None):
        if paper_id not in chosen and question not in chosen.values():
            chosen[paper_id] = question
        if len(chosen) == n:
            break
    return list(chosen.values())


def follow_ups(answer: Answer, most: int = 3) -> list[str]:
    """Up to `most` questions that the abstracts cited by an answer do answer."""
    cited = [(source.n, source.paper) for source in answer.sources if source.cited]
    asked = _key(answer.understood or answer.question)
    ideas = [question for n, paper in cited[:3] for question in _about(paper, _spoken(paper, n))]
    if len(cited) > 1:
        (n, one), (m, other) = cited[:2]
        ideas.insert(
            1, f"How {_do(_spoken(one, n))} {_spoken(one, n)} compare with {_spoken(other, m)}?"
        )
    fresh = [idea for idea in dict.fromkeys(ideas) if not _key(idea) <= asked]
    return fresh[:most]


def _about(paper: Paper, name: str) -> Iterator[str]:
    sentences = [paper.abstract[start:end] for start, end in sentence_spans(paper.abstract)]
    asked = (
        (_LIMITS, f"What are the limits of {name}?"),
        (_DATA, f"What data {_do(name)} {name} use?"),
        (_RESULTS, f"What are the results of {name}?"),
        (_CODE, f"Is there code for {name}?"),
    )
    for pattern, question in asked:
        if any(pattern.search(sentence) for sentence in sentences):
            yield question


def _spoken(paper: Paper, n: int) -> str:
    """A name short enough to be clicked: long titles become "paper 2", which is understood."""
    named = own_name(paper)
    if named:
        return named.name
    return f"“{paper.title}”" if len(paper.title) <= _LONGEST_NAME else f"paper {n}"


def _key(question: str) -> set[str]:
    return {w for w in re.findall(r"\w+", question.lower()) if w not in STOP_WORDS}


def _of_kind(
    kind: Callable[[Paper, Named | None], str | None],
    papers: Sequence[tuple[Paper, Named | None]],
) -> Iterator[tuple[str, str]]:
    for paper, named in papers:
        question = kind(paper, named)
        if question and len(question) <= _LONGEST:
            yield paper.paper_id, question


def _what_is(_: Paper, named: Named | None) -> str | None:
    name = _in_full(named)
    return f"What {'are' if _plural(name) else 'is'} {name}?" if name else None


def _how_it_works(_: Paper, named: Named | None) -> str | None:
    name = _in_full(named)
    return f"How {_do(name)} {name} work?" if name else None


def _compares(paper: Paper, named: Named | None) -> str | None:
    rival = _RIVAL.search(paper.abstract)
    if named is None or rival is None or rival["rival"] == named.name:
        return None
    return f"How {_do(named.name)} {named.name} compare with {rival['rival']}?"


def _asked_by_title(paper: Paper, _: Named | None) -> str | None:
    found = _ASKING.match(paper.title)
    if found is None or " I " in found[1]:
        return None
    first, rest = found[1].split(" ", 1)
    plain = _softened(rest, paper)
    return f"{first} {plain}" if plain else None


def _known_about(paper: Paper, _: Named | None) -> str | None:
    found = _SUBJECT.search(paper.title)
    subject = _softened(found["subject"], paper) if found else None
    if subject is None or subject.lower() not in paper.abstract.lower():
        return None
    words = subject.split()
    vague = words[0] in _VAGUE or any(word in STOP_WORDS for word in words)
    # Put so, far more of these are answered than as "What is known about".
    return (
        None if vague or not _NOUN.search(words[-1]) else f"What do the papers say about {subject}?"
    )


_KINDS = (_what_is, _known_about, _compares, _how_it_works, _asked_by_title)


def _softened(text: str, paper: Paper) -> str | None:
    """Title case as plain prose where the abstract spells every word so; None if it does not."""
    words = []
    for word in text.split(" "):
        parts = [p if re.search(r"[A-Z].*[A-Z]|\d", p) else p.lower() for p in word.split("-")]
        plain = "-".join(parts)
        bare = plain.strip("?,.")
        known = rf"(?<!\w){re.escape(bare)}"
        if bare not in STOP_WORDS and not re.search(known, paper.abstract):
            return None
        words.append(plain)
    return " ".join(words)


def _in_full(named: Named | None) -> str:
    """A name without too little to go by: "Frame Averaging" for FA."""
    if named is None:
        return ""
    letters = "".join(word[0] for word in re.split(r"[ -]", named.long) if word)
    if named.long[:1].isupper() and letters.lower() == named.name.lower().removesuffix("s"):
        return named.long
    return named.name if len(named.name) > 3 else ""


def _do(name: str) -> str:
    return "do" if _plural(name) else "does"


def _plural(name: str) -> bool:
    # "robotics" is one thing, and so is "Barlow Twins".
    return bool(re.search(r"[A-Z]s$|[a-z]{3,}[^sui]s$", name)) and not name.endswith(
        ("ics", "Twins")
    )
