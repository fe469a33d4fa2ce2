"""The frame of every page: filters, the sentence of the state, the scenario bar, the footer."""

from __future__ import annotations

from contextlib import suppress
from html import escape

import streamlit as st
from streamlit.navigation.page import StreamlitPage

import spinemkt
from spinemkt.analysis.glossary import GLOSSARY
from ui import (
    asks,
    cleanup,
    drafts,
    drawer,
    drawing,
    filters,
    incoming,
    linked,
    notes,
    own,
    parts,
    paths,
    ranges,
    render_lock,
    scenarios,
    shelf,
)
from ui.bar import scenario_bar
from ui.cache import OWN, inputs
from ui.glossary import glossary


def draw(page: StreamlitPage) -> None:
    """Draw a page in its frame, and the drawer of a number that was asked for."""
    st.session_state.setdefault(OWN, None)

    with render_lock.hold():
        ranges.start()
        asks.start()
        paths.say_unknown()
        faults = incoming.open_link()
        linked.take_in()
        scenarios.resume()
        side = st.sidebar.container()
        incoming.check()
        filters.narrow()
        view = filters.read_view()
        if faults and st.session_state.setdefault("linked_view", view) == view:
            parts.warn("Part of this link could not be read; the rest is shown", faults)
        with st.container(horizontal=True, vertical_alignment="center", key="state"):
            state = f"{view.sentence(inputs().country_names)}; snapshot year {view.year}"
            st.html(f"<p class='sm-page'>{escape(page.title)}</p><p class='sm-state'>{escape(state)}</p>")
            glossary()
            if view.changed():
                st.button("Clear filters", on_click=filters.clear, type="tertiary", key="clear")

        with drawing.begun():
            own.mark()
            noted, bar = st.container(key="notes"), st.container(key="bar_place")
            body, foot = st.container(), st.container()
            try:
                with body, suppress(drawing.Ended):
                    page.run()
            finally:  # what stays as it is comes after what a filter moves
                foot.html(
                    "<p class='sm-footer'>Market information, not medical advice. "
                    f"Model {spinemkt.__version__}, data {inputs().version}. "
                    "Cancer incidence: IARC/WHO, Global Cancer Observatory. "
                    f"Grades of evidence: {escape(GLOSSARY['Grade'])}.</p>"
                )
                with side:
                    filters.sidebar()
                with bar:
                    scenario_bar(view, page.url_path == "lab")
                with noted:
                    shelf.note()
                    notes.show()
                drawer.listen()
                cleanup.tidy()
        scenarios.replaying()
    drafts.begin()
    ranges.fill()
    drafts.settle()
    drawer.show()
