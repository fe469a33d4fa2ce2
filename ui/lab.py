"""The lever cards of the scenario builder."""

from __future__ import annotations

from contextlib import suppress
from html import escape
from math import ceil, floor, inf
from time import monotonic, sleep

import streamlit as st
from streamlit.errors import StreamlitAPIException

from spinemkt.analysis.studies import cited
from spinemkt.analysis.view import View
from spinemkt.scenario.display import DisplayUnit
from spinemkt.scenario.levers import Lever, Span, lever_groups, round_step
from ui import bar, events, fields, lab_answer, parts, render_lock, scenarios, shelf, treatments
from ui.cache import inputs
from ui.controls import EVERYWHERE, LEVER_PLACES

STEPS = 40
DRAWING_SECONDS = 0.03  # for the browser to draw the effect and the main chart of a moved lever, before the rest comes
_MOVED = "lever_moved"


def controls(view: View) -> None:
    """Draw the ready-made scenarios, the levers of one group for all regions or one, then the forms of events."""
    st.fragment(shelf.cards, key="presets")()
    parts.title("Levers")
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
    for form in (treatments, events):
        st.fragment(form.form, key=form.__name__)()


def _card(lever: Lever, region: str | None, view: View) -> None:
    if st.session_state.pop(_MOVED, False):
        _let_draw(view)
    span, amount, unit = lever.span(inputs(), region), lever.amount(scenarios.current(), inputs(), region), lever.unit
    low, high, step = _ends(span, unit)
    on_slider = min(max(unit.to_display(amount), low), high)
    slider = _slider(lever, region, on_slider, step / 2 if amount == span.baseline else 0.0)
    box = fields.box(f"box_{lever.name}_{region}", amount, lambda key: fields.parsed(key, unit))
    moved = abs(amount - span.baseline) > 1e-12
    band = "beyond evidence" if span.beyond(amount) else span.band(amount)
    st.html(
        f"<div class='sm-lever{' sm-moved' if moved else ''}'><b>{escape(lever.label)}</b>"
        f"<span>{escape(unit.words(amount))} · {escape(band)}</span></div>"
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"line_{lever.name}"):
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
            format=f"{unit.mark}%.3g{'%%' if unit.name == '%' else ''}",
        )
        fields.beside(lever.label, unit, amount, box, _move, (lever, region, "box", box))
    st.html(_strip(span, low, high, lever))
    if fields.parsed(box, unit) != amount and (said := fields.fault(box, unit, span.least, span.most)):
        fields.say(f"{said} {lever.label} stays at {unit.words(amount)}.")


def _slider(lever: Lever, region: str | None, shown: float, near: float) -> str:
    """The key of the slider: of the one that stands where it is within `near` of what is shown, else of a new one.

    None that stands is ever set: a browser that has not heard of it would send the former value, as if moved there.
    """
    name = f"slide_{lever.name}_{region}"
    if abs(st.session_state.get(fields.standing(name), inf) - shown) > near:
        fields.renew(name)
    return fields.standing(name)


def _let_draw(view: View) -> None:
    """Reckon what comes last of a moved lever now, while the browser draws its effect and the main chart."""
    until = monotonic() + DRAWING_SECONDS
    for reckon in lab_answer.LAST:
        if monotonic() < until:
            reckon(view)
    with render_lock.release():
        sleep(max(0.0, until - monotonic()))


def _ends(span: Span, unit: DisplayUnit) -> tuple[float, float, float]:
    """The ends and the step of the slider as shown: the evidence range, half as much beside it, on round numbers."""
    least, low, start, high, most = map(unit.to_display, (span.least, span.low, span.baseline, span.high, span.most))
    width = (high - low) / 2 or max(abs(start), 1.0) / 2
    step = round_step(4 * width / STEPS)
    return max(least, floor((low - width) / step) * step), min(most, ceil((high + width) / step) * step), step


def _strip(span: Span, low: float, high: float, lever: Lever) -> str:
    """A strip under the slider: the evidence range shaded, a tick at the baseline, then what the lever does."""

    def at(value: float) -> str:
        return f"{(lever.unit.to_display(value) - low) / (high - low) * 100:.1f}%"

    evidence = " to ".join(map(lever.unit.words, (span.low, span.high)))
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
    if key != fields.standing(f"{kind}_{lever.name}_{region}"):
        return  # sent along by a browser that still shows the one before
    span, unit = lever.span(inputs(), region), lever.unit
    if kind == "box":
        if fields.fault(key, unit, span.least, span.most):
            return  # the card says why
        amount = unit.read(st.session_state[key], span.least, span.most)
    else:
        shown, near = float(st.session_state[key]), _ends(span, unit)[2] / 2
        at_baseline = abs(shown - unit.to_display(span.baseline)) < near  # which may lie between two of its steps
        amount = span.baseline if at_baseline else unit.from_display(shown)
    scenarios.take(lever.moved(scenarios.current(), amount, inputs(), region))
    st.session_state[_MOVED] = True
    with suppress(StreamlitAPIException):  # the reader has left the page meanwhile: all of the next one is drawn
        st.rerun([*bar.FIRST, "answer", _key(lever.name), *bar.LATER, "reasons", "details", "presets"])


def _key(name: str) -> str:
    return f"lever_{name}"
