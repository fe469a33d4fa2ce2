"""Loaded once, run once a setting, drawn once a view: what all readers of one process share."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import cache
from queue import SimpleQueue
from threading import BoundedSemaphore, Event
from typing import Any
from weakref import WeakKeyDictionary

import streamlit as st

import spinemkt
from spinemkt import ScenarioError
from spinemkt.analysis.view import View
from spinemkt.charts.style import Chart
from spinemkt.evidence.caching import cached_on_first
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import PRESENT_YEAR, YEARS
from spinemkt.uncertainty import blocks
from spinemkt.uncertainty.ensemble import Question
from spinemkt.uncertainty.work import Progress
from ui import drawing, render_lock
from ui.address import current
from ui.look import theme
from ui.lru import LruCache

RUNS, ENSEMBLES = LruCache(24), LruCache(8)
OWN = "own_data"
GONE: SimpleQueue[spinemkt.Inputs] = SimpleQueue()  # inputs that a session has let go of


@st.cache_resource(show_spinner="Reading the data and running the model ...")
def read_bundle() -> spinemkt.Inputs:
    """Read the data that come with the model, and make the default run; once, however many ask at the same time."""
    loaded = spinemkt.load_inputs()
    run_on(loaded, View())
    return loaded


@cache
def bundle() -> spinemkt.Inputs:
    """The validated data that come with the model, at hand without Streamlit's look into its cache."""
    return read_bundle()


@drawing.once
def inputs() -> spinemkt.Inputs:
    """The data that this reader looks at: the bundle, or the bundle under the reader's own data."""
    own = st.session_state.get(OWN)
    return own.inputs if own else bundle()


def forget(loaded: spinemkt.Inputs) -> None:
    """Let go of what is kept of inputs that are gone."""
    for few in (RUNS, ENSEMBLES):
        few.forget(loaded)
    blocks.forget(loaded.version)


def forget_gone() -> None:
    """Let go of what is kept of the inputs that sessions have let go of."""
    while not GONE.empty():
        forget(GONE.get())


def run_on(loaded: spinemkt.Inputs, view: View, scenario: Scenario | None = None) -> spinemkt.Result:
    """The run of any inputs in a view's scope; raises ScenarioError when the scenario asks for what cannot be."""
    bare, scope, myeloma = _bare(scenario or Scenario()), view.scope, view.myeloma

    def make() -> spinemkt.Result:
        return spinemkt.run(loaded, bare, scope=scope, include_myeloma=myeloma)

    return RUNS.of(loaded, (scope, myeloma, bare), make)


def run_of(scenario: Scenario, view: View) -> spinemkt.Result:
    """The run of a scenario in a view's scope; raises ScenarioError when it asks for what cannot be."""
    return run_on(inputs(), view, scenario)


def _bare(scenario: Scenario) -> Scenario:
    """The scenario without what changes no number."""
    return replace(scenario, name="", story="", data="", found=(), own=())


@cached_on_first
def _refusal(loaded: spinemkt.Inputs, scenario: Scenario) -> str:
    try:
        scenario.apply(loaded)
    except ScenarioError as error:
        return str(error)
    return ""


def refusal(scenario: Scenario) -> str:
    """Why a scenario cannot be run on these data; empty where it can."""
    return _refusal(inputs(), scenario)


def baseline(view: View) -> spinemkt.Result:
    """The run without any change, in a view's scope."""
    return run_of(Scenario(), view)


def mine() -> Scenario:
    """The scenario that the page shows: the reader's, or the baseline where that cannot be run."""
    scenario = current()
    return Scenario() if scenario.changes and refusal(scenario) else scenario


def result(view: View) -> spinemkt.Result:
    """The run that a view looks at: that of the reader's scenario, or the baseline where that cannot be run."""
    try:
        return run_of(current(), view)
    except ScenarioError:
        return baseline(view)


DRAWS = 2000
LISTEN_SECONDS = 0.05  # between two looks for what a reader does who waits for draws
YEARS_DRAWN = (2022, 2024, 2026, 2030, 2035, 2040)  # ranges change slowly; lines join them in between


def years_drawn(view: View) -> list[int]:
    """The years of a view's span for which ranges are drawn."""
    return [year for year in view.span if year in YEARS_DRAWN or year in view.years]


def passing_ensemble(
    scenario: Scenario, view: View, years: Collection[int], loaded: spinemkt.Inputs | None = None
) -> spinemkt.Ensemble:
    """Draws of a scenario that are not kept: for many scenarios that are asked one thing each. Raises ScenarioError.

    loaded: as in `ensemble_of`.
    """
    return _drawn(loaded or inputs(), view, _bare(scenario), tuple(years))


