"""Who reads: a random number that the server gives a browser in a cookie, so that a draft finds its reader again."""

from __future__ import annotations

import re
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

import streamlit as st

COOKIE = "spinemkt_reader"
_SECONDS = 400 * 24 * 3600  # browsers keep a cookie no longer
_NUMBER = re.compile(rf"(?:^|;\s*){COOKIE}=([A-Za-z0-9_-]{{22,64}})(?:;|$)")


class ReaderCookie:
    """ASGI middleware: each page that is sent carries the reader's number, a new one where the browser has none.

    It is for the pages of this app alone, which may share its host with others under other paths.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass everything on; add the cookie to the head of a page."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def marked(message: Any) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                cookie = (b"set-cookie", _cookie(scope).encode("ascii"))
                message = {**message, "headers": [*message["headers"], cookie]}
            await send(message)

        return await self.app(scope, receive, marked)


def reader() -> str:
    """A name for the reader's browser that does not give the number away; empty where the browser keeps no cookies."""
    number = st.context.cookies.get(COOKIE, "")
    return sha256(f"{COOKIE} {number}".encode("utf-8", "replace")).hexdigest()[:32] if number else ""


def _is_page(message: Any) -> bool:
    return any(name == b"content-type" and value.startswith(b"text/html") for name, value in message["headers"])


def _cookie(scope: Any) -> str:
    sent = b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode("latin-1")
    found = _NUMBER.search(sent)
    number = found[1] if found else token_urlsafe(24)
    path = "/" + st.get_option("server.baseUrlPath").strip("/")
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    return f"{COOKIE}={number}; Path={path}; Max-Age={_SECONDS}; HttpOnly; SameSite=Lax{secure}"
