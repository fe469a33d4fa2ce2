"""A reader's own data: laid over the bundle for one session, taken, let go of, and kept with a saved scenario."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Lock
from weakref import finalize

import streamlit as st

from spinemkt.analysis.own import counted, empty_of, file_of
from spinemkt.analysis.view import View
from spinemkt.errors import DataError, Fault, ScenarioError
from spinemkt.evidence.inputs import Inputs
from spinemkt.evidence.overlay import overlaid
from spinemkt.evidence.raw import shown
from spinemkt.evidence.scale import questions
from spinemkt.evidence.upload import read_upload
from spinemkt.export.workbook.reading import Edited, is_workbook, read_edited
from spinemkt.scenario.scenario import Scenario
from ui import render_lock, scenarios
from ui.cache import GONE, OWN, bundle, inputs, run_on
from ui.notes import Note

PAGE = Path(__file__).resolve().parents[1] / "pages" / "own_data.py"
NAME = "My own data"
TRAVEL = (
    "Own data do not travel with a link: whoever opens it sees the numbers of the bundle. To keep them, save the "
    "scenario under a name, or keep the file."
)
ENDED = "own_ended"  # the note that says so
MEANT = "own_meant"
_TRIED, _TAKEN, _SAVED = "own_tried", "own_taken", "own_saved"
_reading = Lock()  # one upload at a time in a process: each may take tens of megabytes while it is read


@dataclass(frozen=True, eq=False)
class Own:
    """Inputs with own data, held by a session alone; when it lets go of them, so does everything that keeps runs.

    notes: what was read in another form than it stands in the file.
    """

    inputs: Inputs
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        finalize(self, GONE.put, self.inputs).atexit = False


@dataclass(frozen=True, eq=False)
class Tried:
    """Files that were looked at and not taken yet: what they make of the bundle, or what is wrong with them.

    questions: what must be said yes to before they are taken. edited: what one workbook of formulas says.
    """

    files: tuple[str, ...]
    own: Own | None
    faults: tuple[Fault, ...] = ()
    questions: tuple[str, ...] = ()
    edited: Edited | None = None


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
        st.session_state.pop(MEANT, None)  # a yes was said to other files
    return found


def forget_tried() -> None:
    """Let go of files that were looked at and are gone."""
    st.session_state.pop(_TRIED, None)


def use() -> None:
    """Take the files that were looked at; a callback."""
    found: Tried | None = st.session_state.get(_TRIED)
    if found and found.own and (not found.questions or st.session_state.get(MEANT)):
        del st.session_state[_TRIED]
        st.session_state[OWN] = found.own
        st.session_state[_TAKEN] = st.session_state.get(_TAKEN, 0) + 1


def use_edited() -> None:
    """Take what an edited workbook says: its own data, if it has some, and its scenario; a callback."""
    found: Tried | None = st.session_state.get(_TRIED)
    if found and found.edited:
        del st.session_state[_TRIED]
        if found.own:
            st.session_state[OWN] = found.own
        st.session_state[_TAKEN] = st.session_state.get(_TAKEN, 0) + 1
        scenarios.take(found.edited.scenario)


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


def with_own_data(scenario: Scenario) -> Scenario:
    """The scenario with the own data in use, as it is saved."""
    return replace(scenario, own=tuple(file_of(inputs()).items()))


def tables_of(scenario: Scenario) -> str:
    """Say that a saved scenario brings own data, and for which tables."""
    return f"Brings own data: {', '.join(file.removesuffix('.csv').replace('_', ' ') for file, _ in scenario.own)}."


def remember_saved(name: str) -> None:
    """Note under which name the own data in use are saved."""
    st.session_state[_SAVED] = (inputs().version, name)


def saved_as() -> str:
    """The name under which the own data in use are saved; empty where they are not."""
    version, name = st.session_state.get(_SAVED, ("", ""))
    return name if version == inputs().version else ""


def ended(words: str, name: str, when: datetime | None, dismissed: Callable[[], None]) -> Note:
    """The note that own data were in use in this browser and are not here, with the way back."""
    since = f" on {when:%d %B %Y, %H:%M} UTC" if when else ""
    saved = f", or use the saved scenario {name!r} again (Scenarios, Saved)" if name else ""
    return Note(
        "Your own data are not in use here",
        f"This browser used own data ({words}){since}. They end with a reload, a closed tab and a restart of the "
        f"server; the numbers here are those of the bundle. To go on with them, upload the file again{saved}.",
        PAGE,
        "Upload again",
        dismissed,
    )


def _try(files: Sequence[tuple[str, bytes]], names: tuple[str, ...]) -> Tried:
    used = inputs()
    with render_lock.release(), _reading:
        try:
            if len(files) == 1 and is_workbook(files[0][1]):
                return _edited(read_edited(files[0][1], files[0][0], used), used, names)
            sheets = read_upload(files, bundle().dictionary)
            made = overlaid(bundle(), sheets)
        except DataError as error:
            return Tried(names, None, error.faults)
        said = empty_of(run_on(made, View())) if made.own else "it says what the bundle says: nothing in it is your own"
        if said:
            return Tried(names, None, (Fault(files[0][0], None, None, None, said),))
        notes = (*_replaced(files), *(note for sheet in sheets for note in sheet.notes))
        return Tried(names, Own(made, notes), (), tuple(questions(made)))


def _edited(found: Edited, used: Inputs, names: tuple[str, ...]) -> Tried:
    if found.changes.empty:
        said = "it is as it was exported: none of its inputs was edited"
        return Tried(names, None, (Fault("workbook", None, None, None, said),))
    if found.inputs is used:
        return Tried(names, None, edited=found)
    return Tried(names, Own(found.inputs), (), tuple(questions(found.inputs)), found)


def _replaced(files: Sequence[tuple[str, bytes]]) -> list[str]:
    """Say which files were given twice: the later one counts."""
    names = [shown(name) for name, _ in files]
    twice = dict.fromkeys(name for name in names if names.count(name) > 1)
    return [f"{name}: given {names.count(name)} times; the last one counts" for name in twice]
