"""In the Export menu of a page: a company's template for slides, or a deck from here that was edited, made anew."""

from __future__ import annotations

from functools import partial
from hashlib import sha256

import streamlit as st

from spinemkt.documents.workspace import Workspace
from spinemkt.errors import SpinemktError
from ui import files, render_lock
from ui.text import plain, small

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
REPORT_PIXELS = 260
_DONE = "deck_refreshed"  # what was made last: (of which file, data and scenario; the deck; what changed)


def upload(work: Workspace) -> None:
    """Take a .pptx: a deck that was exported here is refreshed, any other is used as a template."""
    from spinemkt.export.deck import checking, refreshing

    file = st.file_uploader(
        "Company template, or an edited deck from here (.pptx)",
        type=["pptx", "potx"],
        max_upload_size=checking.MOST_BYTES // 2**20,
        key="deck_file",
        help="A template gives the market pack its layouts, colours and fonts. An edited deck gets the numbers of this "
        "scenario in its charts, tables and texts, and keeps your layout and your own slides. Macros are dropped.",
    )
    if not file:
        st.session_state.pop(_DONE, None)
        return
    try:
        content = checking.checked(file.getvalue(), "file")
        if refreshing.made_here(content):
            _refreshed(content, work)
        else:
            _template(content, work)
    except SpinemktError as error:
        st.warning(plain(str(error)), title="This file cannot be used")


def _template(content: bytes, work: Workspace) -> None:
    from spinemkt.export.deck import making

    sheets = making.sheets_of(content)
    small("; ".join(sheets.fallbacks) or "Every layout that the market pack needs was found in it.")

    def deck() -> bytes:
        return making.make(work, template=content).content

    files.offer("Market pack in this template", "export_template", "market_pack.pptx", deck, PPTX, "secondary")


def _refreshed(content: bytes, work: Workspace) -> None:
    from spinemkt.export.deck.refreshing import refresh_deck

    asked = sha256(content).digest(), work.inputs.version, work.scenario
    if st.session_state.get(_DONE, (None,))[0] != asked:
        with st.spinner("Putting new numbers into the deck ..."), render_lock.release():
            made, report = refresh_deck(content, work.inputs, work.scenario)
        st.session_state[_DONE] = asked, made, str(report)
    _, made, report = st.session_state[_DONE]
    files.offer(
        "The deck with new numbers", "export_refreshed", "refreshed.pptx", partial(bytes, made), PPTX, "secondary"
    )
    with st.container(height=REPORT_PIXELS):
        st.text(report)
