"""Every stage of one run, kept by name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from functools import cached_property

import xarray as xr

from spinemkt.model.labelled import Array, sum_over
from spinemkt.terms import DIMENSIONS

ORDER = ("place", "primary", "presentation", "treatment_type", "modality", "product_use", "year", "attribute", "draw")


class Product:
    """A stage not made yet: an arrow of the chain that multiplies its arrays, or products of them.

    One without factors stands for what its arrow makes, whatever that is.
    """

    def __init__(self, arrow: Callable[..., Array], *factors: Array | Product) -> None:
        self._arrow = arrow
        self._factors = factors
        self._sums: dict[str, Array] = {}

    def __call__(self) -> Array:
        """The stage, made once."""
        return self._made

    @cached_property
    def _made(self) -> Array:
        return self._arrow(*map(_whole, self._factors))

    def summed(self, dim: str) -> Array:
        """The stage summed over a dimension, made once: where one factor alone has that, the others times its sum."""
        if dim not in self._sums:
            having = [each for each in self._factors if dim in _dims(each)]
            alone = having[0] if len(having) == 1 else None
            parts = (_summed(each, dim) if each is alone else _whole(each) for each in self._factors)
            self._sums[dim] = self._arrow(*parts) if alone is not None else sum_over(self(), dim)
        return self._sums[dim]

    @property
    def factors(self) -> list[Array]:
        """The arrays whose product it is; what it makes, where it has no factors."""
        if not self._factors:
            return [self()]
        found = (each.factors if isinstance(each, Product) else [each] for each in self._factors)
        return [array for arrays in found for array in arrays]


def _dims(factor: Array | Product) -> set[Hashable]:
    return {dim for array in (factor.factors if isinstance(factor, Product) else [factor]) for dim in array.dims}


def _whole(factor: Array | Product) -> Array:
    return factor() if isinstance(factor, Product) else factor


def _summed(factor: Array | Product, dim: str) -> Array:
    return factor.summed(dim) if isinstance(factor, Product) else sum_over(factor, dim)


def _ordered(array: Array) -> Array:
    dims = tuple(dim for dim in ORDER if dim in array.dims)
    return array if array.dims == dims else array.transpose(*dims)


class Stages:
    """Every stage of the chain at the places of the run, in persons, episodes or USD a year.

    A stage gets its codes when it is first asked for by name; `plain` gives it without. One that no other stage needs
    may be given as a function, called when it is first asked for.
    """

    new_cancer_cases: xr.DataArray
    spine_metastasis_patients: xr.DataArray
    detection: xr.DataArray
    diagnosed: xr.DataArray
    presenting: xr.DataArray
    treated: xr.DataArray
    untreated: xr.DataArray
    followed: xr.DataArray
    prevalent: xr.DataArray
    access: xr.DataArray
    type_share: xr.DataArray
    uptake: xr.DataArray
    attribute_share: xr.DataArray
    linac_use: xr.DataArray
    theatre_use: xr.DataArray
    modality_patients: xr.DataArray
    episodes: xr.DataArray
    price_nominal: xr.DataArray
    price: xr.DataArray
    spend_nominal: xr.DataArray
    spend: xr.DataArray
    product_units: xr.DataArray
    units: xr.DataArray
    product_price: xr.DataArray
    product_spend: xr.DataArray
    maker_price: xr.DataArray
    maker_revenue_nominal: xr.DataArray
    maker_revenue: xr.DataArray

    def __init__(
        self, arrays: Mapping[str, Array | Callable[[], Array]], codes: Mapping[str, Collection[object]]
    ) -> None:
        self._arrays = dict(arrays)
        self._products = {name: array for name, array in arrays.items() if isinstance(array, Product)}
        self._sums: dict[tuple[str, str], Array] = {}
        self.codes = {**DIMENSIONS, **codes}

    def __getattr__(self, name: str) -> xr.DataArray:
        """Label a stage and keep it."""
        if name not in type(self).__annotations__:
            raise AttributeError(name)
        array = self.plain(name)
        found = xr.DataArray(array, {dim: list(self.codes[str(dim)]) for dim in array.dims})
        setattr(self, name, found)
        return found

    def __getitem__(self, name: str) -> xr.DataArray:
        return getattr(self, name)

    def plain(self, name: str) -> Array:
        """A stage with named dimensions alone."""
        found = self._arrays[name]
        self._arrays[name] = found = _ordered(found() if callable(found) else found)
        return found

    def summed(self, name: str, dim: str) -> Array:
        """A stage summed over a dimension, once for all who ask; as it is where it has no such dimension."""
        if (name, dim) not in self._sums:
            self._sums[name, dim] = _ordered(self._sum(name, dim))
        return self._sums[name, dim]

    def _sum(self, name: str, dim: str) -> Array:
        whole = self._products.get(name) or self.plain(name)
        return _summed(whole, dim) if dim in _dims(whole) else self.plain(name)

    def factors(self, name: str) -> list[Array]:
        """The arrays whose product a stage is, where it is not made yet; else the stage itself."""
        found = self._arrays[name]
        return found.factors if isinstance(found, Product) else [self.plain(name)]

    def replaced(self, **changed: xr.DataArray) -> Stages:
        """The same stages but for some."""
        return Stages(
            {**self._arrays, **self._products, **{name: array.variable for name, array in changed.items()}}, self.codes
        )

    @classmethod
    def names(cls) -> list[str]:
        """The stages in the order of the chain."""
        return list(cls.__annotations__)
