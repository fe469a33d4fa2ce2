"""The Export menus: slides, pictures and briefs of what the page shows, made in a thread that knows no session."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pptx
import pytest
from playwright.sync_api import Browser, expect
from streamlit.testing.v1 import AppTest

from spinemkt.documents.workspace import Workspace
from spinemkt.evidence.inputs import Inputs
from spinemkt.export import browser as chart_browser
from spinemkt.export.deck import making
from spinemkt.scenario.change import Change
from spinemkt.scenario.scenario import Scenario
from tests.browser_fixtures import settle
from tests.test_downloads import Made, elsewhere, offered  # noqa: F401
from tests.test_pages import html_of, opened
from ui import address, deck_file

LINK = address.written(Scenario("Dearer", changes=(Change("unit_cost", "scale", 2.0),)))


def words(content: bytes) -> list[str]:
    """Every text of the slides of a deck."""
    deck = pptx.Presentation(io.BytesIO(content))
    return [shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]


def opened_menus(page: str = "overview", **state: object) -> AppTest:
    app = opened(page, {"export": True, "export_by_region": True, "scenario": LINK, **state})
    assert not app.exception
    return app


def label(app: AppTest, key: str) -> str:
    (found,) = [one.label for one in app.get("download_button") if one.key == key]
    return str(found)


@pytest.mark.usefixtures("offered")
def test_the_menu_of_the_page_says_how_long_its_files_take() -> None:
    assert any("takes 5 to 20 seconds" in html for html in html_of(opened_menus()))


@pytest.mark.usefixtures("offered")
def test_a_chart_offers_slide_picture_tables_and_python() -> None:
    app = opened_menus()
    keys = [one.key for one in app.get("download_button")]
    for kind in ("slide", "csv", "xlsx", "png", "svg"):
        assert f"{kind}_by_region" in keys
    assert any("spinemkt.run(" in one.value for one in app.code)


def test_a_slide_says_what_the_chart_says_under_the_reader_s_scenario_and_choices(offered: Made) -> None:  # noqa: F811
    opened_menus("modalities", curve="proton", export_uptake=True, region=["europe"])
    said = words(elsewhere(offered["uptake.pptx"]))
    assert any("Proton" in one for one in said)
    assert any("Dearer" in one and "Europe" in one for one in said)


def test_chosen_charts_make_a_deck_of_their_own(offered: Made) -> None:  # noqa: F811
    app = opened_menus(export_over_time=True)
    assert not [one for one in app.get("download_button") if one.key == "export_chosen"]
    app.button(key="deck_by_region").click().run()
    app.button(key="deck_over_time").click().run()
    assert label(app, "export_chosen").startswith("2 chosen charts")
    assert len(pptx.Presentation(io.BytesIO(elsewhere(offered["chosen_charts.pptx"]))).slides) == 3
    app.button(key="deck_over_time").click().run()
    assert label(app, "export_chosen").startswith("1 chosen chart ")
    app.button(key="export_empty").click().run()
    assert not [one for one in app.get("download_button") if one.key == "export_chosen"]


def test_without_a_browser_the_menu_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chart_browser, "missing", lambda: chart_browser.MISSING)
    app = opened_menus()
    assert not [one for one in app.get("download_button") if one.key in ("png_by_region", "export_pdf")]
    assert [one.key for one in app.get("download_button") if one.key == "export_pack"]
    assert any("Install Chromium" in html for html in html_of(app))


@pytest.mark.parametrize(("found", "says"), [("/nowhere", chart_browser.MISSING), (__file__, "")])
def test_a_browser_is_looked_for_where_it_is_said_to_be(monkeypatch: pytest.MonkeyPatch, found: str, says: str) -> None:
    monkeypatch.setenv("BROWSER_PATH", found)
    assert chart_browser.missing() == says


def test_a_brief_is_of_the_page_s_scenario(offered: Made) -> None:  # noqa: F811
    opened_menus()
    content: Callable[[], bytes | str] = offered["brief.docx"]
    assert elsewhere(content).startswith(b"PK")


def test_the_menu_of_a_chart_has_the_link_of_the_page() -> None:
    fields = [html for html in html_of(opened_menus()) if "Copy link" in html]
    assert len(fields) == 2
    assert all(LINK in html for html in fields)


def test_a_picture_and_the_link_are_copied_to_the_clipboard(browser: Browser, url: str) -> None:
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"]) as context:
        page = context.new_page()
        page.goto(url)
        settle(page)
        page.locator(".st-key-export_by_region button").click()
        page.get_by_role("button", name="Picture to copy").click()
        picture = page.locator(".sm-preview")
        expect(picture).to_have_attribute("alt", re.compile("North America"), timeout=60_000)
        page.get_by_role("button", name="Copy picture").click()
        expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
        kinds = page.evaluate("navigator.clipboard.read().then(([item]) => item.types)")
        assert kinds == ["image/png"]
        page.get_by_role("button", name="Copy link").last.click()
        expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(2)
        assert page.evaluate("navigator.clipboard.readText()") == page.url


def uploaded(content: bytes, **state: object) -> AppTest:
    """The menu of a page to which a .pptx was given."""
    app = opened_menus(**state)
    app.file_uploader(key="deck_file").set_value(("file.pptx", content, deck_file.PPTX)).run()
    assert not app.exception
    return app


def test_a_template_gives_the_pack_its_paper(offered: Made) -> None:  # noqa: F811
    blank = io.BytesIO()
    pptx.Presentation().save(blank)
    app = uploaded(blank.getvalue())
    assert label(app, "export_template") == "Market pack in this template"
    assert "market_pack.pptx" in offered


def test_an_edited_deck_gets_the_numbers_of_the_scenario(inputs: Inputs, offered: Made) -> None:  # noqa: F811
    app = uploaded(making.make(Workspace(inputs, draws=20), ["segments.growth"]).content)
    assert any("Base case -> Dearer" in one.value for one in app.text)
    assert any("Dearer" in one for one in words(elsewhere(offered["refreshed.pptx"])))


def test_what_is_no_presentation_is_refused_with_the_reason() -> None:
    (said,) = [one for one in uploaded(b"PK\3\4nothing").warning if "PowerPoint" in one.value]
    assert said
