"""Growth from a first year on, at a rate that may itself change over the years."""

from __future__ import annotations

from spinemkt.model.labelled import Array, spread
from spinemkt.terms import BASE_YEAR, YEARS


def compounded(rate: Array, year: Array, first: int = BASE_YEAR, last: int = YEARS[-1]) -> Array:
    """index = product over the years after `first`, up to `last`, of (1 + rate); 1 in `first`.

    rate: fraction/year, any dims; one that varies by year has every year from 2022 on, and that of a year leads
    up to it. year: calendar years.
    """
    if "year" in rate.dims:
        return _at((1.0 + _inside(rate, first, last)).cumprod("year"), year)
    return spread(1.0 + rate, year) ** (year.clip(first, last) - first)


def accumulated(rate: Array, year: Array, first: int = BASE_YEAR, last: int = YEARS[-1]) -> Array:
    """sum = total over the years after `first`, up to `last`, of rate; 0 in `first`. rate: points/year, as above."""
    if "year" in rate.dims:
        return _at(_inside(rate, first, last).cumsum("year"), year)
    return spread(rate, year) * (year.clip(first, last) - first)


def _inside(rate: Array, first: int, last: int) -> Array:
    return rate * Array("year", [float(first < year <= last) for year in YEARS[: rate.sizes["year"]]]).astype(
        rate.dtype
    )


def _at(index: Array, year: Array) -> Array:
    return index.isel(year=[YEARS.index(int(wanted)) for wanted in year.values])
