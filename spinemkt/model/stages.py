"""Every stage of one run, kept by name."""

from __future__ import annotations

from dataclasses import dataclass, fields

import xarray as xr


@dataclass(frozen=True)
class Stages:
    """Every stage of the chain at the places of the run, in persons, episodes or USD a year."""

    new_cancer_cases: xr.DataArray
    spine_metastasis_patients: xr.DataArray
    detection: xr.DataArray
    diagnosed: xr.DataArray
    presenting: xr.DataArray
    treated: xr.DataArray
    untreated: xr.DataArray
    prevalent: xr.DataArray
    access: xr.DataArray
    uptake: xr.DataArray
    attribute_share: xr.DataArray
    modality_patients: xr.DataArray
    episodes: xr.DataArray
    price_nominal: xr.DataArray
    price: xr.DataArray
    spend_nominal: xr.DataArray
    spend: xr.DataArray

    def __getitem__(self, name: str) -> xr.DataArray:
        return getattr(self, name)

    @classmethod
    def names(cls) -> list[str]:
        """The stages in the order of the chain."""
        return [field.name for field in fields(cls)]
