"""Checking of a question to a result: measure, dimensions and codes, with a message that names what is allowed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from spinemkt.errors import QueryError, unknown
from spinemkt.model.measures import MEASURES, Measure
from spinemkt.terms import (
    DIMENSIONS,
    MODALITY_TYPE,
    PRIMARY_GROUP,
    TIER_REGION,
)

Where = Mapping[str, object]

# Each family of nested dimensions, coarse to fine, and the parents of its finest codes.
FAMILIES = {
    "place": ("region", "tier", "country"),
    "primary": ("primary_group", "primary"),
    "modality": ("treatment_type", "modality"),
}
FAMILY = {dim: family for family, dims in FAMILIES.items() for dim in dims}


@dataclass(frozen=True)
class Query:
    """A checked question: the measure, the columns wanted, and the codes kept for each dimension named in `where`."""

    measure: Measure
    by: tuple[str, ...]
    kept: Mapping[str, frozenset[object]]


def check(measure: str, by: Iterable[str], where: Where | None, codes: Mapping[str, Collection[object]]) -> Query:
    """Check a question against a measure and the codes of a run; raise QueryError naming what is allowed."""
    if measure not in MEASURES:
        raise QueryError(unknown("measure", measure, MEASURES))
    spec = MEASURES[measure]
    by = (by,) if isinstance(by, str) else tuple(by)
    kept = {dim: kept_codes(value) for dim, value in (where or {}).items()}
    for dim in (*by, *kept):
        if dim not in spec.dims:
            raise QueryError(unknown(f"dimension of {spec.name}", dim, spec.dims))
    if len(set(by)) != len(by):
        raise QueryError(f"by names a dimension twice: {', '.join(by)}.")
    for dim, values in kept.items():
        for value in values:
            if value not in codes[dim]:
                raise QueryError(unknown(dim, str(value), [str(code) for code in codes[dim]]))
    return Query(spec, by, kept)


def kept_codes(value: object) -> frozenset[object]:
    """The codes of a filter, one or several, as a set."""
    if isinstance(value, str | int | np.integer) or not isinstance(value, Iterable):
        value = [value]
    return frozenset(int(item) if isinstance(item, int | np.integer) else item for item in value)


def finest(family: str, query: Query) -> str | None:
    """The finest dimension of a family that a question has columns for; None where it sums over all of them."""
    asked = [dim for dim in FAMILIES[family] if dim in query.by]
    return asked[-1] if asked else None


def all_codes(
    countries: Collection[str], primaries: Collection[str], years: Collection[int]
) -> dict[str, list[object]]:
    """Every code of every dimension that a table of this run can have, in the order of the screen."""
    listed: dict[str, list[object]] = {dim: list(labels) for dim, labels in DIMENSIONS.items()}
    groups = {PRIMARY_GROUP[primary] for primary in primaries}
    return listed | {
        "country": list(countries),
        "primary": list(primaries),
        "primary_group": [group for group in DIMENSIONS["primary_group"] if group in groups],
        "year": list(years),
    }


def parents(tier_of_country: Mapping[str, str]) -> dict[tuple[str, str], Mapping[str, str]]:
    """(fine, coarse) -> mapping of fine code to coarse code, for every nested pair of dimensions."""
    return {
        ("tier", "region"): TIER_REGION,
        ("country", "tier"): tier_of_country,
        ("country", "region"): {country: TIER_REGION[tier] for country, tier in tier_of_country.items()},
        ("primary", "primary_group"): PRIMARY_GROUP,
        ("modality", "treatment_type"): MODALITY_TYPE,
    }
