"""What stays the same while a page is drawn is looked up once a drawing; Streamlit's state is slow to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import local
from typing import Any, NoReturn, TypeVar

Found = TypeVar("Found")
_drawing = local()


class Ended(Exception):
    """A page has nothing more to show. st.stop would end what comes after the page, too: the sidebar, the footer."""


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


def once(look_up: Callable[[], Found]) -> Callable[[], Found]:
    """Look something up once a drawing; each time where no page is drawn, as in callbacks and fragments."""

    @wraps(look_up)
    def looked_up() -> Found:
        found: dict[Any, Any] | None = getattr(_drawing, "found", None)
        if found is None:
            return look_up()
        if look_up not in found:
            found[look_up] = look_up()
        return found[look_up]

    return looked_up
