"""What an address and a browser send, taken in and checked before anything is drawn."""

from __future__ import annotations

import streamlit as st

from spinemkt.analysis.control_values import Controls
from spinemkt.analysis.link import read_link
from spinemkt.analysis.market import landscape
from spinemkt.analysis.reconcile import published
from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.wording import listing
from ui import address, controls, filters, typed
from ui.cache import inputs
from ui.ranges import DEFAULT
from ui.text import plain


def open_link() -> list[str]:
    """Take in what the address says, before anything is drawn, and say what was not taken as written.

    Only a new session and a step back or forward in the browser bring an address that the app has not written.
    """
    if "link_faults" not in st.session_state or address.came_back():
        query = {name: st.query_params.get_all(name) for name in st.query_params}
        known = known_controls()
        codes, st.session_state["link_faults"] = read_link(query, known, inputs().region_of_country)
        written = {
            name: [known.options[name][code] for code in found] if name in known.options else found
            for name, found in codes.items()
        }
        usual = filters.defaults() | {"ranges": DEFAULT} | dict.fromkeys(address.CODES, "")
        st.session_state.update(usual | controls.kept(codes, known))
        if query != written and not address.came_back():
            st.query_params.from_dict(written)
            st.rerun()
    return st.session_state["link_faults"]


def known_controls() -> Controls:
    """What each control of the app offers."""
    return _known(inputs())


@cached_on_first
def _known(loaded: Inputs) -> Controls:
    table = loaded.tables["lookback_series"]
    series = dict(zip(table["series_id"], table["label"], strict=True))
    return controls.known(filters.by_name(loaded), landscape.names(loaded), series, published(loaded))


def check() -> None:
    """Take values that no control offers out of the state before anything reads them, and say so.

    A browser may send one that it was offered by a page which has changed since, and anything if it means harm.
    """
    known, defaults, lost = known_controls(), filters.defaults(), []
    for name in known.countries:
        typed.understood(name, known.options[name])
    for name in known.names:
        value = st.session_state.get(name)
        valid = known.valid(name, value)
        if valid is value and (value is not None or name not in defaults):
            continue
        lost.append(known.word(name))
        if valid is None and name not in defaults:
            del st.session_state[name]
        else:
            st.session_state[name] = defaults[name] if valid is None else valid
    if lost:
        st.toast(plain(f"Not offered here, left out: {listing(lost)}."), duration="long")
