"""Loaded once, run once a setting, drawn once a view: what all readers of one process share."""

from __future__ import annotations

from collections.abc import Collection
from copy import copy
from dataclasses import replace
from functools import cache
from queue import SimpleQueue
from threading import BoundedSemaphore, Event, Lock

import streamlit as st
from cachetools import LRUCache, cached
from cachetools.keys import hashkey

import spinemkt
from spinemkt import ScenarioError
from spinemkt.analysis.view import View
from spinemkt.documents.workspace import DRAWS, YEARS_DRAWN, years_drawn
from spinemkt.evidence.caching import ObjectCache, cached_on_first
from spinemkt.scenario.scenario import Scenario
from spinemkt.terms import PRESENT_YEAR, YEARS
from spinemkt.uncertainty import blocks
from spinemkt.uncertainty.ensemble import Question
from spinemkt.uncertainty.parallel import Progress
from ui import drawing, render_lock
from ui.address import current

# By inputs and what was asked of them; they hold the inputs, so that a session's own data are let go of by `forget`.
RUNS: LRUCache[tuple, spinemkt.Result] = LRUCache(24)
ENSEMBLES: LRUCache[tuple, spinemkt.Ensemble] = LRUCache(8)
MADE = ObjectCache()  # of a run or its draws: texts, tables, charts
_lock = Lock()
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
    with _lock:
        for kept in (RUNS, ENSEMBLES):
            for key in [key for key in kept if key[0] is loaded]:
                del kept[key]
    blocks.forget(loaded.version)


def keep(kept: LRUCache, most: int) -> None:
    """Let go of what was used least lately, of all but so many."""
    with _lock:
        while len(kept) > most:
            kept.popitem()


def shrink_ensembles(most: int) -> None:
    """Let go of the ensembles used least lately until the rest fit into some bytes; the last one stays."""
    with _lock:
        sizes = {key: ensemble.nbytes for key, ensemble in copy(ENSEMBLES).items()}  # a look changes the order
        while len(sizes) > 1 and sum(sizes.values()) > most:
            del sizes[ENSEMBLES.popitem()[0]]


def forget_gone() -> None:
    """Let go of what is kept of the inputs that sessions have let go of."""
    while not GONE.empty():
        forget(GONE.get())


def run_on(loaded: spinemkt.Inputs, view: View, scenario: Scenario | None = None) -> spinemkt.Result:
    """The run of any inputs in a view's scope; raises ScenarioError when the scenario asks for what cannot be."""
    return _run(loaded, view.scope, view.myeloma, _bare(scenario or Scenario()))


@cached(RUNS, lock=_lock)
def _run(loaded: spinemkt.Inputs, scope: str, myeloma: bool, bare: Scenario) -> spinemkt.Result:
    return spinemkt.run(loaded, bare, scope=scope, include_myeloma=myeloma)


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


LISTEN_SECONDS = 0.05  # between two looks for what a reader does who waits for draws


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


@cached(
    ENSEMBLES,
    key=lambda loaded, view, bare, years: hashkey(loaded, view.scope, view.myeloma, bare, years, DRAWS),
    lock=_lock,
)
def _kept_ensemble(loaded: spinemkt.Inputs, view: View, bare: Scenario, years: tuple[int, ...]) -> spinemkt.Ensemble:
    return _drawn(loaded, view, bare, years)


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


known, remembered = MADE.get, MADE.get_or_make
