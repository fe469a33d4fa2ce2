"""What can be copied: the link of a page, a short one where that is long, the scenario's code, a picture."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from urllib.parse import parse_qs, urlencode, urlsplit

import streamlit as st

from spinemkt.errors import RefusalError, SpinemktError
from spinemkt.scenario.saved import Saved
from spinemkt.scenario.scenario import Scenario
from ui import keeping, linked, saving
from ui.address import KEY, read
from ui.scenarios import current, everywhere, refuse, take
from ui.text import small

_KEY, _IDS, _PASTED = "share_short", "share_ids", "pasted_code"


def short_link(length: int, scenario: Scenario) -> None:
    """Say the length of the link; where it is long, offer a short one, which saves the scenario."""
    small(linked.length_words(length))
    if length <= linked.LONG or not scenario.changes:
        return
    if id := st.session_state.get(_IDS, {}).get(_of(scenario)):
        query = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
        st.html(field("Short link", linked.short(query, id), fixed=True))
        small("It opens the saved scenario on this server, as long as it is saved here.")
    else:
        st.button("Save and make a short link", on_click=_keep, args=(scenario,), key="make_short")
        st.caption(saving.SHARED)
    saving.told(_KEY, scenario.name, keeping.of(scenario))


def codes() -> None:
    """Show the code of the scenario, to copy, and take one to open."""
    if code := st.session_state.get(KEY):
        st.html(field("Scenario code", code, fixed=True))
    with st.form("open_code", border=False):
        st.text_input(
            "Open a scenario code",
            key=_PASTED,
            placeholder="paste a code, or a link that has one",
            help="A code holds the scenario alone, without page and filters.",
        )
        st.form_submit_button("Open", on_click=_open)


@everywhere
def _open() -> None:
    """Make the scenario of a pasted code or link the reader's; one that cannot be read is refused, and stays."""
    pasted = str(st.session_state.get(_PASTED) or "").strip()
    try:
        scenario = read((parse_qs(urlsplit(pasted).query).get(KEY) or [pasted])[0])
        if not scenario.changes:
            raise RefusalError("There is no scenario in it. Allowed: the code or the link that Share gives.")
    except (SpinemktError, ValueError) as error:
        refuse(error)
    else:
        st.session_state[_PASTED] = ""
        take(scenario)


def address() -> str:
    """The address of this page, its filters and scenario."""
    query = urlencode([(name, value) for name in st.query_params for value in st.query_params.get_all(name)])
    return "?".join(filter(None, (st.context.url or "", query)))


def link() -> str:
    """The link to this page in a field, and a button that copies it."""
    return field("Link", address())


def picture(png: bytes, alt: str) -> str:
    """A picture, small, and a button that copies it (keys.js), with room for its answer."""
    source = f"data:image/png;base64,{b64encode(png).decode()}"
    return (
        f"<div><img class='sm-preview' src='{source}' alt='{escape(alt, quote=True)}'>"
        "<button type='button' class='sm-copy'>Copy picture</button><span class='sm-copied' role='status'></span></div>"
    )


def field(label: str, address: str, fixed: bool = False) -> str:
    """A link in a field, and a button that copies it (keys.js), with room for its answer; fixed: not the page's own."""
    return (
        f"<div><label class='sm-share'>{label}<input readonly{' data-fixed' * fixed} value='{escape(address)}'></label>"
        f"<button type='button' class='sm-copy'>Copy {label.lower()}</button>"
        "<span class='sm-copied' role='status'></span></div>"
    )


@everywhere
def _keep(scenario: Scenario) -> None:
    """Save under the scenario's name; where others keep something else there, under a name that says what it is for."""
    mark = sha256(repr(keeping.of(scenario)).encode()).hexdigest()[:6]
    keeping.save_as(scenario, scenario.name, _KEY, f"{scenario.name[:60]} (link {mark})", _note)


def _note(saved: Saved) -> None:
    ids = st.session_state.setdefault(_IDS, {})
    ids[_of(current())] = saved.id


def _of(scenario: Scenario) -> object:
    return scenario.name, *keeping.of(scenario)
