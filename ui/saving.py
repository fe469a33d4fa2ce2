"""Saving a text under a name: what others keep there is asked about before it is replaced, and doubt is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from spinemkt.errors import ConflictError, SilentError, SpinemktError, UncertainError
from spinemkt.scenario.saved import Saved, same
from ui.cache import inputs
from ui.client import PATIENCE, Call, Client
from ui.ranges import once
from ui.scenarios import everywhere
from ui.text import plain

SHARED = "Saved under a name, it is seen by all who use this server; they can open, replace and delete it."
STILL_HERE = "What you have here is not lost: download it as text, or try again in half a minute."


@dataclass(frozen=True)
class Attempt:
    """A text to be saved on a shelf, in place of the version that the reader knows (0: none); `done` follows it."""

    key: str  # of the place on the page where it is saved
    client: Client
    shelf: str
    name: str
    text: str
    expected: int
    holds: Callable[[str], str]  # what a text on this shelf holds, in words
    done: Callable[[Saved], None]
    of: object  # what the reader had on the page: a choice counts for that alone
    otherwise: str = ""  # the name to save under, unasked, where the name is taken
    call: Call[Saved] | None = None

    def begun(self) -> Attempt:
        """The attempt with its call to the store begun; raises SilentError."""
        shelf, name, text, version, expected = self.shelf, self.name, self.text, inputs().version, self.expected
        call = self.client.start(lambda store: store.save(shelf, name, text, version, expected), writes=True)
        return replace(self, call=call)

    def there(self) -> tuple[Saved | None, Saved | None]:
        """The newest version under the name, and the one after `expected` with this text; None where there is none."""
        shelf, name = self.shelf, self.name
        listed = self.client.ask(lambda store: [*store.list(shelf), *store.list(shelf, deleted=True)])
        if same(name) not in {same(one.name) for one in listed}:
            return None, None
        found = self.client.ask(lambda store: store.history(shelf, name))
        mine = (one for one in found if one.text == self.text and one.version > self.expected and not one.damaged)
        return (found[0] if found else None), next(mine, None)


def known(shelf: str, name: str) -> tuple[str, int]:
    """The spelling and the version of a name that this reader has last seen; version 0 where none."""
    return _seen().get((shelf, same(name)), (name, 0))


def saw(saved: Saved) -> None:
    """Note that the reader has seen the newest version of a name."""
    _seen()[saved.shelf, same(saved.name)] = (saved.name, saved.version)


def save(attempt: Attempt) -> None:
    """Save, and say how it ended; a callback's work."""
    _forget(attempt.key)
    try:
        _end(attempt.begun())
    except SilentError as error:
        say(attempt.key, f"Not saved: {error} {STILL_HERE}")


def say(key: str, words: str) -> None:
    """Have words said once, where something is saved."""
    st.session_state[f"{key}_said"] = words


def told(key: str, name: str, of: object) -> None:
    """Say how saving ended; where a name is taken or the store's answer is missing, let the reader go on from there."""
    if said := once(f"{key}_said"):
        st.info(plain(said))
    if open_ := st.session_state.get(f"{key}_open"):
        st.info(
            plain(
                f"The store has not answered within {PATIENCE:g} seconds. It is not known whether {open_.name!r} was "
                f"saved. {STILL_HERE}"
            ),
            title="Perhaps saved",
        )
        st.button("Check again", on_click=_check, args=(open_,), key=f"{key}_check")
    taken: tuple[Attempt, Saved] | None = st.session_state.get(f"{key}_taken")
    if taken and same(taken[1].name) == same(name) and taken[0].of == of:
        attempt, there = taken
        st.warning(plain(_held(attempt, there)), title="This name is taken; nothing was saved")
        words = f"Save as version {there.version + 1}"
        st.button(words, on_click=_over, args=(attempt, there), key=f"{key}_over", help="Earlier versions are kept.")
        st.caption("Or choose another name and save.")


def _end(attempt: Attempt) -> None:
    assert attempt.call is not None
    key, state = attempt.key, st.session_state
    try:
        saved = attempt.call.result()
    except UncertainError:
        state[f"{key}_open"] = attempt
    except ConflictError as error:
        _met(attempt, error)
    except SpinemktError as error:
        say(key, str(error))
    else:
        _saved(attempt, saved)


def _saved(attempt: Attempt, saved: Saved) -> None:
    say(attempt.key, f"Saved as {saved.name!r}, version {saved.version}.")
    saw(saved)
    attempt.done(saved)


def _met(attempt: Attempt, error: ConflictError) -> None:
    """Somebody else keeps something under the name: have the reader see what, unless it is the very same."""
    try:
        there, _ = attempt.there()
    except SpinemktError as unread:
        return say(attempt.key, f"{error} What is there cannot be read now: {unread}")
    if there and not there.deleted and there.text == attempt.text:
        _saved(attempt, there)
    elif there and not there.deleted and attempt.otherwise:
        save(replace(attempt, name=attempt.otherwise, expected=0, otherwise=""))
    elif there and not there.deleted:
        st.session_state[f"{attempt.key}_taken"] = (attempt, there)
    else:
        _seen().pop((attempt.shelf, same(attempt.name)), None)
        gone = f"{attempt.name!r} was deleted or renamed meanwhile."
        say(attempt.key, f"{gone} Nothing was saved; save again to make it anew.")


def _held(attempt: Attempt, there: Saved) -> str:
    when = f", saved {there.saved_at:%d %B %Y, %H:%M} UTC" if there.saved_at else ""
    holds = f"damaged: {there.damaged}" if there.damaged else attempt.holds(there.text)
    return f"{there.name}, version {there.version}{when}: {holds}"


@everywhere
def _over(attempt: Attempt, there: Saved) -> None:
    saw(there)
    save(replace(attempt, name=there.name, expected=there.version))


@everywhere
def _check(attempt: Attempt) -> None:
    """Look whether a save that was not answered has happened."""
    assert attempt.call is not None
    key, ended = attempt.key, attempt.call.ended.is_set()
    _forget(key)
    if ended and not isinstance(attempt.call.error, UncertainError):
        return _end(attempt)
    try:
        _, mine = attempt.there()
    except SpinemktError:
        mine, ended = None, False
    if mine:
        _saved(attempt, mine)
    elif ended:
        say(key, f"Not saved: the store holds no such version of {attempt.name!r}. {STILL_HERE}")
    else:
        st.session_state[f"{key}_open"] = attempt


def _forget(key: str) -> None:
    for kind in ("open", "taken"):
        st.session_state.pop(f"{key}_{kind}", None)


def _seen() -> dict[tuple[str, str], tuple[str, int]]:
    seen: dict[tuple[str, str], tuple[str, int]] = st.session_state.setdefault("saved_seen", {})
    return seen
