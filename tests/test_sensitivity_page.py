"""How sure? in the app: every tab, filters, links, an end opened, goals asked, bad input, a large ensemble."""

from __future__ import annotations

import pytest

import spinemkt
from spinemkt import Scenario
from spinemkt.analysis import sensitivity
from spinemkt.analysis.view import View
from spinemkt.uncertainty.ends import opened as opened_end
from spinemkt.uncertainty.ends import subject_of
from tests.test_pages import EXTREMES, State, check, html_of, opened, text_of
from ui.controls import SURE_TABS

PAGE = "sensitivity"
CHARTS = dict(zip(SURE_TABS, (1, 0, 1, 0), strict=True))


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
    frame = sensitivity.swings(run, view, Scenario())
    drawn = sensitivity.values(sensitivity.ensemble(run, view, Scenario(), 2000, 0), view)
    expected = sensitivity.answer(frame, sensitivity.percentiles(drawn, view), view)
    assert text_of(opened(PAGE, {"year": 2035}), "sm-answer") == [expected]


@pytest.mark.parametrize("end", ["low", "high"])
def test_a_button_makes_an_end_the_scenario(inputs: spinemkt.Inputs, end: str) -> None:
    app = opened(PAGE, {"year": 2035})
    app.selectbox(key="end_of").set_value("median_survival").run()
    app.button(key=f"end_{end}").click().run()
    check(app)
    found = Scenario.from_link(app.session_state["scenario"])
    expected = opened_end(inputs, subject_of(inputs, "median_survival"), end)
    assert found.changes == expected.changes
    assert "median_survival" not in app.selectbox(key="end_of").options


def test_nothing_left_is_said_kindly() -> None:
    app = opened(PAGE, {"modality": ["proton"], "end_user": ["ambulatory_home"]})
    check(app, 0)
    assert app.info
    assert not [html for html in html_of(app) if "sm-percentiles" in html]
