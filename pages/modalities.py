"""What is used, how fast does that change, and what does it cost?"""

import streamlit as st

from spinemkt.analysis.market import modality_facts
from spinemkt.analysis.view import MONEY
from spinemkt.charts import modalities
from ui import parts
from ui.cache import said
from ui.filters import view as current_view
from ui.modalities import beside, choose, points, prices

view = current_view()
parts.head("What is used, how fast does it change, what does it cost?", said(modality_facts.answer, view), view=view)
parts.stop_if_empty(view)

parts.chart(modalities.tree, view, key="tree")

default = next((code for code in view.modality), "sbrt_srs")
chosen = choose("Treatment or technology", modality_facts.CURVES, default, "curve")
left, right = st.columns(2, gap="large")
with left:
    parts.chart(modalities.uptake_curves, view.timeless, chosen, key="uptake", measure="modality_patients")
with right:
    parts.chart(modalities.mix, view.timeless, modality_facts.type_of(chosen), key="mix")
points(view, chosen)

parts.section(
    "Prices and procedures / courses",
    f"Average price per course is the model's average of the selected countries, in {MONEY['real']}: the US unit cost "
    "of 2022 after general inflation, price paths, price levels abroad, and the part of a drug's cost that is counted.",
)
prices(view)

parts.section("Two modalities side by side", "The model's figures, then what trials and cohorts published.")
beside(view)
