"""How certain is it, what drives it, and what would reverse it?"""

import streamlit as st

from ui import drawing, flips, goals, parts, percentiles, sensitivity
from ui.controls import SURE_TABS
from ui.filters import view as current_view

QUESTION = "How certain is it, what drives it, and what would reverse it?"

view = current_view()
if sensitivity.central(view) == 0:
    parts.head(QUESTION, "Nothing is left under these filters.")
    parts.empty(view)
    drawing.end()

parts.head(QUESTION, sensitivity.answer(view), view=view)
sensitivity.hint(view)
tabs = st.tabs(SURE_TABS, key="sure_tab", bind="query-params")
drawn = [sensitivity.matters, percentiles.how_sure, flips.flip_points, goals.goal]
for tab, draw in zip(tabs, drawn, strict=True):
    if tab.open:
        with tab:
            draw(view)
