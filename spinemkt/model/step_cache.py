"""Values of the steps of the chain: a lever that is moved runs again only the steps that read what it moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import is_
from threading import Lock
from typing import Any, TypeVar

import numpy as np
import xarray as xr

from spinemkt.memory import STEP_CACHE
from spinemkt.model.labelled import Array, assign
from spinemkt.model.lookup import Lookup

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class CachedStep:
    """What a step returned, and what it was computed from: the parameters that it read, the arrays that it was passed.

    key: the step, its frame and its options. size: of the value, in bytes.
    """

    key: tuple[object, ...]
    read: dict[str, xr.DataArray]
    arguments: tuple[object, ...]
    value: Any
    size: int

    def matches(self, key: tuple[object, ...], at: Lookup, arguments: tuple[object, ...]) -> bool:
        """Whether the step would be computed from the very same arrays again."""
        return (
            key == self.key
            and _same(arguments, self.arguments)
            and all(at.inputs.parameters[name] is array for name, array in self.read.items())
        )


class StepCache:
    """Values of steps, the least recently used dropped beyond a number of bytes; for all threads of a process."""

    def __init__(self, most_bytes: int = STEP_CACHE) -> None:
        self._most = most_bytes
        self._steps: tuple[CachedStep, ...] = ()
        self._lock = Lock()

    def get_or_run(
        self,
        step: Callable[..., T],
        at: Lookup,
        *arguments: Array | dict[str, Array],
        along: str = "",
        **options: object,
    ) -> T:
        """Return step(at, *arguments, **options), cached for the very same arrays and parameters; read-only.

        along: a dimension of the parameters of a step, which returns an array, in which each position stands for
        itself. Where parameters changed at a few positions, the step runs for those alone.
        """
        key = (step, at.frame, *sorted(options.items()))
        for cached in reversed(self._steps):
            if cached.matches(key, at, arguments):
                self._store(cached)
                return cached.value
        at.read = {}
        found = self._updated(step, at, key, arguments, along) if along else None
        found = step(at, *arguments, **options) if found is None else found
        arrays = list(_arrays(found))
        for array in arrays:
            array.values.setflags(write=False)
        self._store(CachedStep(key, at.read, arguments, found, sum(array.nbytes for array in arrays)))
        return found

    def _updated(
        self, step: Callable[..., Any], at: Lookup, key: tuple[object, ...], arguments: tuple[Any, ...], along: str
    ) -> Any:
        """A cached value with the positions of `along` that changed computed again; None where that is most of it."""
        for cached in reversed(self._steps):
            if cached.key == key and _same(cached.arguments, arguments):
                codes = _moved(cached, at, along)
                if codes is None or len(codes) > cached.value.sizes[along] / 2:
                    continue
                self._store(cached)
                at.read = {name: at.inputs[name] for name in cached.read}
                if not codes:
                    return cached.value
                return assign(cached.value, along, (codes, step(at.only(along, codes), *arguments)))
        return None

    def unify(self, at: Lookup, array: Array) -> Array:
        """Return the cached array of the same numbers, if any, so that steps that take it need not run again."""
        for cached in reversed(self._steps):
            if cached.key == (at.frame,) and np.array_equal(cached.value.values, array.values):
                self._store(cached)
                return cached.value
        self._store(CachedStep((at.frame,), {}, (), array, array.nbytes))
        return array

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._steps = ()

    def _store(self, cached: CachedStep) -> None:
        """Put a value last, and drop the first ones until all fit."""
        with self._lock:
            kept = [*(other for other in self._steps if other is not cached), cached]
            size = sum(each.size for each in kept)
            while len(kept) > 1 and size > self._most:
                size -= kept.pop(0).size
            self._steps = tuple(kept)


def _same(first: tuple[object, ...], second: tuple[object, ...]) -> bool:
    return len(first) == len(second) and all(map(is_, first, second))


def _moved(cached: CachedStep, at: Lookup, along: str) -> list[int] | None:
    """The positions of a dimension at which parameters differ from what was read; None where all positions may."""
    pairs = [(name, read, at.inputs.parameters[name]) for name, read in cached.read.items()]
    changed = [(at.thinned(name, read), at.thinned(name, now)) for name, read, now in pairs if now is not read]
    if not all(along in before.dims and along in after.dims and _fit(before, after) for before, after in changed):
        return None
    moved: set[int] = set()
    for before, after in changed:
        differs = (before != after).any([dim for dim in {*before.dims, *after.dims} if dim != along])
        moved |= set(np.flatnonzero(differs.values).tolist())
    return sorted(moved)


def _fit(first: Array, other: Array) -> bool:
    return all(other.sizes.get(dim, size) == size for dim, size in first.sizes.items())


def _arrays(found: Any) -> Iterator[Array]:
    if isinstance(found, Array):
        yield found
    elif isinstance(found, dict | tuple):
        for part in found.values() if isinstance(found, dict) else found:
            yield from _arrays(part)
