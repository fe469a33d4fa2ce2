"""Where is the market, and where does it grow?"""

import streamlit as st

from spinemkt.analysis.market import place_facts
from spinemkt.analysis.view import MONEY
from spinemkt.charts import overview, regions
from spinemkt.charts.maps import MAP_CONFIG
from spinemkt.charts.windows import WORLD
from spinemkt.terms import REGIONS
from ui import parts, ranges, texture
from ui.cache import said
from ui.filters import view as current_view
from ui.regions import choose_profile, clicked_country, patient_costs, profile_card, swipe_hint

view = current_view()
parts.head("Where is the market, and where does it grow?", said(place_facts.answer, view), view=view)
parts.stop_if_empty(view)

per_person = st.toggle("Per million people", key="per_million", bind="query-params")
whole = said(regions.part_of_world, view) == WORLD
key = "world" if whole else "part_of_world"
if whole:
    swipe_hint()
spread = ranges.by(view, "tier")
event = parts.chart(regions.world_map, view, per_person, spread, key=key, config=MAP_CONFIG, on_select="rerun")

clicked_country(event)
chosen, name = choose_profile(view)
level = "region" if chosen in REGIONS else "country"
finer = place_facts.finer(view)
left, right = st.columns(2, gap="large")
with left:
    profile_card(view, level, chosen, name)
with right:
    parts.chart(regions.size_and_growth, view.timeless, finer, key="bubbles")

parts.section(
    "What one patient costs payers",
    f"Spend on all selected care, in {MONEY[view.money]}, for each patient newly diagnosed or treated at the spine in "
    "the year; and spend on radiation, operations, cement and ablation for each course. Patients of earlier years are "
    "on lasting drugs too: it is spend of a year, not the cost of a patient's life.",
)
patient_costs(view)

parts.section("Over time")
texture.toggle()
grades = texture.by(view, finer, view.years[1])
parts.chart(overview.over_time, view.timeless, finer, False, grades, key="regions_over_time")
