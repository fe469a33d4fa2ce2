"""The equations of the chain as functions that report what they return to whoever listens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

Listener = Callable[[tuple[str, ...], object], None]
_LISTENER: ContextVar[Listener | None] = ContextVar("listener", default=None)
_WITHIN: ContextVar[tuple[str, ...]] = ContextVar("within", default=())


def equation(function: Callable[P, T]) -> Callable[P, T]:
    """Mark a function as an equation of the chain; it works as before."""

    @wraps(function)
    def reporting(*args: P.args, **kwargs: P.kwargs) -> T:
        listener = _LISTENER.get()
        if listener is None:
            return function(*args, **kwargs)
        within = (*_WITHIN.get(), function.__name__)
        token = _WITHIN.set(within)
        try:
            found = function(*args, **kwargs)
        finally:
            _WITHIN.reset(token)
        listener(within, found)
        return found

    return reporting


@contextmanager
def reported(listener: Listener) -> Iterator[None]:
    """Within the block, call listener(names, result) for each equation; names: those it is called within, and its own.

    Inner equations come before those they are called within.
    """
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)
