"""The app in a real browser: it draws, asks nobody outside, keeps its filters; by mouse, link, keyboard and phone."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, expect

import spinemkt
from spinemkt.analysis.market import modality_facts
from spinemkt.analysis.view import View
from spinemkt.charts import modalities, overview, palette, regions
from spinemkt.charts.style import FONT
from spinemkt.terms import MODALITIES
from tests.browser_fixtures import GROUPS, Tabs, menu_link, serving, settle

PATHS = {"Market overview": "/", "Segments": "/segments", "Regions": "/regions", "Treatments": "/modalities"}
ALL_PATHS = {
    **PATHS,
    "Care pathway": "/pathway",
    "Competitive landscape": "/landscape",
    "Scenario builder": "/lab",
    "Compare": "/compare",
    "Growth drivers": "/change",
    "Opportunities": "/opportunities",
    "Sensitivity": "/sensitivity",
    "Evidence": "/evidence",
    "FAQ and glossary": "/answers",
    "Use your own data": "/own_data",
}
SECONDS = 40

# Streamlit asks for these two beside a deep link first, then at the root.
HARMLESS = ("/_stcore/health", "/_stcore/host-config")
LOCAL = {"127.0.0.1", "localhost"}

Open = Callable[..., Page]


@contextmanager
def watched() -> Iterator[Callable[[Page], None]]:
    """What listens to a page; in the end, look at every request, error message and console line of those pages."""
    pages: list[Page] = []
    requests: list[str] = []
    troubles: list[str] = []

    def request(one: Request) -> None:
        requests.append(one.url)

    def failed(error: Error) -> None:
        troubles.append(f"error: {error}")

    def listen(line: ConsoleMessage) -> None:
        where = str(line.location.get("url", ""))
        if line.type == "error" and not where.endswith(HARMLESS):
            troubles.append(f"console: {line.text} {where}")

    heard = {"request": request, "pageerror": failed, "console": listen}

    def watch(page: Page) -> None:
        pages.append(page)
        page.set_default_timeout(SECONDS * 1000)
        for event, hear in heard.items():
            page.on(event, hear)  # type: ignore[call-overload]

    yield watch
    for page in pages:
        for event, hear in heard.items():
            page.remove_listener(event, hear)
    assert outside(requests) == []
    assert troubles == []


@pytest.fixture
def tab(tabs: Tabs, url: str) -> Iterator[Open]:
    """Open a path of the app in a tab that the test may do with as it likes."""
    with watched() as watch:

        def opened(path: str = "/", base: str = url, **options: object) -> Page:
            page = tabs.take(**{"viewport": {"width": 1280, "height": 800}} | options)
            watch(page)
            page.goto(base + path)
            settle(page)
            return page

        yield opened


@pytest.fixture(scope="module")
def still(browser: Browser) -> Iterator[Page]:
    """A tab for pages that tests only look at."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module", params=ALL_PATHS)
def drawn(request: pytest.FixtureRequest, still: Page, url: str) -> Iterator[tuple[str, Page]]:
    """The title of each page, and the page: drawn once for all tests that only look at it."""
    with watched() as watch:
        watch(still)
        still.goto(url + ALL_PATHS[request.param] + ("?evidence_tab=Sources" if request.param == "Evidence" else ""))
        settle(still)
        yield request.param, still


def outside(requests: list[str]) -> list[str]:
    return [
        address
        for address in requests
        if urlsplit(address).scheme not in ("data", "blob") and urlsplit(address).hostname not in LOCAL
    ]


def state_of(page: Page) -> str:
    return page.locator(".sm-state").inner_text()


def says(page: Page, words: str) -> None:
    """Wait until the sentence of the state holds some words, and everything is drawn."""
    expect(page.locator(".sm-state")).to_contain_text(words, timeout=SECONDS * 1000)
    settle(page)


def address(page: Page, pattern: str) -> None:
    """Wait until the address bar matches; what Playwright says of it lags behind moves inside the app."""
    page.wait_for_function("pattern => new RegExp(pattern).test(location.href)", arg=pattern)


def go_to(page: Page, title: str) -> None:
    """Follow a page link of the menu."""
    menu_link(page, title).click()
    page.wait_for_function("path => location.pathname === path", arg=ALL_PATHS[title])
    settle(page)


