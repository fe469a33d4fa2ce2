"""A reader's own data: laid over the bundle for one session, taken, let go of, and kept with a saved scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from weakref import finalize

import streamlit as st

from spinemkt.analysis.own import counted, empty_of, file_of
from spinemkt.analysis.view import View
from spinemkt.errors import DataError, Fault, ScenarioError
from spinemkt.evidence.inputs import Inputs
from spinemkt.evidence.overlay import overlaid
from spinemkt.evidence.upload import read_upload
from spinemkt.scenario.scenario import Scenario
from ui.cache import GONE, OWN, bundle, inputs, run_on

PAGE = Path(__file__).resolve().parents[1] / "pages" / "own_data.py"
NAME = "My own data"
TRAVEL = (
    "Own data do not travel with a link: whoever opens it sees the numbers of the bundle. To keep them, save the "
    "scenario under a name, or keep the file."
)
_TRIED, _TAKEN = "own_tried", "own_taken"


@dataclass(frozen=True, eq=False)
class Own:
    """Inputs with own data, held by a session alone; when it lets go of them, so does everything that keeps runs."""

    inputs: Inputs

    def __post_init__(self) -> None:
        finalize(self, GONE.put, self.inputs).atexit = False


@dataclass(frozen=True, eq=False)
class Tried:
    """Files that were looked at and not taken yet: what they make of the bundle, or what is wrong with them."""

    files: tuple[str, ...]
    own: Own | None
    faults: tuple[Fault, ...] = ()


def mark() -> None:
    """On every page, say that own data are in use and which tables they touch."""
    if inputs().own:
        with st.container(key="own_mark"):
            st.page_link(PAGE, label=f"Own data in use: {counted(inputs())}")


def tried(files: Sequence) -> Tried:
    """Lay uploaded files over the bundle, once for the same files."""
    names = tuple(file.file_id for file in files)
    found: Tried | None = st.session_state.get(_TRIED)
    if found is None or found.files != names:
        found = _try([(file.name, file.getvalue()) for file in files], names)
        st.session_state[_TRIED] = found
    return found


def forget_tried() -> None:
    """Let go of files that were looked at and are gone."""
    st.session_state.pop(_TRIED, None)


def use() -> None:
    """Take the files that were looked at; a callback."""
    found: Tried | None = st.session_state.pop(_TRIED, None)
    if found and found.own:
        st.session_state[OWN] = found.own
        st.session_state[_TAKEN] = st.session_state.get(_TAKEN, 0) + 1


def uploader() -> str:
    """The key of the uploader: a new one, without files, after each time that files were taken."""
    return f"own_files_{st.session_state.get(_TAKEN, 0)}"


def remove() -> None:
    """Go back to the bundle; a callback."""
    st.session_state[OWN] = None


def bring(scenario: Scenario) -> None:
    """Take the own data of a saved scenario, if it has some; raise ScenarioError where they do not fit the bundle."""
    if scenario.own:
        found = _try([(file, text.encode()) for file, text in scenario.own], ())
        if found.own is None:
            raise ScenarioError(f"Its own data cannot be used with these data: {found.faults[0]}.")
        st.session_state[OWN] = found.own


def kept_with(scenario: Scenario) -> Scenario:
    """The scenario with the own data in use, as it is saved."""
    return replace(scenario, own=tuple(file_of(inputs()).items()))


def tables_of(scenario: Scenario) -> str:
    """Say that a saved scenario brings own data, and for which tables."""
    return f"Brings own data: {', '.join(file.removesuffix('.csv').replace('_', ' ') for file, _ in scenario.own)}."


def _try(files: Sequence[tuple[str, bytes]], names: tuple[str, ...]) -> Tried:
    try:
        made = overlaid(bundle(), read_upload(files, bundle().dictionary))
    except DataError as error:
        return Tried(names, None, error.faults)
    said = empty_of(run_on(made, View())) if made.own else "it says what the bundle says: nothing in it is your own"
    if said:
        return Tried(names, None, (Fault(files[0][0], None, None, None, said),))
    return Tried(names, Own(made))
