"""The scenario and the pins of a reader: codes in the session, which alone has them, and in the address."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from spinemkt.errors import ScenarioError
from spinemkt.scenario.scenario import Scenario
from ui import drawing

KEY = "scenario"
PINS = "pins"
CODES = (KEY, PINS)
MOST_PINS = 4


@lru_cache(maxsize=512)
def read(code: str) -> Scenario:
    """The scenario of a code; an empty code is the baseline. Raises ScenarioError."""
    code = code.strip()
    return Scenario.from_link(code) if code else Scenario()


@lru_cache(maxsize=512)
def written(scenario: Scenario) -> str:
    """The code of a scenario; the baseline has none."""
    return scenario.to_link() if scenario.changes else ""


@drawing.once
def current() -> Scenario:
    """The reader's scenario; the baseline where the address holds none that can be read."""
    try:
        return read(st.session_state.get(KEY) or "")
    except ScenarioError:
        return Scenario()


def put(name: str, code: str) -> None:
    """Make a code the reader's scenario (KEY) or pins (PINS), and have the address say so."""
    st.session_state[name] = code
    write()


def write() -> None:
    """Have the address say which scenario and which pins the reader has."""
    for name in CODES:
        code = st.session_state.setdefault(name, "")
        if st.query_params.get(name, "") == code:
            continue
        if code:
            st.query_params[name] = code
        else:
            del st.query_params[name]


def came_back() -> bool:
    """Whether this run shows an address of before: the reader went back or forward in the browser."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation
