"""What is made of inputs, of a run or of draws is kept for as long as those live and no longer."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

MOST = 512

P = ParamSpec("P")
T = TypeVar("T")


class ObjectCache:
    """Values made of objects, at most `most` of each object, for as long as it lives; a value must not hold its object.

    One object with more values than that starts anew.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._values: WeakKeyDictionary[Any, dict[Hashable, Any]] = WeakKeyDictionary()

    def get(self, owner: object, key: Hashable) -> Any:
        """Return the value of an object under a key; None where it has not been made."""
        return self._values.get(owner, {}).get(key)

    def get_or_make(self, owner: object, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return the value of an object under a key, made by `make` where it has not been yet."""
        values = self._values.setdefault(owner, {})
        if key not in values:
            if len(values) >= self._most:
                values.clear()
            values[key] = make()
        return values[key]

    def clear(self) -> None:
        """Let go of every value."""
        self._values.clear()


def cached_on_first(function: Callable[P, T]) -> Callable[P, T]:
    """Keep what a function returns with its first argument, as an ObjectCache does; the others must be hashable."""
    cache = ObjectCache()

    @wraps(function)
    def cached(*args: P.args, **kwargs: P.kwargs) -> T:
        first, *rest = args
        return cache.get_or_make(first, (*rest, *sorted(kwargs.items())), lambda: function(*args, **kwargs))

    return cached
