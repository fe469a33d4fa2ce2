"""Names of countries typed into controls in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser_fixtures import settle


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()


@pytest.mark.parametrize(
    ("text", "first", "name"),
    [
        ("Turkiye", "Add: Turkiye", "Türkiye"),
        ("Cote", "Add: Cote", "Côte d'Ivoire"),
        ("DEU", "Add: DEU", "Germany"),
        ("UK", "UK (United Kingdom)", "United Kingdom"),
        ("US", "US (United States)", "United States"),
    ],
)
def test_a_name_typed_into_the_filter_is_taken(page: Page, url: str, text: str, first: str, name: str) -> None:
    page.goto(f"{url}/evidence")  # a page that is drawn once, so that typing is not disturbed
    settle(page)
    page.locator(".st-key-country input").click()
    page.locator(".st-key-country input").fill(text)
    expect(page.get_by_role("option").first).to_have_text(first)
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-country")).to_contain_text(name)
    expect(page.locator(".sm-state")).to_contain_text(name)
    settle(page)
    assert page.evaluate("new URL(location.href).searchParams.get('country')") == name
