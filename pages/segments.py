"""Which segments make up the market, and which of them grow?"""

import streamlit as st

from spinemkt.analysis.narrative import LARGEST
from spinemkt.charts import overview, segments
from ui import drawing, parts, ranges, texture
from ui.cache import result, said
from ui.controls import FORMS
from ui.filters import view as current_view

QUESTION = "Which segments make up the market, and which grow?"

view = current_view()
dimensions = [code for code in segments.CROSSED if code in result(view).codes]
names = segments.CROSSED.get
top = st.container()
with st.container(horizontal=True, key="segment_controls"):
    across = st.selectbox("Columns", dimensions, dimensions.index("primary"), names, key="across", bind="query-params")
    up = st.selectbox("Split by", dimensions, dimensions.index("treatment_type"), names, key="by", bind="query-params")
    form = st.segmented_control(
        "Show", list(FORMS), default="marimekko", required=True, format_func=FORMS.get, key="form", bind="query-params"
    )
if across == up:
    with top:
        parts.head(QUESTION, "Choose two different dimensions to cross.")
    drawing.end()
with top:
    parts.head(QUESTION, said(segments.answer, view, across, up), view=view)
parts.stop_if_empty(view)

parts.chart(segments.crossed, view, across, up, form, key="crossed")
if "spine_level" in (across, up):
    parts.note("The split by spine level is the same for every primary and modality: no source gives a finer one.")

dimension = view.primary_dimension if up == "primary" else up
texture.toggle()
grades = texture.by(view, dimension, view.years[1])
left, right = st.columns(2, gap="large")
with left:
    parts.chart(overview.over_time, view.timeless, dimension, True, grades, key="share_over_time")
with right:
    spread = ranges.growth(view.timeless, dimension)
    parts.chart(overview.ranked_growth, view.timeless, dimension, LARGEST, spread, key="growth")
