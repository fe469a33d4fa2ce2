"""Pages on paper, in forced colours, in their contrast, and on a phone: as a browser shows them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from spinemkt.charts.palette import on_paper
from tests.browser_fixtures import Tabs, settle

LONG = 40_000
PRINTED = ["/", "/regions", "/modalities", "/sensitivity", "/lab"]
A4 = {"portrait": 703, "landscape": 1032}  # pixels between margins of 12 mm
THEMES = ("light", "dark")

Open = Callable[..., Page]

WORKS = """() => [...document.querySelectorAll(
    'button, input, select, textarea, [role="tab"], [data-testid="stSidebar"], [data-testid="stHeader"]'
)].filter(one => !one.matches('.sm-ask') && one.getClientRects().length)
  .filter(one => getComputedStyle(one).visibility === 'visible').map(one => one.outerHTML.slice(0, 120))"""

# Boxes that reach beyond the paper, and layers of charts that are cut or empty.
BEYOND = """wide => [...document.querySelectorAll('.stMain *')]
    .filter(one => !one.closest('svg') || one.matches('.main-svg, .main-svg text'))
    .map(one => [one, one.getBoundingClientRect()])
    .filter(([one, box]) => box.width > 1 && box.height > 1 && (box.left < -1 || box.right > wide + 1))
    .map(([one, box]) => `${one.tagName} ${one.className.baseVal ?? one.className} ${box.left} ${box.right}`)"""

CHARTS = """() => [...document.querySelectorAll('.js-plotly-plot')].map(plot => {
    const layer = plot.querySelector('.main-svg'), box = layer.getBoundingClientRect();
    const room = plot.closest('[data-testid="stVerticalBlock"]').getBoundingClientRect();
    const [, , wide, high] = (layer.getAttribute('viewBox') ?? '').split(' ').map(Number);
    return {wide: box.width, room: room.width, high: box.height, shape: wide / high, drawn: box.width / box.height};
})"""

# The contrast of the words of what is chosen or open, with everything that is painted below them.
CONTRASTS = """() => {
    const pen = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    const light = () => [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3)
        .map(part => part / 255).map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
    const paint = colour => { pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1); };
    const marked = ':is([aria-checked="true"], [aria-selected="true"], [aria-current], [aria-expanded="true"], '
        + 'label:has(input:checked)) p';
    const chosen = [...document.querySelectorAll(marked)];
    return chosen.filter(words => words.getClientRects().length).map(words => {
        for (let chain = [], one = words; one || chain.forEach(paint); one = one.parentElement)
            chain.unshift(getComputedStyle(one).backgroundColor);
        const below = light();
        paint(getComputedStyle(words).color);
        const [low, high] = [below, light()].sort((a, b) => a - b);
        return [words.textContent, (high + 0.05) / (low + 0.05)];
    });
}"""


@pytest.fixture
def tab(tabs: Tabs, url: str) -> Open:
    def opened(path: str, width: int = 1280, height: int = 800, **options: object) -> Page:
        page = tabs.take(viewport={"width": width, "height": height}, **options)
        page.set_default_timeout(LONG)
        page.goto(url + path)
        settle(page)
        return page

    return opened


# Paper


DRAWN_ON_PAPER = """() => [...document.querySelectorAll('.js-plotly-plot')].every(plot =>
    plot.querySelector('.main-svg[viewBox]')?.getBoundingClientRect().width > 0)"""

# A browser keeps whole what says so, fits on a sheet and stands in boxes that flow, with nothing hidden.
SPLIT = """() => [...document.querySelectorAll('.js-plotly-plot, .sm-table tr')].filter(one => {
    const boxes = [];
    for (let box = one.parentElement; box && !box.matches('.stMain'); box = box.parentElement)
        boxes.push(getComputedStyle(box));
    return one.getClientRects().length && (getComputedStyle(one).breakInside !== 'avoid'
        || one.getBoundingClientRect().height > 1000
        || boxes.some(box => box.overflowY !== 'visible' && box.height === 'auto'));
}).map(one => one.outerHTML.slice(0, 80))"""


def to_paper(page: Page) -> None:
    page.emulate_media(media="print")
    page.wait_for_function("() => document.querySelector('.main-svg[viewBox]')")


@pytest.mark.parametrize("path", PRINTED)
def test_paper_holds_the_page_whole_and_nothing_to_press(tab: Open, path: str) -> None:
    page = tab(path)
    to_paper(page)
    for wide, high, most in ((A4["landscape"], 700, 560), (A4["portrait"], 1000, 700)):
        page.set_viewport_size({"width": wide, "height": high})
        page.wait_for_function(DRAWN_ON_PAPER)
        assert page.evaluate(WORKS) == []
        assert page.evaluate(BEYOND, wide) == []
        charts = page.evaluate(CHARTS)
        assert charts
        for chart in charts:
            assert chart["wide"] == pytest.approx(chart["room"], abs=2)
            if chart["high"] < most:  # else it keeps the height of a page
                assert chart["drawn"] == pytest.approx(chart["shape"], rel=0.02)
    assert page.evaluate(SPLIT) == []
    heads = page.evaluate("[...document.querySelectorAll('.sm-table thead')].map(one => getComputedStyle(one).display)")
    assert set(heads) <= {"table-header-group"}


LOOK = """() => {
    const all = (which, read) => [...document.querySelectorAll(which)].map(read);
    const fills = all('.main-svg path, .main-svg text', one => getComputedStyle(one).fill);
    const swatches = all('.sm-swatch', one => getComputedStyle(one).backgroundColor);
    const sizes = all('.main-svg', one => one.getAttribute('width'));
    return [[...new Set(fills)].sort(), swatches, sizes];
}"""


@pytest.mark.parametrize("path", PRINTED)
def test_a_dark_screen_prints_in_light_colours_and_is_as_before_when_paper_is_done(tab: Open, path: str) -> None:
    page = tab(path, color_scheme="dark")
    page.wait_for_timeout(1000)
    before = page.evaluate(LOOK)
    to_paper(page)
    assert page.evaluate(LOOK) != before
    used = page.evaluate("""() => [...document.querySelectorAll('.stMain *')]
        .filter(one => one.getClientRects().length)
        .map(one => [one, getComputedStyle(one)])
        .flatMap(([one, look]) => one.closest('svg') ? [look.fill, look.stroke] : [look.color])""")
    shown = {tuple(map(int, re.findall(r"\d+", colour)[:3])) for colour in set(used) if colour.startswith("rgb")}
    light = set(on_paper().values())
    dark = {tuple(int(one[at : at + 2], 16) for at in (1, 3, 5)) for one in on_paper() if one not in light}
    assert shown
    assert shown & dark == set()
    page.emulate_media(media="screen")
    page.wait_for_function("() => !document.querySelector('.main-svg[viewBox]')")
    page.wait_for_function(f"before => JSON.stringify(({LOOK})()) === JSON.stringify(before)", arg=before)


# Forced colours, contrast


@pytest.mark.parametrize("theme", THEMES)
def test_forced_colours_keep_what_is_chosen_sliders_and_keys(tab: Open, theme: str) -> None:
    page = tab("/lab", color_scheme=theme, forced_colors="active")
    fill = "one => getComputedStyle(one).backgroundColor"
    shown = page.evaluate(f"""() => {{
        const fill = {fill}, shown = each => each.getClientRects().length;
        const seen = one => [...document.querySelectorAll(one)].filter(shown);
        const radios = seen('[role="radio"]');
        return {{
            chosen: radios.filter(one => one.ariaChecked === 'true').map(fill),
            others: radios.filter(one => one.ariaChecked !== 'true').map(fill),
            sliders: seen('.stSlider [role="group"] > [data-rac] > div:not([data-testid])').map(fill),
            strips: seen('.sm-strip i, .sm-strip u').map(fill),
            page: fill(document.querySelector('.stApp')),
        }};
    }}""")
    assert min(len(shown[name]) for name in ("chosen", "others", "sliders", "strips")) > 1
    assert set(shown["chosen"]) & {*shown["others"], shown["page"]} == set()
    assert {shown["page"], "rgba(0, 0, 0, 0)"} & {*shown["sliders"], *shown["strips"]} == set()
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator('[data-focus-visible="true"]').first).to_have_css("outline-style", "solid")


@pytest.mark.parametrize("theme", THEMES)
def test_forced_colours_keep_tabs_and_the_keys_of_charts(tab: Open, theme: str) -> None:
    page = tab("/sensitivity", color_scheme=theme, forced_colors="active")
    fills = page.locator('[role="tab"]').evaluate_all("all => all.map(one => getComputedStyle(one).backgroundColor)")
    assert len(set(fills)) == 2
    keys = page.locator(".sm-swatch").evaluate_all("all => all.map(one => getComputedStyle(one).backgroundColor)")
    written = page.locator(".sm-swatch").evaluate_all("all => all.map(one => one.style.backgroundColor)")
    assert keys
    assert keys == written


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("path", ["/", "/lab", "/sensitivity"])
def test_what_is_chosen_can_be_read(tab: Open, path: str, theme: str) -> None:
    page = tab(path, color_scheme=theme)
    for colours in ("active", "none"):
        page.emulate_media(forced_colors=colours)
        found = page.evaluate(CONTRASTS)
        assert len(found) > 4
        assert [one for one in found if one[1] < 4.5] == []


@pytest.mark.parametrize("theme", THEMES)
def test_a_button_whose_box_is_open_can_be_read(tab: Open, theme: str) -> None:
    page = tab("/regions", color_scheme=theme)
    page.get_by_role("button", name="Share", exact=True).click()
    expect(page.get_by_role("dialog", name="Share")).to_be_visible()
    page.wait_for_function("() => !document.getAnimations().some(one => one.playState === 'running')")
    found = dict(page.evaluate(CONTRASTS))
    assert found["Share"] > 4.5


# Keys, phone


def test_keys_move_the_map_on_a_phone(tab: Open) -> None:
    page = tab("/regions", 390, 844)
    world = page.locator(".st-key-world")
    expect(world).to_have_attribute("tabindex", "0")
    expect(world).to_have_attribute("aria-label", re.compile("Map"))
    world.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.st-key-world').scrollLeft > 0")


def test_the_menu_of_a_phone_closes_after_a_choice(tab: Open) -> None:
    page = tab("/", 390, 844)
    side = page.get_by_test_id("stSidebar")
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(side).to_have_attribute("data-collapsed", "false")
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="Segments", exact=True).click()
    page.wait_for_function("() => location.pathname === '/segments'")
    settle(page)
    expect(side).to_have_attribute("data-collapsed", "true")
    page.wait_for_timeout(500)
    expect(side).to_have_attribute("data-collapsed", "true")
