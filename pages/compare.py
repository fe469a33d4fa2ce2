"""How do scenarios compare?"""

import streamlit as st

from spinemkt.analysis.scenarios.compare import measure_of
from spinemkt.charts.scenarios import paths
from ui import compare, drawing, parts, stacked
from ui.filters import view as current_view

QUESTION = "How do the scenarios compare?"

view = current_view()
top = st.container()
pins = compare.usable()
if not pins:
    with top:
        parts.head(QUESTION, compare.NONE_YET)
    compare.invite()
    drawing.end()

chosen = compare.order(pins)
with top:
    parts.head(QUESTION, compare.answer(chosen, view), view=view.timeless, runs=compare.by_name(chosen))
if compare.is_empty(chosen, view):
    parts.empty(view)
    drawing.end()

places = compare.slots(chosen, pins)
drawn = compare.compared_paths(paths, chosen, view, places)
parts.show(
    drawn,
    view.timeless,
    "paths",
    measure_of(view).name,
    scenario=parts.scenario_line(*chosen),
    runs=compare.by_name(chosen),
)

parts.section("What comes out", "Each amount, and how far it is from the reference.")
compare.outcomes(chosen, view, places)

parts.section("What they move", "One row a change; empty where a scenario leaves it at the base case.")
compare.levers(pins, view)

if len(pins) > 1:
    parts.section("Combine two scenarios", "One scenario made on top of another.")
    stacked.stack_two(pins, view)
