"""Search and landscape in a real browser: what is found leads to its place, whatever was chosen there before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser_fixtures import menu_link, settle
from tests.test_browser import outside

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    requests: list[str] = []
    context = browser.new_context(viewport=WIDE)
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    opened.on("request", lambda request: requests.append(request.url))
    yield opened
    context.close()
    assert outside(requests) == []


FOUND = "[data-testid=stMain] [data-testid=stPageLink] a"


def ask(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="Search parameters")
    box.fill(text)
    box.press("Enter")


def test_what_is_found_opens_where_it_stands(page: Page, url: str) -> None:
    """The company chosen on the Landscape page before gives way to the one of the link."""
    page.goto(f"{url}/landscape?company=Sandoz&region=Europe")
    settle(page)
    menu_link(page, "FAQ and glossary").click()
    ask(page, "globus medical")
    page.locator(FOUND, has_text="Globus Medical").first.click()
    expect(page.locator("h3.sm-title", has_text="Globus Medical").first).to_be_visible()
    settle(page)
    assert "region=Europe" in page.evaluate("location.href")
    assert "company=Globus" in page.evaluate("location.href")

    menu_link(page, "FAQ and glossary").click()
    ask(page, "unit cost sbrt")
    page.locator(FOUND, has_text="Unit cost").first.click()
    expect(page.get_by_role("textbox", name="Search")).to_have_value("unit_cost[sbrt_srs]")
    expect(page.locator(".sm-sources", has_text="1 of ")).to_be_visible()


@pytest.mark.parametrize("path", ["landscape", "answers?ask=carbon+fibre"])
def test_nothing_is_wider_than_a_phone(page: Page, url: str, path: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{url}/{path}")
    settle(page)
    wider = page.evaluate(
        "() => [...document.querySelectorAll('[data-testid=stMain] *')]"
        ".filter(one => one.getBoundingClientRect().right > 391 && !one.closest('.js-plotly-plot'))"
        ".map(one => one.className).slice(0, 5)"
    )
    assert wider == []
