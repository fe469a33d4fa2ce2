"""Addresses of pages in any spelling, and those that no page has."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st

from tests.own_loop import run
from tests.test_pages import opened
from ui.paths import PageNames, found


def called(path: str, query: str = "", accept: str = "text/html", method: str = "GET") -> str | None:
    """Where a call is sent to; None where it is passed on."""
    sent: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        sent.append({"passed": True})

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(b"accept", accept.encode())],
    }
    run(PageNames(app)(scope, None, send))
    if "passed" in sent[0]:
        return None
    return next(value.decode() for name, value in sent[0]["headers"] if name == b"location")


@pytest.mark.parametrize(
    ("path", "query", "wanted"),
    [
        ("/Regions", "region=Europe&region=Asia-Pacific", "/regions?region=Europe&region=Asia-Pacific"),
        ("/OWN-DATA/", "", "/own_data"),
        ("/own data", "", "/own_data"),
        ("/tools/market/Regions", "year=2030", "/tools/market/regions?year=2030"),
        ("/overview", "year=2030", "/?year=2030"),
        ("/nowhere", "year=2030", "/?year=2030&no_page=nowhere"),
        ("/a=1&b", "", "/?no_page=a%3D1%26b"),
        ("/regions", "year=2030", None),
        ("/", "", None),
        ("/_stcore/health", "", None),
        ("/static/js/x.js", "", None),
        ("/favicon.png", "", None),
    ],
)
def test_a_page_is_found_in_any_spelling(path: str, query: str, wanted: str | None) -> None:
    assert called(path, query) == wanted


def test_only_a_browser_that_wants_a_page_is_sent_on() -> None:
    assert called("/nowhere", accept="application/json") is None
    assert called("/Regions", method="POST") is None


def test_below_a_base_path_an_unknown_page_is_told_from_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "get_option", {"server.baseUrlPath": "tools"}.get)
    assert called("/tools") is None
    assert called("/tools/nowhere") == "/tools/?no_page=nowhere"
    assert called("/elsewhere/nowhere") is None


def test_an_address_that_no_page_has_is_said() -> None:
    app = opened(link={"no_page": "region", "year": "2030"})
    (note,) = app.info
    assert note.value == "No page is called 'region'; this is the Market overview. Did you mean 'regions'?"
    assert not app.warning
    assert app.session_state["year"] == 2030


def test_names_are_no_paths() -> None:
    assert found("../overview") is None
    assert found("%52egions") == "regions"


@pytest.mark.parametrize("name", ["utm_source", "ref", "gclid", "fbclid", "msclkid", "mc_cid", "_gl"])
def test_what_others_add_to_an_address_is_ignored(name: str) -> None:
    assert not opened(link={name: "x", "year": "2030"}).warning
