"""What a reader does with scenarios: change, go back and forward, pin. Callbacks, and what serves them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from time import sleep
from typing import ParamSpec

import streamlit as st

from spinemkt.analysis.view import View
from spinemkt.errors import ScenarioError
from spinemkt.scenario.scenario import Scenario
from spinemkt.scenario.text import LONGEST
from ui import address
from ui.address import KEY, current, read, written
from ui.cache import inputs, run_of
from ui.ranges import once

__all__ = ["KEY", "before", "can_step", "current", "put", "read", "step", "take"]

THEN = 2035
REPLAY_SECONDS = 1.5
_PAST, _AT = "scenario_past", "scenario_at"
_REPLAY, _AGAIN = "scenario_replay", "scenario_again"
_REFUSED, _MOVED = "scenario_refused", "scenario_moved"
_LONGEST_PAST = 200

P = ParamSpec("P")


def everywhere(act: Callable[P, None]) -> Callable[P, None]:
    """Make a callback redraw the whole page, also where its control stands in a fragment."""

    @wraps(act)
    def acted(*args: P.args, **kwargs: P.kwargs) -> None:
        act(*args, **kwargs)
        st.rerun()

    return acted


def take(scenario: Scenario) -> None:
    """Make a scenario the reader's, as a new step of the history; one that cannot be is refused."""
    try:
        run_of(scenario, View())
        code = written(stamped(scenario))
        read(code)
    except ScenarioError as error:
        refuse(error)
    else:
        _go(code)


put = everywhere(take)


@everywhere
def reset(*targets: tuple) -> None:
    """Take changes away, whatever is wrong with those that stay; a callback."""
    scenario = current()
    for target in targets:
        scenario = scenario.without(target)
    _go(written(stamped(scenario)))


def refuse(error: Exception) -> None:
    """Keep the first reason why nothing was done, until the bar has said it."""
    first, *others = str(error).splitlines()
    st.session_state[_REFUSED] = f"{first} There are more such faults." if others else first


def refused() -> str:
    """Return why the last wish was not done, once; empty where it was."""
    return once(_REFUSED)


def _go(code: str) -> None:
    _remember()
    st.session_state.pop(_AGAIN, None)  # a step that a replay has held back is cut off by this one
    if code != st.session_state[_PAST][st.session_state[_AT]]:
        kept = st.session_state[_PAST][: st.session_state[_AT] + 1][-_LONGEST_PAST:]
        st.session_state[_PAST] = [*kept, code]
        st.session_state[_AT] = len(kept)
    address.put(KEY, code)
    st.session_state[_MOVED] = True


def stamped(scenario: Scenario) -> Scenario:
    """The scenario with a name, the data version it is looked at with, and what the world spends under it there."""
    if not scenario.changes:
        return Scenario()
    name = "My scenario" if scenario.name == Scenario().name else scenario.name
    if inputs().own:  # a link must not tell what came of them
        return replace(scenario, name=name, data=inputs().version, found=(), own=())
    try:
        spend = run_of(scenario, View()).total("spend", {"year": THEN})
    except ScenarioError:
        return replace(scenario, name=name)
    return replace(scenario, name=name, data=inputs().version, found=((THEN, float(round(spend, -3))),))


@everywhere
def step(by: int) -> None:
    """Go back (-1) or forward (1) in the history; a callback."""
    _step(by)


def _step(by: int) -> None:
    _remember()
    st.session_state[_AT] = min(max(st.session_state[_AT] + by, 0), len(st.session_state[_PAST]) - 1)
    address.put(KEY, st.session_state[_PAST][st.session_state[_AT]])
    st.session_state[_MOVED] = True


@everywhere
def replay() -> None:
    """Show the state before the last step for a moment, then the step again; a callback."""
    _step(-1)
    moved()
    st.session_state[_REPLAY] = True


def replaying() -> None:
    """Once all is drawn, take the step again that is being replayed."""
    if st.session_state.pop(_REPLAY, False):
        st.session_state[_AGAIN] = True  # before the pause: a reader who acts meanwhile ends this run there
        sleep(REPLAY_SECONDS)
        st.rerun()


def resume() -> None:
    """Before anything is drawn, take in a code that came by the address, and the step that a replay has held back."""
    _remember()
    if st.session_state.pop(_AGAIN, False):
        _step(1)
    address.write()


def moved() -> bool:
    """Whether the reader has made a step since this was last asked."""
    return bool(st.session_state.pop(_MOVED, False))


def can_step(by: int) -> bool:
    """Whether there is something to go back or forward to."""
    return 0 <= st.session_state.get(_AT, 0) + by < len(st.session_state.get(_PAST, [""]))


def before() -> Scenario | None:
    """The scenario before the last move; None where that could not be read."""
    past, at = st.session_state.get(_PAST, [""]), st.session_state.get(_AT, 0)
    try:
        return read(past[at - 1]) if at > 0 else Scenario()
    except ScenarioError:
        return None


def seen(scenario: Scenario) -> bool:
    """Whether this session has been at the changes of a scenario."""
    for code in st.session_state.get(_PAST, []):
        try:
            if read(code).changes == scenario.changes:
                return True
        except ScenarioError:
            continue
    return False


def renamed(scenario: Scenario, name: str) -> Scenario:
    """The scenario under another name, cut to what a name may be."""
    tidy = " ".join(name.split())[: LONGEST["name"]] or scenario.name
    return replace(scenario, name=tidy)


def _remember() -> None:
    """Start the history at the baseline, or take in a code that came by the address."""
    past = st.session_state.setdefault(_PAST, [""])
    at = st.session_state.setdefault(_AT, 0)
    code = st.session_state.get(KEY) or ""
    if past[at] == code:
        return
    near = [other for other in (at - 1, at + 1) if 0 <= other < len(past) and past[other] == code]
    if not near:  # else the reader went a step back or forward in the browser
        st.session_state[_PAST] = [*past[: at + 1], code]
    st.session_state[_AT] = near[0] if near else at + 1
