"""How sure? in a real browser: a bar clicked and opened, draws downloaded, a large run cancelled while reading on."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

import spinemkt
from spinemkt import Scenario
from tests.browser_fixtures import settle
from tests.test_browser import HARMLESS, outside

SECONDS = 30


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """A reader's page; at the end, look at every request, error and console line it made."""
    requests: list[str] = []
    troubles: list[str] = []

    def listen(line: ConsoleMessage) -> None:
        if line.type == "error" and not str(line.location.get("url", "")).endswith(HARMLESS):
            troubles.append(line.text)

    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    opened = context.new_page()
    opened.set_default_timeout(SECONDS * 1000)
    opened.on("request", lambda request: requests.append(request.url))
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("console", listen)
    opened.goto(f"{url}/sensitivity?year=2035")
    settle(opened)
    yield opened
    context.close()
    assert outside(requests) == []
    assert troubles == []


def scenario_of(page: Page) -> Scenario:
    code = re.search(r"[?&]scenario=([\w-]+)", page.evaluate("location.href"))
    return Scenario.from_link(code[1]) if code else Scenario()


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()
    expect(page.get_by_role("tab", name=name, exact=True)).to_have_attribute("aria-selected", "true")
    settle(page)


def test_a_bar_of_the_tornado_opens_as_a_scenario_and_back(page: Page, inputs: spinemkt.Inputs) -> None:
    tornado = page.locator('[data-testid="stPlotlyChart"]').filter(has=page.locator(".barlayer .trace")).first
    name = "Price level across country groups, Branded drug"
    rows = tornado.locator(".annotation-text").all_text_contents()
    place = next(place for place, label in enumerate(rows) if name in label)
    tornado.locator(".barlayer .trace").first.locator(".point path").nth(place).click(force=True)
    chosen = page.get_by_role("combobox", name="Open an end of")
    expect(chosen).to_have_value(re.compile(name))
    settle(page)
    page.get_by_role("button", name="Make the high end my scenario").click()
    expect(page.locator(".sm-effect")).to_be_visible()
    settle(page)
    opened = scenario_of(page)
    assert {change.parameter for change in opened.changes} == {"price_level"}
    spend = spinemkt.run(inputs, opened).total("spend", {"year": 2035})
    said = re.search(r"→ ([\d.]+)\u00a0bn", page.locator(".sm-effect").inner_text())
    assert said and float(said[1]) == pytest.approx(spend / 1e9, abs=0.005)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator(".sm-effect")).to_have_count(0)
    assert not scenario_of(page).changes


def test_the_draws_come_as_a_file(page: Page) -> None:
    open_tab(page, "Confidence")
    page.locator(".st-key-export_draws button").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile("Simulations as CSV")).click()
    lines = waiting.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert "# unit: USD2025/year" in lines
    assert len([line for line in lines if not line.startswith("#")]) == 2001


def test_the_page_stays_usable_beside_a_large_run_that_is_cancelled(page: Page) -> None:
    open_tab(page, "Confidence")
    page.get_by_role("radiogroup", name="More simulations").get_by_text("100,000", exact=True).click()
    page.get_by_role("button", name="Run 100,000 simulations").click()
    bar = page.get_by_text(re.compile(r"100,000 simulations of spend in 2035: \d"))
    expect(bar).to_be_visible()
    open_tab(page, "Goal seek")
    page.get_by_label("brings spend").fill("18 bn")
    page.get_by_role("button", name="Find it").click()
    expect(page.locator(".sm-said")).to_contain_text("18.0 bn USD")
    open_tab(page, "Confidence")
    told = page.get_by_text(re.compile(r"100,000 simulations of spend in 2035: [1-9]"))
    expect(told).to_be_visible()
    expect(page.get_by_text(told.inner_text(), exact=True)).to_have_count(0)  # it goes on by itself
    expect(told).to_be_visible()
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect(page.get_by_text("100,000 simulations of spend in 2035: cancelled.")).to_be_visible()
    settle(page)
    expect(page.get_by_role("button", name="Run 100,000 simulations")).to_be_enabled()
