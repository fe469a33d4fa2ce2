"""What is remembered of inputs, or of what was made of them, for as long as they live and no longer."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

MOST = 512

P = ParamSpec("P")
T = TypeVar("T")


def cached_on_first(function: Callable[P, T]) -> Callable[P, T]:
    """Remember the answers of a function on its first argument, at most MOST of them, for as long as that lives.

    The answers must not hold the first argument; the others must be hashable.
    """
    kept: WeakKeyDictionary[Any, dict[tuple, T]] = WeakKeyDictionary()

    @wraps(function)
    def remembered(*args: P.args, **kwargs: P.kwargs) -> T:
        first, *rest = args
        answers = kept.setdefault(first, {})
        key = (*rest, *sorted(kwargs.items()))
        if key not in answers:
            if len(answers) >= MOST:
                answers.clear()
            answers[key] = function(*args, **kwargs)
        return answers[key]

    return remembered
