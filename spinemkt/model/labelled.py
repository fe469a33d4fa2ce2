"""The arrays that the model calculates with: named dimensions, codes in the order of terms.py, no coordinates.

Aligning coordinates at each step took four fifths of a run; stages get theirs back at the end (docs/decisions/0010).
"""

from __future__ import annotations

import xarray as xr

from spinemkt.terms import DIMENSIONS

Array = xr.Variable


def pick(array: Array, dim: str, code: str) -> Array:
    """Return the part of an array at one code of a dimension."""
    return array.isel({dim: list(DIMENSIONS[dim]).index(code)})


def in_year(array: Array, year: Array, wanted: int) -> Array:
    """Return the part of an array in one calendar year."""
    return array.isel(year=list(year.values).index(wanted))
