"""What a reader left unsaved: kept for that browser alone, beside the shelf, and offered when it opens the app anew."""

from __future__ import annotations

from hashlib import sha256
from threading import Condition, Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING

import streamlit as st

from spinemkt.errors import SpinemktError
from spinemkt.scenario.scenario import Scenario
from ui import scenarios, shelf
from ui.reader import reader

if TYPE_CHECKING:
    from spinemkt.scenario.store import Store

PAUSE_SECONDS = 0.3  # moves that follow each other at once are one draft
_LEFT, _WRITTEN, _TAKEN, _READER = "draft_left", "draft_written", "draft_taken", "draft_reader"
_NOW, _BEFORE = "now", "before"


class Writer:
    """Writes drafts in a thread of its own, the newest of each reader only; nobody waits for it."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._waiting: dict[str, tuple[Store, str]] = {}
        self._busy = False
        self._thread: Thread | None = None

    def put(self, store: Store, name: str, text: str) -> None:
        """Have a draft written soon."""
        with self._changed:
            self._waiting[name] = (store, text)
            if self._thread is None:
                self._thread = Thread(target=self._write, name="drafts", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def flush(self, seconds: float = 5.0) -> bool:
        """Wait until all is written; whether it is."""
        end = monotonic() + seconds
        with self._changed:
            return self._changed.wait_for(lambda: not (self._waiting or self._busy), max(end - monotonic(), 0))

    def _write(self) -> None:
        while True:
            with self._changed:
                self._busy = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: bool(self._waiting))
            sleep(PAUSE_SECONDS)
            with self._changed:
                taken, self._waiting, self._busy = self._waiting, {}, True
            for name, (store, text) in taken.items():
                try:
                    store.keep_draft(name, text)
                except SpinemktError:  # the list of saved scenarios says what is wrong with the store
                    continue


writer = Writer()


def left() -> tuple[Scenario, ...]:
    """What the reader's browser had left unsaved when this session began: where it left off, and what was before."""
    if _LEFT not in st.session_state:
        st.session_state[_LEFT] = tuple(_read(slot) for slot in (_NOW, _BEFORE))
    return tuple(found for found in st.session_state[_LEFT] if found.changes)


def offered() -> Scenario | None:
    """The scenario to go on with: only for a reader who comes by the bare address and has done nothing yet."""
    left()
    last: Scenario = st.session_state[_LEFT][0]
    untouched = not (scenarios.current().changes or scenarios.can_step(-1) or scenarios.can_step(1))
    return last if last.changes and untouched else None


def keep() -> None:
    """After a step of the reader, have the scenario written; what came by a link alone is nobody's draft."""
    if not scenarios.moved() or not _name(_NOW):
        return
    left()
    scenario, text = scenarios.current(), ""
    last = st.session_state.get(_WRITTEN, "")
    if scenario.changes:
        text = scenario.to_text()
        found = st.session_state[_LEFT][0]
        if not st.session_state.get(_TAKEN) and found.changes and not scenarios.seen(found):
            _put(_BEFORE, found.to_text())
        st.session_state[_TAKEN] = True
    elif last:
        _put(_BEFORE, last)
    if text != last:
        _put(_NOW, text)
        st.session_state[_WRITTEN] = text


def _put(slot: str, text: str) -> None:
    try:
        writer.put(shelf.store(), _name(slot), text)
    except SpinemktError:
        return


def _read(slot: str) -> Scenario:
    try:
        text = shelf.store().draft(_name(slot)) if _name(slot) else None
        return Scenario.from_text(text) if text else Scenario()
    except SpinemktError:  # damaged, or of a later form: the next draft takes its place
        return Scenario()


def _name(slot: str) -> str:
    """The name of a draft in the store; empty where the browser cannot be told from others."""
    state = st.session_state
    who = state[_READER] = state.get(_READER) or reader()  # a session belongs to one browser
    return f"draft {slot} {sha256(f'{shelf.SHELF} {who}'.encode()).hexdigest()[:40]}" if who else ""
