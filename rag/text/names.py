"""What a paper calls its own contribution: the "CoLiDE" or "Barlow Twins" of its title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.domain import Paper
from rag.text.stems import known_word, rarity, stem
from rag.text.words import STOP_WORDS

# Runs are bounded because a long row of capitals would be tried at every split of it.
_CODED = (
    r"(?:[A-Za-z0-9]{0,16}[A-Z][A-Za-z0-9]{0,16}[A-Z0-9][A-Za-z0-9+]{0,16}|[A-Z][a-z]{1,16}\d+\w{0,16})"
    r"(?:-[A-Za-z0-9]{1,16}){0,4}"
)
"""BERT, CoLiDE, S4-PTD, Noise2Score: a capital with another or a digit, in words of sane length."""
_TITLED = r"[A-Z][a-z]+(?:[ -][A-Z][A-Za-z]+){1,4}"
_COINS = r"(?:propose|introduce|present|develop|describe|devise|design|release|contribute)"
_WE = rf"\b(?:[Ww]e|[Tt]his (?:paper|work|article|thesis))\b[^.;:]{{0,40}}?\b{_COINS}s?"
_A = r"(?:(?:a|an|the)(?: (?:new|novel|simple))? )?"
_CALLED = r"(?:called|named|dubbed|termed|coined|i\.e\.,)"
_PATTERNS = (
    re.compile(rf"{_WE} {_A}[\"“']?(?P<long>{_TITLED})[\"”']? ?\((?P<name>{_CODED})\)(?!-)"),
    # Small letters need fitting initials: "a controller with reinforcement learning (RL)" has none.
    re.compile(rf"{_WE} {_A}(?P<long>[a-z][a-z -]{{4,50}}) \((?P<name>{_CODED})\)(?!-)"),
    re.compile(rf"{_WE} (?P<name>{_CODED})(?= \([A-Z]|, (?:a|an|the|which|our)\b)"),
    # "A method called EF21 (Richtarik et al., 2021)" is somebody else's.
    re.compile(rf"{_WE}[^.;:]{{0,120}}? {_CALLED} [\"“']?(?P<name>{_CODED})\b(?! \([^)]*et al)"),
    re.compile(rf"\bwe (?:call|dub|name|term)(?: it)? [\"“']?(?P<name>{_CODED})\b"),
    re.compile(rf"\b(?:The|Our|the|our) \w+ is {_CALLED} [\"“']?(?P<name>{_CODED}|{_TITLED})\b"),
    re.compile(
        rf"\b[Oo]ur (?:\w+ ){{0,2}}(?:model|method|approach|framework|algorithm|system),? "
        rf"(?P<name>{_CODED})\b"
    ),
    re.compile(rf"\b(?:discovery of|yields) (?P<name>{_CODED})(?=,| \([A-Z])"),
)
_COMMONPLACE = 5.0
"""Rarity below which a name in small letters is the word and not the name."""
_OF_MANY = frozenset("are do were have we they you i people to these those".split())
"""What no name stands behind: a verb does, or what is said of several."""
_BESIDE = frozenset("called compare compared explain use summarise summarize".split())
_PLAIN = re.compile(r"[A-Z]?[a-z]+")
_HEAD = re.compile(r"^([^:]{2,40}?)\s?: ")
# Known before any of these papers: to spell one out is not to coin it.
_COMMON = frozenset(
    "AI BERT CNN CNNs DNN DNNs GAN GANs GNN GNNs LLM LLMs ML MPC NLP QA RL RNN RNNs SGD SLAM "
    "SVM UAV UAVs VAE VAEs 2D 3D".split()
)


@dataclass(frozen=True, slots=True)
class Named:
    """A name and, where the paper spells it out, what it stands for."""

    name: str
    long: str = ""


def own_name(paper: Paper) -> Named | None:
    """The name a paper gives its contribution, or None where none is certain."""
    return _own_name(paper.title, paper.abstract)


@lru_cache(maxsize=2048)
def _own_name(title: str, abstract: str) -> Named | None:
    """Cached, because one question looks for the names of the same papers many times."""
    head = _HEAD.match(title)
    if head and _is_name(head[1]) and _says(abstract, head[1]):
        return Named(head[1], _spelled_out(abstract, head[1]))
    for pattern in _PATTERNS:
        for found in pattern.finditer(abstract):
            name, long = found["name"], found.groupdict().get("long") or ""
            if name not in _COMMON and (not long.islower() or _initials(long, name)):
                return Named(name, long or _spelled_out(abstract, name))
    return None


def names_of(paper: Paper) -> list[str]:
    """What a paper may be called: its title, the head of it, its own name and the long form."""
    head, own = _HEAD.match(paper.title), own_name(paper)
    found = [paper.title, head[1] if head else "", *((own.name, own.long) if own else ())]
    return [name for name in dict.fromkeys(found) if name]


def named_in(question: str, name: str) -> bool:
    """Whether a question says a name; one that is a word must be written with its capitals.

    "deep machines" do not mean DEEP, nor "pos tags" TAG; "clip" may mean CLIP.
    """
    word = name.isalpha() and rarity(stem(name.lower())) < _COMMONPLACE
    exact = word or bool(_PLAIN.fullmatch(name))
    spelling = re.escape(name).replace(r"\ ", r"[ -]").replace(r"\-", "[ -]?")
    # A plural in small letters is one of a word.
    many = "" if name.isalpha() and known_word(name.lower()) else "s|"
    said = rf"(?<![\w-]){spelling}(?:{many}['’]s)?(?![\w-])"
    plural = rf"(?<![\w-]){spelling}s(?![\w-])"
    if re.search(said, question) or re.search(plural, question):
        return True
    found = None if exact else re.search(said, question, re.I)
    if found is None:
        return False
    return not (name.isalpha() and _is_word(question[: found.start()], found[0]))


def _is_word(before: str, said: str) -> bool:
    """Whether a name in small letters is the word, by what stands before: "models spot"."""
    last = [word for word in re.findall(r"[\w-]+", before.lower()) if word not in _BESIDE][-1:]
    stands = bool(last) and (last[0] in _OF_MANY or last[0] not in STOP_WORDS)
    return stands and known_word(said.lower())


def coded_names(text: str) -> list[str]:
    """Names with capitals or digits inside, such as UK-MIND-20, but none that everybody knows."""
    found = re.findall(rf"(?<![\w-]){_CODED}(?![\w-])", text)
    return [name for name in dict.fromkeys(found) if name not in _COMMON]


def says(paper: Paper, name: str) -> bool:
    """Whether a paper's title or abstract has a name, spelled so."""
    return _says(f"{paper.title} {paper.abstract}", name)


