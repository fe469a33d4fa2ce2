"""How sure? in the app: every tab, filters, links, an end opened, goals asked, bad input, a large ensemble."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

import spinemkt
from spinemkt import Change, Scenario
from spinemkt.analysis.uncertainty_views import dispersion, sensitivity
from spinemkt.analysis.view import View
from spinemkt.documents.confidence import draws_header
from spinemkt.documents.options import SURE_TABS, TURNS
from spinemkt.export.csv import to_csv
from spinemkt.uncertainty.bounds import ENDS, scenario_at_bound
from spinemkt.uncertainty.flip import CONCLUSIONS, verdict
from spinemkt.uncertainty.groups import subject_of
from tests.test_pages import EXTREMES, State, check, html_of, opened, text_of
from ui import cache

PAGE = "sensitivity"
PERCENTILES = '<table class="sm-table sm-percentiles">'
CHARTS = dict(zip(SURE_TABS, (1, 1, 1, 0), strict=True))


@pytest.mark.parametrize("tab", SURE_TABS)
def test_every_tab_opens_by_its_link(tab: str) -> None:
    app = opened(PAGE, link={"sure_tab": tab, "year": "2035"})
    check(app, CHARTS[tab])
    assert not app.warning
    assert [found.label for found in app.tabs if len(found.children)] == [tab]
    assert all(element.proto.alt for element in app.get("plotly_chart"))


@pytest.mark.parametrize("state", EXTREMES, ids=str)
def test_extreme_filters(state: State) -> None:
    app = opened(PAGE, state)
    check(app)
    assert {name: app.session_state[name] for name in state} == dict(state)


def test_the_answer_says_the_range_and_what_moves_it_most(inputs: spinemkt.Inputs) -> None:
    view = View(year=2035)
    run = spinemkt.run(inputs)
    drawn = dispersion.drawn(run, view, Scenario(), cache.DRAWS, 0)
    frame = sensitivity.swings(run, view, Scenario(), drawn)
    expected = sensitivity.answer(frame, dispersion.percentiles(drawn, view), view, inputs)
    assert text_of(opened(PAGE, {"year": 2035}), "sm-answer") == [str(expected)]


@pytest.mark.parametrize("end", ["low", "high"])
def test_a_button_makes_an_end_the_scenario(inputs: spinemkt.Inputs, end: str) -> None:
    app = opened(PAGE, {"year": 2035})
    app.selectbox(key="end_of").set_value("survival").run()
    app.button(key=f"end_{ENDS.index(end)}").click().run()
    check(app)
    found = Scenario.from_link(app.session_state["scenario"])
    expected = scenario_at_bound(inputs, subject_of(inputs, "survival"), end)
    assert found.changes == expected.changes
    assert "survival" not in app.selectbox(key="end_of").options


def test_nothing_left_is_said_kindly() -> None:
    app = opened(PAGE, {"modality": ["proton"], "end_user": ["ambulatory_home"]})
    check(app, 0)
    assert app.info
    assert not [html for html in html_of(app) if PERCENTILES in html]


# Draws


def test_draws_are_offered_as_a_file_that_says_what_it_is(inputs: spinemkt.Inputs) -> None:
    name = "=HYPERLINK(1)\n# seed: 9"
    scenario = Scenario(name.replace("\n", " "), changes=(Change("unit_cost", "scale", 1.1),))
    app = opened(PAGE, {"sure_tab": "Confidence", "year": 2030, "export_draws": True}, {"scenario": scenario.to_link()})
    (button,) = [found for found in app.get("download_button") if found.key == "csv_draws"]
    assert button.label.startswith("Simulations as CSV")
    view = View(year=2030)
    drawn = dispersion.drawn(spinemkt.run(inputs, scenario), view, scenario, 2000, 0)
    header = draws_header(view, f"{name}: unit_cost x 1.1 from 2026", 2000, inputs)
    lines = to_csv(dispersion.table_of_draws(drawn), header).decode("utf-8-sig").splitlines()
    told = dict(line.removeprefix("# ").split(": ", 1) for line in lines if line.startswith("#"))
    assert (told["unit"], told["year"], told["seed"], told["draws"]) == ("USD2025/year", "2030", "0", "2000")
    assert told["scenario"] == "=HYPERLINK(1) # seed: 9: unit_cost x 1.1 from 2026"
    table = [line for line in lines if not line.startswith("#")]
    assert table[0] == "draw,outcome"
    assert len(table) == 2001
    assert float(table[1].split(",")[1]) == pytest.approx(float(drawn[0]))


def test_more_draws_run_in_the_background_and_can_be_cancelled() -> None:
    app = opened(PAGE, {"sure_tab": "Confidence", "year": 2035, "draws": "100000"})
    app.button(key="run").click().run()
    assert app.button(key="run").disabled
    check(app, 1)
    app.button(key="cancel").click().run()
    check(app)
    assert not app.button(key="run").disabled
    assert any("100,000 simulations of spend in 2035: cancelled." in html for html in html_of(app))
    assert app.session_state["long_run"].job.wait(30) == "cancelled"


def test_more_draws_end_in_percentiles() -> None:
    app = opened(PAGE, {"sure_tab": "Confidence", "year": 2035, "draws": "10000"})
    app.button(key="run").click().run()
    assert app.session_state["long_run"].job.wait(60) == "done"
    app.run()
    app.run()
    check(app)
    first, second = [html.replace("\u00a0", " ") for html in html_of(app) if PERCENTILES in html]
    assert first.count("bn USD") == second.count("bn USD") == 7
    assert any("10,000 simulations of spend in 2035" in html for html in html_of(app))


def test_the_parts_of_the_spread_are_drawn_on_request() -> None:
    app = opened(PAGE, {"sure_tab": "Confidence", "year": 2035}, {"spread_parts": "true"})
    check(app, 2)
    assert any("80% range would narrow by about" in text for text in html_of(app))


# Flips and goals


def test_a_flip_can_be_made_the_scenario(inputs: spinemkt.Inputs) -> None:
    app = opened(PAGE, {"sure_tab": "Break-even: what would reverse this"})
    check(app, 1)
    flip = next(flip for one in CONCLUSIONS for flip in verdict(inputs, one, Scenario()).flips)
    assert app.button(key="flip_0").label.startswith("Make it my scenario")
    app.button(key="flip_0").click().run()
    assert Scenario.from_link(app.session_state["scenario"]).changes == flip.scenario.changes


def test_the_map_needs_two_levers() -> None:
    link = {"sure_tab": "Break-even: what would reverse this", "map_across": "mri", "map_up": "mri"}
    app = opened(PAGE, link=link)
    check(app, 0)
    assert any("Choose two different levers" in html for html in html_of(app))
    app.selectbox(key="map_up").set_value("pet_ct").run()
    check(app, 1)


@pytest.mark.parametrize("line", TURNS)
def test_every_line_of_the_map(line: str) -> None:
    check(
        opened(PAGE, {"map_line": line, "sure_tab": "Break-even: what would reverse this", "quantity": "patients"}), 1
    )


def asked(**values: object) -> AppTest:
    app = opened(PAGE, {"sure_tab": "Goal seek", "year": 2035})
    app.selectbox(key="goal_lever").set_value(values.get("lever", "spine_risk"))
    app.selectbox(key="goal_region").set_value(values.get("region", "everywhere"))
    app.text_input(key="goal_target").set_value(values["target"])
    (button,) = [found for found in app.button if found.label == "Find it"]
    return button.click().run()


def test_a_goal_is_answered_and_made_the_scenario(inputs: spinemkt.Inputs) -> None:
    app = asked(target="18 bn")
    check(app, 0)
    (said,) = text_of(app, "sm-said")
    assert "inside its evidence" in said
    app.button(key="goal_put_0").click().run()
    made = Scenario.from_link(app.session_state["scenario"])
    assert spinemkt.run(inputs, made).total("spend", {"year": 2035}) == pytest.approx(18e9, rel=1e-5)


@pytest.mark.parametrize(
    ("target", "words"),
    [("40 bn", "only beyond the evidence"), ("900 bn", "not reachable"), ("19,4 bn", "inside its evidence")],
)
def test_goals_beyond_the_evidence(target: str, words: str) -> None:
    app = asked(target=target)
    check(app, 0)
    (said,) = text_of(app, "sm-said")
    assert words in said


def test_a_target_that_is_met_or_exceeded_already_is_told(inputs: spinemkt.Inputs) -> None:
    now = spinemkt.run(inputs).total("spend", {"year": 2035})
    app = asked(target=f"{now / 1e9:.1f} bn")
    check(app, 0)
    (said,) = text_of(app, "sm-said")
    assert said.startswith(f"The target is met already: spend in 2035 is {now / 1e9:.1f} bn USD now")
    assert not [button for button in app.button if button.key == "goal_put_0"]
    app = asked(lever="sbrt_ceiling", target="1 bn")
    check(app, 0)
    (said,) = text_of(app, "sm-said")
    assert said.startswith(f"The target is exceeded already: spend in 2035 is {now / 1e9:.1f} bn USD now")
    assert "not reachable" not in said


@pytest.mark.parametrize("target", ["", "lots", "-3", "=1+1"])
def test_a_bad_target_is_refused_in_the_page(target: str) -> None:
    app = asked(target=target)
    check(app, 0)
    (warning,) = app.warning
    assert "allowed" in warning.value
    assert app.text_input(key="goal_target").value == target


def test_a_lever_that_does_not_reach_the_outcome_is_told() -> None:
    app = asked(lever="complications", region="europe", target="18 bn")
    check(app, 0)
    (said,) = text_of(app, "sm-said")
    assert said.startswith("Complication rate, Europe alone does not move spend in 2035")
    assert not [button for button in app.button if button.key == "goal_put_0"]


def test_a_link_with_what_is_not_there_is_told() -> None:
    app = opened(PAGE, link={"map_across": "mrx", "draws": "7", "sure_tab": "nowhere", "map_line": "rain"})
    check(app)
    (warning,) = app.warning
    for words in ("lever across", "number of simulations", "tab", "dashed line"):
        assert words in warning.value
