"""Offers that are kept: on a shelf of their own in the store of scenarios, as text, and back into the form."""

from __future__ import annotations

import streamlit as st

from spinemkt.errors import SpinemktError
from spinemkt.scenario.display import display_unit
from spinemkt.scenario.offer import LISTS, Offer
from ui import files, saving, scenarios, shelf
from ui.controls import ANY
from ui.files import TOML
from ui.filters import countries
from ui.text import plain

SHELF = f"{shelf.SHELF[:60]} offers"
_KEY = "offer"


def keep(offer: Offer) -> None:
    """Offer to save the offer under its name, to open one saved before, and to download it."""
    try:
        names = [saved.name for saved in shelf.store().ask(lambda store: store.list(SHELF))]
    except SpinemktError as error:
        names = []
        st.warning(plain(str(error)), title="Saved offers cannot be read")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="offer_keep"):
        st.button(plain(f"Save {offer.name}"), on_click=_save, args=(offer,), key="offer_save")
        chosen = st.selectbox(
            "Saved offers", names, index=None, key="offer_saved", placeholder="none chosen" if names else "none yet"
        )
        st.button("Open", on_click=_open, args=(chosen,), key="offer_open", disabled=chosen is None)
        files.offer("Download as text", "offer_download", "offer.toml", offer.to_text, TOML, "secondary")
    saving.told(_KEY, offer.name, offer)
    st.caption(saving.SHARED)


@scenarios.everywhere
def _save(offer: Offer) -> None:
    spelled, expected = saving.known(SHELF, offer.name)
    text, done = offer.to_text(), lambda saved: None
    saving.save(saving.Attempt(_KEY, shelf.store(), SHELF, spelled, text, expected, _holds, done, offer))


def _holds(text: str) -> str:
    """What the text of an offer holds, in a few words."""
    try:
        offer = Offer.from_text(text)
    except SpinemktError as error:
        return f"it cannot be read: {str(error).splitlines()[0]}"
    return f"launch {offer.launch}, peak share {offer.peak:.1%} after {offer.years} years"


@scenarios.everywhere
def _open(name: str) -> None:
    try:
        saved = shelf.store().ask(lambda store: store.load(SHELF, name))
        put(Offer.from_text(saved.text))
        saving.saw(saved)
    except SpinemktError as error:
        saving.say(_KEY, str(error))


def put(offer: Offer) -> None:
    """Write an offer into the controls of the form, and so into the address."""
    state = st.session_state
    state["offer_name"], state["offer_attribute"] = offer.name, offer.attribute or ANY
    state["offer_price"] = "" if offer.price is None else f"{offer.price:,.4f}".removesuffix(".0000")
    state["offer_launch"], state["offer_years"] = offer.launch, offer.years
    state["offer_peak"] = display_unit("fraction", "set").number(offer.peak)
    for name in LISTS:
        state[f"offer_{name}"] = list(getattr(offer, name))
    state["offer_country"] = [code for code in offer.country if code in countries()]
