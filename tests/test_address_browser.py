"""Address, controls, sentence and numbers agree, whichever way a reader goes; and Share loses nothing."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

import spinemkt
from spinemkt import Scenario
from spinemkt.analysis import narrative
from spinemkt.analysis.link import read_link
from spinemkt.analysis.market import place_facts
from spinemkt.analysis.view import QUANTITIES, View
from tests.browser_fixtures import menu_link, settle
from tests.test_scenario_browser import MIX, becomes, effect, go_to, move, press, tab  # noqa: F401
from ui import controls

STEPS = int(os.environ.get("SPINEMKT_WALK_STEPS", "60"))
PAGES = {"Market overview": "/", "Regions": "/regions", "Scenario builder": "/lab"}
ANSWERS = {"/": (narrative.headline, True), "/regions": (place_facts.answer, False)}
LEVERS = ("MRI use", "SBRT and radiosurgery, long run")

Go = Callable[[Page, random.Random], None]


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2060", "").split())


def agrees(page: Page, inputs: spinemkt.Inputs, trail: list[str]) -> None:
    """What the address says is what the controls show, the sentence says and the numbers are of."""
    settle(page)
    parts = urlsplit(page.evaluate("location.href"))
    query = parse_qs(parts.query)
    known = controls.known(inputs.country_names)
    codes, faults = read_link(query, known, inputs.region_of_country)
    assert [fault for fault in faults if not fault.startswith("Snapshot year")] == [], trail
    for outside in faults:  # the year may be moved out of the range of years; the page says so
        expect(page.get_by_text(outside).first, str(trail)).to_be_visible()
    code = codes.pop("scenario", [""])[-1]
    scenario = Scenario.from_link(code) if code else Scenario()
    view = viewed(codes)
    said = f"{view.sentence(inputs.country_names)}; snapshot year {view.year}"
    expect(page.locator(".sm-state"), str(trail)).to_have_text(said)
    chosen = page.get_by_role("radiogroup", name="Measure").get_by_role("radio", name=QUANTITIES[view.quantity])
    expect(chosen, str(trail)).to_be_checked()
    shown = page.get_by_role("slider", name="Snapshot year").input_value()
    assert int(float(shown)) == int(query.get("year", [str(view.year)])[-1]), trail
    expect(page.locator(".sm-scenario b"), str(trail)).to_have_text(scenario.name)
    if parts.path in ANSWERS:
        answer, timeless = ANSWERS[parts.path]
        result = spinemkt.run(inputs, scenario, view.scope, view.myeloma)
        wanted = plain(str(answer(result, view.timeless if timeless else view)))
        assert plain(page.locator("p.sm-answer").first.inner_text()) == wanted, trail


def viewed(codes: dict[str, list[str]]) -> View:
    """The view that a link's codes make."""
    kept = controls.kept(codes, controls.known({}))
    fields = {name: kept[name] for name in View.__dataclass_fields__ if name in kept}
    return View(**{name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()})


def menu(page: Page, chance: random.Random) -> None:
    title = chance.choice(list(PAGES))
    menu_link(page, title).click()
    page.wait_for_function("path => location.pathname === path", arg=PAGES[title])


def measure(page: Page, chance: random.Random) -> None:
    name = chance.choice(["Spend", "Patients", "Procedures / courses"])
    page.get_by_role("radiogroup", name="Measure").get_by_text(name, exact=True).click()


def year(page: Page, chance: random.Random) -> None:
    page.get_by_role("slider", name="Snapshot year").focus()
    page.keyboard.press(chance.choice(["ArrowRight", "ArrowRight", "ArrowLeft"]))


def lever(page: Page, chance: random.Random) -> None:
    if urlsplit(page.url).path != "/lab":
        menu_link(page, "Scenario builder").click()
        page.wait_for_function("() => location.pathname === '/lab'")
        settle(page)
    page.locator("[class*=st-key-slide_] input[type=range]").nth(chance.randint(0, 2)).focus()
    page.keyboard.press(chance.choice(["ArrowRight", "ArrowLeft"]))


def back(page: Page, chance: random.Random) -> None:
    page.evaluate("() => history.back()")
    page.wait_for_timeout(150)


def forward(page: Page, chance: random.Random) -> None:
    page.evaluate("() => history.forward()")
    page.wait_for_timeout(150)


def again(page: Page, chance: random.Random) -> None:
    page.reload()


WAYS: dict[str, tuple[Go, int]] = {
    "menu": (menu, 3),
    "measure": (measure, 3),
    "year": (year, 2),
    "lever": (lever, 3),
    "back": (back, 4),
    "forward": (forward, 2),
    "reload": (again, 1),
}


