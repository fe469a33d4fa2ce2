"""The cookie that tells one reader's browser from another: who gets it, with what, and what is taken from it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest

from ui import reader
from ui.reader import COOKIE, ReaderCookie

OLD = "A" * 32


def finish(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end in a thread of its own: that of the tests may have the loop of a browser."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def sent(cookie: str = "", kind: str = "text/html; charset=utf-8", scheme: str = "http") -> list[str]:
    """The cookies that an answer carries."""
    answers: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind.encode())]})
        await send({"type": "http.response.body", "body": b"x"})

    async def send(message: Any) -> None:
        answers.append(message)

    headers = [(b"cookie", cookie.encode("latin-1"))] if cookie else []
    finish(ReaderCookie(app)({"type": "http", "scheme": scheme, "headers": headers}, None, send))
    assert answers[1]["body"] == b"x"
    return [value.decode() for name, value in answers[0]["headers"] if name == b"set-cookie"]


def number(cookie: str) -> str:
    found = re.match(rf"{COOKIE}=([A-Za-z0-9_-]+); Path=/; Max-Age=\d+; HttpOnly; SameSite=Lax", cookie)
    assert found, cookie
    return found[1]


def test_a_new_browser_gets_a_number_that_no_other_has() -> None:
    numbers = {number(sent()[0]) for _ in range(50)}
    assert len(numbers) == 50
    assert all(len(one) >= 32 for one in numbers)


def test_a_known_browser_keeps_its_number() -> None:
    for cookie in (f"{COOKIE}={OLD}", f"a=b; {COOKIE}={OLD}; c=d"):
        assert number(sent(cookie)[0]) == OLD


@pytest.mark.parametrize("bad", ["", "short", "x" * 500, "a b" * 10, "é" * 30, f"{OLD}\r\nSet-Cookie: x=y", '"' * 30])
def test_a_damaged_number_is_replaced(bad: str) -> None:
    (cookie,) = sent(f"{COOKIE}={bad}")
    assert number(cookie) not in ("", bad)
    assert "\n" not in cookie


def test_only_pages_carry_it_and_https_keeps_it_to_itself() -> None:
    assert sent(kind="application/json") == []
    assert sent(scheme="https")[0].endswith("; Secure")
    assert "Secure" not in sent()[0]


def test_what_is_no_page_is_passed_on_untouched() -> None:
    seen = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append((scope, receive, send))

    finish(ReaderCookie(app)({"type": "websocket"}, "receive", "send"))
    assert seen == [({"type": "websocket"}, "receive", "send")]


def test_the_readers_name_does_not_give_the_number_away(monkeypatch: pytest.MonkeyPatch) -> None:
    context = SimpleNamespace(cookies={})
    monkeypatch.setattr(reader.st, "context", context)
    assert reader.reader() == ""
    names = set()
    for one in (OLD, "B" * 32, "\ud800" * 3):
        context.cookies = {COOKIE: one}
        names.add(reader.reader())
        assert one not in reader.reader()
    assert len(names) == 3
