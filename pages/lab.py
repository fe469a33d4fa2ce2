"""What does a scenario of one's own change?"""

import streamlit as st

from ui import lab, lab_answer, parts, render_lock
from ui.filters import view as current_view

view = current_view()
parts.head(
    "What does your scenario change?",
    "Move a lever, add an event or open a ready-made scenario; the answer follows at once.",
)
left, right = st.columns([5, 6], gap="large")
with right, st.container(key="lab_answer"):
    first, rest = st.container(key="lab_first"), st.container(key="lab_rest")
with first:
    st.fragment(lab_answer.answer, key="answer")(view)
with left:
    lab.controls(view)
with rest:
    render_lock.fragment(lab_answer.reasons, "reasons")(view)
with st.container(key="lab_more"):
    render_lock.fragment(lab_answer.details, "details")(view)
