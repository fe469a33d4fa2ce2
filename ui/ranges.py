"""Ranges of what a page shows: those at hand are drawn at once; the rest are calculated once the page stands.

A page then is drawn a second time, so that no first word waits for the draws.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from spinemkt import Ensemble, ScenarioError, difference
from spinemkt.analysis import narrative
from spinemkt.analysis.scenarios.compare import measure_of
from spinemkt.analysis.uncertainty_views.spread import LEVELS, Spread, growth_spread, quantiles, reading
from spinemkt.analysis.view import View
from spinemkt.scenario.scenario import Scenario
from spinemkt.uncertainty.ensemble import Question
from ui import cache, drawing
from ui.address import current
from ui.cache import YEARS_DRAWN, ensemble_of, remembered, years_drawn

DEFAULT = "80"
USUAL_REACH = 1.6  # of 80% of spend; where nothing better is known
ROUNDS = 3  # how often a page may ask for more
_WANTED, _LATER, _PROGRESS, _TURN, _AGAIN, _ONCE = (
    "ranges_wanted",
    "ranges_later",
    "ranges_progress",
    "ranges_turn",
    "ranges_again",
    "ranges_once",
)


def start() -> None:
    """Before a page is drawn: forget what the last one asked for and, unless it is the same page, said once."""
    state = st.session_state
    state[_WANTED], state[_LATER], state[_TURN] = [], [], state.pop(_AGAIN, 0)
    if not state[_TURN]:
        state[_ONCE] = {}


@drawing.once
def parts() -> tuple[str, ...]:
    """Which ranges the reader wants to see, the widest first."""
    return LEVELS[st.session_state.get("ranges") or DEFAULT]


def fans(view: View) -> bool:
    """Whether a view has a fan to show: ranges are wanted, over more than one year."""
    return bool(parts()) and len(view.span) > 1


def spread(
    view: View,
    measure: str,
    by: tuple[str, ...] = (),
    where: dict[str, Any] | None = None,
    scenario: Scenario | None = None,
) -> Spread | None:
    """The ranges of a question to the reader's scenario; None while they are not at hand, or not wanted."""
    if not (wanted := parts()):
        return None
    asked = (where or {}).get("year", YEARS_DRAWN)
    try:
        found = ensemble_of(scenario or current(), view, [asked] if isinstance(asked, int) else asked)
    except ScenarioError:
        return spread(view, measure, by, where, Scenario()) if scenario is None and current().changes else None
    if not at_hand(found, (measure, by, where)):
        return None

    def make() -> Spread:
        frame = found.table(measure, by, where, quantiles(wanted))
        return Spread(frame, measure, wanted, found.draws, found.setting.seed)

    return remembered(found, ("spread", measure, by, repr(sorted((where or {}).items())), wanted), make)


def gap(view: View) -> Spread | None:
    """How far the reader's scenario lies from the baseline over the years, draw by draw."""
    measure = measure_of(view).name
    return apart(current(), Scenario(), view, (measure, ("year",), view.where(measure, year=years_drawn(view))))


def apart(scenario: Scenario, other: Scenario, view: View, question: Question) -> Spread | None:
    """How far two scenarios lie apart in a question by the years of a view, draw by draw; None as in `spread`."""
    measure = question[0]
    if not (wanted := parts()):
        return None
    try:
        run, base = (ensemble_of(each, view, years_drawn(view)) for each in (scenario, other))
    except ScenarioError:
        return None
    if run is base or not all([at_hand(each, question) for each in (run, base)]):
        return None

    def make() -> Spread:
        frame = difference(run, base, *question, quantiles(wanted))
        return Spread(frame, measure, wanted, run.draws, run.setting.seed)

    return remembered(run, ("gap", other.changes, repr(question), wanted), make)


