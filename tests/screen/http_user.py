"""Readers without a browser.

`python -m tests.screen.http_user ADDRESS COUNT QUESTION` prints seconds.
"""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from secrets import token_hex
from typing import Any

import httpx


def main() -> None:
    address, count, question = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    with ThreadPoolExecutor(count) as pool:
        waited = pool.map(answered, [address] * count, [question] * count)
    sys.stdout.write("\n".join(f"{seconds:.3f}" for seconds in waited))


def answered(address: str, question: str) -> float:
    """Ask as the page does, over HTTP, so that many browsers do not share two cores."""
    session = token_hex(6)
    with httpx.Client(base_url=f"{address}/gradio_api", timeout=60) as client:
        begin, stream, finish, kept = _events(client, address)
        began = time.perf_counter()
        conversation = _run(client, session, begin, [question, "", None, True])[kept]
        _run(client, session, stream, [conversation])
        _run(client, session, finish, [conversation])
        return time.perf_counter() - began


def _run(client: httpx.Client, session: str, event: int, data: list[object]) -> list[Any]:
    asked = {"data": data, "fn_index": event, "session_hash": session}
    client.post("/queue/join", json=asked).raise_for_status()
    with client.stream("GET", "/queue/data", params={"session_hash": session}) as lines:
        for line in lines.iter_lines():
            told = json.loads(line[5:]) if line.startswith("data:") else {}
            if told.get("msg") == "process_completed":
                found: list[Any] = told["output"]["data"]
                return found
    raise RuntimeError("an event of the screen did not end")


def _events(client: httpx.Client, address: str) -> tuple[int, int, int, int]:
    """The events that begin, stream and finish an answer.

    Last is where what the first one tells has the conversation.
    """
    config = client.get(f"{address}/config").json()
    box = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "q")
    kept = next(c["id"] for c in config["components"] if c["type"] == "browserstate")
    events = [event for event in config["dependencies"] if event["backend_fn"]]
    begin = next(e for e in events if [box, "submit"] in e["targets"])
    stream = next(e["id"] for e in events if e["trigger_after"] == begin["id"])
    finish = next(e["id"] for e in events if e["trigger_after"] == stream)
    return begin["id"], stream, finish, begin["outputs"].index(kept)


if __name__ == "__main__":
    main()
