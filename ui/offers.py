"""Offers that are kept: on a shelf of their own in the store of scenarios, as text, and back into the form."""

from __future__ import annotations

import streamlit as st

from spinemkt.errors import SpinemktError
from spinemkt.scenario.offer import LISTS, Offer
from ui import scenarios, shelf
from ui.cache import inputs
from ui.controls import ANY
from ui.filters import countries
from ui.ranges import once
from ui.text import plain

SHELF = f"{shelf.SHELF[:60]} offers"
_SAID = "offer_said"


def keep(offer: Offer) -> None:
    """Offer to save the offer under its name, to open one saved before, and to download it."""
    try:
        names = [saved.name for saved in shelf.store().list(SHELF)]
    except SpinemktError as error:
        st.warning(plain(str(error)), title="Saved offers cannot be read")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="offer_keep"):
        st.button(plain(f"Save {offer.name}"), on_click=_save, args=(offer,), key="offer_save")
        chosen = st.selectbox(
            "Saved offers", names, index=None, key="offer_saved", placeholder="none chosen" if names else "none yet"
        )
        st.button("Open", on_click=_open, args=(chosen,), key="offer_open", disabled=chosen is None)
        st.download_button(
            "Download as text",
            data=lambda: offer.to_text(),
            file_name="offer.toml",
            mime="application/toml",
            key="offer_download",
            on_click="ignore",
        )
    if said := once(_SAID):
        st.info(plain(said))


@scenarios.everywhere
def _save(offer: Offer) -> None:
    try:
        kept = shelf.store().save(SHELF, offer.name, offer.to_text(), inputs().version)
        st.session_state[_SAID] = f"Saved as {kept.name!r}, version {kept.version}. The link of this page holds it too."
    except SpinemktError as error:
        st.session_state[_SAID] = str(error)


@scenarios.everywhere
def _open(name: str) -> None:
    try:
        put(Offer.from_text(shelf.store().load(SHELF, name).text))
    except SpinemktError as error:
        st.session_state[_SAID] = str(error)


def put(offer: Offer) -> None:
    """Write an offer into the controls of the form, and so into the address."""
    state = st.session_state
    state["offer_name"], state["offer_attribute"] = offer.name, offer.attribute or ANY
    state["offer_price"] = "" if offer.price is None else f"{offer.price:,.10g}"
    state["offer_launch"], state["offer_years"] = offer.launch, offer.years
    state["offer_peak"] = offer.peak * 100
    for name in LISTS:
        state[f"offer_{name}"] = list(getattr(offer, name))
    state["offer_country"] = [code for code in offer.country if code in countries()]
