"""The arrays that the model calculates with: named dimensions, codes in the order of terms.py, no coordinates.

Aligning coordinates at each step took four fifths of a run; stages get theirs back at the end (docs/decisions/0010).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from functools import reduce

import numpy as np
import xarray as xr

from spinemkt.terms import DIMENSIONS

Array = xr.Variable

# The order of dimensions in memory: draws lie side by side, so that arithmetic on many of them is quick.
ORDER = (
    "modality",
    "product_category",
    "product_use",
    "component",
    "period",
    "inflation_period",
    "attribute",
    "treatment_type",
    "place",
    "region",
    "tier",
    "primary",
    "presentation",
    "end_user",
    "spine_level",
    "year",
    "draw",
)


def named(dims: Sequence[Hashable], data: np.ndarray) -> Array:
    """Return a numpy array with named dimensions, unchecked."""
    return Array(tuple(dims), np.asarray(data), fastpath=True)


def broadcast(array: Array, *others: Array) -> Array:
    """Broadcast an array against others, as numpy does but by name; returns a read-only view in ORDER."""
    dims = _ordered((array, *others))
    sizes = {dim: size for each in (array, *others) for dim, size in each.sizes.items()}
    return named(dims, np.broadcast_to(_aligned(array, dims), [sizes[dim] for dim in dims]))


def multiply(*factors: Array) -> Array:
    """Multiply arrays, broadcast by name, small ones first; the result is in ORDER."""
    dims = _ordered(factors)
    aligned = sorted((_aligned(factor, dims) for factor in factors), key=lambda data: data.size)
    return named(dims, reduce(np.multiply, aligned))


def _ordered(arrays: Sequence[Array]) -> tuple[str, ...]:
    found = {dim for array in arrays for dim in array.dims}
    return tuple(dim for dim in ORDER if dim in found)


def _aligned(array: Array, dims: Sequence[str]) -> np.ndarray:
    """The data with an axis for each of dims, of length one where the array does not vary."""
    data = array.values.transpose([array.dims.index(dim) for dim in dims if dim in array.dims])
    return data[(..., *(slice(None) if dim in array.dims else None for dim in dims))]


class Cell:
    """What may stand in an array in place of a number; it has arithmetic, and says what limits and signs make of it."""

    __slots__ = ()

    def at_least(self, low: object) -> Cell:
        """The larger of the two; the cell itself where nothing else is known."""
        return self

    def at_most(self, high: object) -> Cell:
        """The smaller of the two."""
        return self

    def or_one(self) -> Cell:
        """Itself where it is above zero, else one."""
        return self

    def positive(self) -> Cell | float:
        """One where it is above zero, else zero."""
        return 1.0


def _larger(first: object, other: object) -> object:
    if isinstance(first, Cell):
        return first.at_least(other)
    return other.at_least(first) if isinstance(other, Cell) else max(first, other)  # type: ignore[call-overload]


def _smaller(first: object, other: object) -> object:
    if isinstance(first, Cell):
        return first.at_most(other)
    return other.at_most(first) if isinstance(other, Cell) else min(first, other)  # type: ignore[call-overload]


_LARGER = np.frompyfunc(_larger, 2, 1)
_SMALLER = np.frompyfunc(_smaller, 2, 1)
_OR_ONE = np.frompyfunc(lambda cell: cell.or_one() if isinstance(cell, Cell) else cell if cell > 0 else 1.0, 1, 1)
_POSITIVE = np.frompyfunc(lambda cell: cell.positive() if isinstance(cell, Cell) else float(cell > 0), 1, 1)


def clip(array: Array, low: float | None = None, high: float | None = None) -> Array:
    """Limit the values of an array to low..high, as numpy.clip does."""
    if array.dtype != object:
        return named(array.dims, np.clip(array.values, low, high))
    found = array.values if low is None else _LARGER(array.values, low)
    return named(array.dims, found if high is None else _SMALLER(found, high))


def larger(first: np.ndarray, other: np.ndarray, out: np.ndarray) -> np.ndarray:
    """The larger of each two values, written to `out`."""
    return np.maximum(first, other, out=out) if out.dtype != object else _LARGER(first, other, out=out)


def smaller(first: Array, other: Array) -> Array:
    """The smaller of each two values of arrays, broadcast by name; the result is in ORDER."""
    a, b = broadcast(first, other), broadcast(other, first)
    found = _SMALLER(a.values, b.values) if object in (a.dtype, b.dtype) else np.minimum(a.values, b.values)
    return named(a.dims, found)


def or_one(array: Array) -> Array:
    """The values above zero, and one in place of the others."""
    if array.dtype == object:
        return named(array.dims, _OR_ONE(array.values))
    return named(array.dims, np.where(array.values > 0, array.values, array.dtype.type(1.0)))


def positive(array: Array) -> Array:
    """One where a value is above zero, else zero."""
    return named(array.dims, _POSITIVE(array.values)) if array.dtype == object else array > 0


def sum_product(over: Collection[str], *factors: Array) -> Array:
    """Multiply arrays and sum over dimensions in one pass (einsum); the result is in ORDER."""
    left = tuple(name for name in _ordered(factors) if name not in over)
    return named(left, np.einsum(_spelled(factors, left), *(each.values for each in factors)))


def group_sum(dim: str, groups: Sequence[Sequence[int]], *factors: Array) -> Array:
    """Multiply arrays and sum each group of positions of a dimension; its length becomes that of groups. In ORDER."""
    inner, outer = ([each for each in factors if (dim in each.dims) is has] for has in (True, False))
    names, sizes = _ordered(inner), {name: size for each in inner for name, size in each.sizes.items()}
    shape = [len(groups) if name == dim else sizes[name] for name in names]
    data = np.empty(shape, np.result_type(*(each.dtype for each in inner)))
    how = _spelled(inner, tuple(name for name in names if name != dim))
    for index, codes in enumerate(groups):
        place = (slice(None),) * names.index(dim) + (index,)
        np.einsum(how, *(take(each, dim, codes).values for each in inner), out=data[place])
    return multiply(named(names, data), *outer)


def _spelled(factors: Sequence[Array], left: Sequence[str]) -> str:
    """The subscripts of einsum for factors whose result has the dimensions in left."""
    letters = {name: chr(ord("a") + index) for index, name in enumerate(_ordered(factors))}
    words = ["".join(letters[str(name)] for name in dims) for dims in (*(each.dims for each in factors), left)]
    return f"{','.join(words[:-1])}->{words[-1]}"


def pick(array: Array, dim: str, code: str) -> Array:
    """Select one code of a dimension, which is dropped."""
    return at_index(array, dim, list(DIMENSIONS[dim]).index(code))


def at_index(array: Array, dim: str, index: int) -> Array:
    """Select one position of a dimension, which is dropped: a view, faster than xarray's isel."""
    axis = array.dims.index(dim)
    return named((*array.dims[:axis], *array.dims[axis + 1 :]), array.values[(slice(None),) * axis + (index,)])


