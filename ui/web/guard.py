"""What every request passes: known host, own origin, bounded size, and headers that say no."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio's templates are compiled in the browser, which needs 'unsafe-eval'; nothing may be
# loaded from elsewhere, so text that slips through still cannot reach out.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; "
    "base-uri 'self'; frame-src 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
}
_CLOSED = ("/docs", "/redoc", "/openapi.json", "/gradio_api/runs", "/monitoring")
_CALL_LIMIT = 2_000_000
_TRIES = 5
_WAIT = 30.0


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, hosts: Collection[str], upload_limit: int) -> None:
        self._app = app
        self._hosts = {host.lower() for host in hosts} | {"localhost"}
        self._upload_limit = upload_limit
        self._failures: dict[str, list[float]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        denied = self._denied(scope)
        if denied is not None:
            await denied(scope, receive, _with_headers(send))
            return
        watched = self._watching_logins(scope, _with_headers(send))
        await self._app(scope, receive, watched)

    def _denied(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._known(host):
            return PlainTextResponse("This host name is not footnote's.", 400)
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return PlainTextResponse("Another site may not call footnote.", 403)
        if scope["path"].startswith(_CLOSED):
            return PlainTextResponse("Not found.", 404)
        if self._too_large(scope["path"], headers.get("content-length", "0")):
            return PlainTextResponse("The request is too large.", 413)
        if _is_login(scope) and self._throttled(_address(scope)):
            return PlainTextResponse(f"Too many tries; wait {_WAIT:.0f} seconds.", 429)
        return None

    def _known(self, host: str) -> bool:
        """A name of ours, or an address: a page that rebinds DNS comes with its own name."""
        name = (urlsplit(f"//{host}").hostname or "").lower()
        if name in self._hosts:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    def _too_large(self, path: str, length: str) -> bool:
        limit = self._upload_limit if path.startswith("/gradio_api/upload") else _CALL_LIMIT
        return not length.isdigit() or int(length) > limit

    def _throttled(self, address: str) -> bool:
        since = time.monotonic() - _WAIT
        recent = [at for at in self._failures.get(address, ()) if at > since]
        self._failures[address] = recent
        return len(recent) >= _TRIES

    def _watching_logins(self, scope: Scope, send: Send) -> Send:
        if not _is_login(scope):
            return send

        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 400:
                self._failures.setdefault(_address(scope), []).append(time.monotonic())
            await send(message)

        return watch


def _with_headers(send: Send) -> Send:
    async def add(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
        await send(message)

    return add


def _is_login(scope: Scope) -> bool:
    return scope["method"] == "POST" and str(scope["path"]).rstrip("/").endswith("/login")


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""
