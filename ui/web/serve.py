"""Serve the screen: loopback only, unless there are accounts."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.types import ASGIApp

from rag.domain import Question
from rag.engine.library import Library
from rag.errors import CannotCreate, ConfigurationError, FootnoteError, shown
from rag.events import Found
from rag.settings import Settings
from ui.html.templates import ASSETS
from ui.web.accounts import Accounts
from ui.web.app import build
from ui.web.guard import Guard
from ui.web.theme import footnote_theme


def _worth_saying(record: logging.LogRecord) -> bool:
    """Whether uvicorn should say this: an open page's streams never end, and are cut at the end."""
    cut = record.exc_info is not None and isinstance(record.exc_info[1], asyncio.CancelledError)
    return not cut and "timeout graceful shutdown exceeded" not in record.getMessage()


def serve(library: Library, announce: Callable[[str], None]) -> None:
    """Serve until interrupted; `announce` is told the address once it is taken.

    Raises ConfigurationError for an address that needs accounts, CannotCreate for a taken port.
    """
    check_address(library.settings)
    with listen(library.settings) as listening:
        announce(address_of(listening))
        asyncio.run(run(library, listening, lambda _: None))


async def run(
    library: Library,
    listening: socket.socket,
    made: Callable[[uvicorn.Server], None],
) -> None:
    """Serve on an open socket; `made` gets the server, whose `should_exit` ends it."""
    # Built within the loop, since Gradio would leave ten loops of its own behind.
    server = make_server(library)
    made(server)
    warming = asyncio.get_running_loop().run_in_executor(None, warm, library)
    await server.serve(sockets=[listening])
    await warming


def warm(library: Library) -> None:
    """Load what the first question needs, up to its sources; nothing of it is kept."""
    events = library.stream(Question("What is here?", use_llm=False))
    with suppress(FootnoteError):
        next((event for event in events if isinstance(event, Found)), None)
    events.close()


def address_of(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def make_server(library: Library) -> uvicorn.Server:
    logging.getLogger("uvicorn.error").addFilter(_worth_saying)
    return uvicorn.Server(
        uvicorn.Config(
            application(library),
            log_level="warning",
            timeout_graceful_shutdown=1,
            server_header=False,
        )
    )


def check_address(settings: Settings) -> None:
    """Refuse to be reachable by others while anybody could read and ask."""
    if settings.accounts is not None:
        Accounts(settings.accounts).read()
        return
    if not _is_loopback(settings.host):
        raise ConfigurationError(
            f"footnote does not listen on {shown(settings.host)} without accounts, because "
            "everybody who reaches it could read your papers and spend your key; make one with "
            "`footnote accounts add NAME` and set FOOTNOTE_ACCOUNTS, or keep FOOTNOTE_HOST at "
            "127.0.0.1."
        )


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def listen(settings: Settings) -> socket.socket:
    """A socket on the address of the settings; raises CannotCreate where it is taken."""
    try:
        family = socket.getaddrinfo(settings.host, settings.port)[0][0]
    except OSError as error:
        raise _unreachable(settings, error) from None
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise _unreachable(settings, error) from None
    return listening


def _unreachable(settings: Settings, error: OSError) -> CannotCreate:
    return CannotCreate(
        f"footnote cannot listen on {shown(settings.host)} port {settings.port}: "
        f"{error.strerror or error}; choose another with FOOTNOTE_PORT or --port."
    )


def application(library: Library) -> ASGIApp:
    """The screen as an ASGI application, behind its guard."""
    settings = library.settings
    outer = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    outer.mount("/footnote", StaticFiles(directory=ASSETS))
    scripts = ("footnote.js", "map.js", "stream.js")
    script = "\n".join((ASSETS / name).read_text(encoding="utf-8") for name in scripts)
    mounted = gr.mount_gradio_app(
        outer,
        build(library),
        path="/",
        footer_links=[],
        run_history=False,
        auth=_login(settings),
        auth_message="footnote: ask your papers.",
        show_error=False,
        max_file_size=settings.file_limit,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        pwa=False,
        theme=footnote_theme(),
        css_paths=[ASSETS / "footnote.css", ASSETS / "answer.css", ASSETS / "panels.css"],
        head=f"<script>{script}</script>",
    )
    names = {settings.host, socket.gethostname(), socket.getfqdn()}
    return Guard(mounted, names, settings.file_limit)


def _login(settings: Settings) -> Callable[[str, str], bool] | None:
    return Accounts(settings.accounts).fits if settings.accounts is not None else None
