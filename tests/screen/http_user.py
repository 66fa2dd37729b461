"""Readers without a browser.

`python -m tests.screen.http_user ADDRESS COUNT QUESTION` prints seconds.
"""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from secrets import token_hex

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
        begin, stream, finish = _events(client, address)
        began = time.perf_counter()
        _run(client, session, begin, [question, None, None, True])
        _run(client, session, stream, [None])
        _run(client, session, finish, [None])
        return time.perf_counter() - began


def _run(client: httpx.Client, session: str, event: int, data: list[object]) -> None:
    asked = {"data": data, "fn_index": event, "session_hash": session}
    client.post("/queue/join", json=asked).raise_for_status()
    with client.stream("GET", "/queue/data", params={"session_hash": session}) as lines:
        for line in lines.iter_lines():
            if line.startswith("data:") and json.loads(line[5:])["msg"] == "process_completed":
                return
    raise RuntimeError("an event of the screen did not end")


def _events(client: httpx.Client, address: str) -> tuple[int, int, int]:
    """The numbers of the events that begin, stream and finish an answer."""
    config = client.get(f"{address}/config").json()
    box = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "q")
    events = config["dependencies"]
    begin = next(e["id"] for e in events if [box, "submit"] in e["targets"])
    stream = next(e["id"] for e in events if e["trigger_after"] == begin)
    return begin, stream, next(e["id"] for e in events if e["trigger_after"] == stream)


if __name__ == "__main__":
    main()
