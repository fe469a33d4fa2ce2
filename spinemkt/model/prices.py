"""What an episode costs in a place and a year: unit cost, attributes, price level and price path."""

from __future__ import annotations

import xarray as xr

from spinemkt.terms import ATTRIBUTE_TYPE, ATTRIBUTES, BASE_YEAR, MODALITIES, MODALITY_TYPE, PERIODS


def price_path(growth: xr.DataArray, year: xr.DataArray) -> xr.DataArray:
    """path = product over periods of (1 + growth)^(years spent in the period); 1 in 2022. Nominal USD.

    growth: fraction/year [component, tier or place, period]. Returns ratio [component, place, year].
    """
    path = xr.ones_like(growth.isel(period=0, drop=True))
    for period, (first, last) in PERIODS.items():
        path = path * (1.0 + growth.sel(period=period, drop=True)) ** (year.clip(first, last) - first)
    return path


def deflator(inflation: xr.DataArray, year: xr.DataArray) -> xr.DataArray:
    """deflator = (1 + inflation)^-(years since 2022): turns nominal into constant 2022 USD."""
    return (1.0 + inflation) ** (BASE_YEAR - year)


def attribute_markup(share: xr.DataArray, premium: xr.DataArray) -> xr.DataArray:
    """markup = 1 + sum over attributes of share x premium, on the modalities that can carry the attribute.

    share: fraction [attribute, place, year]. premium: ratio [attribute]. Returns ratio [modality, place, year].
    """
    carries = xr.DataArray(
        [
            [float(ATTRIBUTE_TYPE[attribute] in (modality, MODALITY_TYPE[modality])) for modality in MODALITIES]
            for attribute in ATTRIBUTES
        ],
        coords={"attribute": list(ATTRIBUTES), "modality": list(MODALITIES)},
        dims=("attribute", "modality"),
    )
    return 1.0 + xr.dot(share, premium, carries, dim="attribute")


def price(
    unit_cost: xr.DataArray,
    markup: xr.DataArray,
    component_share: xr.DataArray,
    price_level: xr.DataArray,
    path: xr.DataArray,
) -> xr.DataArray:
    """price = unit cost x attribute markup x sum over components of component share x price level x price path.

    Returns nominal USD per episode [modality, place, year].
    """
    return unit_cost * markup * xr.dot(component_share, price_level * path, dim="component")
