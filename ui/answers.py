"""The search on the page of questions and words."""

from __future__ import annotations

import streamlit as st

ASKED = "Search parameters, sources, companies, events, words and questions"
SET_BY_LINKS = ("q", "evidence_tab", "company", "events", "place")


def search() -> str:
    """Ask what is searched; while something is, links to other pages decide what is chosen there."""
    placeholder = "SBRT Europe, Medtronic, K253381, cord compression ..."
    text = st.text_input(ASKED, placeholder=placeholder, key="ask", bind="query-params").strip()
    if text:
        for name in SET_BY_LINKS:
            st.session_state.pop(name, None)
    return text
