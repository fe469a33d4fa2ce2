"""Scenarios in a real browser: equal numbers after undo, reload, another browser and a restart; keys and names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, expect

from tests.browser_fixtures import Tabs, menu_link, serving, settle
from tests.test_browser import HARMLESS, outside

SECONDS = 40
MIX = "/lab?group=mix"
LEVERS = (
    "SBRT and radiosurgery, peak adoption",
    "Proton and brachytherapy, peak adoption",
    "Cement and ablation, peak adoption",
)

BOX = "[class*=st-key-box_sbrt_ceiling_None] input"

Open = Callable[..., Page]


@pytest.fixture(scope="module", autouse=True)
def database(shared_database: Path) -> Iterator[Path]:
    """The servers that this file starts have the database of the one that is shared."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPINEMKT_DATABASE", f"sqlite:///{shared_database}")
        yield shared_database


@pytest.fixture
def tab(tabs: Tabs, url: str) -> Iterator[Open]:
    """Open a path as a reader of its own; at the end, look at every request and console line."""
    pages, requests, troubles = list[Page](), list[str](), list[str]()

    def request(one: Request) -> None:
        requests.append(one.url)

    def failed(error: Error) -> None:
        troubles.append(f"error: {error}")

    def listen(line: ConsoleMessage) -> None:
        where = str(line.location.get("url", ""))
        if line.type == "error" and not where.endswith(HARMLESS):
            troubles.append(f"console: {line.text} {where}")

    def opened(path: str = MIX, base: str = url, **options: object) -> Page:
        page = tabs.take(**{"viewport": {"width": 1280, "height": 800}} | options)
        pages.append(page)
        page.set_default_timeout(SECONDS * 1000)
        page.on("request", request)
        page.on("pageerror", failed)
        page.on("console", listen)
        page.goto(base + path if path.startswith("/") else path)
        settle(page)
        return page

    yield opened
    for page in pages:
        page.remove_listener("request", request)
        page.remove_listener("pageerror", failed)
        page.remove_listener("console", listen)
    assert outside(requests) == []
    assert troubles == []


def address(page: Page) -> str:
    return page.evaluate("location.href")


def effect(page: Page) -> str:
    """What the bar says; empty at the baseline."""
    settle(page)
    line = page.locator(".sm-effect")
    return line.inner_text().replace("\u00a0", " ") if line.count() else ""


def becomes(page: Page, words: str) -> None:
    """Wait until the bar says some words, or nothing of an effect."""
    line = page.locator(".sm-effect")
    expect(line).to_have_count(0) if not words else expect(line).to_have_text(words)
    settle(page)


def move(page: Page, name: str, keys: str = "End") -> str:
    """Move a lever by the keyboard, and return what the bar says then."""
    settle(page)
    before = address(page)
    slider = page.get_by_role("slider", name=name)
    slider.focus()
    page.keyboard.press(keys)
    page.wait_for_function("before => location.href !== before", arg=before)
    expect(page.locator(".sm-effect")).to_have_count(1)
    return effect(page)


def press(page: Page, name: str) -> None:
    page.get_by_test_id("stMain").get_by_role("button", name=name, exact=True).click()


def go_to(page: Page, title: str, path: str) -> None:
    menu_link(page, title).click()
    page.wait_for_function("path => location.pathname === path", arg=path)
    settle(page)


def tile(page: Page) -> str:
    """The first tile of the Overview."""
    go_to(page, "Market overview", "/")
    return page.locator(".sm-tile").first.inner_text()


@pytest.mark.parametrize("pause", [0, 90, 250])
@pytest.mark.parametrize("control", ["slider", "box"])
def test_quick_steps_of_a_lever_are_all_taken(browser: Browser, control: str, pause: int) -> None:
    """On a server that has just started, so that a step is still being drawn when the next is pressed."""
    with serving() as fresh:
        page = browser.new_page()
        page.goto(fresh + MIX)
        settle(page)
        slider, box = page.get_by_role("slider", name=LEVERS[0]), page.locator(BOX)
        start = float(box.input_value())
        (slider if control == "slider" else box).focus()
        for _ in range(3):
            page.keyboard.press("ArrowRight" if control == "slider" else "ArrowUp")
            page.wait_for_timeout(pause)
        expect(page.locator(".sm-lever", has_text=LEVERS[0])).to_contain_text("x 1.15")
        settle(page)
        assert (start, float(box.input_value()), float(slider.input_value())) == (1.0, 1.15, 1.15)
        page.close()


