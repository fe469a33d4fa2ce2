"""The form that changes the price or the uptake of any treatment, anywhere, from a year on."""

from __future__ import annotations

import streamlit as st

from spinemkt.errors import ScenarioError
from spinemkt.scenario.display import PERCENT_CHANGE
from spinemkt.scenario.levers import span_of
from spinemkt.scenario.treatment import ASPECTS, TREATMENTS, treatment_changes
from spinemkt.scenario.typed import LONGEST
from ui import fields, scenarios
from ui.cache import inputs
from ui.controls import EVERYWHERE, LEVER_PLACES


def form() -> None:
    """Draw the form."""
    with st.expander("Change price or uptake of a treatment"), st.form("treatment", border=False):
        st.segmented_control(
            "What changes",
            list(ASPECTS),
            default="price",
            required=True,
            format_func=ASPECTS.__getitem__,
            key="treatment_aspect",
            help="Price is what payers spend on one episode. Uptake is the share of the treatment's patients who "
            "receive it; inside radiation and surgery the other techniques give way.",
        )
        left, right = st.columns(2)
        left.selectbox(
            "Treatment",
            list(TREATMENTS),
            list(TREATMENTS).index("bone_modifying_agents"),
            format_func=TREATMENTS.__getitem__,
            key="treatment_code",
            filter_mode="contains",
        )
        right.selectbox("Where", list(LEVER_PLACES), format_func=LEVER_PLACES.__getitem__, key="treatment_region")
        one, two, three = st.columns(3, vertical_alignment="bottom")
        one.text_input("Change, in %", "-20", max_chars=LONGEST, key="treatment_size")
        fields.when(two, three, "treatment")
        st.form_submit_button("Add change", on_click=_add)


def _add() -> None:
    scenario = scenarios.current()
    try:
        aspect, treatment = fields.chosen("treatment_aspect", ASPECTS), fields.chosen("treatment_code", TREATMENTS)
        place = fields.chosen("treatment_region", LEVER_PLACES)
        region = None if place == EVERYWHERE else place
        spans = [span_of(change, inputs()) for change in treatment_changes(aspect, treatment, 1.0, region)]
        least, most = max(span.least for span in spans), min(span.most for span in spans)
        factor = PERCENT_CHANGE.read(fields.text("treatment_size"), least, most)
        year, ramp = fields.chosen("treatment_year", fields.STARTS), fields.chosen("treatment_ramp", fields.RAMPS)
        for change in treatment_changes(aspect, treatment, factor, region, year, ramp):
            scenario = scenario.with_change(change)
    except ScenarioError as error:
        scenarios.refuse(error)
        st.rerun()
    scenarios.put(scenario)
