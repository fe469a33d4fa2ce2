"""The controls of the Compare page: which scenarios, which is the reference, which two are combined."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from spinemkt.scenario.scenario import Scenario
from ui import parts, pinboard, scenarios
from ui.address import MOST_PINS
from ui.cache import refusal
from ui.text import plain

_CLEARED = "example_cleared"

Scenarios = tuple[Scenario, ...]


def pins() -> Scenarios | None:
    """The pinned scenarios that can be run; None for the example, which stands there while nothing is pinned."""
    if not pinboard.pinned() and not pinboard.pin_faults() and not st.session_state.get(_CLEARED):
        return None
    return usable()


def usable() -> Scenarios:
    """The pinned scenarios that can be run; those that cannot are said."""
    faults = [*pinboard.pin_faults()]
    found = []
    for scenario in pinboard.pinned():
        if why := refusal(scenario):
            faults.append(f"{scenario.name} was left out. {why}")
        else:
            found.append(scenario)
    if faults:
        parts.warn("Part of the pinned scenarios of this address could not be used", faults)
    return tuple(found)


def invitation() -> None:
    """Offer the example, and to pin the reader's own scenario."""
    with st.container(horizontal=True, gap="small"):
        st.button("Show an example", on_click=_clear, args=(False,), key="show_example", type="primary")
        _pin_mine()


def _about_example(pins: Scenarios) -> None:
    """Say that what is compared is an example, and offer to pin it or to clear it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="example"):
        st.html("<p class='sm-text'><span class='sm-mark'>Example</span> Nothing is pinned yet.</p>", width="content")
        button("Pin these three", "pin_three", *pins, kind="primary")
        st.button("Clear the example", on_click=_clear, args=(True,), key="clear_example", type="tertiary")
        _pin_mine()


def _remove(name: str) -> None:
    st.session_state[_CLEARED] = True  # the example does not come in place of the last pin
    pinboard.unpin(name)


@scenarios.everywhere
def _clear(cleared: bool) -> None:
    st.session_state[_CLEARED] = cleared


def reference(pins: Scenarios) -> Scenario:
    """Draw the choice of the reference and the pins, and return the reference.

    Of the example the reference is the base case, so that nothing comes into the address.
    """
    everyone = (Scenario(), *pins)
    if not pinboard.pinned():
        _about_example(pins)
        return everyone[0]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="versus"):
        name = st.selectbox(
            "Reference",
            [one.name for one in everyone],
            key="reference",
            bind="query-params",
            help="The scenario that all others are measured against: grey and dashed in the chart.",
            width=340,
        )
        popover = st.popover(f"{len(pins)} of {MOST_PINS} pinned", key="pins_open", on_change="rerun")
        _pin_mine()
    if popover.open:
        with popover:
            for number, one in enumerate(pins):
                left, right = st.columns([4, 1], vertical_alignment="center")
                left.html(Markup("<p class='sm-change-row'>{}</p>").format(one.name))
                right.button("Remove", on_click=_remove, args=(one.name,), type="tertiary", key=f"unpin_{number}")
    return next(one for one in everyone if one.name == name)


def pair(pins: Scenarios) -> Scenarios:
    """Draw the choice of two scenarios to combine, and return them in their order."""
    names = [one.name for one in pins]
    left, right = st.columns(2, gap="large")
    first = left.selectbox("First", names, key="stack_first")
    second = right.selectbox("On top of it", names, 1, key="stack_second")
    return pins[names.index(first)], pins[names.index(second)]


def use(both: Scenario) -> None:
    """Offer two combined scenarios as one."""
    button("Make the combination my scenario", "use_stack", both, put=True, kind="primary")


def _pin_mine() -> None:
    mine = scenarios.current()
    if mine.changes and mine.changes not in [one.changes for one in pinboard.pinned()]:
        button(f"Pin {mine.name}", "pin_mine", mine)


def button(label: str, key: str, *chosen: Scenario, put: bool = False, kind: str = "secondary") -> None:
    """A button that pins scenarios, or makes one the reader's."""
    st.button(plain(label), on_click=scenarios.put if put else pinboard.pin, args=chosen, key=key, type=kind)  # type: ignore[arg-type]