def _drawn(loaded: spinemkt.Inputs, view: View, bare: Scenario, years: tuple[int, ...]) -> spinemkt.Ensemble:
    central = run_on(loaded, view, bare)
    return spinemkt.simulate(
        loaded, bare, DRAWS, scope=view.scope, include_myeloma=view.myeloma, years=years, central=central
    )


def ensemble_of(
    scenario: Scenario, view: View, years: Collection[int], loaded: spinemkt.Inputs | None = None
) -> spinemkt.Ensemble:
    """The draws of a scenario in a view's scope; one process keeps the last eight.

    loaded: the data; those that the reader looks at if none are given.

    The baseline has every year. A scenario has those that its ranges are drawn for at first, and every year once
    another one is asked for. Raises ScenarioError when the scenario asks for what cannot be.
    """
    bare, few = _bare(scenario), tuple(years_drawn(view))
    wanted = few if bare.changes and set(years) <= set(few) else tuple(YEARS)
    return _kept_ensemble(loaded or inputs(), view, bare, wanted)


_draws = BoundedSemaphore()


def prepare(ensemble: spinemkt.Ensemble, questions: Collection[Question], listen: Progress | None = None) -> None:
    """Make the draws that questions need, one reader's at a time, while pages of others are drawn.

    listen is called meanwhile; where it raises, since the reader has moved on, the draws are dropped.
    """
    with render_lock.release():
        while not _draws.acquire(timeout=LISTEN_SECONDS):
            if listen is not None:
                listen(0, 1)
        try:
            ensemble.prepare(questions, listen)
        finally:
            _draws.release()


def _kept_ensemble(loaded: spinemkt.Inputs, view: View, bare: Scenario, years: tuple[int, ...]) -> spinemkt.Ensemble:
    key = (view.scope, view.myeloma, bare, years, DRAWS)
    return ENSEMBLES.of(loaded, key, lambda: _drawn(loaded, view, bare, years))


STANDS = Event()  # the first page of this process has been drawn
FIRST_READER = 3.0  # seconds that the first draws wait for it


def warm() -> None:
    """Load the data, run the baseline on its draws and trace a number, out of the way of the first page."""
    loaded = bundle()
    STANDS.wait(FIRST_READER)
    questions: list[Question] = [(measure, (), {}) for measure in ("spend", "diagnosed", "treated", "episodes")]
    few = _kept_ensemble(loaded, View(), _bare(Scenario()), tuple(years_drawn(View())))
    prepare(few, questions[:1])  # steps of the chain that a first scenario shares with the baseline
    drawn = ensemble_of(Scenario(), View(), YEARS_DRAWN, loaded)
    prepare(drawn, questions)
    spinemkt.lineage(drawn.central, "spend", {"year": PRESENT_YEAR}, drawn)  # what all lineages share


ENTRIES = 512
_kept: WeakKeyDictionary[spinemkt.Result | spinemkt.Ensemble, dict[tuple, Any]] = WeakKeyDictionary()


def known(run: spinemkt.Result | spinemkt.Ensemble, key: tuple) -> Any:
    """What was made of a run under a key; None where that has not been made."""
    return _kept.get(run, {}).get(key)


def remembered(run: spinemkt.Result | spinemkt.Ensemble, key: tuple, make: Callable[[], Any]) -> Any:
    """Return what was made of a run under a key, or make it; what a run has made goes when the run goes."""
    made = _kept.setdefault(run, {})
    if key not in made:
        if len(made) >= ENTRIES:
            made.clear()
        made[key] = make()
    return made[key]


def forget_drawn() -> None:
    """Let go of everything that was made of runs."""
    _kept.clear()


def chart(builder: Callable[..., Chart], view: View, *arguments: object) -> Chart:
    """Build a chart of a view in the reader's theme, or return the one built before."""
    run, shade = result(view), theme()
    return remembered(run, (builder, view, shade, arguments), lambda: builder(run, view, shade, *arguments))


def said(function: Callable[..., Any], view: View, *arguments: object) -> Any:
    """Call a function of (result, view, ...) from the library, or return what it returned before."""
    return of(result(view), function, view, *arguments)


def of(run: spinemkt.Result, function: Callable[..., Any], view: View, *arguments: object) -> Any:
    """Call a function of (run, view, ...) on any run, or return what it returned before."""
    return remembered(run, (function, view, arguments), lambda: function(run, view, *arguments))


def compared(function: Callable[..., Any], scenarios: tuple[Scenario, ...], view: View, *arguments: object) -> Any:
    """Call a function of (runs by name, view, ...) on several scenarios, or return what it returned before."""

    def make() -> Any:
        with render_lock.release():
            return function([(one.name, run_of(one, view)) for one in scenarios], view, *arguments)

    return remembered(baseline(view), (function, scenarios, view, arguments), make)
