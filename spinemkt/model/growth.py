"""Growth from a first year on, at a rate that may itself change over the years."""

from __future__ import annotations

from spinemkt.model.labelled import Array
from spinemkt.terms import BASE_YEAR, YEARS


def compounded(rate: Array, year: Array, first: int = BASE_YEAR, last: int = YEARS[-1]) -> Array:
    """index = product over the years after `first`, up to `last`, of (1 + rate); 1 in `first`.

    rate: fraction/year, any dims; one that varies by year needs every year from `first` on, and that of a year leads up
    to it. year: calendar years.
    """
    if "year" in rate.dims:
        return (1.0 + _inside(rate, year, first, last)).cumprod("year")
    return (1.0 + rate) ** (year.clip(first, last) - first)


def accumulated(rate: Array, year: Array, first: int = BASE_YEAR, last: int = YEARS[-1]) -> Array:
    """sum = total over the years after `first`, up to `last`, of rate; 0 in `first`. rate: points/year, as above."""
    if "year" in rate.dims:
        return _inside(rate, year, first, last).cumsum("year")
    return rate * (year.clip(first, last) - first)


def _inside(rate: Array, year: Array, first: int, last: int) -> Array:
    return rate * ((year > first) & (year <= last))
