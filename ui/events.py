"""The form of market events: what a lever does from a year on, beside where it stands."""

from __future__ import annotations

from dataclasses import replace
from math import floor, log10

import streamlit as st

from spinemkt.errors import ScenarioError
from spinemkt.scenario.display import DisplayUnit, unit_of
from spinemkt.scenario.levers import Lever, Span, levers
from spinemkt.scenario.typed import LONGEST
from ui import fields, scenarios
from ui.cache import inputs
from ui.controls import EVERYWHERE, LEVER_PLACES


def form() -> None:
    """Draw the form; the lever stands before it, since the unit of the field follows from it."""
    names = {name: lever.label for name, lever in levers().items()}
    with st.expander("Add a dated market event"):
        chosen = st.selectbox(
            "Moves", list(names), format_func=names.__getitem__, key="event_lever", filter_mode="contains"
        )
        lever = levers()[chosen]
        unit, span = _unit(lever), lever.span(inputs())
        with st.form("event", border=False):
            st.text_input("What happens", max_chars=120, key="event_label", placeholder="First 225Ac-PSMA approval")
            left, middle, right = st.columns(3, vertical_alignment="bottom")
            left.text_input(
                f"{'New value' if lever.operation == 'set' else 'Change'}, {unit.name}".removesuffix(", "),
                unit.number(_start(span, unit)),
                max_chars=LONGEST,
                key=_size(lever),
                help=f"Allowed: {unit.allowed(span.least, span.most)}.",
            )
            fields.when(middle, right, "event")
            st.selectbox("Where", list(LEVER_PLACES), format_func=LEVER_PLACES.__getitem__, key="event_region")
            st.form_submit_button("Add event", on_click=_add)


def _unit(lever: Lever) -> DisplayUnit:
    return unit_of(replace(lever.change(0.0), label=lever.label))


def _size(lever: Lever) -> str:
    return f"event_size_{lever.name}"


def _start(span: Span, unit: DisplayUnit) -> float:
    """An amount that is allowed: the farther end of the evidence, on two digits as shown."""
    end = max(span.low, span.high, key=lambda each: abs(each - span.baseline))
    shown = unit.to_display(end)
    rounded = round(shown, 1 - floor(log10(abs(shown)))) if shown else shown
    return min(max(unit.from_display(rounded), span.least), span.most)


def _add() -> None:
    try:
        lever = levers()[fields.chosen("event_lever", levers())]
        place = fields.chosen("event_region", LEVER_PLACES)
        region = None if place == EVERYWHERE or not lever.regional else place
        year, ramp = fields.chosen("event_year", fields.STARTS), fields.chosen("event_ramp", fields.RAMPS)
        span = lever.span(inputs(), region)
        amount = _unit(lever).read(fields.text(_size(lever)), span.least, span.most)
    except ScenarioError as error:
        scenarios.refuse(error)
        st.rerun()
    label = " ".join(fields.text("event_label").split()) or lever.label
    event = replace(lever.change(amount, region), year=year, ramp=ramp, label=label)
    scenarios.put(scenarios.current().with_change(event))
