"""Misspelt words of a question, mended by the words that the library's papers use."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

from rag.store.papers import PaperStore
from rag.text.stems import known_word
from rag.text.words import STOP_WORDS
from rag.understand.kinds import asking_words

_WORD = re.compile(r"[A-Za-z][a-z]{2,23}(?![\w-])")
# As people type them, and no abstract does.
_SHORTHAND = {
    "docs": "documents", "params": "parameters", "hyperparams": "hyperparameters",
    "langs": "languages", "vocab": "vocabulary", "refs": "references", "stats": "statistics",
    "perf": "performance", "diff": "difference", "diffs": "differences", "imgs": "images",
    "pics": "pictures", "convs": "conversations", "embeds": "embeddings", "approx": "approximately",
}  # fmt: skip
_THRICE = re.compile(r"([a-z])\1\1+")
_TITLE = re.compile(r"“[^”]*”")
_SHORT = 6  # letters below which many words lie one letter away: the word meant must be common
_TINY = 5  # letters below which only asking words are tried
_COUNTED = 20  # papers beyond which a word is common enough
_RARE = 1  # papers that have a slip of the pen


def corrected(text: str, store: PaperStore) -> tuple[str, list[tuple[str, str]]]:
    """The text with each word that neither the library nor English knows replaced by one a letter
    away that it knows, and the pairs exchanged. Names with capitals or digits inside stay, and so
    do titles in quotes.
    """
    pairs: list[tuple[str, str]] = []
    titles = [found.span() for found in _TITLE.finditer(text)]

    def mended(found: re.Match[str]) -> str:
        word = found[0]
        if any(start < found.start() < end for start, end in titles):
            return word
        a_name = word[0].isupper() and found.start()
        if a_name and (len(word) < _SHORT or _papers(word.lower(), store)):
            return word
        better = _SHORTHAND.get(word) or _better(word.lower(), store)
        better = better or (_THRICE.sub(r"\1\1", word) if _THRICE.search(word) else "")
        if not better:
            return word
        pairs.append((word, better.capitalize() if word[0].isupper() else better))
        return pairs[-1][1]

    return re.sub(rf"(?<![\w-])(?:{_WORD.pattern})", mended, text), pairs


def _better(word: str, store: PaperStore) -> str:
    """The likeliest word meant, or an empty text where the word is known or nothing is near."""
    if word in STOP_WORDS or word in asking_words():
        return ""
    held = _papers(word, store)
    if held > _RARE or (held and (known_word(word) or _titled(word, store))):
        return ""
    if word.endswith("en") and known_word(word.removesuffix("en")):
        return ""
    british = {word.replace("is", "iz"), word.replace("our", "or"), word.replace("yse", "yze")}
    for other in sorted(british - {word}):
        if _papers(other, store) > held:
            return other
    if known_word(word):
        return ""
    near = list(dict.fromkeys(_edits(word)))
    asking = [one for one in near if one in STOP_WORDS]
    if asking and len(word) < _SHORT and not held:
        return min(asking, key=lambda one: (one[0] != word[0], -len(one)))
    if len(word) < _TINY or (len(word) < _SHORT and held):
        return ""
    # What English has at all stands before what only one other slip of the pen explains.
    counted = {one: (known_word(one), _papers(one, store), one[0] == word[0]) for one in near}
    best = max(near, key=lambda one: counted[one])
    least = max(held, 0 if known_word(best) else _RARE) if len(word) >= _SHORT else _RARE
    return best if counted[best][1] > least and counted[best][-1] else ""


def _papers(word: str, store: PaperStore) -> int:
    """How many papers use a word, up to a number that makes it common.

    The index knows stems alone, and "simultanous" has that of "simultaneous": the papers are read.
    """
    found = store.keyword_scores([word], _COUNTED)
    if known_word(word):
        return len(found)
    said = re.compile(rf"\b{word}", re.IGNORECASE)
    papers = store.papers_by_id(list(found)).values()
    return sum(bool(said.search(f"{paper.title} {paper.abstract}")) for paper in papers)


def _titled(word: str, store: PaperStore) -> bool:
    """Whether a title has a word, which is no slip of the pen then."""
    papers = store.papers_by_id(list(store.keyword_scores([word], _RARE))).values()
    return any(re.search(rf"\b{word}\b", paper.title, re.IGNORECASE) for paper in papers)


def _edits(word: str) -> Iterator[str]:
    """Words one transposition, omission, exchange or insertion away."""
    halves = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    for before, after in halves:
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
    for before, after in halves:
        yield from (before + letter + after for letter in string.ascii_lowercase)
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in string.ascii_lowercase)