def choose(page: Page, control: str, option: str) -> None:
    """Pick one option of a segmented control, which may stand among those that are seldom used."""
    group = page.get_by_role("radiogroup", name=control)
    if not group.is_visible():
        page.get_by_test_id("stSidebar").get_by_text("Definitions and units", exact=True).click()
    group.get_by_text(option, exact=True).click()


def pick(page: Page, control: str, option: str) -> None:
    """Add an option to a multiple choice."""
    box = page.get_by_role("combobox", name=control, exact=True)
    box.click()
    box.fill(option)
    page.get_by_role("option", name=option, exact=True).first.click()
    page.keyboard.press("Escape")


def colour(value: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", value)[:3])


def rgb(hexadecimal: str) -> tuple[int, ...]:
    return tuple(int(hexadecimal[at : at + 2], 16) for at in (1, 3, 5))


# Drawing


CHARTS = dict(zip(ALL_PATHS, (4, 3, 3, 3, 2, 4, 1, 1, 2, 1, 1, 0, 0, 0), strict=True))


def test_every_page_draws(drawn: tuple[str, Page]) -> None:
    title, page = drawn
    assert page.locator("h1").count() == 1
    assert page.locator("h1").inner_text().endswith("?")
    assert page.locator('[data-testid="stException"], [data-testid="stAlert"]').count() == 0
    page.wait_for_function(
        """charts => {
            const found = [...document.querySelectorAll('.js-plotly-plot')];
            const high = plot => plot.getBoundingClientRect().height >= 260;
            return found.length === charts && found.every(plot => high(plot) && plot.querySelector('.main-svg'));
        }""",
        arg=CHARTS[title],
    )
    assert "not medical advice" in page.locator(".sm-footer").inner_text()


COUNT_DRAWINGS = """() => {
    const set = Element.prototype.setAttribute, drawn = new WeakMap();
    Element.prototype.setAttribute = function (name, value) {
        if (name === 'width' && this.matches('.main-svg')) drawn.set(this, (drawn.get(this) ?? 0) + 1);
        return set.call(this, name, value);
    };
    window.drawings = () => [...document.querySelectorAll('.js-plotly-plot')]
        .map(plot => Math.max(...[...plot.querySelectorAll('.main-svg')].map(layer => drawn.get(layer) ?? 0)));
}"""


@pytest.mark.parametrize("path", ["/", "/segments", "/regions", "/sensitivity", "/change"])
def test_each_chart_of_a_new_measure_is_drawn_once(tab: Open, path: str) -> None:
    page = tab(path)
    page.evaluate(COUNT_DRAWINGS)
    page.evaluate("window.moved_away = [...document.querySelectorAll('.js-plotly-plot')]")
    choose(page, "Measure", "Procedures / courses")
    page.wait_for_function("() => window.moved_away.every(plot => !plot.isConnected)")
    settle(page)
    page.wait_for_timeout(500)  # a second drawing would come at once
    drawings = page.evaluate("window.drawings()")
    assert drawings
    assert set(drawings) == {1}


def test_no_chart_is_drawn_twice_for_want_of_room(drawn: tuple[str, Page]) -> None:
    _, page = drawn
    kept, needed = page.evaluate("""() => {
        const found = [...document.querySelectorAll('.js-plotly-plot')].filter(plot => !plot._fullLayout.geo);
        return [found.map(plot => plot.layout.margin), found.map(plot => plot._fullLayout._size)];
    }""")
    for margin, size in zip(kept, needed, strict=True):
        assert all(size[side] <= margin[side] + 1 for side in "lrtb"), (margin, size)


def test_every_chart_is_said_to_those_who_cannot_see_it(drawn: tuple[str, Page]) -> None:
    title, page = drawn
    charts = page.locator('[data-testid="stPlotlyChart"]').all()
    assert len(charts) == CHARTS[title]
    for chart in charts:
        assert chart.get_attribute("role") in ("img", "figure")
        assert re.search(r"\d", chart.get_attribute("aria-label") or "")


def test_headings_go_down_one_level_at_a_time(drawn: tuple[str, Page]) -> None:
    levels = drawn[1].evaluate("""() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
        .filter(one => !one.closest('[data-testid="stSidebar"]')).map(one => Number(one.tagName[1]))""")
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []


def test_every_button_has_a_name_of_its_own(drawn: tuple[str, Page]) -> None:
    """Short to see, and said in full to those who hear it."""
    title, page = drawn
    titles = page.locator(".js-plotly-plot:visible").count()  # one that was replaced may wait, hidden
    names = re.findall(r'button "((?:Table|Export) of[^"]*)"', page.get_by_test_id("stMain").aria_snapshot())
    tables = {"Regions": 1, "Treatments": 3, "Care pathway": 1, "Compare": 2, "Sensitivity": 1, "Evidence": 1}.get(
        title, 0
    )  # with a file, but without a chart
    assert len(names) == len(set(names)) == 2 * titles + tables
    assert all(re.match(r"(Table|Export) of \w", name) for name in names)
    for button in page.get_by_role("button", name="Export of").all():
        box = button.bounding_box()
        assert box and box["width"] < 90


def test_marks_are_drawn_and_not_only_frames(tab: Open) -> None:
    page = tab("/")
    assert page.locator(".st-key-total path.js-fill").count() == 2
    assert page.locator(".st-key-over_time path.js-line").count() == 6
    assert page.locator(".st-key-by_region .bars .point path").count() == 5


@pytest.mark.parametrize("width", [1280, 390])
def test_every_modality_is_named_beside_its_bar(tab: Open, result: spinemkt.Result, width: int) -> None:
    page = tab("/modalities", viewport={"width": width, "height": 844})
    ticks = page.locator(".st-key-by_modality .yaxislayer-above text").evaluate_all(
        "texts => texts.map(text => [...text.querySelectorAll('tspan')].map(line => line.textContent).join(' ')"
        " || text.textContent)"
    )
    codes = modalities.by_modality(result, View(), "light").frame["modality"]
    assert sorted(ticks) == sorted(MODALITIES[code] for code in codes)


@pytest.mark.parametrize("width", [1280, 390])
def test_one_item_is_a_sentence_without_a_chart(tab: Open, width: int) -> None:
    page = tab("/modalities?modality=proton", viewport={"width": width, "height": 844})
    assert page.locator(".st-key-by_modality").count() == 0
    assert "Proton: " in page.locator(".sm-title").first.inner_text()
    assert page.locator(".sm-alone").first.is_visible()


def test_the_map_draws_the_world(tab: Open) -> None:
    page = tab("/regions")
    page.wait_for_function("() => document.querySelectorAll('.choroplethlayer path').length > 150")
    assert page.locator(".scatterlayer .point, .scattergeo .point").count() >= 10


def test_the_first_screen_holds_state_tiles_and_the_main_chart(tab: Open) -> None:
    page = tab("/")
    for part in (".sm-state", ".sm-tiles", ".js-plotly-plot"):
        box = page.locator(part).first.bounding_box()
        assert box and box["y"] < 800, part
    chart = page.locator(".js-plotly-plot").first.bounding_box()
    assert chart and chart["y"] + chart["height"] / 2 < 800, "half of the main chart is on the first screen"


def test_the_alternative_text_is_the_charts(tab: Open, result: spinemkt.Result) -> None:
    page = tab("/")
    expected = overview.over_time(result, View(), "light").alt
    found = [chart.get_attribute("aria-label") for chart in page.locator('[data-testid="stPlotlyChart"]').all()]
    assert found[1] == expected
    assert "80% range" in str(found[0])


def test_ranges_follow_the_words_and_the_axis_stays(tab: Open) -> None:
    """A moved filter asks for draws that nobody has made yet: first the line, then its bands, on the same axis."""
    page = tab("/")
    bands = page.locator(".st-key-total .scatterlayer .fills path")
    assert bands.count() > 0
    choose(page, "Uncertainty", "Off")
    expect(page.locator(".st-key-total")).to_have_count(0, timeout=SECONDS * 1000)
    expect(page.locator(".sm-range")).to_have_count(0)
    choose(page, "Uncertainty", "plus P2.5-P97.5")
    expect(page.locator(".st-key-total").get_by_text("95% range")).to_be_visible(timeout=SECONDS * 1000)
    address(page, r"ranges=plus(\+|%20)P2\.5-P97\.5")


# Links


def test_a_deep_link_opens_on_a_cold_server(tab: Open) -> None:
    """The first request of a fresh server is a page with filters, not the start page."""
    with serving() as cold:
        page = tab("/regions?region=Europe&years=2028&years=2034", cold)
        assert page.locator("h1").inner_text() == "Where is the market, and where does it grow?"
        assert "Europe" in state_of(page)
        assert "2028-2034" in state_of(page)
        for group, titles in GROUPS.items():
            menu_link(page, titles[0])
            assert page.get_by_role("menuitem").all_inner_texts() == list(titles), group
            page.keyboard.press("Escape")
        expect(page.get_by_role("radiogroup", name="Measure")).to_be_in_viewport()
        page.close()


def test_a_link_with_codes_is_applied(tab: Open) -> None:
    page = tab("/?region=europe&quantity=patients")
    assert "Europe" in state_of(page)
    assert ", patient treatments;" in state_of(page)
    assert page.locator(".sm-label").first.inner_text() == "Patient treatments 2026"
    assert page.get_by_role("radio", name="Patients").is_checked()
    assert page.locator('[data-testid="stAlert"]').count() == 0


def test_a_bad_link_says_so_and_falls_back(tab: Open) -> None:
    page = tab("/?region=Atlantis&scope=Strict&year=1900")
    note = page.locator('[data-testid="stAlert"]')
    assert "Part of this link could not be read" in note.inner_text()
    assert "Unknown region 'Atlantis'" in note.inner_text()
    assert "Unknown year '1900'" in note.inner_text()
    assert "world" in state_of(page)
    assert "USD, spine care; snapshot year" in state_of(page)
    address(page, "^(?!.*Atlantis)")
    assert page.locator(".js-plotly-plot").count() == 4


def test_a_link_cannot_fetch_a_picture(tab: Open) -> None:
    """What a link carries is shown as text: no picture of others, whose address would be asked for."""
    page = tab("/?region=![x](http://192.0.2.1/x.png)")
    note = page.locator('[data-testid="stAlert"]')
    assert "192.0.2.1" in note.inner_text()
    assert note.locator("img, a").count() == 0


def test_a_tab_of_the_evidence_has_its_own_link(tab: Open) -> None:
    page = tab("/evidence?evidence_tab=conflicts")
    assert page.get_by_role("tab", name="Conflicts").get_attribute("aria-selected") == "true"
    assert page.locator(".sm-title").first.inner_text() == "How often spinal metastasis comes with cord compression"
    page.get_by_role("tab", name="Sources").click()
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible(timeout=SECONDS * 1000)
    address(page, r"/evidence\?evidence_tab=Sources$")


def test_a_page_keeps_its_controls_from_a_link_to_another_page(tab: Open) -> None:
    page = tab("/?place=bra&across=region&colour=red&year=2022")
    note = page.locator('[data-testid="stAlert"]').inner_text()
    assert "Nothing here is called 'colour'" in note
    assert "Snapshot year 2022 lies outside 2026-2035; 2026 is shown." in note
    address(page, r"/\?place=Brazil&across=Region$")
    go_to(page, "Regions")
    assert page.locator(".sm-title").filter(has_text="Brazil, 2026").count() == 1


# Filters


def test_what_a_region_takes_out_leaves_the_address_too(tab: Open) -> None:
    page = tab("/?country=usa&country=fra")
    pick(page, "Region", "Europe")
    expect(page.get_by_test_id("stToast")).to_contain_text("United States is not in Europe and was taken out.")
    says(page, "France")
    address(page, "^(?!.*United).*country=France")
    address(page, "region=Europe")


def test_a_search_for_an_option_finds_what_holds_the_letters(tab: Open) -> None:
    page = tab("/")
    box = page.get_by_role("combobox", name="Country", exact=True)
    box.click()
    box.fill("nce")
    expect(page.get_by_role("option", name="France")).to_be_visible(timeout=SECONDS * 1000)
    options = page.get_by_role("option").all_inner_texts()
    assert [option for option in options if "nce" not in option.lower() and "matches" not in option] == []


def test_a_filter_moves_numbers_charts_and_address(tab: Open) -> None:
    page = tab("/")
    before = page.locator(".sm-value").first.inner_text()
    alt = page.locator('[data-testid="stPlotlyChart"]').first.get_attribute("aria-label")
    choose(page, "Measure", "Patients")
    says(page, "patient treatments")
    assert page.locator(".sm-value").first.inner_text() != before
    assert page.locator('[data-testid="stPlotlyChart"]').first.get_attribute("aria-label") != alt
    address(page, "quantity=Patients")


def test_filters_survive_page_changes_and_reload(tab: Open) -> None:
    page = tab("/")
    pick(page, "Region", "Europe")
    says(page, "Europe")
    choose(page, "Cancer-drug cost", "None")
    says(page, "USD, spine care; snapshot year")
    state = state_of(page)
    for title in [*ALL_PATHS, "Market overview"]:
        go_to(page, title)
        assert state_of(page) == state, title
        address(page, "region=Europe")
    page.reload()
    settle(page)
    assert state_of(page) == state


def test_choices_of_the_modalities_page_survive_page_changes_and_reload(tab: Open) -> None:
    page = tab("/modalities?curve=Proton&first=Open surgery&second=MRI")
    chosen = [page.locator(f".st-key-{key} input").first for key in ("curve", "first", "second")]

    def read() -> list[str]:
        return [box.input_value() for box in chosen]

    assert read() == ["Proton", "Open surgery", "MRI"]
    pick(page, "Second", "Biopsy")
    expect(page.locator(".sm-pair").first).to_contain_text("Biopsy")
    go_to(page, "Segments")
    choose(page, "Measure", "Patients")
    says(page, "patient treatments")
    go_to(page, "Treatments")
    assert read() == ["Proton", "Open surgery", "Biopsy"]
    page.reload()
    settle(page)
    assert read() == ["Proton", "Open surgery", "Biopsy"]
    address(page, "curve=Proton")


def test_clear_filters_clears_them_and_the_address(tab: Open) -> None:
    page = tab("/segments?region=Europe&quantity=Patients&year=2030")
    page.get_by_role("button", name="Clear filters").click()
    says(page, View().sentence({}))
    expect(page.get_by_role("button", name="Clear filters")).to_have_count(0)
    address(page, "^(?!.*(region|quantity|year)=)")


def test_an_empty_view_offers_the_way_back(tab: Open) -> None:
    page = tab("/?modality=Proton&end_user=ambulatory_home")
    assert "Nothing to show here" in page.locator('[data-testid="stAlert"]').inner_text()
    page.locator('[data-testid="stMain"]').get_by_role("button", name="Clear filters").last.click()
    says(page, "world")
    expect(page.locator(".js-plotly-plot")).to_have_count(4)


def test_a_country_clicked_on_the_map_gets_the_profile(tab: Open) -> None:
    page = tab("/regions")
    page.wait_for_function("() => document.querySelectorAll('.choroplethlayer path').length > 150")
    where = page.evaluate(
        """() => {
            const shape = [...document.querySelectorAll('.choroplethlayer path')]
                .find(path => path.__data__ && path.__data__.loc === 'BRA');
            const box = shape.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        }"""
    )
    page.mouse.click(*where)
    expect(page.locator(".sm-title").filter(has_text="Brazil, 2026")).to_be_visible(timeout=SECONDS * 1000)
    settle(page)
    address(page, "place=Brazil")


def test_a_small_state_can_be_clicked_too(tab: Open) -> None:
    page = tab("/regions")
    point = page.locator(".scatterlayer .point, .scattergeo .point").first
    point.wait_for()
    profile = page.locator(".sm-title").nth(1)
    before = profile.inner_text()
    box = point.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(profile).not_to_have_text(before, timeout=SECONDS * 1000)
    address(page, "place=")
    settle(page)


# Scenarios


def code_of(name: str) -> str:
    return spinemkt.load_scenarios()[name].to_link()


def test_on_a_phone_the_comparison_answers_first_and_its_tables_scroll_inside(tab: Open) -> None:
    names = ("Europe covers SBRT as Belgium did", "Denosumab biosimilars cut prices deeper", "Smart implants")
    pins = ".".join(
        code_of(name) for name in spinemkt.load_scenarios() if name.startswith(tuple(n[:12] for n in names))
    )
    page = tab(f"/compare?pins={pins}", viewport={"width": 390, "height": 844})
    for part in (".sm-answer", ".st-key-paths, .js-plotly-plot"):
        expect(page.locator(part).first).to_be_in_viewport()
    for table in ("sm-versus", "sm-moves"):
        box = page.locator(f".sm-box:has(.{table})")
        over = box.evaluate("part => [part.scrollWidth > part.clientWidth, part.clientHeight]")
        assert over[0]
        assert over[1] < 500
        box.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("part => part.scrollLeft > 0", arg=box.element_handle())
        first = box.locator("tbody th[scope=row]").first.bounding_box()
        assert first and first["x"] >= 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_two_pinned_scenarios_are_compared_and_survive_a_reload(tab: Open) -> None:
    first, second = "Tele-oncology brings specialists to regional hospitals", "Europe covers SBRT as Belgium did"
    page = tab(f"/compare?pins={code_of(first)}&scenario={code_of(second)}")
    page.get_by_role("button", name=f"Pin {second}", exact=True).click()
    expect(page.get_by_role("button", name="2 of 4 pinned")).to_be_visible(timeout=SECONDS * 1000)
    settle(page)
    heads = page.locator(".sm-versus thead th")
    assert [text.split("\n")[0] for text in heads.all_inner_texts()] == ["Outcome", "Base case", first, second]
    address(page, re.escape(f"pins={code_of(first)}.{code_of(second)}"))

    def read() -> list[str]:
        return [page.locator(kind).first.inner_text() for kind in (".sm-answer", ".sm-versus", ".sm-moves")]

    before = read()
    page.reload()
    settle(page)
    assert read() == before
    page.get_by_role("combobox", name="Reference").click()
    page.get_by_role("option", name=second, exact=True).click()
    expect(heads.nth(1)).to_contain_text(second, timeout=SECONDS * 1000)
    settle(page)
    after = read()
    assert after[:2] != before[:2]
    page.reload()
    settle(page)
    assert read() == after
    page.get_by_role("button", name="2 of 4 pinned").click()
    page.get_by_role("button", name="Remove").nth(1).click()
    expect(heads).to_have_count(3, timeout=SECONDS * 1000)
    assert heads.nth(1).inner_text().startswith("Base case")


def test_a_clicked_effect_is_split(tab: Open) -> None:
    page = tab(f"/change?year=2035&between=scenario&scenario={code_of('Europe covers SBRT as Belgium did')}")
    parted = page.locator(".sm-title").nth(1)
    assert parted.inner_text().startswith("Change of spend by region")
    bar = page.locator(".js-plotly-plot").first.locator(".point path").nth(2).bounding_box()
    assert bar
    page.mouse.click(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] / 2)
    expect(parted).to_contain_text("Modality mix effect on spend by region", timeout=SECONDS * 1000)
    settle(page)
    address(page, r"effect=Modality\+mix")
    choose(page, "By", "Primary group")
    expect(parted).to_contain_text("by primary group", timeout=SECONDS * 1000)
    page.reload()
    settle(page)
    assert parted.inner_text().startswith("Modality mix effect on spend by primary group")


