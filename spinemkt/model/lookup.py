"""Parameters as the chain takes them: by the places, primaries and years of a run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy

import numpy as np
import xarray as xr

from spinemkt.evidence.inputs import Inputs
from spinemkt.evidence.parameters import RATES
from spinemkt.model.labelled import Array, clip, named, take
from spinemkt.model.uptake import uptake
from spinemkt.terms import BASE_YEAR, PRIMARIES, REGIONS, TIER_REGION, TIERS, YEARS


class Lookup:
    """The parameters of inputs for the primaries and years of some demand, at places of which each has a tier.

    A coordinate `header` of the demand, along its years, has the cells that stand for them in arrays of cells.
    """

    def __init__(self, inputs: Inputs, demand: xr.DataArray, tier_of_place: Sequence[str]) -> None:
        years = [int(code) for code in demand["year"].values]
        headed = demand.coords.get("header")
        self.year = Array("year", np.array(years, dtype=demand.dtype)) if headed is None else headed.variable
        # A curve is a projection: what was used before 2022 is a matter of evidence, not of the curve taken backward.
        self.curve_year = clip(self.year, BASE_YEAR)
        self.inputs = inputs
        self._demand = demand
        self.frame = (tuple(years), str(demand.dtype), tuple(tier_of_place), tuple(demand["primary"].values))
        self.read: dict[str, xr.DataArray] = {}  # the parameters asked for since this was emptied
        self._only: tuple[str, Sequence[int]] | None = None
        self._thinned = [YEARS.index(max(code, BASE_YEAR)) for code in years] if tuple(years) != YEARS else None
        self._axes = {
            "tier": ("place", positions(TIERS, tier_of_place)),
            "region": ("place", positions(REGIONS, [TIER_REGION[tier] for tier in tier_of_place])),
            "primary": ("primary", positions(PRIMARIES, demand["primary"].values)),
        }

    def only(self, dim: str, codes: Sequence[int]) -> Lookup:
        """The parameters at some positions of a dimension; those without it whole."""
        found = copy(self)
        found._only = (dim, codes)
        return found

    def apart(self) -> Lookup:
        """The same parameters for what is computed later than its step: what it reads is no part of a step's."""
        found = copy(self)
        found.read = {}
        return found

    @property
    def demand_growth(self) -> Array:
        """The growth of cases at constant rates that came with the demand, fraction/year."""
        return self._demand.coords["growth"].variable.astype(self._demand.dtype)

    def raw(self, name: str) -> Array:
        """A parameter in its own dimensions: regions or tiers, and all primaries."""
        found = self.read[name] = self.inputs[name]
        array = self.thinned(name, found)
        return take(array, *self._only) if self._only and self._only[0] in array.dims else array

    def thinned(self, name: str, array: xr.DataArray) -> Array:
        """A parameter in the years of the run alone, unless it compounds."""
        if self._thinned and array.sizes.get("year") == len(YEARS) and name not in RATES:
            return take(array.variable, "year", self._thinned)
        return array.variable

    def placed(self, array: Array) -> Array:
        """An array by region or tier, made one by place, and of the run's primaries."""
        data, dims = array.values, list(array.dims)
        for dim, (renamed, taken) in self._axes.items():
            if dim in dims:
                axis = dims.index(dim)
                data, dims[axis] = data.take(taken, axis), renamed
        return named(dims, data)

    def __call__(self, name: str) -> Array:
        """Return a parameter by place."""
        return self.placed(self.raw(name))

    def curve(self, prefix: str) -> Array:
        """The S-curve of three parameters, in their own dimensions and by year."""
        start, ceiling, half = (self.raw(f"{prefix}_{part}") for part in ("start", "ceiling", "years_to_half"))
        return uptake(start, ceiling, half, self.curve_year)


def yearly_growth(cases: xr.DataArray) -> xr.DataArray:
    """Growth of cases over the year before [place, primary, year], fraction/year; in the first year that of the next.

    0 where there are no cases.
    """
    data = cases.transpose(..., "year").to_numpy()
    before = data[..., :-1]
    grown = np.divide(data[..., 1:], before, out=np.ones(before.shape, data.dtype), where=before > 0) - 1.0
    found = np.concatenate([grown[..., :1], grown], axis=-1)
    return cases.transpose(..., "year").copy(data=found).transpose(*cases.dims)


def positions(codes: Iterable[str], wanted: Iterable[str]) -> np.ndarray:
    """Where each wanted code stands in a list of codes."""
    position = {code: index for index, code in enumerate(codes)}
    return np.array([position[code] for code in wanted])
