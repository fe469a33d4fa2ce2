"""What the chain reads: it is run on cells that hold, instead of a number, the parameters that went into it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from operator import or_

import numpy as np
import pandas as pd
import xarray as xr

from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.model.labelled import Array, Cell, take
from spinemkt.model.lookup import Lookup
from spinemkt.model.run import capacity, run_stages
from spinemkt.model.stages import Stages
from spinemkt.terms import DIMENSIONS, MODALITIES, PRIMARIES, TIERS, YEARS

PLACES = ("tier", "region")  # no arrow mixes places, so that one place stands for all of them


class Read(Cell):
    """A cell of an array: a bit for each parameter that was read for it, which arithmetic joins.

    It is above and below any number. A factor of zero makes it a plain zero.
    """

    __slots__ = ("bits",)

    def __init__(self, bits: int) -> None:
        self.bits = bits

    def __float__(self) -> float:
        return 0.0  # no capacity is used beyond its ceiling

    def _join(self, other: object) -> Read:
        return Read(self.bits | other.bits) if isinstance(other, Read) else self

    def _multiply(self, other: object) -> Read | float:
        return self._join(other) if isinstance(other, Read) or other != 0 else 0.0

    def _whatever(self, other: object) -> bool:
        return True

    def __neg__(self) -> Read:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __truediv__ = __pow__ = __rpow__ = _join
    __mul__ = __rmul__ = __rtruediv__ = _multiply
    __lt__ = __le__ = __gt__ = __ge__ = __ne__ = _whatever


@dataclass(frozen=True, eq=False)
class Reads:
    """What was read for the stages, parameters and capacities of the chain, as bits.

    bit: the bit of each row of the register; rows that differ in place or scope alone share one.
    """

    bit: np.ndarray
    parameters: Mapping[str, Array]
    capacity: Mapping[str, tuple[Array, Array]]
    _stages: Stages
    _factors: dict[str, list[Array]] = field(default_factory=dict)

    def rows(self, bits: int) -> np.ndarray:
        """Whether each row of the register is one of those read."""
        return np.array([bits >> number & 1 for number in range(self.bit.max(initial=-1) + 1)], dtype=bool)[self.bit]

    def factors(self, stage: str) -> list[Array]:
        """The arrays whose product a stage is."""
        if stage not in self._factors:
            self._factors[stage] = [_bits(array) for array in self._stages.factors(stage)]
        return self._factors[stage]

    @cached_property
    def mix(self) -> int:
        """What is read for the mix of presentations alone, which sums to one whatever it is."""
        return joined(self.factors("presenting"), {}) & ~joined(self.factors("diagnosed"), {})

    def modalities(self, parameter: str, kept: Mapping[str, Collection[int]]) -> frozenset[str]:
        """The modalities for which a parameter is read; all of them, where it has none."""
        array = self.parameters[parameter]
        if "modality" not in array.dims:
            return frozenset(MODALITIES)
        return frozenset(code for i, code in enumerate(MODALITIES) if joined([array], {**kept, "modality": [i]}))


def joined(factors: Iterable[Array], kept: Mapping[str, Collection[int]]) -> int:
    """The bits of all that was read for a product of arrays, at the positions kept of their dimensions.

    None where nothing was read for one of them, which is zero then.
    """
    bits = [int(np.bitwise_or.reduce(_at(array, kept).values, axis=None, initial=0)) for array in factors]
    return reduce(or_, bits) if all(bits) else 0


def _at(array: Array, kept: Mapping[str, Collection[int]]) -> Array:
    for dim in array.dims:
        array = take(array, str(dim), sorted(kept[str(dim)])) if dim in kept else array
    return array


@cached_on_first
def reads(inputs: Inputs, over: tuple[str, ...]) -> Reads:
    """Run the chain on cells. over: as in run_stages."""
    bit, arrays = _cells(inputs)
    traced = replace(inputs, parameters={**inputs.parameters, **arrays})
    place = list(TIERS)[:1]
    cases = np.ones((1, len(PRIMARIES), len(YEARS)), dtype=object)
    demand = xr.DataArray(cases, {"place": place, "primary": list(PRIMARIES), "year": list(YEARS)})
    demand = demand.assign_coords(growth=demand)
    stages = run_stages(traced, demand, place, over=over, keep=False)
    resources = capacity(Lookup(traced, demand, place)).items()
    limits = {name: (_bits(effort), _bits(headroom)) for name, (effort, headroom) in resources}
    return Reads(bit, {name: _bits(array.variable) for name, array in arrays.items()}, limits, stages)


@cached_on_first
def _cells(inputs: Inputs) -> tuple[np.ndarray, dict[str, xr.DataArray]]:
    """The bit of each row of the register, and each parameter as cells, without places."""
    register, specs = inputs.register, inputs.dictionary.parameters
    own = [dim for dim in DIMENSIONS if dim in register.columns and dim not in PLACES]
    bit = register.groupby(["parameter", *(dim for dim in own if dim != "scope")], sort=False).ngroup().to_numpy()
    cells = np.array([Read(1 << int(number)) for number in bit] + [None], dtype=object)[:-1]
    index = {dim: pd.Index(list(DIMENSIONS[dim])).get_indexer(register[dim]) for dim in own}
    able = (register["high"] > 0).to_numpy()
    arrays = {}
    for name, rows in register.groupby("parameter").indices.items():
        spec = specs[str(name)]
        dims = [dim for dim in spec.dims if dim not in PLACES]
        data = np.full([len(DIMENSIONS[dim]) for dim in dims], spec.default or 0.0, dtype=object)
        rows = rows[able[rows]] if spec.default == 0.0 else rows  # a row of zero is as good as none
        data[tuple(index[dim][rows] for dim in dims)] = cells[rows] if dims else cells[rows[0]]
        if spec.sums_to_one:
            data = data * data.sum(axis=tuple(map(dims.index, spec.sums_to_one)), keepdims=True)  # as over the sum
        arrays[str(name)] = xr.DataArray(data, dims=dims)
    return bit, arrays


def _bits(array: Array) -> Array:
    """Cells as their bits; 0 for a plain number."""
    bits = np.frompyfunc(lambda cell: cell.bits if isinstance(cell, Read) else 0, 1, 1)(array.values)
    return Array(array.dims, np.asarray(bits, dtype=object))
