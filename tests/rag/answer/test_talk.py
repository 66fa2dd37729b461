import pytest

from rag.answer.talk import reply
from rag.domain import Question
from rag.formats.seal import fit, seal


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        ("thanks a lot!", "You're welcome."),
        ("hi there", "Hello. I answer questions about the 3 papers"),
        ("bye", "Goodbye."),
        ("what can you do?", "I answer questions about the 3 papers"),
        ("?", "I answer questions about the 3 papers"),
        ("ok", "All right."),
    ],
)
def test_talk_is_answered_in_kind_without_sources_or_a_seal(said: str, begins: str) -> None:
    answer = reply(Question(said), 3, ["What is A?"])

    assert answer.lead.startswith(begins)
    assert (answer.status, answer.kind, answer.sources) == ("social", "social", ())
    assert (seal(answer), fit(answer)) == ("", "")