def yearly(
    view: View, found: Spread | None, less: Scenario | None = None, question: Question | None = None
) -> Callable[[], pd.DataFrame] | None:
    """What makes the table of ranges in every year of a view, for a file: to be called outside the session.

    found: the ranges that are shown; None is returned where there are none, or where they have every year. less: the
    scenario that the page's is compared with. question: of every year; that of the view's total if none is given.
    """
    if found is None or len(years_drawn(view)) == len(view.span):
        return None
    measure, levels = measure_of(view).name, quantiles(found.parts)
    asked = question or (measure, ("year",), view.where(measure, year=view.span))
    scenario, loaded = cache.mine(), cache.inputs()

    def drawn(one: Scenario) -> Ensemble:
        make = cache.passing_ensemble if one.changes else ensemble_of
        return make(one, view, view.span, loaded)

    def make() -> pd.DataFrame:
        run = drawn(scenario)
        return run.table(*asked, levels) if less is None else difference(run, drawn(less), *asked, levels)

    return make


def at_hand(ensemble: Ensemble, question: Question) -> bool:
    """Whether an answer is there. While a page is drawn, one that is not is noted; a part drawn alone waits for it."""
    if not ensemble.knows(*question):
        if _WANTED in st.session_state:
            st.session_state[_WANTED].append((ensemble, question))
            return False
        cache.prepare(ensemble, [question], listen)
    return True


def listen(done: int, count: int) -> None:
    """Let in what the reader does meanwhile: Streamlit looks for it whenever its state is asked."""
    _ = _WANTED in st.session_state


def tiles(view: View) -> list[Spread | None]:
    """The range of each headline tile, None where it is not at hand; nothing where none is wanted."""
    return [spread(view, *question) for question in narrative.tile_questions(view)] if parts() else []


def by(view: View, dimension: str) -> Spread | None:
    """The ranges of the view's measure in the year shown by one dimension."""
    return spread(view, view.measure.name, (dimension,), view.where(year=view.year))


def growth(view: View, dimension: str) -> Spread | None:
    """The ranges of growth over the view's years by one dimension; None while they are not at hand, or not wanted."""
    measure, (first, last) = view.measure.name, view.years
    if not (wanted := parts()) or first == last:
        return None
    where = view.where(measure)
    try:
        found = ensemble_of(current(), view, view.years)
    except ScenarioError:
        found = ensemble_of(Scenario(), view, view.years)
    if not at_hand(found, (measure, (dimension,), {**where, "year": [first, last]})):
        return None
    key = ("growth", measure, dimension, repr(sorted(where.items())), view.years, wanted)
    return remembered(found, key, lambda: growth_spread(found, measure, dimension, where, view.years, wanted))


def total(view: View) -> tuple[Spread | None, float]:
    """The ranges of a view's total over its years, and how far above the line to expect them where they are not yet."""
    measure = measure_of(view).name
    question = (measure, ("year",), view.where(measure, year=years_drawn(view)))
    found = spread(view, *question)
    known = found or spread(view, *question, Scenario())
    if known is None:
        return None, USUAL_REACH
    return found, known.reach


def later(job: Callable[[], None]) -> None:
    """Have something calculated once the page stands; the page is then drawn again."""
    st.session_state.setdefault(_LATER, []).append(job)


def progress(words: str) -> None:
    """Have it told here how far what is calculated later has come. words: of `done` of `count` jobs."""
    st.session_state[_PROGRESS] = (st.empty(), words)


def how_to_read(found: Spread | None) -> str:
    """The caption of a fan chart."""
    return reading(parts(), cache.DRAWS, found)


def fill() -> None:
    """After a page is drawn: calculate the ranges that it asked for and had not, then draw it again."""
    cache.STANDS.set()
    state = st.session_state
    turn, wanted, jobs = state[_TURN], state.pop(_WANTED), state.pop(_LATER, [])
    progressing = state.pop(_PROGRESS, None)
    if not (wanted or jobs) or turn >= ROUNDS:
        return
    questions: dict[Ensemble, list] = {}
    for ensemble, question in wanted:
        questions.setdefault(ensemble, []).append(question)
    for ensemble, asked in questions.items():
        cache.prepare(ensemble, asked, listen)
    for done, job in enumerate(jobs):
        if progressing:
            slot, words = progressing
            slot.progress(done / len(jobs), words.format(done=done + 1, count=len(jobs)))
        job()
    state[_AGAIN] = turn + 1
    st.rerun()


def once(key: str, default: Any = "") -> Any:
    """Take out of the state what is to be said once; the second drawing of the same page says it again."""
    said = st.session_state[_ONCE]
    said[key] = st.session_state.pop(key, said.get(key, default))
    return said[key]
