"""How shares move over the years: the S-curve, and techniques that exclude one another."""

from __future__ import annotations

import numpy as np
import xarray as xr

from spinemkt.model.equation import equation
from spinemkt.model.labelled import (
    Array,
    assign,
    broadcast,
    clip,
    larger,
    multiply,
    named,
    or_one,
    pick,
    positive,
    sum_over,
    take,
)
from spinemkt.terms import MODALITIES, MODALITY_TYPE, REMAINDER_TECHNIQUE, TREATMENT_TYPES, UPTAKE_YEAR

NEAR_ZERO = 1e-6  # stands for a ceiling of 0, where the curve's formula is 0 / 0


@equation
def uptake(start: Array, ceiling: Array, years_to_half: Array, year: Array) -> Array:
    """uptake = ceiling / (1 + (ceiling / start - 1) x (1 + ceiling / start)^(-(year - 2024) / years_to_half)).

    The logistic curve through `start` in 2024 that tends to `ceiling` and is half-way between the two after
    `years_to_half` years. A ceiling below the start is a decline, taken back before 2024 no higher than 1; a start of
    0 stays 0.
    start, ceiling: fraction, any dims. years_to_half: years. year: calendar years. Returns fractions with dim year.
    """
    ceiling = least_ceiling(ceiling)
    ratio = growth_ratio(start, ceiling)
    elapsed = multiply(year - UPTAKE_YEAR, broadcast(speed(years_to_half), ratio))
    highest = broadcast(ceiling, elapsed).values
    found = broadcast(1.0 + ratio, elapsed).values ** -elapsed.values  # the rest in place, for the time of many draws
    found *= broadcast(ratio - 1.0, elapsed).values
    found += 1.0
    np.divide(highest, larger(found, highest, out=found), out=found)
    found *= broadcast(positive(start), elapsed).values
    return named(elapsed.dims, found)


@equation
def least_ceiling(ceiling: Array) -> Array:
    """ceiling = that given, at least near zero. Returns fraction."""
    return clip(ceiling, NEAR_ZERO)


@equation
def speed(years_to_half: Array) -> Array:
    """speed = 1 / years to half, of no years 1. Returns 1/year."""
    return 1.0 / or_one(years_to_half)


@equation
def growth_ratio(start: Array, ceiling: Array) -> Array:
    """growth ratio = ceiling / start, of a start of 0 ceiling / 1. Returns ratio."""
    return ceiling / or_one(start)


@equation
def in_tier(share: Array, use: Array) -> Array:
    """share in the country group = share of the region x its use relative to that, at most 1. Returns fraction."""
    return clip(multiply(share, use), high=1.0)


@equation
def exclusive_techniques(share: Array, type_share: Array) -> Array:
    """technique share of treated = share of its type x type share; the remainder technique takes what is left.

    share: fraction [modality, ...], inside radiation and surgery a share of that type's patients, 0 for the remainder.
    type_share: fraction [treatment_type, ...]. Where techniques together exceed their type they are scaled down to it.
    """
    parts = []
    for kind, remainder in REMAINDER_TECHNIQUE.items():
        others = [index for index, code in enumerate(MODALITIES) if MODALITY_TYPE[code] == kind and code != remainder]
        techniques, whole = take(share, "modality", others), pick(type_share, "treatment_type", kind)
        taken = sum_over(techniques, "modality")
        rest = multiply(clip(1.0 - taken, 0.0), whole)
        parts.append((others, multiply(techniques, whole / clip(taken, 1.0))))
        parts.append(([list(MODALITIES).index(remainder)], rest))
    return assign(share, "modality", *parts)


@equation
def together(share: Array) -> Array:
    """Sum of the shares of the techniques of each type. Returns fraction [treatment_type, ...]."""
    return xr.dot(share, _TECHNIQUES, dim="modality")


_TECHNIQUES = Array(
    ("treatment_type", "modality"),
    [
        [float(kind in REMAINDER_TECHNIQUE and MODALITY_TYPE[code] == kind) for code in MODALITIES]
        for kind in TREATMENT_TYPES
    ],
)
