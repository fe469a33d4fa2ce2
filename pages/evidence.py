"""Says who? Every number with its value, range, unit, grade, source and place."""

import streamlit as st

from ui import parts, register
from ui.filters import view as current_view

view = current_view()
parts.head("Says who?", register.answer(view))
names = ["How the model works", "Parameters", "External checks", "Conflicts", "Identities", "Sources", "Data"]
tabs = st.tabs(names, key="evidence_tab", on_change="rerun")
drawn = [
    register.chain,
    register.parameters,
    register.checks,
    register.conflicts,
    register.identities,
    register.sources,
    register.data,
]
for tab, draw in zip(tabs, drawn, strict=True):
    if tab.open:
        with tab:
            draw(view)
