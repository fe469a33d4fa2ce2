"""Between drawings: garbage collected, caches within the memory that the process may hold, freed memory given back."""

from __future__ import annotations

import gc
from collections.abc import Callable
from threading import Lock
from time import monotonic

from spinemkt import memory
from spinemkt.model.run import SHARED
from ui import cache

SECONDS = 15.0
IDLE_SECONDS = 120.0  # without a page drawn, after which what is kept for the next one is let go of
_STEPS: tuple[Callable[[], None], ...] = (
    lambda: cache.keep(cache.ENSEMBLES, 2),
    lambda: cache.keep(cache.RUNS, 4),
    SHARED.clear,
    cache.MADE.clear,
)
_running = Lock()
_next, _drawn = 0.0, monotonic()


def tidy(drawn: bool = True) -> None:
    """Clean up now and then, and leave what lives on out of the collections in between; drawn: a page has just been.

    Streamlit runs a full collection after every rerun; with many readers those would take most of the time. What is
    there once a page is drawn is left out of it.
    """
    global _next, _drawn
    _drawn = monotonic() if drawn else _drawn
    gc.freeze()
    if monotonic() < _next or not _running.acquire(blocking=False):
        return
    try:
        _next = monotonic() + SECONDS
        cache.forget_gone()
        _collect()
        _relieve()
    finally:
        _running.release()


def _collect() -> None:
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    memory.give_back()


def _relieve() -> None:
    """Let go of what was used least lately, a cache at a time, until the process is within its limit."""
    cache.shrink_ensembles(memory.ENSEMBLES)
    idle = monotonic() - _drawn > IDLE_SECONDS
    for let_go in _STEPS:
        if not idle and memory.resident() <= memory.RELIEF:
            return
        let_go()
        _collect()
