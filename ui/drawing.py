"""What stays the same while a page is drawn is looked up once a drawing; Streamlit's state is slow to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import local
from typing import Any, NoReturn, TypeVar

from streamlit.runtime.scriptrunner import get_script_run_ctx

Found = TypeVar("Found")
_drawing = local()


class Ended(Exception):
    """A page has nothing more to show. st.stop would end what comes after the page, too: the sidebar, the footer."""


class NoSession(RuntimeError):
    """What belongs to a reader was looked up where there is no reader: in a thread of its own."""


def needs_session(looked_up: str) -> None:
    """Raise NoSession in a thread that belongs to no session: what it needs is to be looked up before and given."""
    if get_script_run_ctx(suppress_warning=True) is None:
        raise NoSession(f"{looked_up} was looked up outside a session; look it up while the page is drawn, and give it")


def end() -> NoReturn:
    """End the page here."""
    raise Ended


@contextmanager
def begun() -> Iterator[None]:
    """A page is drawn in this thread: callbacks are over, so data, scenario and settings stay as they are."""
    _drawing.found = {}
    try:
        yield
    finally:
        _drawing.found = None


def alone() -> bool:
    """Whether a part of a page is drawn apart from it, as a fragment is."""
    return getattr(_drawing, "found", None) is None


def once(look_up: Callable[[], Found]) -> Callable[[], Found]:
    """Look up what belongs to a reader's session, once a drawing; each time in callbacks and fragments.

    Raises NoSession in a thread that belongs to no session, as that in which files are made.
    """

    @wraps(look_up)
    def looked_up() -> Found:
        found: dict[Any, Any] | None = getattr(_drawing, "found", None)
        if found is None:
            needs_session(f"{look_up.__module__}.{look_up.__name__}()")
            return look_up()
        if look_up not in found:
            found[look_up] = look_up()
        return found[look_up]

    return looked_up
