"""What we add to the model's own stream, in milliseconds: `python -m tests.screen.measure_stream`.

The fake server notes when the first token leaves and when a stopped client hangs up.
"""

from __future__ import annotations

import json
import statistics
import sys
import time

from rag.answer.compose import Composer
from rag.events import Draft
from rag.models.encoders import EmbeddedEncoder
from tests.fakes.asking import chat
from tests.fakes.engine import answering
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.papers import HITS

RUNS = 30


def first_token(server: FakeOpenAI, encoder: EmbeddedEncoder) -> float:
    """Milliseconds from the server's first token to the first text shown."""
    server.reply("Dogs do not purr [1]. Content cats purr [1].", delay=0.02)
    events = Composer(chat(server), answering(), encoder).compose("Why?", HITS)
    next(event for event in events if isinstance(event, Draft) and event.text)
    passed = time.monotonic() - server.sent[-1]
    for _ in events:
        pass
    return 1000 * passed


def stop(server: FakeOpenAI, encoder: EmbeddedEncoder) -> float:
    """Milliseconds from Stop to the closed connection, in the middle of an answer."""
    server.fault("drip")
    events = Composer(chat(server), answering(), encoder).compose("Why?", HITS)
    next(event for event in events if isinstance(event, Draft) and event.text)
    server.closed.clear()
    asked = time.monotonic()
    events.close()
    closed = server.waiting_for_close()
    return 1000 * ((closed or time.monotonic()) - asked)


def main() -> None:
    encoder = EmbeddedEncoder()
    with FakeOpenAI() as server:
        first_token(server, encoder)
        shown = sorted(first_token(server, encoder) for _ in range(RUNS))
        stopped = sorted(stop(server, encoder) for _ in range(RUNS))
    figures = {
        "first token shown after it was sent": shown,
        "connection closed after Stop": stopped,
    }
    result = {
        name: {"median_ms": round(statistics.median(times), 1), "worst_ms": round(times[-1], 1)}
        for name, times in figures.items()
    }
    json.dump(result, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
