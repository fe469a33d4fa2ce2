"""Fields for a number in a unit: text, read in one way everywhere, so that no comma is lost and a fault is said."""

from __future__ import annotations

from collections.abc import Callable, Collection
from html import escape
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from spinemkt.errors import ScenarioError
from spinemkt.scenario.display import DisplayUnit
from spinemkt.scenario.typed import LONGEST
from spinemkt.terms import PRESENT_YEAR, YEARS

WIDTH, UNIT_WIDTH = 84, 52
STARTS, RAMPS = YEARS[1:], range(31)  # of a dated change

T = TypeVar("T")


def beside(
    label: str, unit: DisplayUnit, amount: float, key: str, on_change: Callable[..., None], args: tuple[object, ...]
) -> None:
    """Draw a narrow field without a visible label, and its unit beside it."""
    st.text_input(
        f"{label}, {unit.name}".removesuffix(", "),
        unit.number(amount),
        max_chars=LONGEST,
        key=key,
        on_change=on_change,
        args=args,
        label_visibility="collapsed",
        width=WIDTH,
        autocomplete="off",
    )
    st.html(f"<span class='sm-unit'>{escape(unit.name)}</span>", width=UNIT_WIDTH)


def parsed(key: str, unit: DisplayUnit) -> float | None:
    """The amount that stands in a field, wherever it lies; None where there is none."""
    try:
        return unit.parsed(str(st.session_state[key]))
    except (KeyError, ScenarioError):
        return None


def fault(key: str, unit: DisplayUnit, least: float, most: float) -> str:
    """Why what stands in a field is not taken; empty where it is."""
    try:
        unit.read(str(st.session_state[key]), least, most)
    except ScenarioError as error:
        return str(error)
    return ""


def box(name: str, held: object, typed: Callable[[str], object]) -> str:
    """The key of a field: of the one that stands while it holds what its reader typed, else of a new one.

    held: what the field should say. typed: reads what stands under a key. None that stands is ever set: a browser that
    has not heard of it would send the former value, as if it had been typed.
    """
    stood = f"{name}_beside"
    if held not in (st.session_state.get(stood), typed(standing(name))):
        renew(name)
    st.session_state[stood] = held
    return standing(name)


def standing(name: str) -> str:
    """The key of the control that stands under a name."""
    return f"{name}_{st.session_state.get(name, 0)}"


def renew(name: str) -> None:
    """Put a new control in the place of the one that stands under a name."""
    st.session_state[name] = st.session_state.get(name, 0) + 1


def when(first: DeltaGenerator, second: DeltaGenerator, key: str) -> None:
    """Draw what chooses the year from which a change acts, and the years over which it is phased in."""
    first.selectbox("From", list(STARTS), STARTS.index(PRESENT_YEAR + 1), key=f"{key}_year")
    second.selectbox("Phase-in, years", list(RAMPS), 3, key=f"{key}_ramp")


def chosen(key: str, options: Collection[T]) -> T:
    """What a form's control holds when the form is sent; raises ScenarioError where the control does not offer it."""
    for option in options:
        if option == st.session_state.get(key):
            return option
    raise ScenarioError("The form has changed since it was filled in. Look at it again, and send it once more.")


def text(key: str) -> str:
    """What stands in a form's text field when the form is sent; empty where the field is gone."""
    return str(st.session_state.get(key) or "")


def say(fault: str) -> None:
    """Say under a field why what stands in it is not taken."""
    if fault:
        st.html(f"<p class='sm-fault' role='alert'>{escape(fault)}</p>")