@pytest.mark.parametrize("page_of", ["/compare", "/change?between=pins&year=2035"])
def test_no_scenario_page_is_wider_than_a_phone(tab: Open, page_of: str) -> None:
    long = spinemkt.Scenario(
        "W" * 80, changes=spinemkt.load_scenarios()["Tele-oncology brings specialists to regional hospitals"].changes
    )
    names = ["Asia-Pacific spends more and adopts modern protocols", "Prices of care rise faster"]
    pins = ".".join([long.to_link(), *map(code_of, names)])
    join = "&" if "?" in page_of else "?"
    page = tab(f"{page_of}{join}pins={pins}", viewport={"width": 390, "height": 844})
    widths = page.evaluate("[document.querySelector('[data-testid=stMain]').scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1]
    for table in page.locator(".sm-table:not(.sm-box *), .sm-box").all():
        box = table.bounding_box()
        assert box and box["x"] + box["width"] <= 390


# Keyboard


def test_the_keyboard_reaches_the_filters_and_moves_a_slider(tab: Open) -> None:
    page = tab("/")
    reached = []
    for _ in range(20):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.closest('[role=radiogroup]')?.getAttribute('aria-label')"))
        if reached[-1]:
            break
    assert reached[-1] == "Measure", reached
    slider = page.get_by_role("slider", name="Snapshot year")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".sm-label").first).to_contain_text("2027", timeout=SECONDS * 1000)
    settle(page)
    assert slider.input_value() == "2027"
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Snapshot year"
    address(page, "year=2027")


