"""What the browser gets first: title, styles, logo and navigation. A server that has just started imports meanwhile."""

from pathlib import Path

import streamlit as st

from ui.look import styles, theme
from ui.pages import pages

STATIC = Path(__file__).parent / "static"

st.set_page_config(page_title="Spinal metastases market", page_icon=str(STATIC / "icon.svg"), layout="wide")
st.html(styles(theme()), unsafe_allow_javascript=True)
st.logo(str(STATIC / f"logo_{theme()}.svg"), size="large")
page = st.navigation(pages(), position="top")

from ui.ready import ready  # noqa: E402, after what is sent first

if ready():
    from ui import frame

    frame.draw(page)