def take(array: Array, dim: str, codes: Sequence[int]) -> Array:
    """Select positions of a dimension; a view where they are consecutive."""
    return named(array.dims, array.values[axis_index(array.dims.index(dim), codes)])


def sum_over(array: Array, dim: str) -> Array:
    """Sum an array over a dimension, faster than xarray does."""
    axis = array.dims.index(dim)
    return named((*array.dims[:axis], *array.dims[axis + 1 :]), array.values.sum(axis=axis))


def divide_at(array: Array, dim: str, codes: Sequence[int], by: Array) -> Array:
    """Divide an array at some positions of a dimension; in place, where it has all dimensions of the divisor."""
    dims = _ordered((array, by))
    data = array.values if dims == array.dims else broadcast(array, by).values.copy()
    data[axis_index(dims.index(dim), codes)] /= _aligned(by, dims)
    return named(dims, data)


def assign(array: Array, dim: str, *parts: tuple[Sequence[int], Array]) -> Array:
    """Return a copy of an array with the values at some positions of a dimension replaced."""
    whole = broadcast(array, *(at_index(part, dim, 0) if dim in part.dims else part for _, part in parts))
    data, dims = whole.values.copy(), [str(name) for name in whole.dims]
    for codes, part in parts:
        data[axis_index(dims.index(dim), codes)] = _aligned(part, dims)
    return named(dims, data)


def join_products(parts: Sequence[tuple[Sequence[int], Sequence[Array]]], dim: str) -> Array:
    """Join products of two arrays, each at its positions of a dimension (repeated where they lack that), in ORDER."""
    factors = [factor for _, each in parts for factor in each]
    sizes = {name: size for factor in factors for name, size in factor.sizes.items()}
    sizes[dim] = sum(len(codes) for codes, _ in parts)
    dims = tuple(name for name in ORDER if name in sizes)
    data = np.empty([sizes[name] for name in dims], np.result_type(*(factor.dtype for factor in factors)))
    rows = np.moveaxis(data, dims.index(dim), 0)
    for codes, each in parts:
        first, second = (np.moveaxis(_aligned(factor, dims), dims.index(dim), 0) for factor in each)
        for index, code in enumerate(codes):
            np.multiply(first[index % len(first)], second[index % len(second)], out=rows[code, ...])
    return named(dims, data)


def axis_index(axis: int, codes: Sequence[int]) -> tuple:
    """An index for positions of an axis: a slice, which copies nothing, where they are consecutive."""
    beside = len(codes) > 0 and list(codes) == list(range(codes[0], codes[0] + len(codes)))
    return (slice(None),) * axis + (slice(codes[0], codes[0] + len(codes)) if beside else list(codes),)


def in_year(array: Array, year: Array, wanted: int) -> Array:
    """Select one calendar year."""
    return at_index(array, "year", [int(code) for code in year.values].index(wanted))