def test_address_controls_sentence_and_numbers_agree_on_a_random_walk(
    browser: Browser,
    url: str,
    inputs: spinemkt.Inputs,
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{url}/?quantity=Patients")
    agrees(page, inputs, [])
    chance, trail, depth = random.Random(15), [], 0
    names, weights = list(WAYS), [weight for _, weight in WAYS.values()]
    for _ in range(STEPS):
        (name,) = chance.choices(names, weights)
        if name == "back" and depth == 0:
            name = "menu"  # Back would leave the app
        depth = max(0, depth - 1) if name == "back" else 0 if name == "reload" else depth + (name in ("menu", "lever"))
        trail.append(name)
        WAYS[name][0](page, chance)
        page.wait_for_timeout(60)
        agrees(page, inputs, trail[-8:])
    page.close()


def test_back_leads_to_the_page_before_at_once(tab: Callable[..., Page]) -> None:  # noqa: F811
    page = tab(MIX)
    said = move(page, LEVERS[1])
    go_to(page, "Regions", "/regions")
    becomes(page, said)
    page.evaluate("() => history.back()")
    page.wait_for_function("() => location.pathname === '/lab'")
    becomes(page, said)
    page.evaluate("() => history.back()")
    becomes(page, "")  # the lever's move is undone, too
    page.evaluate("() => history.forward()")
    becomes(page, said)


@pytest.fixture(params=["closed", "open"])
def shared(request: pytest.FixtureRequest, tab: Callable[..., Page]) -> Iterator[Page]:  # noqa: F811
    """The lab with a moved lever, where Share has been opened and closed, or stands open."""
    page = tab(MIX)
    move(page, LEVERS[1])
    press(page, "Share")
    expect(page.get_by_role("textbox", name="Open a scenario code")).to_be_visible()
    if request.param == "closed":
        page.keyboard.press("Escape")
        expect(page.get_by_role("textbox", name="Open a scenario code")).to_have_count(0)
    yield page


def still(page: Page, words: str) -> None:
    """The bar says some words, and goes on to after the reader has clicked elsewhere."""
    becomes(page, words)
    page.keyboard.press("Escape")
    page.get_by_role("radiogroup", name="Measure").get_by_text("Procedures / courses", exact=True).click()
    settle(page)
    page.get_by_role("radiogroup", name="Measure").get_by_text("Spend", exact=True).click()
    becomes(page, words)


def test_share_loses_no_moved_lever_undo_redo_or_reset(shared: Page) -> None:
    first = effect(shared)
    second = move(shared, "Proton and brachytherapy, long run")
    assert second != first
    still(shared, second)
    press(shared, "Undo")
    still(shared, first)
    press(shared, "Redo")
    still(shared, second)
    press(shared, "Reset")
    still(shared, "")


def test_share_loses_no_ready_made_scenario_addition_or_pin(shared: Page) -> None:
    shared.keyboard.press("Escape")
    first = effect(shared)
    for button in ("add_preset", "use_preset"):
        press(shared, "Scenarios")
        shared.get_by_role("combobox", name="Ready-made").fill("spine")
        shared.get_by_role("option").first.click()
        shared.locator(f".st-key-{button} button").click()
        expect(shared.locator(".sm-effect")).not_to_have_text(first)
        shared.keyboard.press("Escape")
        first = effect(shared)
        still(shared, first)
    press(shared, "Pin")
    still(shared, first)
    go_to(shared, "Compare", "/compare")
    expect(shared.get_by_role("button", name="1 of 4 pinned")).to_be_visible()
    go_to(shared, "Market overview", "/")
    assert effect(shared) == first
    assert "pins=" in shared.evaluate("location.href")


def test_a_page_opened_in_a_new_tab_keeps_filters_and_scenario(tab: Callable[..., Page]) -> None:  # noqa: F811
    page = tab(MIX + "&region=Europe")
    said = move(page, LEVERS[1])
    for how in ({"button": "middle"}, {"modifiers": ["Control"]}):
        link = menu_link(page, "Regions")
        with page.context.expect_page() as found:
            link.click(**how)  # type: ignore[arg-type]
        other = found.value
        settle(other)
        assert urlsplit(other.url).path == "/regions"
        expect(other.locator(".sm-state")).to_contain_text("Europe")
        assert effect(other) == said
        other.close()
    assert urlsplit(page.evaluate("location.href")).path == "/lab"
