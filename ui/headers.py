"""What every answer of the server tells the browser, and which names the server answers to."""

from __future__ import annotations

import os
import re
from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

from ui import script

HOSTS, FRAMES = "SPINEMKT_HOSTS", "SPINEMKT_FRAME_ANCESTORS"
UNSUPPORTED = 1003  # of WebSocket: a kind of data that is not taken
LOOPBACK = ("localhost", "127.0.0.1", "::1")
_EVERYWHERE = ("0.0.0.0", "::")  # where a server may listen; nobody calls it so
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_HOST = re.compile(r"(?:\*\.)?[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?|[0-9a-f:.]+")
_FRAME = re.compile(r"'self'|'none'|\*|https?://[\w*.\[\]:-]+")
_REFUSED = (
    f"This server does not answer to that name. Whoever runs it can allow the name in {HOSTS}; "
    "docs/server.md says how.\n"
)


class Guard:
    """ASGI middleware: refuse calls under a foreign name or from a foreign page; add the headers to the others.

    A foreign name is how a page elsewhere reaches a server of this machine, and how it reads what is on it. Raises
    ValueError where an environment variable names no host or frame.
    """

    def __init__(self, app: Any) -> None:
        self.app = app
        self.named = named_hosts()
        self.allowed = {*LOOPBACK, *self.named}
        self.headers = {
            "Content-Security-Policy": policy(),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
        }

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass on what is allowed."""
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)

        async def guarded(message: Any) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        async def checked() -> Any:
            """What the browser sends; Streamlit's own sends bytes, and reads nothing else."""
            message = await receive()
            if message["type"] == "websocket.receive" and message.get("bytes") is None:
                await send({"type": "websocket.close", "code": UNSUPPORTED})
                return {"type": "websocket.disconnect", "code": UNSUPPORTED}
            return message

        if not self._welcome(Headers(scope=scope)):
            return await PlainTextResponse(_REFUSED, 421)(scope, receive, guarded)
        return await self.app(scope, checked if scope["type"] == "websocket" else receive, guarded)

    def _welcome(self, headers: Headers) -> bool:
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if "*" in self.allowed:
            return True
        if len(hosts) != 1 or len(origins) > 1 or not _among(_host_of(f"//{hosts[0]}"), self.allowed):
            return False
        return not origins or _same(origins[0], hosts[0]) or _among(_host_of(origins[0]), self.named)


def named_hosts() -> set[str]:
    """The names that whoever runs the server has given it, in Streamlit's options and the environment."""
    options = [st.get_option(name) for name in ("browser.serverAddress", "server.address")]
    configured = [*filter(None, options), *st.get_option("server.allowedHosts")]
    given = re.split(r"[\s,]+", os.environ.get(HOSTS, ""))
    found = {name.strip().strip("[]").lower().rstrip(".") for name in (*configured, *given) if name}
    wrong = sorted(name for name in found if name and name != "*" and not _HOST.fullmatch(name))
    if wrong:
        raise ValueError(f"{HOSTS}: {wrong[0][:80]!r} is not the name of a host, such as market.example.com")
    return found - {"", *_EVERYWHERE, *LOOPBACK}


def policy() -> str:
    """The content security policy: nothing from elsewhere, and no script but the app's own."""
    return "; ".join(
        f"{name} {value}"
        for name, value in {
            "default-src": "'self'",
            "script-src": f"'self' blob: 'wasm-unsafe-eval' {_hashes()}",  # Streamlit's own
            "style-src": "'self' 'unsafe-inline'",
            "img-src": "'self' data: blob:",
            "font-src": "'self' data:",
            "connect-src": "'self' data: blob:",  # data: the empty base map of the charts
            "worker-src": "'self' blob:",
            "object-src": "'none'",
            "base-uri": "'self'",
            "form-action": "'self'",
            "frame-ancestors": _frames(),
        }.items()
    )


@cache
def _hashes() -> str:
    """Of the scripts that stand in the page itself: Streamlit's and the app's."""
    page = Path(st.__file__).with_name("static") / "index.html"
    texts = [*_INLINE.findall(page.read_text(encoding="utf-8")), script.text()]
    return " ".join(f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in texts)


def _frames() -> str:
    """Which pages may show the app in a frame. Raises ValueError."""
    found = os.environ.get(FRAMES, "'self'").split()
    wrong = [name for name in found if not _FRAME.fullmatch(name)]
    if wrong or not found:
        raise ValueError(f"{FRAMES}: {''.join(wrong)[:80]!r} is not 'self', 'none' or an address, https://example.com")
    return " ".join(found)


def _host_of(address: str) -> str:
    try:
        parts = urlsplit(address)
        strange = parts.username is not None or parts.path or parts.query or (parts.port or 1) < 1
        return "" if strange else (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""


def _same(origin: str, host: str) -> bool:
    return urlsplit(origin).scheme in ("http", "https") and origin.partition("://")[2].lower() == host.lower()


def _among(host: str, names: Iterable[str]) -> bool:
    return bool(host) and any(host == name or (name[:2] == "*." and host.endswith(name[1:])) for name in names)
