"""Sentences of an answer tied to the sentences they rest on; what rests on nothing is said so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rag.domain import Citation, Paper, Sentence
from rag.verify.claims import claim_of
from rag.verify.markers import MarkedSentence, MarkedSentences
from rag.verify.support import NEAR, Similarity, Support, lacking, support

ATTACH = 0.1
"""How much nearer a paper must be that the model did not cite."""

SHARE = 0.25
"""Least share of a sentence's words that each of several papers backing it together holds."""

TOGETHER = 0.75
"""Least share of a sentence's words that several papers hold together."""

_PAPERS = r"(?:papers?|sources?|abstracts?|documents?|passages?|studies|texts?|context|excerpts?)"
# "The papers do not say how long cats live" claims nothing that could be cited.
_SILENT = re.compile(
    rf"\b{_PAPERS}\b[^.]{{0,60}}\b(?:do(?:es)?|did) ?(?:not|n['’]t)\b[^.]{{0,30}}"
    r"\b(?:say|state|mention|report|provide|contain|specify|discuss|address|describe|include|cover|give|offer|answer)"
    rf"|\b(?:none of|no) (?:the |these )?{_PAPERS}\b"
    rf"|\bno (?:information|details?|evidence|mention|data)\b[^.]{{0,60}}\b{_PAPERS}\b"
    rf"|\bnot (?:mentioned|stated|specified|reported|discussed|given)\b[^.]{{0,30}}\b{_PAPERS}\b",
    re.IGNORECASE,
)


class Footnotes:
    """Checks a reply over `papers`, numbered from 1, while it streams in.

    `removed` counts markers taken away: of papers that do not exist, or that say no such thing
    while another one does. `silences` are sentences on what the papers do not say.
    """

    def __init__(self, papers: Sequence[Paper], similarity: Similarity | None = None) -> None:
        self.removed = 0
        self.silences: list[str] = []
        self._papers = papers
        self._similarity = similarity
        self._drafts = MarkedSentences(len(papers))

    def feed(self, piece: str) -> list[Sentence]:
        """The sentences that `piece` completed, checked, in order."""
        return list(self._checked(self._drafts.feed(piece)))

    def finish(self) -> list[Sentence]:
        """The sentences left at the end of the reply."""
        return list(self._checked(self._drafts.finish()))

    def check(self, text: str, numbers: Sequence[int]) -> Sentence:
        """`text` with the citations that hold; `numbers` are the papers it names."""
        known = [n for n in dict.fromkeys(numbers) if 1 <= n <= len(self._papers)]
        self.removed += len(set(numbers)) - len(known)
        found = {n: self._support(text, n) for n in known}
        # Other papers are tried only where none that the model cited holds.
        held = self._held(text, found) or self._attached(text, known)
        if held:
            self.removed += len(set(known) - {citation.n for citation in held})
            return Sentence(text, held)
        return Sentence(text, tuple(_citation(n, s) for n, s in found.items() if s is not None))

    def _checked(self, drafts: Iterable[MarkedSentence]) -> Iterator[Sentence]:
        for draft in drafts:
            silent = _SILENT.search(draft.text)
            if claim_of(draft.text).stems and not silent:
                yield self.check(draft.text, draft.numbers)
                continue
            self.removed += sum(not 1 <= n <= len(self._papers) for n in draft.numbers)
            if silent:
                self.silences.append(draft.text)

    def _support(self, text: str, n: int) -> Support | None:
        return support(text, self._papers[n - 1], self._similarity)

    def _held(self, text: str, found: dict[int, Support | None]) -> tuple[Citation, ...]:
        """Citations that back the sentence, each alone or all together."""
        alone = {n: s for n, s in found.items() if s is not None and s.status != "unsupported"}
        parts = {n: s for n, s in found.items() if s is not None and s.cover >= SHARE}
        together = self._backed_by_all(text, parts) if len(parts) > 1 else False
        if not alone and not together:
            return ()
        held = {n: Citation(n, s.quote, s.status) for n, s in alone.items()}
        words = set(claim_of(text).stems)
        for n, part in parts.items() if together else ():
            seen = {stem for c in held.values() for stem in claim_of(c.quote.text).stems}
            # A paper earns its footnote by two words that no other gave.
            if len((words - seen) & set(claim_of(part.quote.text).stems)) > 1:
                held[n] = Citation(n, part.quote, "near")
        return tuple(held[n] for n in found if n in held)

    def _backed_by_all(self, text: str, parts: dict[int, Support]) -> bool:
        evidence = " ".join(part.quote.text for part in parts.values())
        words, held = set(claim_of(text).stems), set(claim_of(evidence).stems)
        enough = len(words & held) >= TOGETHER * len(words)
        return enough and not lacking(text, evidence, [self._papers[n - 1] for n in parts])

    def _attached(self, text: str, known: Sequence[int]) -> tuple[Citation, ...]:
        """The best paper that backs a sentence the model cited wrongly or not at all."""
        best: tuple[float, int, Support] | None = None
        for n in range(1, len(self._papers) + 1):
            if n in known:
                continue
            found = support(text, self._papers[n - 1], self._similarity, NEAR + ATTACH)
            if found and found.status != "unsupported" and (not best or found.score > best[0]):
                best = (found.score, n, found)
        return (_citation(best[1], best[2]),) if best else ()


def _citation(n: int, found: Support) -> Citation:
    return Citation(n, found.quote, found.status, found.why)
