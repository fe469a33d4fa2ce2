"""The choice of a role, which sets measure and filters, and is none as soon as the reader changes them."""

from __future__ import annotations

import streamlit as st

from spinemkt.analysis.roles import FILTERS, ROLES, role_of
from ui.filters import view

_KEY = "role"


def choose() -> None:
    """Draw the roles; the one that the filters are those of is marked."""
    st.session_state[_KEY] = role_of(view())
    st.pills(
        "See the market of",
        list(ROLES),
        format_func=lambda code: ROLES[code].label,
        key=_KEY,
        on_change=_see,
        help="Sets the measure and the products; places, cancers and years stay. Payers and providers see everything.",
    )


def _see() -> None:
    state = st.session_state
    seen = ROLES[state[_KEY] or "everything"].seen(view())
    state["quantity"] = seen.quantity
    for name in FILTERS:
        state[name] = list(getattr(seen, name))
