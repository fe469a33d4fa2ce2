"""In a real browser: own data that a reload or a restart ended are said, and a short link opens what was saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser_fixtures import menu_link, serving, settle
from tests.test_keeping_app import stacked
from tests.test_own_data import OURS, lines

NOTE = ".st-key-note_own_ended"
SCENARIO = ".sm-scenario b"


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPINEMKT_DATABASE", f"sqlite:///{tmp_path / 'scenarios.sqlite'}")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a browser of its own, with its cookies."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(40_000)
    yield page
    context.close()


def test_own_data_that_ended_are_said_after_a_reload_and_a_restart(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "unit_costs.csv"
    file.write_text(lines(OURS))
    with serving() as url:
        page.goto(f"{url}/own_data")
        settle(page)
        page.locator("[data-testid=stFileUploader] input").set_input_files(str(file))
        page.locator(".st-key-use_own button").click()
        expect(page.locator(".st-key-own_mark")).to_be_visible()
        settle(page)
        menu_link(page, "Market overview").click()
        settle(page)
        expect(page.locator(NOTE)).to_have_count(0)
        page.reload()
        expect(page.locator(NOTE)).to_contain_text("own data (1 row in unit costs)")
    with serving() as url:
        page.goto(url)
        expect(page.locator(NOTE)).to_contain_text("upload the file again")
        settle(page)
        page.locator(".st-key-dismiss_own_ended button").click()
        expect(page.locator(NOTE)).to_have_count(0)
        settle(page)
    with serving() as url:
        page.goto(url)
        settle(page)
        expect(page.locator(NOTE)).to_have_count(0)


def test_a_short_link_is_made_in_share_and_opens_in_another_browser(page: Page, browser: Browser) -> None:
    with serving() as url:
        page.goto(f"{url}/regions?scenario={stacked().to_link()}&region=Europe")
        settle(page)
        page.locator(".st-key-share button").first.click()
        page.get_by_role("button", name="Save and make a short link").click()
        field = page.get_by_role("textbox", name="Short link")
        expect(field).to_be_visible()
        settle(page)
        short = field.input_value()
        assert len(short) < 200
        page.get_by_role("button", name="Copy short link").click()
        expect(page.locator(".sm-copied", has_text="Copied")).to_be_visible()
        assert field.input_value() == short
        other = browser.new_context().new_page()
        other.goto(short)
        expect(other.locator(SCENARIO)).to_have_text("Long plan")
        settle(other)
        assert other.locator(".sm-effect").inner_text() == page.locator(".sm-effect").inner_text()
        assert "/regions" in other.url and "Europe" in other.evaluate("location.href")
        other.context.close()
