"""Every stage of one run, kept by name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cached_property

import xarray as xr

from spinemkt.model.labelled import Array, summed
from spinemkt.terms import DIMENSIONS

ORDER = ("place", "primary", "presentation", "treatment_type", "modality", "year", "attribute", "draw")


class Product:
    """A stage not made yet: an arrow of the chain that multiplies its arrays, or products of them."""

    def __init__(self, arrow: Callable[..., Array], *factors: Array | Product) -> None:
        self._arrow = arrow
        self._factors = factors

    def __call__(self) -> Array:
        """The stage, made once."""
        return self._made

    @cached_property
    def _made(self) -> Array:
        return self._arrow(*(each() if isinstance(each, Product) else each for each in self._factors))

    @property
    def factors(self) -> list[Array]:
        """The arrays whose product it is."""
        found = (each.factors if isinstance(each, Product) else [each] for each in self._factors)
        return [array for arrays in found for array in arrays]


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

    def __init__(
        self, arrays: Mapping[str, Array | Callable[[], Array]], codes: Mapping[str, Collection[object]]
    ) -> None:
        self._arrays = dict(arrays)
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
        if callable(found):
            found = found()
        dims = tuple(dim for dim in ORDER if dim in found.dims)
        self._arrays[name] = found = found if found.dims == dims else found.transpose(*dims)
        return found

    def summed(self, name: str, dim: str) -> Array:
        """A stage summed over a dimension, once for all who ask; as it is where it has no such dimension."""
        stage = self.plain(name)
        if dim in stage.dims and (name, dim) not in self._sums:
            self._sums[name, dim] = summed(stage, dim)
        return self._sums.get((name, dim), stage)

    def drawn(self, name: str) -> list[Array]:
        """The arrays whose product a stage is, where it is of many draws and not made yet."""
        found = self._arrays[name]
        drawn = isinstance(found, Product) and any("draw" in array.dims for array in found.factors)
        return found.factors if drawn else []  # type: ignore[union-attr]

    def replaced(self, **changed: xr.DataArray) -> Stages:
        """The same stages but for some."""
        return Stages({**self._arrays, **{name: array.variable for name, array in changed.items()}}, self.codes)

    @classmethod
    def names(cls) -> list[str]:
        """The stages in the order of the chain."""
        return list(cls.__annotations__)
