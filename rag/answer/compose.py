"""Write an answer with a model and check every sentence of it while it streams in."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field

from rag.domain import Hit, Paper, Sentence, Usage
from rag.errors import CostNotAccepted, FootnoteError
from rag.events import Checked, Draft, Pulse
from rag.models.cached import CachedEmbedder
from rag.models.prompts import SILENCE, Prompt, Prompts, Room
from rag.ports import ChatModel, Completion, Embedder, Message
from rag.settings import Answering
from rag.verify.citations import Footnotes
from rag.verify.support import Similarity, nearest

_ENDS = {
    "length": "The answer reached its limit of tokens; raise FOOTNOTE_ANSWER_TOKENS for more.",
    "content_filter": "The server's content filter cut the answer.",
}
# "1: sentence [2]", whatever bold or bullet a model puts before the number.
_REPAIRED = re.compile(r"^\s*\W*(\d{1,2})\s*[:.)]\s*(.+)$", re.MULTILINE)
_REPAIR_TOKENS = 80
_STOPS = (".", "!", "?", ".)", '."', ".”")
_CANDIDATES = 3
"""Quoted lines offered for each sentence that failed."""


@dataclass(frozen=True, slots=True)
class Composed:
    """The end of a composition: all sentences as they stand, and what is to be said of them.

    `refused`: the model found no answer in the papers; `broken`: its reply ended early.
    """

    sentences: tuple[Sentence, ...]
    usage: Usage = Usage()
    removed_markers: int = 0
    refused: bool = False
    broken: bool = False
    note: str = ""
    read: tuple[int, ...] = ()


Build = Callable[[str, Sequence[Hit], Room], Prompt]
"""What makes a prompt: `Prompts.compose` or `Prompts.summary`."""


@dataclass(frozen=True, slots=True)
class Composer:
    """Writes with a chat model from papers; `encoder` compares sentences with those of papers."""

    model: ChatModel
    answering: Answering
    encoder: Embedder | None = None
    prompts: Prompts = field(default_factory=Prompts)

    def compose(
        self,
        asked: str,
        hits: Sequence[Hit],
        accept_cost: bool = False,
        build: Build | None = None,
    ) -> Generator[Draft | Pulse | Checked, None, Composed]:
        """Text as it comes and each sentence once checked; returns how it ended.

        A sentence that no paper supports is asked about once more; it is shown by Checked only
        then, with all that follow it. Closing the generator closes the model's connection.
        Raises CostNotAccepted before, and the model's errors unless text was shown: then they end
        up in `Composed.note`.
        """
        model, most = self.model, self.answering.answer_tokens
        build = build or self.prompts.compose
        prompt = build(asked, hits, Room(model.count_tokens, model.context_window, most))
        cap = math.inf if accept_cost else self.answering.cost_cap
        dollars = dollars_for(prompt.messages, model, most)
        if dollars > cap:
            raise CostNotAccepted(
                f"This answer may cost ${dollars:.3f} with {model.name}, more than the cap of "
                f"${cap:g}; accept the cost, or raise FOOTNOTE_COST_CAP."
            )
        writing = _Writing(self, asked, [hit.paper for hit in hits], cap)
        return (yield from writing.run(prompt))


def dollars_for(messages: Sequence[Message], model: ChatModel, most: int) -> float:
    """What a reply of `most` tokens to `messages` may cost; 0 where no price is known."""
    tokens = sum(model.count_tokens(message.content) for message in messages)
    return model.dollars(tokens, most) or 0.0


class _Writing:
    """One composition under way; `_sentences[: _shown]` have been shown and never change."""

    def __init__(self, composer: Composer, asked: str, papers: Sequence[Paper], cap: float) -> None:
        self._asked = asked
        self._papers = papers
        self._model = composer.model
        self._similarity = similarity_of(composer.encoder) if composer.encoder else None
        self._answering = composer.answering
        self._cap = cap
        self._prompts = composer.prompts
        self._notes = Footnotes(papers, self._similarity)
        self._sentences: list[Sentence] = []
        self._shown = 0
        self._usage = Usage()
        self._trouble = ""

    def run(self, prompt: Prompt) -> Generator[Draft | Pulse | Checked, None, Composed]:
        """The events of the answer to `prompt`."""
        yield from self._written(prompt)
        # A refusal has nothing to repair.
        if not self._sentences and self._notes.silences:
            return self._composed(prompt)
        if not self._trouble:
            yield from self._repaired()
        if self._answering.unsupported == "drop":
            self._sentences = [sentence for sentence in self._sentences if sentence.verified]
        for sentence in self._sentences[self._shown :]:
            yield Checked(sentence)
        return self._composed(prompt)

    def _written(self, prompt: Prompt) -> Iterator[Draft | Pulse | Checked]:
        text, held = "", ""
        try:
            for piece in self._pieces(prompt, self._answering.answer_tokens):
                text += piece
                held += piece
                # The line of a refusal is for us; nobody should see it begin.
                if held and not SILENCE.startswith(text.strip()):
                    yield Draft(held)
                    held = ""
                else:
                    yield Pulse()
                self._take(self._notes.feed(piece))
                yield from self._ready()
        except FootnoteError as error:
            if not text:
                raise
            self._trouble = str(error)
        rest = self._notes.finish()
        if self._trouble:
            # What a cut left of the last sentence may say what nobody meant.
            rest = [s for s in rest if s.verified and s.text.endswith(_STOPS)]
        self._take(rest)
        yield from self._ready()

    def _pieces(self, prompt: Prompt, most: int) -> Iterator[str]:
        """The text of one reply; its usage is added up, an early end noted as trouble."""
        stream = self._model.stream(prompt.messages, most)
        ended = False
        try:
            for item in stream:
                if isinstance(item, Completion):
                    ended = True
                    self._usage = self._usage + item.usage
                    self._trouble = _ENDS.get(item.finish_reason, "")
                else:
                    yield item
        finally:
            if close := getattr(stream, "close", None):
                close()
        if not ended:
            self._trouble = "Stopped before the end."

    def _take(self, sentences: Sequence[Sentence]) -> None:
        # Models say a thing twice; it is shown once.
        said = {sentence.text for sentence in self._sentences}
        self._sentences += [sentence for sentence in sentences if sentence.text not in said]

    def _ready(self) -> Iterator[Checked]:
        """Verified sentences up to the first that is not: that one may yet be repaired."""
        while self._shown < len(self._sentences) and self._sentences[self._shown].verified:
            self._shown += 1
            yield Checked(self._sentences[self._shown - 1])

    def _repaired(self) -> Iterator[Pulse]:
        """Ask once about the sentences that failed; those that now hold take their place."""
        failed = [i for i, sentence in enumerate(self._sentences) if not sentence.verified]
        texts = [self._sentences[i].text for i in failed]
        asked = [
            (text, nearest(text, self._papers, self._similarity, _CANDIDATES)) for text in texts
        ]
        prompt = self._prompts.repair(self._asked, asked)
        most = _REPAIR_TOKENS * len(asked)
        # The repair must fit under the cap together with what the answer has cost.
        dollars = (self._usage.dollars or 0.0) + dollars_for(prompt.messages, self._model, most)
        if not asked or dollars > self._cap:
            return
        reply = ""
        try:
            for piece in self._pieces(prompt, most):
                reply += piece
                yield Pulse()
        except FootnoteError:
            # The answer stands without its repair; what failed is marked as such.
            return
        self._trouble = ""
        for number, text in _REPAIRED.findall(reply):
            if not 1 <= int(number) <= len(failed):
                continue
            better = Footnotes(self._papers, self._similarity)
            found = [*better.feed(text), *better.finish()]
            self._notes.removed += better.removed
            if found and all(sentence.verified for sentence in found):
                self._sentences[failed[int(number) - 1]] = found[0]

    def _composed(self, prompt: Prompt) -> Composed:
        silences = [text for text in self._notes.silences if text.upper().strip(" .") != SILENCE]
        return Composed(
            tuple(self._sentences),
            self._usage,
            self._notes.removed,
            refused=not (self._sentences or self._trouble),
            broken=bool(self._trouble),
            note=" ".join(filter(None, [*silences, self._trouble])),
            read=prompt.fitted,
        )


def similarity_of(encoder: Embedder) -> Similarity:
    """Cosines by `encoder`; each text is encoded once."""
    cached = CachedEmbedder(encoder)

    def similarity(text: str, sentences: Sequence[str]) -> list[float]:
        vectors = cached.embed_passages([text, *sentences])
        return [float(vector @ vectors[0]) for vector in vectors[1:]]

    return similarity
