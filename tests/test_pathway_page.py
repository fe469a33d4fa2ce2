"""The Pathway page under every kind of filter, and each element of the source texts found on it."""

from __future__ import annotations

import csv
import re
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from spinemkt.analysis.market.pathway_steps import STEPS
from spinemkt.analysis.market.pathway_trials import QUESTIONS
from spinemkt.scenario.levers import levers
from tests.test_pages import EXTREMES, SINGLE, State, check, html_of, opened, text_of
from ui import asks

PATH = Path(__file__).parent / "elements" / "pathway.csv"
ELEMENTS = list(csv.DictReader(PATH.read_text(encoding="utf-8").splitlines()))


def words(app: AppTest) -> str:
    return unescape(" ".join(html_of(app)))


@cache
def words_of(step: str) -> str:
    return words(opened("pathway", {"step": step}))


@pytest.mark.parametrize("step", STEPS)
def test_every_step_opens(step: str) -> None:
    app = opened("pathway", {"step": step})
    check(app, 2)
    assert not app.warning
    assert not app.info
    assert all(element.proto.alt for element in app.get("plotly_chart"))
    assert f"{STEPS[step].label}: who is here, and what they cost" in text_of(app, "sm-title")


@pytest.mark.parametrize("row", ELEMENTS, ids=lambda row: row["element"])
def test_an_element_of_the_source_texts_is_on_the_page(row: dict[str, str]) -> None:
    shown = words_of(row["step"])
    assert row["found"] in shown
    if row["lever"]:
        assert f"{levers()[row['lever']].label}. " in shown


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_published_outcome_opens(question: str) -> None:
    app = opened("pathway", {"trials": question})
    check(app, 2)
    (said,) = text_of(app, "sm-dispute")
    assert said.endswith(".")
    assert any("Sources, with grade:" in line for line in text_of(app, "sm-sources"))
    assert "not medical advice" in words(app)


@pytest.mark.parametrize("state", EXTREMES, ids=str)
def test_extreme_filters(state: State) -> None:
    check(opened("pathway", state), 2)


@pytest.mark.parametrize("name", SINGLE)
def test_single_values_of_a_filter(name: str) -> None:
    for code in list(SINGLE[name])[::3]:
        check(opened("pathway", {name: [code]}), 2)


def test_filters_by_primary_and_region_change_the_numbers() -> None:
    answers = {
        text_of(opened("pathway", state), "sm-answer")[0]
        for state in ({}, {"region": ["middle_east_africa"]}, {"primary": ["prostate"]})
    }
    assert len(answers) == 3


def test_filters_on_treatments_are_said_not_to_narrow() -> None:
    plain, filtered = opened("pathway"), opened("pathway", {"treatment_type": ["surgery"]})
    assert text_of(plain, "sm-answer") == text_of(filtered, "sm-answer")
    note = "The pathway shows all of care: filters on treatment type, modality and site of care do not narrow it."
    assert note in text_of(filtered, "sm-text")
    assert note not in text_of(plain, "sm-text")


def test_levers_lead_to_their_group_of_the_lab() -> None:
    links = opened("pathway", {"step": "diagnosis"}).get("page_link")
    assert [(link.proto.label, link.proto.query_string) for link in links] == [
        ("Detection: open the Scenario builder here", "group=Detection"),
        ("Price and access: open the Scenario builder here", "group=Price+and+access"),
    ]


def test_a_step_and_an_outcome_open_from_a_link() -> None:
    app = opened("pathway", link={"step": "Life after", "trials": QUESTIONS["mis"].label})
    check(app, 2)
    assert app.session_state["step"] == "life_after"
    assert app.session_state["trials"] == "mis"


def test_a_blank_looks_like_one() -> None:
    shown = words_of("life_after")
    assert '<span class="sm-blank">no published data</span>' in shown
    assert '<span class="sm-blank">not in the model</span>' in shown


@pytest.mark.parametrize(
    "state", [{}, {"region": ["middle_east_africa"]}, {"country": ["MLT"], "primary": ["thyroid"]}]
)
def test_every_figure_offered_can_be_clicked(state: State) -> None:
    app = opened("pathway", {**state, "trials": "walking"})
    shown = words(app)
    offered = app.session_state[asks.OFFERED]
    assert {"head", "tiles", "strip", "elements", "rungs", "overlap", "pathway_bars"} <= set(offered)
    assert {"subtitle_pathway_flow", "subtitle_pathway_trials"} <= set(offered)
    for key in set(offered) - {"pathway_flow"}:
        marks = {int(mark) for mark in re.findall(rf"data-asks='{key}:(\d+)'", shown)}
        assert len(marks) == len(offered[key].all()), key
