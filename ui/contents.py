"""The contents of a long page: links to its sections, whose headings have ids made of their titles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

import streamlit as st

LEAST, LEAST_TITLES = 2, 7  # sections, or titles where there are none, from which on a page has contents
_SECTIONS, _TITLES, _PLACE = "contents_sections", "contents_titles", "contents_place"


def anchor(title: str) -> str:
    """The id of the heading of a section."""
    return "to-" + re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def links(titles: Sequence[str]) -> None:
    """Write the contents: a link to each of these titles."""
    items = "".join(f"<li><a href='#{anchor(title)}'>{escape(title)}</a></li>" for title in titles)
    st.html(f"<nav class='sm-contents' aria-label='On this page'><span>On this page</span><ul>{items}</ul></nav>")


def start() -> None:
    """Forget the sections of the page drawn before."""
    st.session_state[_SECTIONS], st.session_state[_TITLES], st.session_state[_PLACE] = [], [], None


def place() -> None:
    """Keep room for the contents here, below the head of the page."""
    st.session_state[_PLACE] = st.container()


def section(title: str) -> str:
    """Take a section into the contents; returns the id of its heading."""
    st.session_state.setdefault(_SECTIONS, []).append(title)
    return anchor(title)


def title(text: str) -> str:
    """Take a title of lower rank into the contents of a page without sections; returns the id of its heading."""
    st.session_state.setdefault(_TITLES, []).append(text)
    return anchor(text)


def fill() -> None:
    """Once the page is drawn, write the contents into the room kept for them, where there are sections enough."""
    sections, titles = st.session_state[_SECTIONS], st.session_state[_TITLES]
    found = sections if len(sections) >= LEAST else titles if len(titles) >= LEAST_TITLES else []
    place = st.session_state.pop(_PLACE, None)
    if place is not None and found:
        with place:
            links(found)
