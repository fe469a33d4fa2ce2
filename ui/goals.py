"""The forms that ask for a goal: which lever, where, and what it should reach or pass."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from spinemkt.analysis.uncertainty_views.overtaking import COMPARED
from spinemkt.analysis.uncertainty_views.verdicts import examples
from spinemkt.analysis.view import View
from spinemkt.scenario.levers import levers
from spinemkt.terms import YEARS
from ui.controls import EVERYWHERE, LEVER_PLACES

Place = str | None


def goal(name: str, view: View) -> tuple[str, Place, str, int] | None:
    """Ask for a target; return what was asked last: lever, region, target as typed and year. name: of the outcome."""
    with st.form("goal"):
        lever, place = _lever()
        left, right = st.columns(2, gap="medium")
        target = left.text_input(
            f"brings {name} to",
            key="goal_target",
            placeholder=examples(),
            max_chars=40,
            persist_state="session",
        )
        year = _year(right, view)
        if st.form_submit_button("Find it", type="primary"):
            st.session_state["goal_asked"] = (lever, place, target, year)
    return st.session_state.get("goal_asked")


def race(dim: str, first: tuple[str, str], view: View) -> tuple[str, Place, str, str, str, int] | None:
    """Ask which of a dimension should pass which; return what was asked last of it: lever, region, dim, codes, year.

    first: the codes that are asked before the reader chooses.
    """
    codes = COMPARED[dim]
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
                columns, ("makes", "level with"), ("code", "other"), first, strict=True
            )
        ]
        year = _year(last, view)
        if st.form_submit_button("Find it", type="primary"):
            st.session_state["goal_raced"] = (lever, place, dim, *pair, year)
    found = st.session_state.get("goal_raced")
    return found if found and found[2] == dim else None


def _lever() -> tuple[str, Place]:
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
    return lever, None if place == EVERYWHERE else place


def _year(column: DeltaGenerator, view: View) -> int:
    return column.selectbox(
        "in the year", list(YEARS), YEARS.index(view.year), key="goal_year", persist_state="session"
    )