# Tables and files


def test_the_table_twin_opens(tab: Open) -> None:
    page = tab("/")
    page.get_by_role("button", name="Table").first.click()
    table = page.get_by_test_id("stPopoverBody").get_by_test_id("stDataFrame")
    expect(table).to_be_visible(timeout=SECONDS * 1000)
    expect(table.locator("canvas").first).to_be_visible()


def downloaded(page: Page, number: int, folder: Path) -> bytes:
    page.get_by_role("button", name="Export of").nth(number).click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV of").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path.read_bytes()


def test_a_file_holds_the_models_table_and_says_what_it_is(tab: Open, inputs: spinemkt.Inputs, tmp_path: Path) -> None:
    page = tab("/?region=Europe&scope=Strict&years=2028&years=2030")
    content = downloaded(page, 1, tmp_path)
    read = pd.read_csv(io.BytesIO(content), comment="#", encoding="utf-8-sig")
    view = View(region=("europe",), scope="strict", years=(2028, 2030))
    table = spinemkt.run(inputs, scope="strict").table("spend", ("treatment_type", "year"), view.where(year=view.span))
    pd.testing.assert_frame_equal(read, table, check_dtype=False, rtol=1e-12)
    head = dict(
        line.removeprefix("# ").split(": ", 1)
        for line in content.decode("utf-8-sig").splitlines()
        if line.startswith("# ")
    )
    assert head["filters"] == view.sentence(inputs.country_names)
    assert head["scope"] == "strict"
    assert head["unit"] == "constant 2025 USD a year"
    assert head["data version"] == inputs.version
    assert head["model version"] == spinemkt.__version__
    sources = set(inputs.tables["sources"]["source_id"])
    assert set(head["sources"].split("; ")) <= sources
    assert len(head["sources"].split("; ")) > 3


