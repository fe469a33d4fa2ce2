"""Where a number comes from: a tile, a band, a cell of a table and a key each open the drawer on their number."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser_fixtures import settle


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    opened.goto(url)
    settle(opened)
    yield opened
    context.close()


def asked(page: Page) -> str:
    """What the drawer is about; it is closed again."""
    drawer = page.get_by_role("dialog")
    expect(drawer.locator(".sm-drawer-value")).to_be_visible()
    words = " ".join(drawer.locator(".sm-label, .sm-drawer-value").all_inner_texts())
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    return words


def test_tile_band_and_keys_open_the_lineage(page: Page) -> None:
    tile = page.locator(".sm-value .sm-ask").nth(1)
    tile.click()
    assert tile.inner_text() in asked(page)
    tile.focus()
    page.keyboard.press("Enter")
    assert "Diagnosed 2026" in asked(page)
    page.locator(".sm-change .sm-ask").nth(1).click()
    assert "Growth of spend" in asked(page)
    chart = page.locator(".st-key-over_time .js-plotly-plot")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box
    for kind in ("Medication", "Radiation"):
        x, y = page.evaluate(
            """kind => {
                const plot = document.querySelector('.st-key-over_time .js-plotly-plot');
                const { xaxis, yaxis, _size } = plot._fullLayout, line = plot.data.find(({ name }) => name === kind);
                return [_size.l + xaxis.d2p(line.x[4]), _size.t + yaxis.d2p(line.y[4])];
            }""",
            kind,
        )
        spot = box["x"] + x, box["y"] + y
        page.mouse.move(spot[0] - 6, spot[1])
        page.mouse.move(*spot)
        page.wait_for_timeout(400)
        page.mouse.click(*spot)
        assert kind in asked(page)


def test_a_cell_of_a_table_opens_the_lineage(page: Page) -> None:
    page.locator(".st-key-table_by_region button").click()
    table = page.locator("[data-testid=stDataFrame] canvas").first
    expect(table).to_be_visible()
    page.wait_for_timeout(500)
    box = table.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + 52)
    assert "North America" in asked(page)


# As where the part of a dialog that has the focus is drawn anew twice at once: nothing in the dialog hears of it.
LOSE_FOCUS = """() => {
    window.addEventListener('focusout', event => event.stopImmediatePropagation(), { capture: true, once: true });
    document.activeElement.blur();
}"""


def test_a_click_opens_the_drawer_and_leaves_the_page_as_it_is(browser: Browser, url: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page, sent = context.new_page(), list[bytes]()
    page.set_default_timeout(30_000)
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: sent.append(bytes(data))))
    page.goto(url)
    settle(page)
    page.wait_for_timeout(1_000)  # a page is drawn once more with its ranges
    settle(page)
    assert any(b"sm-question" in message for message in sent)
    sent.clear()
    page.locator(".sm-change .sm-ask").nth(1).click()
    drawer = page.get_by_role("dialog")
    expect(drawer.locator(".sm-drawer-value")).to_be_visible()
    expect(drawer).to_contain_text("Main drivers of uncertainty")
    drawer.get_by_text("Second: Spend, 2035").click()
    drawer.get_by_role("tab", name="Sources").click()
    expect(drawer).to_contain_text("the best grade first")
    assert not any(b"sm-question" in message for message in sent), "the page was drawn again"
    page.wait_for_timeout(1_000)
    page.evaluate(LOSE_FOCUS)
    page.keyboard.press("Tab")
    page.wait_for_function("() => document.querySelector('[role=dialog]').contains(document.activeElement)")
    drawer.get_by_role("tab", name="Cite and reproduce").click()
    expect(drawer).to_contain_text("import spinemkt")
    page.wait_for_timeout(1_000)
    page.evaluate(LOSE_FOCUS)
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    page.get_by_role("radio", name="Patients").click()
    settle(page)
    page.locator(".sm-value .sm-ask").first.click()
    expect(drawer.locator(".sm-label").first).to_contain_text("Patient treatments 2026")
    context.close()
