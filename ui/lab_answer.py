"""The answer of the scenario builder: the scenario against the baseline, and what it rests on."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from spinemkt.analysis.scenarios.cautions import Caution, cautions
from spinemkt.analysis.scenarios.compare import measure_of
from spinemkt.analysis.uncertainty_views.spread import reading_gap
from spinemkt.analysis.view import View
from spinemkt.charts import bridge, fan
from spinemkt.charts.scenarios import paths
from spinemkt.charts.style import Chart
from spinemkt.errors import ScenarioError
from spinemkt.scenario.scenario import Scenario
from ui import asks, cleanup, parts, ranges, scenarios
from ui.cache import baseline, remembered, result, run_of
from ui.controls import SPLIT_BY
from ui.growth_drivers import Step, last_step, show_step
from ui.look import theme
from ui.text import plain

HEIGHT = 260


def answer(view: View) -> None:
    """Draw the scenario against the baseline."""
    runs = {scenarios.current().name: scenarios.current()}
    asks.chart("lab_paths", _paths(view), view, runs)
    parts.picture(_paths(view), view, "lab_paths", runs=runs)


def _paths(view: View) -> Chart:
    base, run = baseline(view), result(view)
    runs = (("Baseline", base),) if run is base else (("Baseline", base), (scenarios.current().name, run))
    return remembered(run, ("paths", view, theme(), runs[-1][0]), lambda: paths(runs, view, theme(), HEIGHT))


def _sure(view: View) -> None:
    """Draw how far the scenario lies from the baseline in the draws."""
    if scenarios.current().changes and ranges.fans(view) and (found := ranges.gap(view)):
        yearly = ranges.yearly(view, found, Scenario())
        parts.chart(fan.gap, view, found, key="lab_gap", measure=measure_of(view).name, yearly=yearly)
        parts.note(reading_gap(found.parts))


def reasons(view: View) -> None:
    """Say beside the levers what the answer rests on, and what to mind."""
    parts.foot(_paths(view), view, "lab_paths", measure_of(view).name)
    if result(view) is not baseline(view):
        _mind(_cautions(view))


def details(view: View) -> None:
    """Show below what the last step did, who gains and loses, and how sure that is."""
    if step := _step(view):
        show_step(step, _measured(view))
    if result(view) is not baseline(view):
        st.segmented_control(
            "Who gains and who loses against the base case, by",
            list(SPLIT_BY),
            default="modality",
            required=True,
            format_func=SPLIT_BY.__getitem__,
            key="lab_split",
            bind="query-params",
        )
        parts.show(_who(view), _measured(view), "lab_who", _measured(view).measure.name)
    _sure(view)
    cleanup.tidy()


def _measured(view: View) -> View:
    """The view in its last year."""
    return replace(view, year=view.years[1])


def _step(view: View) -> Step | None:
    """What the last step did; None where nothing has moved."""
    try:
        run, before = run_of(scenarios.current(), view), run_of(scenarios.before(), view)
    except ScenarioError:
        return None
    if before is run:
        return None
    return remembered(run, ("step", scenarios.before(), view, theme()), lambda: last_step(_measured(view), before, run))


def _who(view: View) -> Chart:
    """Who gains and who loses against the baseline."""
    run, by = result(view), st.session_state.get("lab_split", "modality")

    def make() -> Chart:
        return bridge.split(run, _measured(view), theme(), by, "", baseline(view))

    return remembered(run, ("who", by, view, theme()), make)


def _cautions(view: View) -> list[Caution]:
    scenario, run, base = scenarios.current(), result(view), baseline(view)
    return remembered(run, ("cautions", scenario), lambda: cautions(scenario, run, base))


def _mind(found: list[Caution]) -> None:
    """Write what to mind of a scenario, each with its repair as a button."""
    for number, caution in enumerate(found):
        if caution.kind == "beyond_evidence":
            parts.note(caution.text)
        else:
            st.warning(plain(caution.text))
        if caution.repaired is not None:
            st.button(plain(caution.repair), on_click=scenarios.put, args=(caution.repaired,), key=f"repair_{number}")


LAST = (ranges.gap, _cautions, _step, _who)  # what takes longest to calculate for `reasons` and `details`
