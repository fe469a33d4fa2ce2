"""What is at stake, and what could an offer of one's own win?"""

import streamlit as st

from spinemkt.documents.options import DECIDE_TABS
from ui import drawing, offer, opportunities, opportunity_ranges, parts
from ui.cache import baseline
from ui.filters import view as current_view

QUESTION = "How large is each driver, and what could an offer win?"

view = current_view()
top = st.container()
if offer.nothing(view, baseline(view)):
    with top:
        parts.head(QUESTION, "Nothing is left under these filters.")
    parts.empty(view)
    drawing.end()

at_stake, own = st.tabs(DECIDE_TABS, key="decide_tab", bind="query-params")
if at_stake.open:
    with at_stake:
        frame, reaches = opportunities.ranked(view), opportunity_ranges.at_hand(view)
        opportunities.ranking(view, frame, reaches)
        parts.section("Card by card", "Each is a ready-made scenario; figures are scenario vs base case, undiscounted.")
        opportunities.cards(view, opportunities.kinds(), reaches)
    with top:
        parts.head(QUESTION, opportunities.answer(view, frame, reaches), view=view, runs=opportunities.runs())
if own.open:
    with own:
        said, runs = offer.page(view)
    with top:
        parts.head(QUESTION, said, view=view, runs=runs)
