"""A short link: it names a saved scenario by its id; read before anything is drawn, and written for Share."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from spinemkt.errors import RefusalError, SilentError, SpinemktError
from spinemkt.scenario.scenario import Scenario
from ui import notes, own, saving, shelf
from ui.address import KEY, PINS, put, written

NAME = "saved"
LONG = 1_800  # letters; above, some programs cut a link


def take_in() -> None:
    """Open the saved scenario that the address names, as if its code stood there; where it cannot be, say why."""
    if not (id := st.session_state.pop(NAME, None)):
        return
    try:
        saved = shelf.store().ask(lambda store: store.find(shelf.SHELF, id))
        if saved.deleted:
            raise RefusalError(f"{saved.name!r} was deleted. It can be brought back: Scenarios, Deleted.")
        scenario = Scenario.from_text(saved.text)
        code = written(replace(scenario, name=saved.name, own=()))
        own.bring(scenario)
    except SilentError as error:  # the address stays, so that it can be tried again
        _say(f"{error} Reload this page in half a minute to try again; what is shown is not that scenario.")
        return
    except SpinemktError as error:
        _say(f"{str(error).splitlines()[0]} What is shown is not that scenario.")
    else:
        put(KEY, code)
        saving.saw(saved)
        if scenario.own:
            own.remember_saved(saved.name)
    st.query_params.pop(NAME, None)


def _say(words: str) -> None:
    notes.put("saved_link", notes.Note("The saved scenario of this link cannot be opened", words))


def length_words(length: int) -> str:
    """Say how long a link is, and beyond LONG what may come of it."""
    if length <= LONG:
        return f"The link has {length:,} letters."
    return f"The link has {length:,} letters: mail and chat programs and proxies may cut links beyond {LONG:,} letters."


def short(query: list[tuple[str, str]], id: str) -> str:
    """The address of this page with a saved scenario in place of its code; pins stay where there is room for them."""
    others = [(name, value) for name, value in query if name not in (KEY, NAME)]
    for left in (others, [pair for pair in others if pair[0] != PINS]):
        address = f"{st.context.url or ''}?{urlencode([*left, (NAME, id)])}"
        if len(address) <= LONG:
            break
    return address