@pytest.mark.parametrize(
    ("group", "lever", "typed", "words"),
    [
        ("demand", "incidence", "0.5", "+0.5 points a year"),
        ("demand", "survival", "-0,25", "-0.25 points a year"),
        ("detection", "mri", "5%", "+5.0 points"),
        ("detection", "delay", "1,5 weeks", "1.5 weeks"),
        ("eligibility", "unstable", "15", "15.0%"),
        ("mix", "sbrt_ceiling", "1,2", "x 1.2"),
        ("mix", "sbrt_ceiling", "\u221220%", "x 0.8"),
    ],
)
def test_a_field_takes_the_unit_of_the_words_and_stays_as_typed(
    tab: Open, group: str, lever: str, typed: str, words: str
) -> None:
    page = tab(f"/lab?group={group}")
    box = page.locator(f"[class*=st-key-box_{lever}_None] input")
    box.fill("")
    box.press_sequentially(typed)
    box.press("Enter")
    expect(page.locator(".sm-moved span")).to_contain_text(f"{words} ·")
    settle(page)
    assert box.input_value() == typed
    box.fill("4444")
    box.press("Enter")
    expect(page.locator(".sm-fault")).to_contain_text("Typed: '4444'; allowed: ")
    settle(page)
    assert box.input_value() == "4444"
    expect(page.locator(".sm-moved span")).to_contain_text(f"{words} ·")


def test_numbers_are_equal_after_undo_reload_another_browser_and_a_restart(tab: Open) -> None:
    page = tab()
    first, second, third = (move(page, name) for name in LEVERS)
    assert len({first, second, third}) == 3
    press(page, "Undo")
    becomes(page, second)
    press(page, "Undo")
    becomes(page, first)
    press(page, "Redo")
    becomes(page, second)
    press(page, "Redo")
    becomes(page, third)
    page.reload()
    assert effect(page) == third
    shown = tile(page)
    assert effect(page) == third
    for path in ("Segments", "Regions", "Opportunities", "Evidence"):
        go_to(page, path, f"/{path.lower()}")
        assert effect(page) == third, path
    press(page, "Pin")
    go_to(page, "Compare", "/compare")
    amount, share = re.search(r"→ (.+) bn USD (.+)$", third).groups()  # type: ignore[union-attr]
    said = page.locator(".sm-answer, .sm-title").filter(has_text=share.lstrip("+"))
    said = said.filter(has_text=f"{float(amount):.1f} bn USD")  # beside a change it may have a digit more
    expect(said.first).to_be_visible()
    go_to(page, "Market overview", "/")
    link = address(page)

    other = tab(link)
    assert effect(other) == third
    assert other.locator(".sm-tile").first.inner_text() == shown

    press(page, "Save")
    page.get_by_role("textbox", name="Name", exact=True).fill("Three levers")
    page.keyboard.press("Enter")
    page.locator(".st-key-save button").click()
    expect(page.get_by_text("Saved as 'Three levers', version 1.")).to_be_visible()
    expect(page.locator(".sm-scenario b")).to_have_text("Three levers")

    with serving() as restarted:
        late = tab("/", restarted)
        press(late, "Scenarios")
        box = late.get_by_role("combobox", name="Saved")
        box.click()
        late.get_by_role("option", name="Three levers").click()
        late.locator(".st-key-use_saved button").click()
        becomes(late, third)
        late.keyboard.press("Escape")
        assert late.locator(".sm-tile").first.inner_text() == shown
        late.context.close()


def test_a_code_pasted_in_another_session_gives_the_same(tab: Open) -> None:
    page = tab()
    said = move(page, LEVERS[0])
    press(page, "Share")
    code = page.get_by_role("textbox", name="Scenario code", exact=True).input_value()
    assert len(code) > 40
    other = tab("/")
    press(other, "Share")
    box = other.get_by_role("textbox", name="Open a scenario code")
    box.fill(f"  {code} ")
    box.press("Enter")
    becomes(other, said)
    other.keyboard.press("Escape")
    press(other, "Undo")
    becomes(other, "")


