"""The result of a run, and the one path from any question to a tidy table.

Stages are held by tier; a table sums out what is not asked for before it opens tiers into countries, so that no
question ever needs the full tensor of countries, primaries, presentations, modalities and years.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from spinemkt.evidence.inputs import Inputs
from spinemkt.model.frames import tidy
from spinemkt.model.labelled import Array, axis_index, group_sum, named, take
from spinemkt.model.measures import Measure
from spinemkt.model.products import USE, product_uses, split_uses
from spinemkt.model.query import Query, Where, all_codes, check, finest, parents
from spinemkt.model.stages import Stages
from spinemkt.terms import TIER_REGION, TIERS


class Result:
    """What one run found: every stage by tier, each country's share of its tier, and tables of any measure."""

    def __init__(
        self,
        inputs: Inputs,
        stages: Stages,
        country_share: xr.DataArray,
        scope: str,
        include_myeloma: bool,
        scenario: object = None,
    ) -> None:
        self.inputs = inputs
        self.stages = stages
        self.country_share = country_share
        self.scope = scope
        self.include_myeloma = include_myeloma
        self.scenario = scenario  # what changed the inputs, if anything did

    @cached_property
    def codes(self) -> dict[str, list[object]]:
        """Every code that `by` and `where` can name, by dimension."""
        share = self.country_share
        found = all_codes(*(list(share[dim].values.tolist()) for dim in ("country", "primary", "year")))
        return found | {USE: [*product_uses(self.inputs.baseline).codes]}

    @cached_property
    def _parents(self) -> dict:
        tiers = self.inputs.tier_of_country
        found = parents(dict(zip(tiers["country"].values, tiers.values, strict=True)))
        return found | product_uses(self.inputs.baseline).parents

    def table(self, measure: str, by: Iterable[str] = ("region", "year"), where: Where | None = None) -> pd.DataFrame:
        """Return a tidy frame: the `by` columns, then value and unit; everything not named is summed.

        measure: a name in MEASURES. by: dimensions the measure has. where: dimension -> code or codes to keep.
        Raises QueryError on a measure, dimension or code that is not there, naming those allowed.
        """
        query = check(measure, by, where, self.codes)
        data, axes = self._contract(query)
        return tidy(query, data, axes, self._parents)

    def total(self, measure: str, where: Where | None = None) -> float:
        """Return the measure summed over everything that `where` keeps."""
        data, _ = self._contract(check(measure, (), where, self.codes))
        return float(data)

    def array(self, measure: str, by: Iterable[str], where: Where | None = None) -> tuple[np.ndarray, dict[str, list]]:
        """Return what `table` returns as an array with one axis for each of `by`, and the codes along each.

        No two of `by` may tell the same thing apart, as region and country do. Raises QueryError as `table` does.
        """
        query = check(measure, by, where, self.codes)
        data, axes = self._contract(query)
        codes = dict(axes)
        return data.transpose([list(codes).index(dim) for dim in query.by]), codes

    def rows(self, query: Query) -> np.ndarray:
        """Return the values of a table row by row; where the stages have draws, [row, draw]."""
        data, axes = self._contract(query)
        order = {dim: index for index, (dim, _) in enumerate(axes)}
        drawn = data.ndim > len(axes)
        data = data.transpose([*(order[dim] for dim in query.by if dim in order), *([len(axes)] if drawn else [])])
        return data.reshape(-1, data.shape[-1]) if drawn else data.reshape(-1)

    def _contract(self, query: Query) -> tuple[np.ndarray, list[tuple[str, list]]]:
        """Sum a stage down to the dimensions asked for; returns the array and its axes as (dimension, codes).

        A stage that has draws keeps them as a last axis, which is not listed.
        """
        axes: dict[str, tuple[str, list]] = {}
        summed = self._with_places_summed(query, axes)
        stage = self._stage(query) if summed is None else summed
        data = self._weighted(stage.to_numpy(), dims := [str(dim) for dim in stage.dims], query.measure)
        if "presentation" in dims:
            data = self._reduce(data, dims, "presentation", "presentation", query, axes)
        if "modality" in dims:
            data = self._reduce_modality(data, dims, query, axes)
        if USE in dims:
            data = self._reduce_uses(data, dims, query, axes)
        if "payer" in query.by or "payer" in query.kept:
            data = self._split(data, dims, "payer_share", "payer", query, axes)
        if self._opens_countries(query):
            data = self._open_countries(data, dims, query, axes)
        else:
            if "primary" in dims:
                data = self._reduce(data, dims, "primary", finest("primary", query), query, axes)
            if "place" in dims and "place" not in axes:
                data = self._reduce(data, dims, "place", finest("place", query), query, axes)
        if "year" not in axes:
            data = self._reduce(data, dims, "year", "year", query, axes)
        if "spine_level" in query.by or "spine_level" in query.kept:
            data = self._split(data, dims, "spine_level_share", "spine_level", query, axes)
        order = [dims.index(axis) for axis in (*axes, *(dim for dim in dims if dim == "draw"))]
        return data.transpose(order), list(axes.values())

    def _stage(self, query: Query) -> Array:
        """The stage of a question; without presentations, where the question has no word of them."""
        if query.measure.weight or "presentation" in {*query.by, *query.kept}:
            return self.stages.plain(query.measure.stage)
        return self.stages.summed(query.measure.stage, "presentation")

    def _with_places_summed(self, query: Query, axes: dict) -> Array | None:
        """The stage summed over places while it is multiplied, where it is of many draws and no tier is told apart."""
        factors, target = self.stages.factors(query.measure.stage), finest("place", query)
        drawn = len(factors) > 1 and any("draw" in array.dims for array in factors)
        if not drawn or query.measure.weight or target == "tier" or self._opens_countries(query):
            return None
        if "payer" in {*query.by, *query.kept}:  # they differ by place
            return None
        matrix, codes = self._membership("tier", target, query)
        if not all(groups := [np.flatnonzero(column).tolist() for column in matrix.T]):
            return None
        years = np.flatnonzero(self._keeps("year", query)).tolist() if "year" in query.by else []
        if years and years[-1] - years[0] + 1 == len(years):  # neighbours, of which no copy is made
            factors = [take(each, "year", years) if "year" in each.dims else each for each in factors]
            axes["year"] = ("year", [self.codes["year"][index] for index in years])
        found = group_sum("place", groups, *factors)
        if target:
            axes["place"] = (target, codes)
        return found if target else found.isel(place=0)

    def _weighted(self, data: np.ndarray, dims: list[str], measure: Measure) -> np.ndarray:
        if measure.weight is None:
            return data
        weight = self.inputs[measure.weight]
        if "region" in weight.dims:
            tiers = [TIER_REGION[tier] for tier in TIERS]
            weight = weight.sel(region=xr.DataArray(tiers, dims="place")).drop_vars("region")
        ordered = weight.transpose(*(dim for dim in dims if dim in weight.dims))
        shape = [weight.sizes.get(dim, 1) for dim in dims]
        return data * ordered.to_numpy().reshape(shape)

    def _keeps(self, fine: str, query: Query) -> np.ndarray:
        """Which codes of a dimension every filter of its family keeps."""
        codes = self.codes[fine]
        keep = np.ones(len(codes), dtype=bool)
        for dim, kept in query.kept.items():
            if dim == fine:
                keep &= np.array([code in kept for code in codes])
            elif (fine, dim) in self._parents:
                parent = self._parents[fine, dim]
                keep &= np.array([parent[code] in kept for code in codes])
        return keep

    def _membership(self, fine: str, target: str | None, query: Query) -> tuple[np.ndarray, list]:
        """Matrix [fine codes, target codes] that filters and groups; target None sums everything kept."""
        keep = self._keeps(fine, query)
        if target is None:
            return keep.astype(float)[:, None], []
        if target == fine:
            kept = np.flatnonzero(keep)
            return np.eye(len(keep))[:, kept], [self.codes[fine][index] for index in kept]
        parent = self._parents[fine, target]
        of = np.array([parent[code] for code in self.codes[fine]], dtype=object)
        groups = [code for code in self.codes[target] if (of[keep] == code).any()]
        return np.array([(of == code) & keep for code in groups], dtype=float).reshape(len(groups), len(keep)).T, groups

    def _reduce(
        self, data: np.ndarray, dims: list[str], axis: str, target: str | None, query: Query, axes: dict
    ) -> np.ndarray:
        fine = "tier" if axis == "place" else axis
        if target in (fine, None) and fine not in query.by:
            target = None
        matrix, codes = self._membership(fine, target, query)
        where = dims.index(axis)
        if target is None:
            dims.pop(where)
            return _kept(data, matrix[:, 0], where).sum(axis=where)
        axes[axis] = (target, codes)
        if target == fine:
            return _kept(data, matrix.any(axis=1), where)
        groups = [_kept(data, column, where).sum(axis=where) for column in matrix.T]
        return np.stack(groups, axis=where) if groups else data.take([], axis=where)

    def _reduce_modality(self, data: np.ndarray, dims: list[str], query: Query, axes: dict) -> np.ndarray:
        if "end_user" in query.by or "end_user" in query.kept:
            data = self._split(data, dims, "site_share", "end_user", query, axes)
        return self._reduce(data, dims, "modality", finest("modality", query), query, axes)

    def _reduce_uses(self, data: np.ndarray, dims: list[str], query: Query, axes: dict) -> np.ndarray:
        """Sum the uses of products to modalities, to product categories, or to both apart; split them by site first."""
        if "end_user" in query.by or "end_user" in query.kept:
            data = self._split(data, dims, "site_share", "end_user", query, axes)
        modality, apart = finest("modality", query), "product_category" in query.by
        if not (modality and apart):
            return self._reduce(data, dims, USE, modality or ("product_category" if apart else None), query, axes)
        (firsts, codes), (seconds, categories) = (
            self._membership(USE, target, query) for target in (modality, "product_category")
        )
        where = dims.index(USE)
        dims[:] = ["modality", "product_category", *(dim for dim in dims if dim != USE)]
        axes |= {"modality": (modality, codes), "product_category": ("product_category", categories)}
        return split_uses(data, where, firsts, seconds)

    def _split(
        self, data: np.ndarray, dims: list[str], parameter: str, by: str, query: Query, axes: dict
    ) -> np.ndarray:
        """Multiply by the shares of a parameter, one a code of `by`; keep them or sum those that the filters keep."""
        share, keep = self.inputs[parameter].variable, self._keeps(by, query)
        if "tier" in share.dims:
            share = named(["place" if dim == "tier" else dim for dim in share.dims], share.values)
        elif USE in dims and "modality" in share.dims:
            share = product_uses(self.inputs.baseline).of(share)
        share = share.isel({by: np.flatnonzero(keep)})
        if by in query.by:
            axes[by] = (by, [code for code, kept in zip(self.codes[by], keep, strict=True) if kept])
        else:
            share = share.sum(by)
        found = Array(dims, data) * share
        dims[:] = [str(dim) for dim in found.dims]
        return found.values

    def _opens_countries(self, query: Query) -> bool:
        return "country" in query.by or "country" in query.kept

    def _open_countries(self, data: np.ndarray, dims: list[str], query: Query, axes: dict) -> np.ndarray:
        """Share tiers out to countries by primary and year, then keep, group or sum countries and primaries."""
        keep = np.flatnonzero(self._keeps("country", query))
        tier_index = {tier: index for index, tier in enumerate(TIERS)}
        tiers = np.array([tier_index[tier] for tier in self.inputs.tier_of_country.to_numpy()])[keep]
        share = self.country_share.to_numpy()[keep]
        target = finest("primary", query)
        primaries, codes = self._membership("primary", target, query)
        rest = [dim for dim in dims if dim not in ("place", "primary", "year")]
        arranged = data.transpose([dims.index(dim) for dim in ("place", "year", "primary", *rest)])
        shape = arranged.shape
        flat = arranged.reshape(*shape[:3], -1)[tiers]
        weights = share.transpose(0, 2, 1)[:, :, None, :] * primaries.T[None, None]
        opened = np.matmul(weights, flat).reshape(len(keep), shape[1], primaries.shape[1], *shape[3:])
        dims[:] = ["place", "year", "primary", *rest]
        if target is None:
            opened = opened[:, :, 0]
            dims.remove("primary")
        else:
            axes["primary"] = (target, codes)
        kept = [self.codes["country"][index] for index in keep]
        place = finest("place", query)
        if place == "country":
            axes["place"] = ("country", kept)
            return opened
        matrix, groups = self._membership("country", place, query)
        opened = np.tensordot(matrix[keep].T, opened, axes=1)
        if place is None:
            dims.remove("place")
            return opened[0]
        axes["place"] = (place, groups)
        return opened


def _kept(data: np.ndarray, keep: Any, axis: int) -> np.ndarray:
    return data[axis_index(axis, np.flatnonzero(keep).tolist())]
