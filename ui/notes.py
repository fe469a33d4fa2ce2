"""What the reader is told once above the page, until it is over or dismissed: by a name, in words, with a way on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from ui.text import plain

_NOTES, _DISMISSED = "notes", "notes_dismissed"


@dataclass(frozen=True)
class Note:
    """A title, a sentence, the page that helps, and what is done when it is dismissed."""

    title: str
    text: str
    page: Path | None = None
    page_label: str = ""
    dismissed: Callable[[], None] | None = None


def put(name: str, note: Note) -> None:
    """Have a note shown; one that was dismissed comes back only in other words."""
    if st.session_state.get(_DISMISSED, {}).get(name) != (note.title, note.text):
        st.session_state.setdefault(_NOTES, {})[name] = note


def take(name: str) -> None:
    """What a note says is over; if it happens again, it is said again."""
    st.session_state.get(_NOTES, {}).pop(name, None)
    st.session_state.get(_DISMISSED, {}).pop(name, None)


def show() -> None:
    """Draw the notes that stand."""
    for name, note in st.session_state.get(_NOTES, {}).items():
        with st.container(key=f"note_{name}", horizontal=True, vertical_alignment="center", gap="small"):
            st.info(plain(note.text), title=note.title)
            if note.page:
                st.page_link(note.page, label=note.page_label)
            st.button("Dismiss", key=f"dismiss_{name}", type="tertiary", on_click=_dismiss, args=(name,))


def _dismiss(name: str) -> None:
    if note := st.session_state.get(_NOTES, {}).pop(name, None):
        st.session_state.setdefault(_DISMISSED, {})[name] = (note.title, note.text)
        if note.dismissed:
            note.dismissed()
