"""Opportunities in a browser: ranges come second, a bar opens its card, the address keeps an offer, a phone fits."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from spinemkt.documents.options import DECIDE_TABS
from spinemkt.scenario.cards import deck
from tests.browser_fixtures import settle

SECONDS = 90  # seventeen scenarios are drawn once the page stands


def page_of(browser: Browser, address: str, width: int = 1280, height: int = 1000) -> Page:
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.set_default_timeout(SECONDS * 1000)
    page.goto(address)
    settle(page)
    return page


@pytest.mark.timeout(240)
def test_a_bar_opens_its_card_and_the_card_its_scenario(browser: Browser, url: str) -> None:
    page = page_of(browser, f"{url}/opportunities")
    expect(page.get_by_text("How to read: each simulation")).to_be_visible(timeout=SECONDS * 1000)
    settle(page)
    bars = [bar.bounding_box() or {} for bar in page.locator(".barlayer .point path").all()]
    first = min((bar for bar in bars if bar), key=lambda bar: bar["y"])
    page.mouse.click(first["x"] + first["width"] / 4, first["y"] + first["height"] / 2)
    first = page.locator('[data-testid="stColumn"] .sm-title').first
    largest = deck().cards["advanced_stage"]
    expect(first).to_have_text(largest.title)
    settle(page)
    assert f"card_kind={deck().kinds[largest.kind]}" in page.evaluate("location.href")
    page.get_by_role("button", name="Open as my scenario").first.click()
    expect(page.locator(".sm-scenario")).to_contain_text(largest.scenario)
    page.context.close()


@pytest.mark.timeout(240)
def test_the_address_keeps_an_offer_and_a_phone_has_room_for_it(browser: Browser, url: str) -> None:
    page = page_of(browser, f"{url}/opportunities?ranges=Off&decide_tab={DECIDE_TABS[1]}", 390, 844)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    box = page.get_by_role("textbox", name="Peak share of SAM, %")
    box.fill("40")
    box.press("Enter")
    page.wait_for_function("() => location.href.includes('offer_peak=40')")
    page.get_by_role("combobox", name="Launch year").click()
    page.get_by_role("option", name="2028").click()
    page.wait_for_function("() => location.href.includes('offer_launch=2028')")
    page.get_by_role("combobox", name="Launch year").click()
    page.get_by_role("option", name="2027").click()
    page.wait_for_function("() => !location.href.includes('offer_launch')")
    expect(page.locator(".sm-answer")).to_contain_text("39.7")
    said = page.locator(".sm-answer").inner_text()
    again = page_of(browser, page.evaluate("location.href"), 390, 844)
    expect(again.locator(".sm-answer")).to_have_text(said)
    assert "39.7% of the" in said  # of a peak of 40%, eight years after launch with six to the peak
    for each in (page, again):
        each.context.close()
