"""Two pinned scenarios stacked: their collisions, what both do together, and the stack as a scenario."""

from __future__ import annotations

import streamlit as st

from spinemkt.analysis.scenarios import stack
from spinemkt.analysis.view import View
from spinemkt.scenario.scenario import Scenario
from ui import asks, parts
from ui.cache import compared, inputs, refusal
from ui.compare import Scenarios, button
from ui.text import plain


def stack_two(pins: Scenarios, view: View) -> None:
    """Choose two pinned scenarios, list their collisions, say what both do together, and offer the stack."""
    names = [one.name for one in pins]
    left, right = st.columns(2, gap="large")
    one = pins[names.index(left.selectbox("First", names, key="stack_first"))]
    two = pins[names.index(right.selectbox("On top of it", names, 1, key="stack_second"))]
    if one is two:
        return parts.note("Choose two different scenarios to stack.")
    both = one + two
    if why := refusal(both):
        st.warning(plain(why), title="These two cannot be stacked")
        return None
    met = stack.meetings(one, two, inputs())
    five = (Scenario(), one, two, both, two + one)
    said = compared(stack.together, five, view.timeless)
    runs = dict(zip(stack.RUNS, five, strict=True))
    st.html(f"<p class='sm-text'>{asks.text(said, 'stacked', view.timeless, runs)}</p>")
    if met:
        parts.title(f"{len(met)} collision{'s' if len(met) > 1 else ''}")
        parts.points(met)
        parts.note(stack.ORDER)
    button("Make the stack my scenario", "use_stack", both, put=True, kind="primary")
