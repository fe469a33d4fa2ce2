"""What a reader left unsaved: kept for that browser alone, beside the shelf, and offered when it opens the app anew.

Each session, and so each tab, has a draft of its own; the store keeps the newest of a browser.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_hex
from threading import Condition, Thread
from time import monotonic, sleep

import streamlit as st

from spinemkt.analysis.own import counted
from spinemkt.errors import SilentError, SpinemktError, StoreError
from spinemkt.scenario.saved import Draft
from spinemkt.scenario.scenario import Scenario
from ui import notes, own, scenarios, shelf
from ui.cache import inputs
from ui.client import PAUSE, Call, Client
from ui.reader import reader

PAUSE_SECONDS = 0.3  # moves that follow each other at once are one draft
MOST_HELD = 200  # drafts that wait for a store that fails
_CALL, _LEFT, _WRITTEN, _READER, _TAB = "draft_call", "draft_left", "draft_written", "draft_reader", "draft_tab"
_OWN = "own_remembered"
_NOW, _BEFORE = "now", "before"


@dataclass(frozen=True)
class Waiting:
    """A draft to be written."""

    client: Client
    name: str
    text: str
    owner: str


class Writer:
    """Writes drafts in a thread of its own, the newest of each name only; nobody waits for it.

    What a store that fails does not take is held, and tried again.
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._waiting: dict[str, Waiting] = {}
        self._held: dict[str, Waiting] = {}
        self._busy = False
        self._thread: Thread | None = None

    def put(self, draft: Waiting) -> None:
        """Have a draft written soon."""
        with self._changed:
            self._waiting[draft.name] = draft
            if self._thread is None:
                self._thread = Thread(target=self._write, name="drafts", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def flush(self, seconds: float = 5.0) -> bool:
        """Wait until all has been tried; whether it has."""
        end = monotonic() + seconds
        with self._changed:
            return self._changed.wait_for(lambda: not (self._waiting or self._busy), max(end - monotonic(), 0))

    def _write(self) -> None:
        while True:
            with self._changed:
                self._busy = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: bool(self._waiting), PAUSE if self._held else None)
            sleep(PAUSE_SECONDS)
            with self._changed:
                taken = {**self._held, **self._waiting}
                self._waiting, self._busy = {}, True
            self._held = dict([(name, one) for name, one in taken.items() if not _written(one)][-MOST_HELD:])


def _written(draft: Waiting) -> bool:
    """Write a draft; whether it need not be tried again."""
    try:
        draft.client.ask(lambda store: store.keep_draft(draft.name, draft.text, draft.owner), writes=True)
    except StoreError:  # the page says what is wrong with the store
        return False
    except SpinemktError:  # a scenario that is too long to be kept
        return True
    return True


writer = Writer()


@dataclass(frozen=True)
class Left:
    """A scenario that was left unsaved, when, and whether it was the last of its tab."""

    scenario: Scenario
    kept_at: datetime | None
    last: bool

    @property
    def when(self) -> str:
        """The time in words; empty where it is not known."""
        return f"{self.kept_at:%d %B %Y, %H:%M} UTC" if self.kept_at else ""


def begin() -> None:
    """Once the page is drawn, ask the store what this reader had left, without waiting."""
    state = st.session_state
    if _LEFT in state or _CALL in state or not (owner := _owner()):
        return
    try:
        state[_CALL] = shelf.store().start(lambda store: (store.drafts(owner), store.drafts(f"own {owner}")))
    except SilentError:
        return  # asked again with a later page


def settle() -> None:
    """Take in what the store said; where there is something to say, the page is drawn once more."""
    call: Call[tuple[list[Draft], list[Draft]]] | None = st.session_state.pop(_CALL, None)
    if call is None:
        return
    try:
        kept, owned = call.result()
    except SilentError:
        st.rerun()
    except SpinemktError:
        st.session_state[_LEFT] = ()
        st.rerun()
    st.session_state[_LEFT] = _read(kept)
    if _say_ended(owned) or st.session_state[_LEFT]:
        st.rerun()


def left() -> tuple[Left, ...]:
    """What the reader's browser had left unsaved when this session began, newest first."""
    found: tuple[Left, ...] = st.session_state.get(_LEFT, ())
    return found


def offered() -> Left | None:
    """The scenario to go on with: only for a reader who comes by the bare address and has done nothing yet."""
    untouched = not (scenarios.current().changes or scenarios.can_step(-1) or scenarios.can_step(1))
    return next((one for one in left() if one.last), None) if untouched else None


def keep() -> None:
    """After a step of the reader, have the scenario written; what came by a link alone is nobody's draft."""
    _remember_own()
    if not scenarios.moved() or not _owner():
        return
    scenario, last = scenarios.current(), st.session_state.get(_WRITTEN, "")
    text = scenario.to_text() if scenario.changes else ""
    if last and not text:
        _put(_BEFORE, last)
    if text != last:
        _put(_NOW, text)
        st.session_state[_WRITTEN] = text


def _remember_own() -> None:
    """Have it remembered for this browser that own data are in use: which tables, never what they hold."""
    state, owner = st.session_state, _owner()
    words = "\n".join((counted(inputs()), own.saved_as())) if inputs().own else ""
    if owner and words != state.get(_OWN, ""):
        state[_OWN] = words
        writer.put(Waiting(shelf.store(), f"own {owner}", words, f"own {owner}"))
        if words:
            notes.take(own.ENDED)


def _say_ended(owned: list[Draft]) -> bool:
    """Say that own data were in use in this browser and are not here."""
    words, _, name = owned[0].text.partition("\n") if owned else ("", "", "")
    if not words or inputs().own:
        return False
    client, owner = shelf.store(), f"own {_owner()}"
    notes.put(
        own.ENDED, own.ended(words, name, owned[0].kept_at, lambda: writer.put(Waiting(client, owner, "", owner)))
    )
    return True


def _read(kept: list[Draft]) -> tuple[Left, ...]:
    """The drafts that can be read, each scenario once; one that is damaged gives way to the next that is written."""
    found: dict[tuple, Left] = {}
    for draft in kept:
        try:
            scenario = Scenario.from_text(draft.text) if draft.text else Scenario()
        except SpinemktError:
            continue
        if scenario.changes:
            found.setdefault(scenario.changes, Left(scenario, draft.kept_at, draft.name.startswith(f"draft {_NOW} ")))
    return tuple(found.values())


def _put(slot: str, text: str) -> None:
    tab = st.session_state.setdefault(_TAB, token_hex(5))
    writer.put(Waiting(shelf.store(), f"draft {slot} {_owner()} {tab}", text, _owner()))


def _owner() -> str:
    """The name of the reader's browser in the store; empty where it cannot be told from others."""
    state = st.session_state
    who = state[_READER] = state.get(_READER) or reader()  # a session belongs to one browser
    return sha256(f"{shelf.SHELF} {who}".encode()).hexdigest()[:40] if who else ""
