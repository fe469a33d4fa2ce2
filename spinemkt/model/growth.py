"""Growth from a first year on, at a rate that may itself change over the years."""

from __future__ import annotations

import numpy as np

from spinemkt.model.equation import equation
from spinemkt.model.labelled import Array, broadcast, clip, multiply, named, take
from spinemkt.terms import BASE_YEAR, YEARS


@equation
def compounded(rate: Array, year: Array, first: int = BASE_YEAR, last: int = YEARS[-1]) -> Array:
    """index = product over the years after `first`, up to `last`, of (1 + rate); 1 in `first`.

    rate: fraction/year, any dims; one that varies by year has every year from 2022 on, and that of a year leads
    up to it. year: calendar years; before 2022 a rate that does not vary holds as well, where it starts there.
    """
    if "year" in rate.dims:
        return _at(1.0 + _inside(rate, first, last), year, np.multiply)
    return broadcast(1.0 + rate, year) ** _elapsed(year, first, last)


@equation
def accumulated(rate: Array, year: Array, first: int = BASE_YEAR, last: int = YEARS[-1]) -> Array:
    """sum = total over the years after `first`, up to `last`, of rate; 0 in `first`. rate: points/year, as above."""
    if "year" in rate.dims:
        return _at(_inside(rate, first, last), year, np.add)
    return broadcast(rate, year) * _elapsed(year, first, last)


@equation
def inflow_growth(demand_growth: Array, incidence_trend: Array, year: Array) -> Array:
    """inflow growth = (1 + growth of cases at constant rates) x (1 + incidence trend) - 1. Returns fraction/year."""
    trend = incidence_trend
    if "year" in trend.dims:
        trend = take(trend, "year", [YEARS.index(max(int(code), BASE_YEAR)) for code in year.values])
    return multiply(1.0 + demand_growth, 1.0 + trend) - 1.0


def _elapsed(year: Array, first: int, last: int) -> Array:
    """Years since the first one; below zero before 2022."""
    return clip(year, None if first == BASE_YEAR else first, last) - first


def _inside(rate: Array, first: int, last: int) -> Array:
    inside = [float(first < year <= last) for year in YEARS[: rate.sizes["year"]]]
    return multiply(rate, Array("year", np.array(inside, rate.dtype)))


def _at(steps: Array, year: Array, operation: np.ufunc) -> Array:
    """The steps of all years up to each wanted one, taken together; year by year, which is quicker than accumulate."""
    axis = steps.dims.index("year")
    wanted = [YEARS.index(max(int(code), BASE_YEAR)) for code in year.values]
    data = np.moveaxis(steps.values, axis, 0)
    found = np.empty((len(wanted), *data.shape[1:]), data.dtype)
    sofar = data[0]
    for index in range(max(wanted) + 1):
        sofar = operation(sofar, data[index]) if index else sofar
        for place in (place for place, asked in enumerate(wanted) if asked == index):
            found[place] = sofar
    return named(("year", *(dim for dim in steps.dims if dim != "year")), found)
