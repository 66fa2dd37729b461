"""What is understood, where the places to stop on the way do not matter."""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain import Scope, Turn
from rag.events import result_of
from rag.ports import ChatModel
from rag.understand.filters import Known
from rag.understand.followup import Understood, understand


def understood_of(
    typed: str,
    scope: Scope,
    turns: Sequence[Turn],
    model: ChatModel | None = None,
    known: Known | None = None,
) -> Understood:
    return result_of(understand(typed, scope, turns, model, known))
