from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import httpx
import pytest

from rag.errors import CannotCreate, ConfigurationError
from tests.fakes.scripted_library import ScriptedLibrary, papers
from tests.screen.chromium import serving, settings_in
from ui.web.accounts import Accounts
from ui.web.serve import check_address, listen

_PATIENCE = 60  # seconds; a busy machine outlasts httpx's five
_get = partial(httpx.get, timeout=_PATIENCE)
_post = partial(httpx.post, timeout=_PATIENCE)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("serve")
    with serving(ScriptedLibrary(home, settings=settings_in(home)).fill(papers(6))) as served:
        yield served


@pytest.fixture(scope="module")
def closed_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("accounts")
    Accounts(home / "accounts.json").add("ada", "correct horse")
    settings = settings_in(home, accounts=home / "accounts.json")
    with serving(ScriptedLibrary(home, settings=settings)) as served:
        yield served


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "lab.example"])
def test_other_addresses_need_accounts(tmp_path: Path, host: str) -> None:
    with pytest.raises(ConfigurationError, match="without accounts, because everybody"):
        check_address(settings_in(tmp_path, host=host))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
def test_loopback_needs_none(tmp_path: Path, host: str) -> None:
    check_address(settings_in(tmp_path, host=host))


def test_accounts_open_other_addresses(tmp_path: Path) -> None:
    Accounts(tmp_path / "accounts.json").add("ada", "correct horse")
    check_address(settings_in(tmp_path, host="0.0.0.0", accounts=tmp_path / "accounts.json"))
    with pytest.raises(ConfigurationError, match="holds no accounts"):
        check_address(settings_in(tmp_path, host="0.0.0.0", accounts=tmp_path / "none.json"))


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings = settings_in(tmp_path).model_copy(update={"port": port})
        with pytest.raises(CannotCreate, match=f"port {port}: Address already in use"):
            listen(settings)


def test_a_server_that_ends_says_nothing_of_the_pages_that_are_open(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    library = ScriptedLibrary(tmp_path, settings=settings_in(tmp_path)).fill(papers(6))
    with ExitStack() as served, httpx.Client(timeout=_PATIENCE) as page:
        address = served.enter_context(serving(library))
        with page.stream("GET", f"{address}/gradio_api/heartbeat/page") as beats:
            lines = beats.iter_lines()
            assert next(lines) == "data: ALIVE"
            served.close()
    assert capfd.readouterr().err == ""


def test_every_reply_forbids_what_comes_from_elsewhere(address: str) -> None:
    reply = _get(address)
    assert "default-src 'self'" in reply.headers["content-security-policy"]
    assert reply.headers["x-frame-options"] == "DENY"
    assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 400),
        ({"host": "127.0.0.1.evil.example:80"}, 400),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"host": "localhost"}, 200),
    ],
)
def test_other_hosts_and_origins_are_refused(
    address: str, headers: dict[str, str], status: int
) -> None:
    assert _get(address, headers=headers).status_code == status


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/gradio_api/runs", "/monitoring"])
def test_nothing_but_the_screen_is_served(address: str, path: str) -> None:
    assert _get(address + path).status_code == 404


@pytest.mark.parametrize("path", ["/etc/passwd", "http://127.0.0.1:1/", "{home}/library.db"])
def test_no_file_of_the_machine_is_served(address: str, tmp_path: Path, path: str) -> None:
    reply = _get(f"{address}/gradio_api/file={path.format(home=tmp_path)}")
    assert reply.status_code in (403, 404)


def test_a_call_of_ten_megabytes_is_refused(address: str) -> None:
    reply = _post(f"{address}/gradio_api/queue/join", content=b"x" * 10_000_000)
    assert reply.status_code == 413


def test_programs_may_call_ask_and_search_only(address: str) -> None:
    named = _get(f"{address}/gradio_api/info").json()
    assert sorted(named["named_endpoints"]) == ["/ask", "/search"]
    assert named["unnamed_endpoints"] == {}


def test_a_program_is_told_what_the_command_line_tells(address: str) -> None:
    asked = _post(f"{address}/gradio_api/call/search", json={"data": ["retrieval", 2]}).json()
    reply = _get(f"{address}/gradio_api/call/search/{asked['event_id']}")
    (found,) = json.loads(reply.text.split("data: ", 1)[1])
    assert sorted(found) == ["hits", "in_scope", "papers", "timings"]
    assert len(found["hits"]) == 2
    assert found["hits"][0] == {
        "paper_id": "paper-0",
        "title": "Notes on retrieval, part 0",
        "score": 0.87,
        "passage": "We study retrieval in setting 0. Our method for retrieval improves accuracy by "
        "1 points. It fails on long inputs.",
        "year": 2016,
        "venue": "ACL",
        "duplicates": [],
    }


def test_accounts_guard_everything_but_the_login(closed_address: str) -> None:
    for path in ("/config", "/gradio_api/info", "/gradio_api/upload"):
        assert _get(closed_address + path).status_code in (401, 405)
    form = {"username": "ada", "password": "correct horse"}
    with httpx.Client(base_url=closed_address, timeout=_PATIENCE) as client:
        assert client.post("/login", data=form).status_code == 200
        assert client.get("/config").status_code == 200


def test_guessing_passwords_is_slowed_down(closed_address: str) -> None:
    form = {"username": "ada", "password": "wrong"}
    tries = [_post(f"{closed_address}/login", data=form).status_code for _ in range(7)]
    assert tries == [400, 400, 400, 400, 400, 429, 429]
