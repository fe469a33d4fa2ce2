"""Addresses of pages as people write them: found in any case; one that no page has is said."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse

from spinemkt.errors import nearest
from ui import notes

HOME, NAME = "overview", "no_page"
LONGEST = 40  # letters of an address that are said again
_FOLDER = Path(__file__).resolve().parents[1] / "pages"


@cache
def names() -> frozenset[str]:
    """The last part of every page's address."""
    return frozenset(path.stem for path in _FOLDER.glob("*.py"))


def found(written: str) -> str | None:
    """The name of the page that the last part of an address means; None where it is no page's."""
    name = unquote(written).strip().lower().replace("-", "_").replace(" ", "_")
    return name if name in names() else None


class PageNames:
    """ASGI middleware: a page's name in another spelling leads to the page, any other name to the first one."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Redirect calls of a page under another spelling, and of a page that is not there; pass on the others."""
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            folder, _, last = scope["path"].rstrip("/").rpartition("/")
            name, pairs = found(last), parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
            if name and (name != last or name == HOME):
                return await _sent(f"{folder}/{'' if name == HOME else name}", pairs)(scope, receive, send)
            if not name and self._is_page(folder, last, scope):
                return await _sent(f"{folder}/", [*pairs, (NAME, last[:LONGEST])])(scope, receive, send)
        await self.app(scope, receive, send)

    @staticmethod
    def _is_page(folder: str, last: str, scope: Any) -> bool:
        """Whether a browser calls what could only be a page: a single name, below the base path of the server."""
        base = st.get_option("server.baseUrlPath").strip("/")
        plain = last and "." not in last and not last.startswith("_") and last != base
        return bool(plain) and folder.strip("/") == base and "text/html" in Headers(scope=scope).get("accept", "")


def _sent(path: str, pairs: list[tuple[str, str]]) -> RedirectResponse:
    return RedirectResponse(f"{path}?{urlencode(pairs)}" if pairs else path)


def say_unknown() -> None:
    """Say that the address named no page, where it did not."""
    if not (name := st.query_params.pop(NAME, "")):
        return
    near = nearest(name.lower(), sorted(names()))
    notes.put(
        "unknown_page",
        notes.Note(
            "There is no page at this address",
            f"No page is called {name[:LONGEST]!r}; this is the Market overview.{near}",
        ),
    )
