"""The frame of every page: navigation, filters, the sentence of the state, the footer."""

from contextlib import suppress
from html import escape
from pathlib import Path

import streamlit as st

import spinemkt
from ui import asks, drawer, drawing, filters, own, parts, ranges, scenarios, turn
from ui.bar import scenario_bar
from ui.cache import OWN, inputs, theme, tidy
from ui.glossary import glossary
from ui.look import styles
from ui.pages import pages

st.set_page_config(
    page_title="Spinal metastases market", page_icon=str(Path(__file__).parent / "static" / "icon.svg"), layout="wide"
)
st.html(styles(theme()), unsafe_allow_javascript=True)
st.logo(str(Path(__file__).parent / "static" / f"logo_{theme()}.svg"), size="large")

st.session_state.setdefault(OWN, None)
try:
    inputs()
except spinemkt.DataError as error:
    st.error(f"```\n{error}\n```", title="The data folder cannot be used")
    st.stop()

page = st.navigation(pages(), expanded=True)

with turn.taken():
    ranges.start()
    asks.start()
    faults = filters.open_link()
    scenarios.resume()
    side = st.sidebar.container()
    filters.narrow()
    view = filters.read_view()
    if faults and st.session_state.setdefault("linked_view", view) == view:
        parts.warn("Part of this link could not be read; the rest is shown", faults)
    with st.container(horizontal=True, vertical_alignment="center", key="state"):
        state = f"{view.sentence(inputs().country_names)}; year shown {view.year}"
        st.html(f"<p class='sm-state'>{escape(state)}</p>")
        glossary()
        if view.changed():
            st.button("Clear filters", on_click=filters.clear, type="tertiary", key="clear")

    with drawing.begun():
        own.mark()
        bar, body, foot = st.container(key="bar_place"), st.container(), st.container()
        try:
            with body, suppress(drawing.Ended):
                page.run()
        finally:  # what stays as it is comes after what a filter moves
            foot.html(
                "<p class='sm-footer'>Market information, not medical advice. "
                f"Model {spinemkt.__version__}, data {inputs().version}. "
                "Cancer incidence: IARC/WHO, Global Cancer Observatory.</p>"
            )
            with bar:
                scenario_bar(view, page.url_path == "lab")
            with side:
                filters.sidebar()
            drawer.listen()
            tidy()
    scenarios.replaying()
ranges.fill()
drawer.show()