def test_keys_undo_and_redo_but_not_while_somebody_writes(tab: Open) -> None:
    page = tab()
    said = move(page, LEVERS[0])
    page.locator("h1").click()
    page.keyboard.press("Control+z")
    becomes(page, "")
    page.keyboard.press("Control+Shift+z")
    becomes(page, said)
    page.get_by_role("slider", name=LEVERS[0]).focus()
    page.keyboard.press("Control+z")
    becomes(page, "")
    page.keyboard.press("Control+Shift+z")
    becomes(page, said)
    press(page, "Save")
    name = page.get_by_role("textbox", name="Name", exact=True)
    name.fill("")
    name.press_sequentially("Half a name")
    page.keyboard.press("Control+z")
    page.wait_for_timeout(300)
    assert effect(page) == said
    assert name.input_value() != "My scenario"


def test_a_lever_is_reached_heard_and_moved_by_the_keyboard_alone(tab: Open) -> None:
    page = tab()
    heard = ""
    page.get_by_role("radiogroup", name="Levers").get_by_role("radio").first.focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        heard = page.evaluate("document.activeElement.getAttribute('aria-label') || ''")
        if page.evaluate("document.activeElement.type") == "range":
            break
    assert heard in page.locator(".sm-lever b").all_inner_texts()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".sm-effect")).to_have_count(1)
    settle(page)
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == heard
    page.keyboard.press("ArrowLeft")
    becomes(page, "")


def test_what_is_refused_is_said_in_sight_and_what_was_typed_stays(tab: Open) -> None:
    page = tab()
    page.get_by_text("Add a dated market event").click()
    label = page.get_by_role("textbox", name="What happens")
    label.fill("Far too much")
    size = page.get_by_role("textbox", name="Change, points a year")
    assert size.input_value() == "+1.5"
    size.fill("\u2212140%")
    size.press("Tab")
    settle(page)
    page.get_by_role("button", name="Add event").click()
    note = page.locator(".st-key-refused [data-testid='stAlert']")
    expect(note).to_contain_text("nothing was changed", timeout=20_000)
    expect(note).to_be_in_viewport()
    assert label.input_value() == "Far too much"
    expect(note).to_contain_text("allowed: -49.8 to +49.56 points a year. Nearest: -49.8 points a year.")
    assert size.input_value() == "\u2212140%"
    assert effect(page) == ""


def test_on_a_phone_the_answer_stays_beside_the_lever(tab: Open) -> None:
    page = tab(viewport={"width": 390, "height": 844})
    name = "Bone-modifying agents, peak adoption"
    move(page, name)
    chart, slider = page.locator(".st-key-lab_first"), page.get_by_role("slider", name=name)
    expect(chart.locator(".sm-title")).to_contain_text("the base case")
    seen, lever = chart.bounding_box(), slider.bounding_box()
    assert seen and lever
    assert seen["y"] >= 0
    assert seen["y"] + seen["height"] <= lever["y"]
    assert lever["y"] + lever["height"] <= 844


def test_every_reset_has_a_name_of_its_own(tab: Open) -> None:
    page = tab()
    for name in LEVERS[:2]:
        move(page, name)
    page.get_by_role("button", name="2 changes").click()
    body = page.get_by_test_id("stPopoverBody").last
    expect(body.get_by_role("button", name="Reset of")).to_have_count(2)
    names = re.findall(r'button "(Reset[^"]*)"', body.aria_snapshot())
    assert len(set(names)) == 2
    assert all(any(lever in name for lever in LEVERS) for name in names)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_long_name_and_story_stay_inside_the_page(tab: Open, width: int) -> None:
    from spinemkt import Change, Scenario

    changes = (Change("uptake_ceiling", "scale", 2.0, (("modality", ("sbrt_srs",)),)),)
    code = Scenario("W" * 80, "Verylongstory" * 150, changes).to_link()
    page = tab(f"/?scenario={code}", viewport={"width": width, "height": 844})
    wide = """() => [document.documentElement, document.querySelector('[data-testid=stMain]')]
        .map(part => part.scrollWidth - part.clientWidth)"""
    assert page.evaluate(wide) == [0, 0]
    for part in page.locator(".st-key-bar p, .st-key-bar button").all():
        box = part.bounding_box()
        assert box is None or box["x"] + box["width"] <= width
    page.get_by_role("button", name="1 change").click()
    story = page.get_by_test_id("stPopoverBody").locator(".sm-text")
    expect(story).to_be_visible()
    box = story.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= width
    assert story.evaluate("part => part.scrollWidth - part.clientWidth") <= 0


