"""One page is drawn at a time in a process: threads of Python that run at once only slow one another.

With a hundred readers this doubles the pages drawn in a second. What takes long is calculated aside, out of turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, local

PATIENCE = 3.0  # seconds; then a page is drawn beside the others, whoever holds the turn
_turn, _mine = BoundedSemaphore(), local()  # a semaphore serves in order; a lock does not


@contextmanager
def taken() -> Iterator[None]:
    """Hold the turn, once it comes or patience ends."""
    _take()
    try:
        yield
    finally:
        _give()


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
    _mine.turn = _turn.acquire(timeout=PATIENCE)


def _give() -> bool:
    had = getattr(_mine, "turn", False)
    if had:
        _mine.turn = False
        _turn.release()
    return had
