"""Where do the numbers come from? Every number with its value, range, unit, grade, source and place."""

import streamlit as st

from spinemkt.documents.options import EVIDENCE_TABS
from ui import conflicts, ledger, lookback, model_steps, parts, register
from ui.filters import view as current_view

view = current_view()
parts.head("Where do the numbers come from?", register.answer(view))
tabs = st.tabs(EVIDENCE_TABS, key="evidence_tab", bind="query-params")
drawn = [
    model_steps.chain,
    register.parameters,
    register.checks,
    lookback.show,
    ledger.show,
    conflicts.show,
    register.identities,
    register.sources,
    register.data,
]
for tab, draw in zip(tabs, drawn, strict=True):
    if tab.open:
        with tab:
            draw(view)