def speaks_of(paper: Paper, name: str) -> bool:
    """Whether a paper has a name, in any capitals: GPT3 is GPT-3, and RoBERTa-base has RoBERTa."""
    parts = "[-_ ]?".join(re.findall(r"[^\W\d_]+|\d+", name))
    said = rf"(?<![^\W_]){parts}s?(?![^\W_])"
    return bool(re.search(said, f"{paper.title} {paper.abstract}", re.IGNORECASE))


def byline(paper: Paper, most: int = 3) -> str:
    """The first authors, with "et al." for the rest; empty where none is known."""
    names = ", ".join(paper.authors[:most])
    return names + (" et al." if len(paper.authors) > most else "")


def called(paper: Paper) -> str:
    """How to speak of a paper in a sentence: its own name, or its title in quotation marks."""
    named = own_name(paper)
    return named.name if named else f"“{paper.title}”"


def short_name(paper: Paper) -> str:
    """What stands above a paper's quotes: "CoLiDE (2023)", or the title where it has no name."""
    named = own_name(paper)
    year = f" ({paper.year})" if paper.year else ""
    return f"{named.name if named else paper.title}{year}"


def _is_name(text: str) -> bool:
    whole = re.fullmatch(rf"{_CODED}|{_TITLED}|[A-Z][a-z]{{3,}}", text)
    return bool(whole) and text not in _COMMON


def _says(abstract: str, name: str) -> bool:
    """The words before a title's colon are a name when the abstract uses them, spelled so."""
    return bool(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", abstract))


def _spelled_out(abstract: str, name: str) -> str:
    before = re.search(rf"({_TITLED}) \({re.escape(name)}s?\)", abstract)
    after = re.search(rf"{re.escape(name)} \(({_TITLED})\)", abstract)
    found = before or after
    return found[1] if found else ""


def _initials(long: str, name: str) -> bool:
    letters = "".join(word[0] for word in re.split(r"[ -]", long) if word)
    return letters.lower() == name.lower().removesuffix("s")
