"""How large is the market, and where is it heading?"""

import streamlit as st

from spinemkt.analysis import narrative
from spinemkt.analysis.scenarios.compare import measure_of
from spinemkt.analysis.standouts import standouts
from spinemkt.charts import fan, overview
from ui import crossings, parts, ranges, texture
from ui.cache import said
from ui.claims import claims_table
from ui.filters import view as current_view
from ui.tiles import tiles

view = current_view()
parts.head("How large is the market, and where is it heading?", said(narrative.headline, view.timeless), view=view)
parts.stop_if_empty(view)

tiles(said(narrative.tiles, view), ranges.tiles(view), view)
if ranges.fans(view):
    spread, room = ranges.total(view.timeless)
    yearly = ranges.yearly(view.timeless, spread)
    parts.chart(fan.fan, view.timeless, spread, room, key="total", measure=measure_of(view).name, yearly=yearly)
    parts.note(ranges.how_to_read(spread))
texture.toggle()
kind = texture.by(view, "treatment_type", view.years[1])
parts.chart(overview.over_time, view.timeless, "treatment_type", False, kind, key="over_time")

if found := said(standouts, view.timeless):
    parts.points(found, "What stands out", view)
crossings.changes(view.timeless)

left, right = st.columns(2, gap="large")
with left:
    spread, grades = ranges.by(view, "region"), texture.by(view, "region", view.year)
    parts.chart(overview.ranked, view, "region", 8, spread, grades, key="by_region")
with right:
    paces = ranges.growth(view.timeless, "modality")
    parts.chart(overview.ranked_growth, view.timeless, "modality", narrative.LARGEST, paces, key="growth_by_modality")

texture.weak(view)
parts.section(
    "Common market claims, checked",
    "Each claim is held against the model's own numbers for the whole market, whatever the filters.",
)
claims_table(view)
