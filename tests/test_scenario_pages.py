"""Compare and Why it changes: pins and references by link and click, every filter, kind words, hostile addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from streamlit.testing.v1 import AppTest

import spinemkt
from spinemkt.analysis.scenarios.bridge import EFFECTS, MEANINGS
from spinemkt.analysis.scenarios.compare import OUTCOMES
from spinemkt.documents import compare, options
from spinemkt.scenario.change import Change
from spinemkt.scenario.levers import levers
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import YEARS
from tests.test_pages import (
    EXTREMES,
    HOSTILE,
    YEARS_ALONE,
    State,
    check,
    html_of,
    opened,
    popovers,
    some_pages,
    text_of,
    well_formed,
)

PRESETS = list(spinemkt.load_scenarios().values())
ASIA, EUROPE, BOARDS, DENOSUMAB = (PRESETS[place] for place in (5, 26, 16, 17))
DEARER = Scenario("Dearer", changes=(Change("unit_cost", "scale", 1.2),))
LONG = "A scenario whose name goes on and on to the very last of the eighty letters okay"
PAGES = ("compare", "change")

Link = Mapping[str, object]


def pins(*chosen: Scenario) -> str:
    return ".".join(one.to_link() for one in chosen)


def pinned(app: AppTest) -> list[str]:
    codes = app.session_state["pins"].split(".")
    return [Scenario.from_link(code).name for code in codes if code]


def twelve(inputs: spinemkt.Inputs) -> Scenario:
    found = Scenario(LONG)
    for lever in list(levers().values())[:12]:
        span = lever.span(inputs)
        found = found.with_change(lever.change(span.high if span.high > span.baseline else span.low))
    return found


def heads(app: AppTest, name: str) -> list[str]:
    (table,) = [html for html in html_of(app) if "<table" in html and name in html]
    top = re.findall(r"<th[^>]*>(.*?)</th>", table.partition("</thead>")[0])
    return [re.sub(r"<[^>]+>", "", head).removesuffix("reference") for head in top]


FOUR = pins(ASIA, EUROPE, BOARDS, DENOSUMAB)
BRIDGES: dict[str, Link] = {
    "years": {},
    "scenario": {"scenario": DEARER.to_link(), "between": "scenario"},
    "pins": {"pins": FOUR, "between": "pins"},
}
OPEN: list[tuple[str, Link]] = [("compare", {"pins": FOUR}), *(("change", link) for link in BRIDGES.values())]
WAYS = dict(zip(("compare", *BRIDGES), OPEN, strict=True))
NAMES = ("pins", "reference", "from_pin", "to_pin", "between", "effect", "split")


# Compare


def test_without_pins_the_page_compares_an_example_that_is_pinned_or_cleared() -> None:
    app = opened("compare")
    check(app, 1)
    assert not app.warning
    assert heads(app, "sm-versus") == ["Outcome", "Base case", *compare.EXAMPLE]
    assert "Example" in text_of(app, "sm-mark")
    assert not pinned(app)
    assert not [name for name in NAMES if name in app.query_params]
    app.button(key="clear_example").click().run()
    check(app, 0)
    assert text_of(app, "sm-answer") == [compare.NONE_YET]
    app.button(key="show_example").click().run()
    app.button(key="pin_three").click().run()
    check(app, 1)
    assert pinned(app) == list(compare.EXAMPLE)
    assert heads(app, "sm-versus") == ["Outcome", "Base case", *compare.EXAMPLE]
    assert "Example" not in text_of(app, "sm-mark")


def test_four_pins_and_the_baseline() -> None:
    app = opened("compare", link={"pins": FOUR})
    check(app, 1)
    assert not app.warning
    names = [ASIA.name, EUROPE.name, BOARDS.name, DENOSUMAB.name]
    assert heads(app, "sm-versus") == ["Outcome", "Base case", *names]
    assert heads(app, "sm-moves") == ["What changes", "Base case", *names]
    assert len([key for key in popovers(app) if key.startswith("export_")]) == 3
    (table,) = [html for html in html_of(app) if "sm-versus" in html and "<table" in html]
    assert table.count('<th scope="row">') == 2 * len(OUTCOMES)
    well_formed(app)


def test_any_scenario_can_be_the_reference() -> None:
    app = opened("compare", link={"pins": FOUR, "reference": BOARDS.name})
    check(app, 1)
    assert heads(app, "sm-versus")[:3] == ["Outcome", BOARDS.name, "Base case"]
    assert BOARDS.name in text_of(app, "sm-answer")[0]
    app.selectbox(key="reference").select("Base case").run()
    assert heads(app, "sm-versus")[1] == "Base case"
    assert "Farthest from the base case is" in text_of(app, "sm-answer")[0]


def test_a_reference_that_is_gone_gives_way_to_the_baseline() -> None:
    app = opened("compare", link={"pins": FOUR, "reference": BOARDS.name})
    app.session_state["pins"] = pins(ASIA, EUROPE)
    check(app.run(), 1)
    assert heads(app, "sm-versus") == ["Outcome", "Base case", ASIA.name, EUROPE.name]
    check(opened("compare", link={"pins": FOUR, "reference": "no such"}), 1)


def test_the_readers_own_scenario_is_pinned_in_one_click() -> None:
    app = opened("compare", link={"pins": pins(ASIA), "scenario": DEARER.to_link()})
    app.button(key="pin_mine").click().run()
    check(app, 1)
    assert pinned(app) == [ASIA.name, "Dearer"]
    assert not [button for button in app.button if button.key == "pin_mine"]
    assert opened("compare", link={"scenario": DEARER.to_link()}).button(key="pin_mine").label == "Pin Dearer"


def test_pins_are_removed_one_by_one() -> None:
    app = opened("compare", link={"pins": FOUR}, state={"pins_open": True})
    app.button(key="unpin_1").click().run()
    check(app, 1)
    assert pinned(app) == [ASIA.name, BOARDS.name, DENOSUMAB.name]
    for _ in range(3):
        app.session_state["pins_open"] = True
        app.run().button(key="unpin_0").click().run()
    check(app, 0)
    assert text_of(app, "sm-answer") == [compare.NONE_YET]


def test_another_scenario_of_a_pinned_name_gets_a_name_of_its_own() -> None:
    other = Scenario("Dearer", changes=(Change("unit_cost", "scale", 1.4),))
    app = opened("compare", link={"pins": pins(DEARER), "scenario": other.to_link()})
    app.button(key="pin_mine").click().run()
    assert pinned(app) == ["Dearer", "Dearer 2"]
    twins = opened("compare", link={"pins": pins(DEARER, other, Scenario("Base case", changes=other.changes))})
    check(twins, 1)
    assert heads(twins, "sm-versus")[1:] == ["Base case", "Dearer", "Dearer 2", "Base case 2"]


def test_a_fifth_pin_takes_the_place_of_the_first() -> None:
    app = opened("compare", link={"pins": FOUR, "scenario": DEARER.to_link()})
    app.button(key="pin_mine").click().run()
    assert pinned(app) == [EUROPE.name, BOARDS.name, DENOSUMAB.name, "Dearer"]


def test_two_are_stacked_and_become_the_readers_own() -> None:
    cheaper = Scenario("Cheaper", changes=(Change("unit_cost", "scale", 0.5),))
    app = opened("compare", link={"pins": pins(DEARER, cheaper)})
    assert "1 collision" in text_of(app, "sm-title")
    assert any("x 1.2 (Dearer), then x 0.5 (Cheaper)" in text for text in text_of(app, "sm-points"))
    app.button(key="use_stack").click().run()
    check(app)
    mine = Scenario.from_link(app.session_state["scenario"])
    assert (mine.name, mine.changes) == ("Dearer + Cheaper", DEARER.changes + cheaper.changes)
    app.selectbox(key="stack_second").select("Dearer").run()
    assert "Choose two different scenarios to combine." in text_of(app, "sm-text")


def test_a_pin_that_cannot_be_used_is_said_and_left_out() -> None:
    impossible = Scenario("Impossible", changes=(Change("local_treatment_share", "set", 3.0),))
    empty = Scenario("Empty")
    app = opened("compare", link={"pins": pins(DEARER, impossible, empty) + ".zz.also"})
    check(app, 1)
    (warning,) = app.warning
    for words in ("Impossible was left out", "changes nothing", "cannot be read", "5 scenarios are pinned"):
        assert words in warning.value.replace("was left out. The scenario code", "cannot be read"), words
    assert heads(app, "sm-versus") == ["Outcome", "Base case", "Dearer"]


def test_a_long_name_and_twelve_changes(inputs: spinemkt.Inputs) -> None:
    app = opened("compare", link={"pins": pins(twelve(inputs), ASIA, EUROPE, BOARDS)})
    check(app, 1)
    (table,) = [html for html in html_of(app) if "<table" in html and "sm-moves" in html]
    assert table.count('<th scope="row">') >= 12
    assert "Collision" in table


# Why it changes


@pytest.mark.parametrize("between", BRIDGES)
def test_every_bridge_opens(between: str) -> None:
    app = opened("change", link=BRIDGES[between])
    check(app, 2)
    assert not app.warning
    assert app.session_state["between"] == between
    assert all(meaning in " ".join(html_of(app)) for meaning in MEANINGS.values())
    assert any("LMDI" in text and "order does not matter" in text for text in text_of(app, "sm-text"))
    well_formed(app)


def test_only_what_there_is_is_offered() -> None:
    assert opened("change").segmented_control(key="between").options == [options.BETWEEN["years"]]
    app = opened("change", link=BRIDGES["scenario"] | {"pins": FOUR})
    assert app.segmented_control(key="between").options == list(options.BETWEEN.values())
    app = opened("change", link={"between": "scenario"})
    check(app, 2)
    assert app.session_state["between"] == "years"


@pytest.mark.parametrize("place", range(len(options.SPLIT)))
def test_every_effect_is_split(place: int) -> None:
    """Every two of a bridge, an effect and what it is split by meet once."""
    by = list(options.SPLIT)[place]
    for turn, between in enumerate(BRIDGES):
        effect = (options.WHOLE, "volume", "price")[(place + turn) % 3]
        app = opened("change", link=BRIDGES[between] | {"effect": effect, "split": by, "year": "2035"})
        check(app, 2)
        title = text_of(app, "sm-title")[1]
        first = "Change of spend" if effect == options.WHOLE else f"{EFFECTS[effect]} effect on spend"
        assert title.startswith(f"{first} by {by.replace('_', ' ')}: ")


def test_an_effect_that_a_measure_has_not_is_not_offered() -> None:
    app = opened("change", {"quantity": "episodes"}, {"effect": "price"})
    check(app, 2)
    assert "Price" not in app.pills(key="effect").options
    assert app.session_state["effect"] == options.WHOLE


def test_a_clicked_bar_is_split_once() -> None:
    app = AppTest.from_string(
        "from spinemkt.documents.blocks import Choice\n"
        "from spinemkt.documents.options import EFFECT\n"
        "from ui.screen import follow\n"
        "follow(Choice('effect', 'Split', EFFECT, 'whole', follows='event'))"
    )
    for points, effect in (
        ([{"customdata": "volume"}], "volume"),
        ([{"customdata": [""]}], "volume"),
        ([], "volume"),
        ([{"customdata": ["price"]}], "price"),
        ([{"customdata": "<b>"}], "price"),
    ):
        app.session_state["event"] = {"selection": {"points": points}}
        assert not app.run().exception
        assert app.session_state["effect"] == effect
    app.session_state["event"] = {"selection": {"points": [{"customdata": "volume"}]}}
    app.run()
    app.session_state["effect"] = "case_mix"
    app.run()
    assert app.session_state["effect"] == "case_mix"


def test_the_same_side_twice_is_said_kindly() -> None:
    app = opened("change", link=BRIDGES["pins"] | {"from_pin": ASIA.name, "to_pin": ASIA.name})
    check(app, 0)
    assert "Choose two different scenarios" in text_of(app, "sm-answer")[0]
    app = opened("change", {"years": (2030, 2030)})
    check(app, 0)
    assert "Choose two different years" in text_of(app, "sm-answer")[0]


def test_the_sentence_between_two_pins_names_both() -> None:
    link = BRIDGES["pins"] | {"year": "2035", "from_pin": ASIA.name, "to_pin": BOARDS.name}
    said = text_of(opened("change", link=link), "sm-answer")[0]
    assert said.startswith(f"{BOARDS.name} instead of {ASIA.name} lowers spend in 2035 by ")
    said = text_of(opened("change", link=link | {"from_pin": "Base case"}), "sm-answer")[0]
    assert said.startswith(f"{BOARDS.name} raises spend in 2035 by ")


def test_a_scenario_that_does_not_act_yet_says_so() -> None:
    app = opened("change", {"years": (YEARS[0], 2035), "year": 2024}, BRIDGES["scenario"])
    check(app, 2)
    assert "leaves spend in 2024 as it was" in text_of(app, "sm-answer")[0]
    assert any(text.startswith("Nothing moves in 2024") for text in text_of(app, "sm-text"))


@pytest.mark.parametrize(
    ("state", "start"),
    [
        ({}, "Patient treatments rise from"),
        ({"treatment_type": ["radiation"]}, "Patients rise from"),
        ({"modality": ["chemotherapy"]}, "Patient-years rise from"),
    ],
    ids=str,
)
def test_a_bridge_is_of_what_was_asked_for(state: State, start: str) -> None:
    app = opened("change", {"quantity": "patients", **state})
    check(app, 2)
    assert text_of(app, "sm-answer")[0].startswith(start)


# Both


@pytest.mark.parametrize(("way", "state"), some_pages(EXTREMES, list(WAYS), 1, everywhere=YEARS_ALONE), ids=str)
def test_extreme_filters(way: str, state: State) -> None:
    page, link = WAYS[way]
    check(opened(page, state, link))


@pytest.mark.parametrize(("page", "link"), OPEN)
def test_an_empty_view_is_said_kindly(page: str, link: Link) -> None:
    app = opened(page, {"modality": ["proton"], "end_user": ["ambulatory_home"]}, link)
    check(app, 0)
    assert any("Nothing is left under" in info.value for info in app.info)
    assert any(button.key == "clear_empty" for button in app.button)


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: value[:12])
@pytest.mark.parametrize("name", NAMES)
def test_hostile_values_are_said_and_ignored(name: str, value: str) -> None:
    """On both pages by turns: every name, and every value, is on each."""
    page = PAGES[(NAMES.index(name) + HOSTILE.index(value)) % 2]
    app = opened(page, link={"pins": FOUR, "between": "pins"} | {name: value})
    check(app)
    for warning in app.warning:
        assert len(warning.value) < 1500
        assert not re.search(r"(?<!\\)(!\[|<)", warning.value)
    assert app.warning or name in ("reference", "from_pin", "to_pin")


@pytest.mark.parametrize("page", PAGES)
def test_a_name_is_never_html(page: str) -> None:
    name = "<b>Bold</b> ![x](http://a.example/x.png) 'quoted\" & <script>alert(1)</script>"
    evil = Scenario(name, "<i>story</i>", DEARER.changes)
    app = opened(page, link={"pins": pins(evil, ASIA), "scenario": evil.to_link(), "between": "pins"})
    check(app)
    assert not any("<b>Bold" in html or "<script>alert" in html for html in html_of(app))
    well_formed(app)
    for button in app.button:
        assert not re.search(r"(?<!\\)(!\[|<)", button.label)
