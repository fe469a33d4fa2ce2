"""What would flip it: flip points, and two levers against each other."""

from __future__ import annotations

from functools import partial

import streamlit as st

from spinemkt.analysis.uncertainty_views import outcomes, verdicts
from spinemkt.analysis.view import View
from spinemkt.charts.style import Chart
from spinemkt.charts.two_levers import map_of_two
from spinemkt.figures.text import Text
from spinemkt.model.result import Result
from spinemkt.scenario.scenario import Scenario
from spinemkt.uncertainty.flip import CONCLUSIONS, Flip, Verdict, verdict
from spinemkt.uncertainty.grid import SIZE, grid
from spinemkt.uncertainty.levers import Handle
from ui import parts, scenarios
from ui.cache import inputs
from ui.controls import ABOVE_BASELINE, MAP_LEVERS, TURNS
from ui.look import theme
from ui.modalities import choose
from ui.sensitivity import filters, studied
from ui.text import plain

SHOWN = 4  # flips of one conclusion that are offered


def flip_points(view: View) -> None:
    """Say of each headline claim what would turn it round, and offer the nearest as scenarios."""
    parts.title("What would turn the headline claims round")
    parts.note(
        "Each lever is moved alone over its evidence range, in all regions. The claims are on the whole world: filters "
        "do not act on them."
    )
    world = View(scope=view.scope, myeloma=view.myeloma, money_form=view.money_form)
    with st.spinner("Moving every lever ..."):
        found = studied(_verdicts, world)
    parts.points([said for said, _ in found], view=world)
    flips = [flip for _, one in found for flip in one.flips[:SHOWN]]
    if flips:
        with st.container(horizontal=True, gap="small", key="flips"):
            for number, flip in enumerate(flips):
                _offer(flip, f"flip_{number}")
    parts.title("Two levers against each other")
    _map(view)


def _verdicts(result: Result, view: View, scenario: Scenario) -> list[tuple[Text, Verdict]]:
    loaded, run = result.inputs.baseline, (result.scope, result.include_myeloma)
    found = [verdict(loaded, one, scenario, *run) for one in CONCLUSIONS]
    return [(verdicts.verdict_words(one, result), one) for one in found]


def _offer(flip: Flip, key: str) -> None:
    words = f"{verdicts.name_of(flip.handle)}: {verdicts.at(flip.handle, flip.amount, inputs())}"
    st.button(plain(f"Make it my scenario: {words}"), on_click=scenarios.put, args=(flip.scenario,), key=key)


def _map(view: View) -> None:
    left, middle, right = st.columns(3, gap="medium")
    with left:
        across = choose("Across", MAP_LEVERS, "spine_risk", "map_across", "contains")
    with middle:
        up = choose("Up", MAP_LEVERS, "drug_price", "map_up", "contains")
    with right:
        turns = choose("Dashed line", TURNS, ABOVE_BASELINE, "map_line", "contains")
    if across == up:
        return parts.note("Choose two different levers to set against each other.")
    chart, now, beyond = studied(_mapped, view, across, up, turns, theme(), filters(view))
    parts.show(chart, view, "map_of_two", outcomes.measured(view).name)
    outside = " It stands beyond this map, so its circle is at the edge." if beyond else ""
    parts.note(
        f"Colour is the outcome; the circle marks where the scenario stands now: {now}.{outside} Each axis runs over "
        "the evidence range of its lever; levers act in all regions. A share of this map counts the points "
        f"tried, {SIZE} along each axis; it is no chance."
    )
    return None


def _mapped(
    result: Result, view: View, scenario: Scenario, across: str, up: str, turns: str, shade: str, words: str
) -> tuple[Chart, str, bool]:
    loaded, handles = result.inputs.baseline, (Handle.of(across), Handle.of(up))
    conclusion = next((one for one in CONCLUSIONS if one.name == turns), None)
    found = grid(
        loaded,
        *handles,
        outcomes.outcome_of(view),
        scenario,
        scope=result.scope,
        include_myeloma=result.include_myeloma,
        conclusion=conclusion,
    )
    written = [partial(verdicts.at, handle, inputs=loaded) for handle in handles]
    names = [handle.lever.label for handle in handles]
    title = verdicts.map_title(conclusion, float((found.lead > 0).mean()), view)
    chart = map_of_two(found, [*names, verdicts.lead_name(conclusion)], written, view, shade, words, title)
    stands = [verdicts.at(handle, amount, loaded) for handle, amount in zip(handles, found.now, strict=True)]
    spans = [handle.span(loaded) for handle in handles]
    beyond = any(span.beyond(amount) for span, amount in zip(spans, found.now, strict=True))
    said = ", ".join(f"{name} at {stand}" for name, stand in zip(names, stands, strict=True))
    return chart, said, beyond
