"""What parts of the chain gave before: a moved lever runs again only what stands on the parameters it moves."""

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
    """What a part gave, from which parameters and which arrays of other parts."""

    asked: tuple[object, ...]
    read: dict[str, xr.DataArray]
    given: tuple[object, ...]
    found: Any
    size: int

    def is_of(self, asked: tuple[object, ...], at: Lookup, given: tuple[object, ...]) -> bool:
        """Whether the very same arrays would go into the part again."""
        return (
            asked == self.asked
            and _same(given, self.given)
            and all(at.inputs.parameters[name] is array for name, array in self.read.items())
        )


class StepCache:
    """Answers of the parts, those used least lately dropped beyond a number of bytes; for all threads of a process."""

    def __init__(self, most_bytes: int = STEP_CACHE) -> None:
        self._most = most_bytes
        self._answers: tuple[CachedStep, ...] = ()
        self._lock = Lock()

    def of(
        self, part: Callable[..., T], at: Lookup, *given: Array | dict[str, Array], along: str = "", **how: object
    ) -> T:
        """Return part(at, *given, **how), or what it gave for the very same arrays and parameters; to be read only.

        along: a dimension of the parameters of a part, an array, in which each position stands for itself. Where most
        of them are as they were, the part runs for the others alone.
        """
        asked = (part, at.frame, *sorted(how.items()))
        for answer in reversed(self._answers):
            if answer.is_of(asked, at, given):
                self._keep(answer)
                return answer.found
        at.read = {}
        found = self._renewed(part, at, asked, given, along) if along else None
        found = part(at, *given, **how) if found is None else found
        arrays = list(_arrays(found))
        for array in arrays:
            array.values.setflags(write=False)
        self._keep(CachedStep(asked, at.read, given, found, sum(array.nbytes for array in arrays)))
        return found

    def _renewed(
        self, part: Callable[..., Any], at: Lookup, asked: tuple[object, ...], given: tuple[Any, ...], along: str
    ) -> Any:
        """What a part gave last, with what other parameters make of it in its place; None where that is most of it."""
        for answer in reversed(self._answers):
            if answer.asked == asked and _same(answer.given, given):
                codes = _moved(answer, at, along)
                if codes is None or len(codes) > answer.found.sizes[along] / 2:
                    continue
                self._keep(answer)
                at.read = {name: at.inputs[name] for name in answer.read}
                return (
                    assign(answer.found, along, (codes, part(at.only(along, codes), *given))) if codes else answer.found
                )
        return None

    def same(self, at: Lookup, array: Array) -> Array:
        """Return the array given before that has the same numbers, so that what stands on it need not run again."""
        for answer in reversed(self._answers):
            if answer.asked == (at.frame,) and np.array_equal(answer.found.values, array.values):
                self._keep(answer)
                return answer.found
        self._keep(CachedStep((at.frame,), {}, (), array, array.nbytes))
        return array

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._answers = ()

    def _keep(self, answer: CachedStep) -> None:
        """Put an answer last, and drop the first ones until all fit."""
        with self._lock:
            kept = [*(other for other in self._answers if other is not answer), answer]
            size = sum(each.size for each in kept)
            while len(kept) > 1 and size > self._most:
                size -= kept.pop(0).size
            self._answers = tuple(kept)


def _same(some: tuple[object, ...], others: tuple[object, ...]) -> bool:
    return len(some) == len(others) and all(map(is_, some, others))


def _moved(answer: CachedStep, at: Lookup, along: str) -> list[int] | None:
    """The positions of a dimension at which parameters are no longer what an answer read; None where all may be."""
    pairs = [(name, read, at.inputs.parameters[name]) for name, read in answer.read.items()]
    changed = [(at.thinned(name, read), at.thinned(name, now)) for name, read, now in pairs if now is not read]
    if not all(along in before.dims and along in after.dims and _fit(before, after) for before, after in changed):
        return None
    moved: set[int] = set()
    for before, after in changed:
        differs = (before != after).any([dim for dim in {*before.dims, *after.dims} if dim != along])
        moved |= set(np.flatnonzero(differs.values).tolist())
    return sorted(moved)


def _fit(some: Array, other: Array) -> bool:
    return all(other.sizes.get(dim, size) == size for dim, size in some.sizes.items())


def _arrays(found: Any) -> Iterator[Array]:
    if isinstance(found, Array):
        yield found
    elif isinstance(found, dict | tuple):
        for part in found.values() if isinstance(found, dict) else found:
            yield from _arrays(part)