def test_the_maps_file_has_every_country(tab: Open, result: spinemkt.Result, tmp_path: Path) -> None:
    page = tab("/regions")
    read = pd.read_csv(io.BytesIO(downloaded(page, 0, tmp_path)), comment="#", encoding="utf-8-sig")
    expected = regions.world_map(result, View(), "light").frame
    assert (read.pop("p10") < read["value"]).all()
    assert (read.pop("p90") > read["value"]).all()
    pd.testing.assert_frame_equal(read, expected.reset_index(drop=True), check_dtype=False, rtol=1e-12)


def test_the_file_of_prices_has_every_modality(tab: Open, result: spinemkt.Result, tmp_path: Path) -> None:
    page = tab("/modalities?region=Europe")
    page.locator(".st-key-export_prices button").first.click()
    with page.expect_download() as waiting:
        page.locator(".st-key-csv_prices button").first.click()
    path = tmp_path / "prices.csv"
    waiting.value.save_as(path)
    read = pd.read_csv(path, comment="#", encoding="utf-8-sig")
    expected = modality_facts.price_table(result, View(region=("europe",)))
    pd.testing.assert_frame_equal(read, expected, check_dtype=False, rtol=1e-12)
    assert "# title: Spend, episodes and prices by modality, 2026, constant 2025 USD" in path.read_text("utf-8-sig")


