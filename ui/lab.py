"""The lever cards of the scenario lab, and the form of market events."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from math import ceil, floor, inf
from time import monotonic, sleep

import streamlit as st

from spinemkt.analysis.scenarios.changes import size_words
from spinemkt.analysis.studies import cited
from spinemkt.analysis.view import View
from spinemkt.scenario.levers import Lever, Span, lever_groups, levers, round_step
from spinemkt.terms import PRESENT_YEAR, YEARS
from ui import bar, lab_answer, scenarios
from ui.cache import inputs
from ui.controls import EVERYWHERE, LEVER_PLACES

STEPS = 40
BOX_WIDTH = 112
DRAWING_SECONDS = 0.03  # for the browser to draw the effect and the main chart of a moved lever, before the rest comes
_MOVED = "lever_moved"


def controls(view: View) -> None:
    """Draw the levers of one group, for all regions or one, then market events."""
    groups = {group.name: group for group in lever_groups()}
    chosen = st.pills(
        "Levers",
        list(groups),
        default=next(iter(groups)),
        required=True,
        format_func=lambda name: groups[name].label,
        key="group",
        bind="query-params",
        label_visibility="collapsed",
    )
    place = st.selectbox(
        "Levers act on",
        list(LEVER_PLACES),
        format_func=LEVER_PLACES.__getitem__,
        key="lever_region",
        bind="query-params",
    )
    for lever in groups[chosen].levers:
        card = st.fragment(_card, key=_key(lever.name))
        card(lever, None if place == EVERYWHERE or not lever.regional else place, view)
    _event_form()


def _card(lever: Lever, region: str | None, view: View) -> None:
    if st.session_state.pop(_MOVED, False):
        _let_draw(view)
    span, amount = lever.span(inputs(), region), lever.amount(scenarios.current(), inputs(), region)
    low, high, step = _ends(span)
    on_slider, in_box = min(max(amount, low), high), min(max(amount, span.least), span.most)
    slider = _control("slide", lever, region, on_slider, step / 2 if amount == span.baseline else 0.0)
    box = _control("box", lever, region, in_box)
    unit = inputs().dictionary.parameters[lever.parameter].unit
    moved = abs(amount - span.baseline) > 1e-12
    band = "beyond evidence" if span.beyond(amount) else span.band(amount)
    st.html(
        f"<div class='sm-lever{' sm-moved' if moved else ''}'><b>{escape(lever.label)}</b>"
        f"<span>{escape(size_words(amount, unit, lever.operation))} · {escape(band)}</span></div>"
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.slider(
            lever.label,
            low,
            high,
            on_slider,
            step,
            key=slider,
            on_change=_move,
            args=(lever, region, "slide", slider),
            label_visibility="collapsed",
            format="%.3g",
        )
        st.number_input(
            lever.label,
            span.least,
            span.most,
            in_box,
            step,
            key=box,
            on_change=_move,
            args=(lever, region, "box", box),
            label_visibility="collapsed",
            format="%.4g",
            width=BOX_WIDTH,
        )
    st.html(_strip(span, low, high, unit, lever))


def _control(kind: str, lever: Lever, region: str | None, value: float, near: float = 0.0) -> str:
    """The key of a control that shows a value, or one within `near`: of the one that stands, else of a new one.

    None that stands is ever set: a browser that has not heard of it would send the former value, as if moved there.
    """
    name = f"{kind}_{lever.name}_{region}"
    if abs(st.session_state.get(_standing(name), inf) - value) > near:
        st.session_state[name] = st.session_state.get(name, 0) + 1
    return _standing(name)


def _standing(name: str) -> str:
    return f"{name}_{st.session_state.get(name, 0)}"


def _let_draw(view: View) -> None:
    """Reckon what comes last of a moved lever now, while the browser draws its effect and the main chart."""
    until = monotonic() + DRAWING_SECONDS
    for reckon in lab_answer.LAST:
        if monotonic() < until:
            reckon(view)
    sleep(max(0.0, until - monotonic()))


def _ends(span: Span) -> tuple[float, float, float]:
    """The ends and the step of the slider: the evidence range, half as much on either side, on round numbers."""
    width = (span.high - span.low) / 2 or max(abs(span.baseline), 1.0) / 2
    step = round_step(4 * width / STEPS)
    low = max(span.least, floor((span.low - width) / step) * step)
    return low, min(span.most, ceil((span.high + width) / step) * step), step


def _strip(span: Span, low: float, high: float, unit: str, lever: Lever) -> str:
    """A strip under the slider: the evidence range shaded, a tick at the baseline, then what the lever does."""

    def at(value: float) -> str:
        return f"{(value - low) / (high - low) * 100:.1f}%"

    evidence = " to ".join(size_words(end, unit, lever.operation) for end in (span.low, span.high))
    sources = [source for source in span.sources if source != "assumption"]
    more = (
        f", {len(sources)} sources"
        if len(sources) > 1
        else f", {cited(inputs(), sources[0])[0]}"
        if sources
        else ", assumption"
    )
    return (
        f"<div class='sm-strip'><i style='left:{at(span.low)};right:calc(100% - {at(span.high)})'></i>"
        f"<u style='left:{at(span.baseline)}'></u></div>"
        f"<details class='sm-lever-words'><summary>{escape(lever.does)}</summary>"
        f"<p>{escape(lever.does_not)} Evidence {escape(evidence)}; grade {span.grade}{escape(more)}.</p></details>"
    )


def _move(lever: Lever, region: str | None, kind: str, key: str) -> None:
    if key != _standing(f"{kind}_{lever.name}_{region}"):
        return  # sent along by a browser that still shows the one before
    amount, span = float(st.session_state[key]), lever.span(inputs(), region)
    if kind == "slide" and abs(amount - span.baseline) < _ends(span)[2] / 2:
        amount = span.baseline  # where the baseline lies between two steps of the slider
    scenarios.take(lever.moved(scenarios.current(), amount, inputs(), region))
    st.session_state[_MOVED] = True
    st.rerun([*bar.FIRST, "answer", _key(lever.name), *bar.LATER, "reasons"])


def _key(name: str) -> str:
    return f"lever_{name}"


def _event_form() -> None:
    with st.expander("Add a dated market event"), st.form("event", border=False):
        st.text_input("What happens", max_chars=120, key="event_label", placeholder="First 225Ac-PSMA approval")
        names = {name: lever.label for name, lever in levers().items()}
        st.selectbox("Moves", list(names), format_func=names.__getitem__, key="event_lever", filter_mode="contains")
        left, middle, right = st.columns(3)
        left.number_input("By (in the lever's unit)", value=1.0, key="event_size", format="%.4g")
        middle.number_input("From", YEARS[0] + 1, YEARS[-1], PRESENT_YEAR + 1, key="event_year")
        right.number_input("In full after years", 0, 30, 3, key="event_ramp")
        st.selectbox("Where", list(LEVER_PLACES), format_func=LEVER_PLACES.__getitem__, key="event_region")
        st.form_submit_button("Add event", on_click=_add_event)


def _add_event() -> None:
    state = st.session_state
    lever = levers()[state["event_lever"]]
    region = None if state["event_region"] == EVERYWHERE else state["event_region"]
    label = " ".join(state["event_label"].split()) or lever.label
    move = lever.change(state["event_size"], region)
    event = replace(move, year=state["event_year"], ramp=state["event_ramp"], label=label)
    scenarios.put(scenarios.current().with_change(event))
