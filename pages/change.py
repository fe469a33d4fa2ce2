"""Why does it change?"""

import streamlit as st

from ui import drawing, parts, why
from ui.filters import view as current_view

QUESTION = "Why does it change?"

view = current_view()
top = st.container()
found = why.sides(view)
if parts.nothing(view):
    with top:
        parts.head(QUESTION, why.NOTHING)
    parts.empty(view)
    drawing.end()
if found.missing:
    with top:
        parts.head(QUESTION, found.missing)
    drawing.end()

said, steps = why.drawn(found)
with top:
    parts.head(QUESTION, said, view=found.view, runs=found.runs)
why.hints(found, steps, view)
event = why.show(found, steps, "bridge", on_select="rerun")
why.clicked_effect(event)
if not steps.frame.empty:
    why.split(found, steps)
why.method()
