"""The Pathway page in a real browser: a lever's link opens its group of the lab, and a phone shows bars that fit."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser_fixtures import settle


def test_a_lever_link_opens_its_group_and_keeps_the_filters(browser: Browser, url: str) -> None:
    page = browser.new_page()
    page.goto(f"{url}/pathway?region=Europe&step=Diagnosis")
    settle(page)
    page.get_by_role("radio", name="Complications", exact=True).click()
    settle(page)
    page.get_by_text("Outcome: open the Scenario builder here").click()
    expect(page.get_by_text("What does your scenario change?", exact=True)).to_be_visible()
    settle(page)
    expect(page.get_by_role("radio", name="Outcome", exact=True)).to_be_checked()
    expect(page.locator(".sm-state")).to_contain_text("Europe")
    page.close()


def test_a_phone_shows_bars_for_strands_and_nothing_overflows(browser: Browser, url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{url}/pathway")
    settle(page)
    expect(page.locator(".sm-ladder")).to_be_visible()
    expect(page.locator(".st-key-pathway_flow")).not_to_be_visible()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.locator(".sm-ladder")).not_to_be_visible()
    expect(page.locator(".st-key-pathway_flow")).to_be_visible()
    context.close()


def test_a_station_and_a_strand_say_where_their_numbers_come_from(browser: Browser, url: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    for mark, name in (
        (".sankey-node .node-rect", "Asymptomatic, 2026"),
        (".sankey-link", "Treatment at the spine, Asympt"),
    ):
        page.goto(f"{url}/pathway")
        settle(page)
        box = page.locator(mark).first.bounding_box()
        assert box
        page.mouse.move(box["x"] + 4, box["y"] + 2)
        page.mouse.move(box["x"] + 5, box["y"] + 4)
        page.mouse.click(box["x"] + 5, box["y"] + 4)
        expect(page.get_by_role("dialog")).to_contain_text(name, timeout=20_000)
        expect(page.get_by_role("dialog")).to_contain_text("first / second x 1,000")
    page.close()
