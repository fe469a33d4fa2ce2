"""The search of parameters on the Evidence page."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from spinemkt.terms import GRADES, KINDS


def search() -> tuple[str, list[str], list[str]]:
    """Ask for words, grades and kinds of parameters."""
    left, middle, right = st.columns([3, 1, 1])
    words = left.text_input(
        "Search", placeholder="sbrt europe, unit cost, yamada2024 ...", key="q", bind="query-params"
    )
    return words, _several(middle, "Grade", GRADES), _several(right, "Kind", KINDS)


def _several(place: DeltaGenerator, label: str, codes: Iterable[str]) -> list[str]:
    return place.multiselect(
        label, list(codes), key=label.lower(), bind="query-params", filter_mode="contains", placeholder="All"
    )


def clear_search() -> None:
    """Offer to start anew."""
    st.button("Clear the search", on_click=_search_anew, key="clear_search")


def _search_anew() -> None:
    st.session_state.update({"q": "", "grade": [], "kind": []})
