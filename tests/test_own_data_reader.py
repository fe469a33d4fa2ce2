"""Own data as a reader meets them: in a real browser, and behind every number that they touch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import spinemkt
from spinemkt.terms import SCOPES
from tests.browser_fixtures import menu_link, serving, settle
from tests.test_lineage_pages import numbers, same
from tests.test_own_data import OURS, laid, lines
from tests.test_own_data_app import FILE, saved, using
from tests.test_pages import check

__all__ = ["saved"]  # a fixture: each test has a database of its own
PAGES = ("overview", "segments", "regions", "modalities", "pathway")


@pytest.mark.parametrize("page", PAGES)
def test_every_number_is_made_of_own_data(page: str, inputs: spinemkt.Inputs, result: spinemkt.Result) -> None:
    app = using()
    app.session_state["ranges"] = "off"
    app.switch_page(f"../pages/{page}.py").run()
    check(app)
    runs = {scope: spinemkt.run(laid(inputs, FILE[:2]), scope=scope) for scope in SCOPES}
    moved, seen = 0, 0
    for key, offer, answer in numbers(app):
        run = runs[offer.view_of(answer).scope]
        value = answer.evaluate(lambda name, run=run: run)
        assert same(value, answer), (key, answer, value)
        seen += 1
        mine = run is runs[result.scope]
        moved += mine and value != pytest.approx(answer.evaluate(lambda name: result), rel=1e-9)
    assert seen >= 5
    assert moved >= 1


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with serving() as url:
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(f"{url}/own_data")
        settle(page)
        yield page
        context.close()


def overview(page: Page) -> str:
    """The first headline tile, reached by the navigation: another address would begin another session."""
    menu_link(page, "Market overview").click()
    page.wait_for_function("() => location.pathname === '/'")
    expect(page.locator(".sm-value").first).to_be_visible()
    settle(page)
    return page.locator(".sm-value").first.inner_text()


def give(page: Page, folder: Path, text: str) -> None:
    file = folder / "unit_costs.csv"
    file.write_text(text, encoding="utf-8")
    with page.expect_file_chooser() as chooser:
        page.get_by_test_id("stFileUploader").get_by_role("button", name="Upload").last.click()
    chooser.value.set_files(str(file))


def test_own_data_from_file_to_lineage_and_away(page: Page, tmp_path: Path) -> None:
    bundle = overview(page)
    menu_link(page, "Use your own data").click()
    give(page, tmp_path, lines(OURS.replace("pert", "pret")))
    expect(page.get_by_text("1 fault; nothing was taken")).to_be_visible()
    expect(page.get_by_role("button", name="Use these data")).to_have_count(0)

    page.get_by_role("button", name="Remove unit_costs.csv").click()
    give(page, tmp_path, lines(OURS.replace("9000", "90000").replace("10000", "100000")))
    page.get_by_role("button", name="Use these data").click()
    mark = page.get_by_text("Own data in use: 1 row in unit costs")
    expect(mark).to_be_visible()

    mine = overview(page)
    assert mine != bundle
    expect(mark).to_be_visible()
    page.locator(".sm-value .sm-ask").first.click()
    drawer = page.get_by_role("dialog")
    expect(drawer.locator(".sm-drawer-value")).to_contain_text(mine.removesuffix(" USD"))
    drawer.get_by_role("tab", name="Cite and reproduce").click()
    expect(drawer.get_by_text("own data").first).to_be_visible()
    page.keyboard.press("Escape")

    page.reload()
    settle(page)
    assert page.locator(".sm-value").first.inner_text() == bundle  # a session of its own; nothing was kept


def test_a_corrected_file_takes_the_place_of_the_faulty_one(page: Page, tmp_path: Path) -> None:
    give(page, tmp_path, lines(OURS.replace("pert", "pret")))
    expect(page.get_by_text("1 fault; nothing was taken")).to_be_visible()
    (tmp_path / "unit_costs.csv").write_text(lines(OURS), encoding="utf-8")
    with page.expect_file_chooser() as chooser:
        page.get_by_test_id("stFileUploader").get_by_role("button").last.click()
    chooser.value.set_files(str(tmp_path / "unit_costs.csv"))
    expect(page.get_by_role("button", name="Use these data")).to_be_enabled()
    expect(page.get_by_text("unit_costs.csv: given 2 times; the last one counts")).to_be_visible()
    expect(page.get_by_text("nothing was taken")).to_have_count(0)
