"""Where is the market, and where does it grow?"""

import streamlit as st

from spinemkt.analysis.asked import pages as asked
from spinemkt.analysis.market import place_facts
from spinemkt.charts import overview, regions
from spinemkt.charts.maps import MAP_CONFIG
from spinemkt.charts.windows import WORLD
from spinemkt.terms import REGIONS
from ui import parts, ranges, texture
from ui.cache import said
from ui.controls import places
from ui.filters import countries
from ui.filters import view as current_view
from ui.place import clicked_country, profile_card, swipe_hint

view = current_view()
parts.head(
    "Where is the market, and where does it grow?",
    said(place_facts.answer, view),
    said(asked.largest_places, view),
    view,
)
parts.stop_if_empty(view)

per_person = st.toggle("Per million people", key="per_million", bind="query-params")
whole = said(regions.part_of_world, view) == WORLD
key = "world" if whole else "part_of_world"
if whole:
    swipe_hint()
spread = ranges.by(view, "tier")
event = parts.chart(regions.world_map, view, per_person, spread, key=key, config=MAP_CONFIG, on_select="rerun")

clicked_country(event)
choices = places(countries())
first = next(iter((*view.country, *view.region)), "north_america")
chosen = st.selectbox(
    "Profile of",
    list(choices),
    list(choices).index(first),
    format_func=choices.get,
    key="place",
    bind="query-params",
    filter_mode="contains",
    help="Or click a country on the map.",
)
level = "region" if chosen in REGIONS else "country"
finer = place_facts.finer(view)
left, right = st.columns(2, gap="large")
with left:
    profile_card(view, level, chosen, choices[chosen])
with right:
    parts.chart(regions.size_and_growth, view.timeless, finer, key="bubbles")

parts.section("Over time")
texture.toggle()
grades = texture.by(view, finer, view.years[1])
parts.chart(overview.over_time, view.timeless, finer, False, grades, key="regions_over_time")
