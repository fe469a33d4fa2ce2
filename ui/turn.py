"""One page is drawn at a time in a process: threads of Python that run at once only slow one another.

With a hundred readers this doubles the pages drawn in a second. What takes long is calculated aside, out of turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import BoundedSemaphore, get_ident, local
from time import sleep
from typing import ParamSpec

import streamlit as st

PATIENCE = 3.0  # seconds; then a page is drawn beside the others, whoever holds the turn
SENDING = 0.004  # seconds for the server to send a page before the next is drawn, which would take the interpreter
_turn, _mine = BoundedSemaphore(), local()  # a semaphore serves in order; a lock does not
_waiting: set[int] = set()  # threads

P = ParamSpec("P")


@contextmanager
def taken() -> Iterator[None]:
    """Hold the turn, once it comes or patience ends; a thread that has it keeps it."""
    if getattr(_mine, "turn", False):
        yield
        return
    _take()
    try:
        yield
    finally:
        if _waiting and _mine.turn:
            sleep(SENDING)
        _give()


def fragment(draw: Callable[P, None], key: str) -> Callable[P, None]:
    """A Streamlit fragment that is drawn in turn, alone as well as within its page."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> None:
        with taken():
            draw(*args, **kwargs)

    return st.fragment(drawn, key=key)


@contextmanager
def aside() -> Iterator[None]:
    """Let others have the turn meanwhile; nothing in a thread that has none."""
    had = _give()
    try:
        yield
    finally:
        if had:
            _take()


def _take() -> None:
    _waiting.add(get_ident())
    _mine.turn = _turn.acquire(timeout=PATIENCE)
    _waiting.discard(get_ident())


def _give() -> bool:
    had = getattr(_mine, "turn", False)
    if had:
        _mine.turn = False
        _turn.release()
    return had
