"""The answer of the scenario builder, in three parts that are drawn anew alone when a lever moves."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from spinemkt.documents import lab
from spinemkt.documents.options import SPLIT_BY
from ui import cleanup, parts, scenarios
from ui.screen import show
from ui.workspace import reader

answer = partial(show, lab.answer)
reasons = partial(show, lab.reasons)


def details() -> None:
    """Draw below what the last step did, who gains and loses, and how sure that is."""
    show(partial(lab.details, before=scenarios.before()), **{"last step": _last_step})
    cleanup.tidy()


def slow_parts() -> list[Callable[[], Any]]:
    """What takes longest to make of these parts."""
    by = st.session_state.get("lab_split")
    return lab.slow_parts(reader(), scenarios.before(), by if by in SPLIT_BY else next(iter(SPLIT_BY)))


def _last_step() -> None:
    """Write the heading of the last step beside the button that shows it once more."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        parts.title("What the last step did")
        st.button("Replay", on_click=scenarios.replay, type="tertiary", key="replay")
