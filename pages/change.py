"""Why does it change?"""

import streamlit as st

from ui import drawing, growth_drivers, parts
from ui.filters import view as current_view

QUESTION = "Why does it change?"

view = current_view()
top = st.container()
found = growth_drivers.sides(view)
if parts.nothing(view):
    with top:
        parts.head(QUESTION, growth_drivers.NOTHING)
    parts.empty(view)
    drawing.end()
if found.missing:
    with top:
        parts.head(QUESTION, found.missing)
    drawing.end()

said, steps = growth_drivers.drawn(found)
with top:
    parts.head(QUESTION, said, view=found.view, runs=found.runs)
growth_drivers.hints(found, steps, view)
event = growth_drivers.show(found, steps, "bridge", on_select="rerun")
growth_drivers.clicked_effect(event)
if not steps.frame.empty:
    growth_drivers.split(found, steps)
growth_drivers.method()
