"""What does the market look like with your own numbers?"""

import streamlit as st

from ui import parts, upload
from ui.cache import inputs
from ui.filters import view as current_view

view = current_view()
parts.head("What does the market look like with your own numbers?", upload.answer(view))
if inputs().own:
    upload.in_use(view)

left, right = st.columns(2, gap="large")
with left:
    parts.section(
        "1. Take the template",
        "Every table of the model with the rows in use, what each column means, and the codes that it takes. "
        "Change what you know better, and leave out the rest.",
    )
    upload.offer_template()
with right:
    parts.section(
        "2. Upload your rows",
        "They replace rows of the same key or join the table, and are checked as our data are. They stay in this "
        "session, and in a scenario that you save; nowhere else.",
    )
    files = st.container()
upload.upload(view, files)