def test_the_parameters_file_opens(tab: Open, inputs: spinemkt.Inputs, tmp_path: Path) -> None:
    page = tab("/evidence")
    page.get_by_role("tab", name="Parameters").click()
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible(timeout=SECONDS * 1000)
    settle(page)
    content = downloaded(page, 0, tmp_path)
    table = content.decode("utf-8-sig").split("\n", 2)[2]
    read = pd.read_csv(io.StringIO(table))
    assert len(read) == len(inputs.register)
    assert list(read["value"]) == pytest.approx(list(inputs.register["value"]))


# Look


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_follows_the_readers_colour_scheme(tab: Open, theme: str) -> None:
    page = tab("/", color_scheme=theme)
    look = palette.tokens(theme)
    ground = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    text = page.evaluate("getComputedStyle(document.querySelector('h1.sm-question')).color")
    mark = page.evaluate("getComputedStyle(document.querySelector('.js-plotly-plot .annotation-text')).fill")
    assert colour(ground) == rgb(look.page)
    assert colour(text) == rgb(look.text)
    assert colour(mark) == rgb(look.text)
    band = page.evaluate("getComputedStyle(document.querySelector('.st-key-over_time path.js-line')).stroke")
    fills = {rgb(palette.pick(pair, theme)) for pair in palette.TREATMENT_TYPE.values()}
    assert colour(band) in fills


