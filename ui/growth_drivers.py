"""What the last step of the scenario did: in a sentence, and as a bridge."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from spinemkt.analysis.scenarios.changes import subject
from spinemkt.analysis.scenarios.moves import last_move, sentence
from spinemkt.analysis.view import View
from spinemkt.charts import bridge
from spinemkt.charts.style import Chart
from spinemkt.figures.study import Study
from spinemkt.figures.text import Text, say
from spinemkt.model.result import Result
from ui import asks, parts, scenarios
from ui.cache import inputs
from ui.look import theme

BEFORE = "Before the last step"


@dataclass(frozen=True)
class Step:
    """What the last step did: in a sentence, and as a bridge."""

    said: Text
    bars: Chart


def last_step(view: View, before: Result, run: Result) -> Step:
    """Reckon what the last step did; view: in its last year."""
    move = last_move(Study(before, BEFORE), Study(run), view.year, view.where(), view.measure.name)
    what = subject(scenarios.before().changes, scenarios.current().changes, inputs())
    said = say("{what} {did}", what=what, did=sentence(move, "it" if what else "It"))
    return Step(said, bridge.move_bars(move, theme(), asked=True))


def show_step(step: Step, view: View) -> None:
    """Show what the last step did, in the view it was reckoned for."""
    runs = {BEFORE: replace(scenarios.before(), name=BEFORE)}
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        parts.title("What the last step did")
        st.button("Replay", on_click=scenarios.replay, type="tertiary", key="replay")
    st.html(f"<p class='sm-answer'>{asks.text(step.said, 'lab_step', view, runs)}</p>")
    parts.show(step.bars, view, "lab_move", view.measure.name, runs=runs)
