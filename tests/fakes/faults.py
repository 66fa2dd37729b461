"""The broken forms that a model server can take, by name."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.fakes.wire import Exchange, piece

LONG = 600.0
START = "The first words [1]. Then"


def _hang(exchange: Exchange) -> None:
    exchange.pause(LONG)


def _hang_midway(exchange: Exchange) -> None:
    _begin(exchange)
    exchange.pause(LONG)


def _drip(exchange: Exchange) -> None:
    exchange.start()
    exchange.words(" ".join(["drop"] * 1000), 0.1)


def _pings(exchange: Exchange) -> None:
    exchange.start()
    for _ in range(1000):
        exchange.raw(b": ping\n\n")
        exchange.pause(0.05)


def _page(exchange: Exchange) -> None:
    exchange.body(200, "text/html", b"<html><body>Please log in</body></html>", {})


def _empty(exchange: Exchange) -> None:
    exchange.body(200, "text/event-stream", b"", {})


def _redirect(exchange: Exchange) -> None:
    exchange.body(307, "text/plain", b"", {"Location": "http://127.0.0.1:9/v1/elsewhere"})


def _cut_first(exchange: Exchange) -> None:
    exchange.reset()


def _cut(exchange: Exchange) -> None:
    _begin(exchange)
    exchange.pause(0.05)
    exchange.reset()


def _no_finish(exchange: Exchange) -> None:
    _begin(exchange)
    exchange.finish()


def _bad_json(exchange: Exchange) -> None:
    _begin(exchange)
    exchange.raw(b'data: {"choices": [\n\n')
    exchange.finish()


def _cut_utf8(exchange: Exchange) -> None:
    _begin(exchange)
    exchange.raw(b'data: {"id": "\xe2\x82"}\n\n')
    exchange.finish()


def _surrogate(exchange: Exchange) -> None:
    exchange.start()
    exchange.raw(b'data: {"choices": [{"delta": {"content": "half \\ud83d pair"}}]}\n\n')
    exchange.end()


def _error_event(exchange: Exchange) -> None:
    _begin(exchange)
    exchange.event({"error": {"message": "the model crashed"}})
    exchange.finish()


def _odd_events(exchange: Exchange) -> None:
    exchange.start()
    odd: list[object] = [5, None, [], "text", {"choices": 7}, {"choices": [None]}]
    for value in odd:
        exchange.event(value)
    exchange.end()


def _no_choices(exchange: Exchange) -> None:
    exchange.start()
    exchange.event({**piece("unseen"), "choices": []})
    exchange.raw(b"data: [DONE]\n\n")
    exchange.finish()


def _null_content(exchange: Exchange) -> None:
    exchange.start()
    exchange.event(piece(None))
    exchange.end()


def _stopped(reason: str, text: str = START) -> Callable[[Exchange], None]:
    def serve(exchange: Exchange) -> None:
        exchange.start()
        if text:
            exchange.words(text)
        exchange.end(reason)

    return serve


def _flood(exchange: Exchange) -> None:
    exchange.start()
    for _ in range(2000):
        exchange.event(piece("flood " * 100))
    exchange.end()


def _endless_line(exchange: Exchange) -> None:
    exchange.start()
    exchange.raw(b"data: ")
    for _ in range(400):
        exchange.raw(b"x" * 100_000)
    exchange.finish()


def _twice_done(exchange: Exchange) -> None:
    exchange.start()
    exchange.words("All is well [1].")
    exchange.event(piece(None, "stop"))
    exchange.raw(b"data: [DONE]\n\ndata: [DONE]\n\n")
    exchange.finish()


def _crlf(exchange: Exchange) -> None:
    exchange.start()
    for value in (piece("All is"), piece(" well [1]."), piece(None, "stop")):
        exchange.raw(b"data:" + json.dumps(value).encode() + b"\r\n\r\n")
    exchange.finish()


def _never_closes(exchange: Exchange) -> None:
    exchange.start()
    exchange.words("All is well [1].")
    exchange.event(piece(None, "stop"))
    exchange.pause(LONG)


def _begin(exchange: Exchange) -> None:
    exchange.start()
    exchange.words(START)


FAULTS: dict[str, Callable[[Exchange], None]] = {
    "hang": _hang,
    "hang_midway": _hang_midway,
    "drip": _drip,
    "pings": _pings,
    "html200": _page,
    "empty200": _empty,
    "redirect": _redirect,
    "cut_first": _cut_first,
    "cut": _cut,
    "no_finish": _no_finish,
    "bad_json": _bad_json,
    "cut_utf8": _cut_utf8,
    "surrogate": _surrogate,
    "error_event": _error_event,
    "odd_events": _odd_events,
    "no_choices": _no_choices,
    "null_content": _null_content,
    "length": _stopped("length"),
    "content_filter": _stopped("content_filter"),
    "length_empty": _stopped("length", ""),
    "flood": _flood,
    "endless_line": _endless_line,
    "twice_done": _twice_done,
    "crlf": _crlf,
    "never_closes": _never_closes,
}
