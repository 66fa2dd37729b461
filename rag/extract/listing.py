"""Questions that ask for papers, "which papers study X?": one sentence of each that does."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import Citation, Hit, Quote, Sentence
from rag.text.passages import sentence_spans
from rag.text.stems import content_stems, rarities, stems

# "Which papers study X?", "List all papers on X"; "Which method avoids X?" asks for no paper.
_ASKS = re.compile(
    r"^(?:(?:which|what)(?: of (?:the|these|my|all))?|(?:list|show|find)(?: me)?(?: all)?(?: the)?"
    r"|are there(?: any)?)\s+(?:other |recent |new )?"
    r"(?:papers?|works?|studies|articles?|abstracts?)"
    r"(?:\s+(?:here|there|that|which|who|are|is|in the library))*"
    r"(?:\s+(?:stud(?:y|ies)|discuss(?:es)?|cover|address(?:es)?|investigate|examine|explore|"
    r"consider|analy[sz]e|propose|present|introduce|mention|treat|concern|deal|work|use|report))?"
    r"(?:\s+(?:about|on|with|of|for))?\b",
    re.IGNORECASE,
)
_COVER = 0.8  # share of the topic's words, weighted by rarity, in one sentence or the title


def listed_topic(question: str) -> str:
    """What the papers asked for are about; empty where no papers are asked for."""
    match = _ASKS.match(question)
    return question[match.end() :].strip(" ?.!") if match else ""


def listed(topic: str, hits: Sequence[Hit]) -> tuple[Sentence, ...]:
    """The sentence that says most of `topic`, verbatim, from each hit that is about it."""
    wanted = list(dict.fromkeys(content_stems(topic)))
    weights = dict(zip(wanted, rarities(wanted), strict=True))
    total = sum(weights.values()) or 1.0

    def cover(text: str) -> float:
        own = set(stems(text))
        return sum(weight for word, weight in weights.items() if word in own) / total

    sentences = []
    for n, hit in enumerate(hits, start=1):
        paper = hit.paper
        texts = [(span, paper.abstract[slice(*span)]) for span in sentence_spans(paper.abstract)]
        if not texts:
            continue
        # Words of the topic scattered over an abstract do not make it its subject.
        (start, end), text = max(texts, key=lambda one: cover(one[1]))
        if max(cover(text), cover(paper.title)) < _COVER:
            continue
        quote = Quote(paper.paper_id, text, start, end)
        sentences.append(Sentence(text, (Citation(n, quote, "exact"),)))
    return tuple(sentences)