def test_charts_use_the_pages_type(tab: Open) -> None:
    page = tab("/")
    family = page.evaluate("getComputedStyle(document.querySelector('.js-plotly-plot .annotation-text')).fontFamily")
    assert family.split(",")[0] == FONT.split(",")[0]
    assert page.evaluate("document.fonts.check('13px \"Source Sans\"')")


@pytest.mark.parametrize("title", ALL_PATHS)
def test_no_page_is_wider_than_a_phone(tab: Open, title: str) -> None:
    page = tab(ALL_PATHS[title], viewport={"width": 390, "height": 844})
    wide = page.evaluate(
        """() => [document.documentElement, document.querySelector('[data-testid=stMain]')]
            .map(part => part.scrollWidth - part.clientWidth)"""
    )
    assert wide == [0, 0]
    for chart in page.locator('[class*="stElementContainer"]:has(.js-plotly-plot):visible').all():
        box = chart.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
        assert box["height"] >= 260


def test_the_map_is_large_on_a_phone_and_moves_sideways(tab: Open) -> None:
    page = tab("/regions", viewport={"width": 390, "height": 844})
    page.wait_for_function("() => document.querySelectorAll('.choroplethlayer path').length > 150")
    box = page.locator(".choroplethlayer").first.bounding_box()
    assert box and box["height"] > 280
    assert page.locator(".st-key-world").evaluate("strip => { strip.scrollLeft = 400; return strip.scrollLeft; }") > 300
    assert page.locator(".sm-swipe").is_visible()


