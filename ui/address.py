"""The scenario and the pins as the address holds them: codes, read into scenarios."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from spinemkt.errors import ScenarioError
from spinemkt.scenario.scenario import Scenario
from ui import drawing

KEY = "scenario"
PINS = "pins"
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
