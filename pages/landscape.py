"""Who makes what, and which care does it reach?"""

import streamlit as st

from spinemkt.analysis.market import landscape as facts
from spinemkt.charts import landscape as charts
from spinemkt.charts.timeline import timeline
from ui import drawing, landscape, parts
from ui.cache import inputs, said
from ui.filters import view as current_view
from ui.tiles import tiles

view = current_view()
parts.head("Who makes what, and which care does it reach?", said(facts.answer, view))
landscape.narrowing(view)
if not facts.catalogue(inputs(), view).categories:
    st.info(landscape.NOTHING, title="Nothing to show here")
    drawing.end()

tiles(said(facts.tiles, view))
landscape.printed(charts.companies, view, key="breadth")
parts.points(said(facts.standouts, view))

parts.section("What does a scenario mean for each category?")
landscape.money(view)

parts.section("Who covers what?")
landscape.printed(charts.coverage, view, key="coverage")

parts.section("One company")
landscape.company(view)

parts.section("What happened, and what may come?")
group = landscape.choose_events()
landscape.printed(timeline, view, group, key="timeline")
landscape.listed(view, group)
