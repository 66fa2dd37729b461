"""One question from understanding to receipt."""

from __future__ import annotations

import secrets
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rag.answer.joined import joined
from rag.answer.listing import Lister
from rag.answer.records import Records
from rag.answer.retractions import retraction_note
from rag.answer.suggestions import examples
from rag.answer.talk import reply
from rag.domain import Answer, Kind, Question, Scope, Sentence, Source, Turn
from rag.engine.requests import Requests
from rag.errors import AccessDenied, StorageError
from rag.events import Checked, Done, Event, Found, Pulse, Step, result_of
from rag.ports import ChatModel
from rag.retrieval.search import valid_question, valid_scope
from rag.settings import Settings
from rag.store.history import History
from rag.store.papers import PaperStore
from rag.understand.courtesy import without_courtesy
from rag.understand.filters import Known
from rag.understand.followup import Understood, understand
from rag.understand.kinds import is_talk, kind_of, lists
from rag.understand.language import foreign_language
from rag.understand.listing import known_already, list_topic
from rag.understand.parts import taken_apart
from rag.understand.records import records_request
from rag.understand.spelling import corrected
from rag.understand.wishes import wishes_in

if TYPE_CHECKING:
    from rag.engine.query_engine import PaperQueryEngine


@dataclass(frozen=True)
class Engine:
    """Answers questions over a library, within conversations that the library keeps.

    `made_with` names what shapes an answer, for its receipt.
    """

    store: PaperStore
    history: History
    query_engine: PaperQueryEngine
    requests: Requests
    records: Records
    lister: Lister
    settings: Settings
    made_with: Mapping[str, Any]

    @property
    def model(self) -> ChatModel | None:
        """The chat model, where one is set up."""
        return self.query_engine.answerer.model

    def ask(
        self,
        question: str | Question,
        scope: Scope = Scope(),
        conversation: str | None = None,
        use_llm: bool = True,
    ) -> Answer:
        """The answer, or a refusal; failures raise FootnoteError. A Question says it all itself."""
        if isinstance(question, str):
            question = Question(question, scope, conversation, use_llm)
        return next(e.answer for e in self.stream(question) if isinstance(e, Done))

    def stream(self, question: Question) -> Generator[Event, None, None]:
        """The events of one answer, ending with Done; closing the generator stops everything."""
        question = self._valid(question)
        turns = self.history.turns(question.conversation) if question.conversation else []
        modelled = self.model is not None and question.use_llm
        parts = [] if modelled else taken_apart(question.text)
        work = self._in_parts(question, parts, turns) if len(parts) > 1 else None
        answer = yield from work or self._answered(question, turns)
        yield Done(self.keep(answer, question))

    def _in_parts(
        self, question: Question, parts: Sequence[str], turns: Sequence[Turn]
    ) -> Generator[Event, None, Answer]:
        """One answer to a text that asks several things, each leaning on those before it."""
        started = time.perf_counter()
        told = list(turns)
        for part in parts:
            # Without a model nothing pauses, and no event of a part alone is told.
            told.append(Turn(part, result_of(self._answered(replace(question, text=part), told))))
        whole = joined(question, [turn.answer for turn in told[len(turns) :]])
        return (yield from self._read_out(whole, started))

    def _answered(
        self, question: Question, turns: Sequence[Turn]
    ) -> Generator[Event, None, Answer]:
        """The events of one answer but its end, and the answer."""
        started = time.perf_counter()
        granted = self._reply(question, turns) or self._foreign(question)
        if granted is None:
            granted = yield from self.requests.granting(_bare(question), turns)
        if granted is not None:
            return (yield from self._read_out(granted, started))
        understood = yield from self.understand(question, turns)
        seconds = time.perf_counter() - started
        text, mended = corrected(understood.question, self.store)
        yield Step("understood", text, seconds)
        asked = replace(
            question,
            text=text,
            scope=understood.scope,
            typed=question.text,
            kind=_read_kind(text),
            short=understood.short,
        )
        spelt = f"Searched for “{text}”." if mended else ""
        told = " ".join(filter(None, [understood.note, spelt]))
        listed = self._from_records(asked, turns)
        if listed is not None:
            note = " ".join(filter(None, [listed.note, told]))
            listed = replace(listed, note=note, usage=understood.usage)
            return (yield from self._read_out(listed, started))
        answer = yield from self.retrieve_and_answer(asked)
        timings = {"understand": seconds, **answer.timings}
        timings["total"] = time.perf_counter() - started
        note = " ".join(filter(None, [answer.note, told]))
        usage = understood.usage + answer.usage
        return replace(answer, timings=timings, usage=usage, note=note)

    def _from_records(self, asked: Question, turns: Sequence[Turn]) -> Answer | None:
        """What the records tell, or every paper on a topic; None where papers must be read."""
        request = records_request(asked.text, Known(self.store))
        if request is not None:
            return self.records.answer(asked, request)
        topic = list_topic(asked.text)
        if topic is None or not lists(asked.text):
            return None
        return self.lister.answer(asked, topic, known_already(asked.text, turns))

    def understand(
        self, question: Question, turns: Sequence[Turn]
    ) -> Generator[Pulse, None, Understood]:
        """What is asked, as a question that stands alone, and of which papers."""
        model = self.model if question.use_llm else None
        known = Known(self.store)
        return (yield from understand(question.text, question.scope, turns, model, known))

    def retrieve_and_answer(self, asked: Question) -> Generator[Event, None, Answer]:
        """Passes the events on, returns the answer; of a stopped one the checked part is kept."""
        shown: list[Sentence] = []
        sources: tuple[Source, ...] = ()
        try:
            for event in self.query_engine.events(asked):
                if isinstance(event, Done):
                    return event.answer
                if isinstance(event, Found):
                    sources = event.sources
                elif isinstance(event, Checked):
                    shown.append(event.sentence)
                yield event
        except GeneratorExit:
            if asked.conversation and shown:
                part = Answer.of(asked, sources, shown, "Stopped before the end.")
                self.keep(replace(part, status="partial"), asked)
            raise
        raise AssertionError("an answer ends with Done")

    def _reply(self, question: Question, turns: Sequence[Turn]) -> Answer | None:
        """What is said to talk; None where something is asked."""
        if not is_talk(question.text, bool(turns)):
            return None
        return reply(question, self.store.count(), examples(self.store, 2))

    def _foreign(self, question: Question) -> Answer | None:
        """A refusal that names the language, where there is no model that could translate."""
        language = foreign_language(question.text)
        if not language or (self.model is not None and question.use_llm):
            return None
        note = (
            f"This reads as {language}, and the abstracts are searched in English: ask in English, "
            "or set up a model, which translates."
        )
        return Answer.of(question, (), note=note)

    def keep(self, answer: Answer, question: Question) -> Answer:
        """The answer under its receipt; one that cannot be stored says so and has none."""
        evidence = {
            **self.made_with,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "k": question.k or self.settings.k,
            "papers": self.store.count(),
            "changes": self.store.changes,
            "retrieved": [[s.paper.paper_id, round(s.score, 6)] for s in answer.sources],
            "scope": asdict(answer.scope),
        }
        note = " ".join(filter(None, [answer.note, retraction_note(answer)]))
        answer = replace(answer, note=note, receipt=secrets.token_hex(8))
        try:
            self.history.save(answer, evidence, question.conversation, answer.question)
        except (AccessDenied, StorageError) as error:
            note = " ".join(filter(None, [answer.note, f"Not kept: {error}"]))
            return replace(answer, note=note, receipt="")
        return answer

    def _valid(self, question: Question) -> Question:
        """On one line and of papers that are here; raises UsageError or InputMissing."""
        text = valid_question(question.text, self.settings.question_limit, self.store)
        return replace(question, text=text, scope=valid_scope(question.scope, self.store))

    def _read_out(self, granted: Answer, started: float) -> Generator[Event, None, Answer]:
        seconds = time.perf_counter() - started
        yield Step("read", f"read {len(granted.sources)} papers", seconds)
        yield Found(granted.sources, len(granted.sources), self.store.count())
        for sentence in granted.sentences:
            yield Checked(sentence)
        return replace(granted, timings={"total": seconds})


def _read_kind(text: str) -> Kind:
    """The kind of a question that papers must be read for: what is listed is listed before."""
    found = kind_of(text)
    return "fact" if found in ("list", "library", "social") else found


def _bare(question: Question) -> Question:
    """A request without thanks in front and wishes for the form of what is answered."""
    rest, wishes = wishes_in(without_courtesy(question.text)[0])
    return replace(question, text=rest or question.text, short=wishes.short)
