"""The app under a path of its host, as behind a proxy: map, menu, drawer, Share, cookie; what is refused."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser_fixtures import menu_link, serving, settle
from tests.test_browser import ALL_PATHS, HARMLESS
from ui.reader import COOKIE

BASE = "tools/market"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving(base_path=BASE) as address:
        yield address


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """A new reader's page; when the test is over, look at what was missing or refused."""
    troubles: list[str] = []
    found = browser.new_page(viewport={"width": 1280, "height": 800})
    found.set_default_timeout(40_000)
    found.add_init_script(
        "document.addEventListener('securitypolicyviolation', event =>"
        " console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"
    )
    found.on("pageerror", lambda error: troubles.append(str(error)))
    found.on("console", lambda line: troubles.append(line.text) if line.text.startswith("policy: ") else None)
    found.on("requestfinished", lambda asked: troubles.append(asked.url) if _missing(asked) else None)
    yield found
    found.close()
    assert troubles == []


def _missing(asked: object) -> bool:
    answer = asked.response()  # type: ignore[attr-defined]
    return answer is not None and answer.status >= 400 and not answer.url.endswith(HARMLESS)


def test_a_deep_link_on_a_cold_server_draws_the_map(page: Page, url: str) -> None:
    page.goto(f"{url}/regions?region=europe")
    settle(page)
    page.wait_for_function("() => document.querySelectorAll('.choroplethlayer path').length > 20")
    expect(page.locator(".sm-state")).to_contain_text("Europe")
    (cookie,) = [one for one in page.context.cookies() if one["name"] == COOKIE]
    assert cookie["path"] == f"/{BASE}"


def test_menu_drawer_and_share_stay_below_the_path(page: Page, url: str) -> None:
    page.goto(f"{url}/")
    settle(page)
    menu_link(page, "Regions").click()
    page.wait_for_function("path => location.pathname === path", arg=f"/{BASE}/regions")
    settle(page)
    page.wait_for_function("() => document.querySelectorAll('.choroplethlayer path').length > 150")
    page.locator(".sm-ask").first.click()
    drawer = page.get_by_test_id("stDialog")
    expect(drawer).to_contain_text("Calculation")
    for name in ("All parameters", "Sources", "Cite and reproduce"):
        drawer.get_by_role("tab", name=name).click()
        expect(drawer.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Share", exact=True).click()
    link = page.locator(".sm-share input")
    expect(link).to_be_visible()
    assert link.input_value().startswith(f"{url}/regions")


def test_no_page_asks_for_what_its_policy_refuses(page: Page, url: str) -> None:
    for path in ALL_PATHS.values():
        page.goto(url + path)
        settle(page)
        assert page.evaluate("() => window.smKeys && window.smPage")
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(
        [{"name": "unit_costs.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"}]
    )
    expect(page.get_by_test_id("stAlert").first).to_be_visible()
    page.goto(f"{url}/")
    settle(page)
    page.get_by_role("button", name="Export of the chart").first.click()
    with page.expect_download():
        page.get_by_role("button", name="CSV of").click()


def test_a_stranger_is_refused(url: str) -> None:
    here = urlsplit(url)
    for headers, status in (
        ({}, 200),
        ({"Host": "evil.example"}, 421),
        ({"Origin": "https://evil.example"}, 421),
    ):
        line = http.client.HTTPConnection(str(here.hostname), here.port, timeout=20)
        line.request("GET", f"{here.path}/_stcore/health", headers=headers)
        assert line.getresponse().status == status
        line.close()
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "A" * 22 + "==",
    }
    for headers, status in (({}, 101), ({"Origin": "https://evil.example"}, 421), ({"Host": "evil.example"}, 421)):
        line = http.client.HTTPConnection(str(here.hostname), here.port, timeout=20)
        line.request("GET", f"{here.path}/_stcore/stream", headers={**upgrade, **headers})
        assert line.getresponse().status == status
        line.close()
