"""Answers kept for all draws, finer than asked for, so that the next question needs no further run.

By region, modality and year where that is fine enough; else as asked for, but by year.
"""

from __future__ import annotations

import numpy as np

from spinemkt.model.query import Query
from spinemkt.terms import DIMENSIONS, MODALITY_TYPE

AXES = ("region", "modality", "year")
_COARSE = {"treatment_type": ("modality", MODALITY_TYPE)}


def fits(query: Query) -> bool:
    """Whether a question asks for nothing finer than regions, modalities and years.

    Products are answered as asked: not every modality has one.
    """
    return {*query.by, *query.kept} <= {*AXES, *_COARSE} and "product_category" not in query.measure.dims


def axes_of(query: Query) -> tuple[str, ...]:
    """The axes of the cube that holds the answer: those that its measure has."""
    return tuple(dim for dim in AXES if dim in query.measure.dims)


def whole(query: Query, years: tuple[int, ...]) -> Query:
    """The question whose answer is kept and holds this one's: itself where no other does."""
    every = {"year": frozenset(years)}
    if fits(query):
        return Query(query.measure, axes_of(query), every)
    if "year" in query.by[:-1]:
        return query
    return Query(query.measure, (*(dim for dim in query.by if dim != "year"), "year"), {**query.kept, **every})


def reduced(kept: np.ndarray, query: Query, years: tuple[int, ...]) -> np.ndarray:
    """Filter, group and sum the answer of the whole question down to a question; returns [row, draw]."""
    if fits(query):
        return _reduced(kept, query, years)
    if whole(query, years) == query:
        return kept
    data = kept.reshape(-1, len(years), kept.shape[-1])
    data = data[:, [index for index, year in enumerate(years) if year in query.kept["year"]]]
    return data.reshape(-1, data.shape[-1]) if "year" in query.by else data.sum(axis=1)


def _reduced(cube: np.ndarray, query: Query, years: tuple[int, ...]) -> np.ndarray:
    """A cube [region, modality, year, draw] cut down to a question."""
    axes = axes_of(query)
    codes = {dim: list(years) if dim == "year" else list(DIMENSIONS[dim]) for dim in axes}
    data = cube.reshape(*(len(codes[dim]) for dim in axes), -1)
    kept: list[str] = []
    for dim in axes:  # those that are summed go, and with them most of what there is to go through
        data = _along(data, len(kept), codes[dim], dim, query)
        kept += [dim] if _target(dim, query) else []
    wanted = [dim for dim in dict.fromkeys(_COARSE.get(dim, (dim,))[0] for dim in query.by)]
    order = [kept.index(dim) for dim in wanted]
    return data.transpose([*order, len(kept)]).reshape(-1, data.shape[-1])


def _target(dim: str, query: Query) -> str:
    """The dimension of the question that an axis is kept as; empty where it is summed."""
    coarse = [name for name, (fine, _) in _COARSE.items() if fine == dim]
    return next((name for name in (dim, *coarse) if name in query.by), "")


def _along(data: np.ndarray, axis: int, codes: list, dim: str, query: Query) -> np.ndarray:
    keep = np.array([_wanted(code, dim, query) for code in codes])
    target = _target(dim, query)
    if target == dim:
        return data if keep.all() else np.compress(keep, data, axis=axis)
    if not target:
        return (data if keep.all() else np.compress(keep, data, axis=axis)).sum(axis=axis)
    parent = np.array([_COARSE[target][1][code] for code in codes], dtype=object)
    groups = [code for code in DIMENSIONS[target] if (parent[keep] == code).any()]
    return np.stack(
        [np.compress(keep & (parent == code), data, axis=axis).sum(axis=axis) for code in groups], axis=axis
    )


def _wanted(code: object, dim: str, query: Query) -> bool:
    for name, kept in query.kept.items():
        fine, parent = _COARSE.get(name, (name, None))
        if fine == dim and (parent[str(code)] if parent else code) not in kept:
            return False
    return True