def test_a_newcomer_finds_who_loses_when_sbrt_doubles_in_asia_and_sends_it_on(tab: Open) -> None:
    """By nine clicks and one number: from the start page to a colleague's browser with equal numbers."""
    page = tab("/", permissions=["clipboard-read", "clipboard-write"])
    go_to(page, "Scenario builder", "/lab")
    page.get_by_text("Modality mix", exact=True).click()
    expect(page.get_by_role("slider", name=LEVERS[0])).to_be_attached()
    settle(page)
    places = page.get_by_role("combobox", name="Levers act on")
    places.scroll_into_view_if_needed()
    page.wait_for_timeout(500)  # a list that opens while the page still scrolls closes
    places.click()
    page.get_by_role("option", name="Asia-Pacific").click()
    box = page.locator(BOX.replace("None", "asia_pacific"))  # that of the region, not the one it replaces
    expect(box).to_be_attached()
    settle(page)
    box.fill("2")
    box.press("Enter")
    step = page.locator(".st-key-lab_more .sm-answer")
    expect(step).to_contain_text("Asia-Pacific, x 1 to x 2")
    expect(step).to_contain_text("conventional external beam loses most")
    settle(page)
    losers = page.locator(".st-key-lab_who [aria-label], .st-key-lab_who").first
    expect(losers).to_be_visible()
    said, sentence, title = effect(page), step.inner_text(), page.locator(".sm-title").last.inner_text()
    press(page, "Share")
    expect(page.get_by_role("textbox", name="Link", exact=True)).to_be_visible()
    page.wait_for_function("() => document.querySelector('.sm-share input')?.value === location.href")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == address(page)

    colleague = tab(link)
    assert effect(colleague) == said
    assert colleague.locator(".st-key-lab_more .sm-answer").inner_text() == sentence
    assert colleague.locator(".sm-title").last.inner_text() == title
    assert colleague.get_by_role("combobox", name="Levers act on").input_value() == "Asia-Pacific"
    expect(colleague.get_by_role("button", name="Continue where you left off")).to_have_count(0)


def test_what_was_left_unsaved_is_offered_to_the_same_browser_after_a_restart(browser: Browser, database: Path) -> None:
    """Also when the server ends right after the last move; another browser is offered nothing."""
    with browser.new_context() as mine, browser.new_context() as other:
        with serving() as first:
            page = mine.new_page()
            page.goto(first + MIX)
            said = move(page, LEVERS[0])
            cookies = {cookie["name"]: cookie for cookie in mine.cookies()}
            assert cookies["spinemkt_reader"]["httpOnly"]
        with serving() as again:
            for reader, offers in ((other, 0), (mine, 1)):
                page = reader.new_page()
                page.goto(again)
                settle(page)
                offer = page.get_by_role("button", name="Continue where you left off: My scenario")
                expect(offer).to_have_count(offers)
            offer.click()
            becomes(page, said)


def test_the_bar_stays_on_one_line_and_share_says_model_and_data(tab: Open) -> None:
    from spinemkt import Change, Scenario

    change = Change("uptake_ceiling", "scale", 2.0, (("modality", ("sbrt_srs",)),))
    for name in ("W" * 80, "Many words, each of them short, that make up the name of a scenario"):
        page = tab(f"/?quantity=patients&scenario={Scenario(name, '', (change,)).to_link()}")
        assert page.locator(".st-key-bar").bounding_box()["height"] < 60  # type: ignore[index]
        for part in (".sm-effect", ".sm-scenario"):
            whole = page.locator(part).evaluate("part => part.scrollWidth <= part.clientWidth")
            assert whole is (part == ".sm-effect"), part
        expect(page.locator(".sm-scenario b")).to_have_attribute("title", name)
        press(page, "Share")
        expect(page.get_by_test_id("stPopoverBody")).to_contain_text("Model ")
        page.context.close()
