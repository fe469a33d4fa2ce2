"""What it would take: which amount of a lever makes an outcome reach a target, or one code pass another."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from spinemkt.analysis.narrative import what
from spinemkt.analysis.uncertainty_views import outcomes, overtaking, verdicts
from spinemkt.analysis.uncertainty_views.overtaking import COMPARED, Race
from spinemkt.analysis.view import View
from spinemkt.errors import SpinemktError
from spinemkt.figures.text import Text
from spinemkt.model.result import Result
from spinemkt.scenario.levers import levers
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import YEARS
from spinemkt.uncertainty.goal import Goal, goal_seek
from spinemkt.uncertainty.levers import Handle
from spinemkt.wording import inside
from ui import asks, parts, scenarios
from ui.cache import inputs
from ui.cache import result as run_of_view
from ui.controls import EVERYWHERE, LEVER_PLACES
from ui.sensitivity import studied
from ui.text import plain

REACHES, PASSES = "reaches", "passes"
KINDS = {REACHES: "An amount is reached", PASSES: "One passes another"}
DIMENSIONS = {"region": "Regions", "treatment_type": "Treatment types", "modality": "Modalities"}
FIRST = {  # what is asked first, before the reader chooses
    "region": ("asia_pacific", "north_america"),
    "treatment_type": ("surgery", "radiation"),
    "modality": ("sbrt_srs", "conventional_ebrt"),
}


def goal(view: View) -> None:
    """Ask which amount of a lever makes the outcome reach a target, or one pass another; answer in one sentence."""
    if _chosen("The goal", KINDS, REACHES, "goal_kind") == PASSES:
        _passing(view)
    else:
        _reaching(view)


def _chosen(label: str, options: dict[str, str], default: str, key: str) -> str:
    return st.segmented_control(
        label,
        list(options),
        default=default,
        format_func=options.__getitem__,
        key=key,
        required=True,
        persist_state="session",
    )


def _reaching(view: View) -> None:
    parts.note(
        "Choose one lever and a target for the outcome that the filters select; the nearest amount of the lever is "
        "sought, first within its evidence, then beyond."
    )
    name = outcomes.measured(view).label.partition(",")[0].lower()
    with st.form("goal"):
        lever, place = _lever()
        left, right = st.columns(2, gap="medium")
        target = left.text_input(
            f"brings {name} to",
            key="goal_target",
            placeholder=verdicts.examples(),
            max_chars=40,
            persist_state="session",
        )
        year = _year(right, view)
        asked = st.form_submit_button("Find it", type="primary")
    if asked:
        st.session_state["goal_asked"] = (lever, place, target, year)
    if "goal_asked" in st.session_state:
        _reached(view, *st.session_state["goal_asked"])


def _passing(view: View) -> None:
    dim = _chosen("What is compared", DIMENSIONS, "modality", "goal_dim")
    codes = COMPARED[dim]
    name = what(overtaking.race(_handle(next(iter(levers())), EVERYWHERE), dim, *FIRST[dim], view).measure)
    parts.note(
        f"Choose one lever and two {DIMENSIONS[dim].lower()}; sought is the nearest amount at which the two "
        f"are level in {inside(name)}, beyond which one passes the other: first within its evidence, then beyond. "
        f"Filters act, but for those on {'places' if dim == 'region' else 'treatments'}."
    )
    with st.form("goal_race"):
        lever, place = _lever()
        *columns, last = st.columns(3, gap="medium")
        pair = [
            column.selectbox(
                words,
                list(codes),
                list(codes).index(code),
                format_func=codes.__getitem__,
                key=f"goal_{which}_{dim}",
                filter_mode="contains",
                persist_state="session",
            )
            for column, words, which, code in zip(
                columns, ("makes", "level with"), ("code", "other"), FIRST[dim], strict=True
            )
        ]
        year = _year(last, view)
        asked = st.form_submit_button("Find it", type="primary")
    if asked:
        st.session_state["goal_raced"] = (lever, place, dim, *pair, year)
    found = st.session_state.get("goal_raced")
    if found and found[2] == dim:
        _raced(view, *found)


def _lever() -> tuple[str, str]:
    left, right = st.columns(2, gap="medium")
    labels = {code: lever.label for code, lever in levers().items()}
    lever = left.selectbox(
        "Which lever",
        list(labels),
        format_func=labels.__getitem__,
        key="goal_lever",
        filter_mode="contains",
        persist_state="session",
    )
    place = right.selectbox(
        "acting in",
        list(LEVER_PLACES),
        format_func=LEVER_PLACES.__getitem__,
        key="goal_region",
        persist_state="session",
    )
    return lever, place


def _year(column: DeltaGenerator, view: View) -> int:
    return column.selectbox(
        "in the year", list(YEARS), YEARS.index(view.year), key="goal_year", persist_state="session"
    )


def _handle(lever: str, place: str) -> Handle:
    return Handle.of(lever, None if place == EVERYWHERE else place)


def _reached(view: View, lever: str, place: str, target: str, year: int) -> None:
    asked_view = replace(view, year=year, years=(year, year))
    try:
        handle = _handle(lever, place)
        asked = verdicts.Asked(handle, verdicts.figure(target), asked_view)
        with st.spinner("Looking for it ..."):
            found = studied(_sought, asked_view, lever, handle.region, asked.target)
    except SpinemktError as error:
        return _refused(error)
    _told(verdicts.goal_words(asked, found, inputs()), asked_view, found, not verdicts.met(asked, found))
    return None


def _sought(result: Result, view: View, scenario: Scenario, lever: str, region: str | None, target: float) -> Goal:
    run = (result.scope, result.include_myeloma)
    return goal_seek(result.inputs.baseline, lever, outcomes.outcome_of(view), target, scenario, region, *run)


def _raced(view: View, lever: str, place: str, dim: str, code: str, other: str, year: int) -> None:
    try:
        asked = overtaking.race(_handle(lever, place), dim, code, other, replace(view, year=year, years=(year, year)))
        with st.spinner("Looking for it ..."):
            found = studied(_sought_race, asked.view, lever, asked.handle.region, dim, code, other)
    except SpinemktError as error:
        return _refused(error)
    asked = overtaking.started(asked, run_of_view(asked.view))
    _told(overtaking.race_words(asked, found, inputs()), asked.view, found, not overtaking.level(asked))
    return None


def _sought_race(
    result: Result, view: View, scenario: Scenario, lever: str, region: str | None, dim: str, code: str, other: str
) -> Goal:
    lead = Race(Handle.of(lever, region), dim, code, other, view).lead
    run = (result.scope, result.include_myeloma)
    return goal_seek(result.inputs.baseline, lever, lead, 0.0, scenario, region, *run)


def _refused(error: SpinemktError) -> None:
    st.warning(plain(str(error)), title="This cannot be answered")


def _told(words: Text, view: View, found: Goal, moves: bool) -> None:
    """Write the answer, and offer its scenario where that differs from what stands."""
    st.html(f"<p class='sm-said'>{asks.text(words, 'goal', view)}</p>")
    if found.scenario is not None and moves:
        st.button("Make it my scenario", on_click=scenarios.put, args=(found.scenario,), key="goal_put")