def test_the_map_shows_the_chosen_region_large(tab: Open) -> None:
    """Europe fills the map, and a small state in it is still there."""
    page = tab("/regions?region=Europe")
    page.wait_for_function("() => document.querySelectorAll('.choroplethlayer path').length > 150")
    wide = page.evaluate(
        """() => {
            const shape = [...document.querySelectorAll('.choroplethlayer path')]
                .find(path => path.__data__ && path.__data__.loc === 'DEU');
            return shape.getBoundingClientRect().width;
        }"""
    )
    assert wide > 40
    assert page.locator(".geolayer .point").count() == 1
    assert not page.locator(".sm-swipe").is_visible()


def test_a_phone_shows_tiles_two_by_two(tab: Open) -> None:
    page = tab("/", viewport={"width": 390, "height": 844})
    lefts = {round(tile.bounding_box()["x"]) for tile in page.locator(".sm-tile").all()}  # type: ignore[index]
    assert len(lefts) == 2
    box = page.locator(".js-plotly-plot").first.bounding_box()
    assert box and box["height"] >= 260


def test_two_readers_do_not_share_filters(tab: Open) -> None:
    one, other = tab("/"), tab("/")
    choose(one, "Measure", "Procedures / courses")
    says(one, "procedures / courses")
    other.reload()
    settle(other)
    assert state_of(other).endswith(View().basis + ", spine care and spine share of cancer drugs; snapshot year 2026")


def test_a_move_fades_no_part_and_a_line_says_that_the_page_is_drawn(tab: Open) -> None:
    """A part that fades is a layer of its own at every move; the line says the same once for all."""
    page = tab()
    page.evaluate("""() => {
        window.seen = {parts: 0, faded: 0, line: 0};
        const look = () => {
            const old = [...document.querySelectorAll('[data-stale="true"]')];
            const animated = new Set(document.getAnimations().map(one => one.effect.target));
            window.seen.parts += old.length;
            window.seen.faded += old.filter(part => animated.has(part) || getComputedStyle(part).opacity < 1).length;
            if (document.getAnimations().some(one => one.effect.pseudoElement === '::after')) window.seen.line += 1;
            requestAnimationFrame(look);
        };
        look();
    }""")
    page.get_by_role("slider", name="Snapshot year").focus()
    page.keyboard.press("ArrowRight")
    says(page, "snapshot year 2027")
    seen = page.evaluate("() => window.seen")
    assert seen["parts"] > 0
    assert seen["faded"] == 0
    assert seen["line"] > 0
