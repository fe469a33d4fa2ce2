"""What an episode costs in a place and a year: unit cost, attributes, price level and price path."""

from __future__ import annotations

import xarray as xr

from spinemkt.model.growth import compounded
from spinemkt.model.labelled import Array, pick
from spinemkt.terms import ATTRIBUTE_TYPE, ATTRIBUTES, MODALITIES, MODALITY_TYPE, PERIODS


def price_path(growth: Array, year: Array) -> Array:
    """path = product over periods of (1 + growth)^(years spent in the period); 1 in 2022. Nominal USD.

    growth: fraction/year [component, tier or place, period]. Returns ratio [component, place, year].
    """
    path = Array((), 1.0)
    for period, (first, last) in PERIODS.items():
        path = path * compounded(pick(growth, "period", period), year, first, last)
    return path


def deflator(inflation: Array, year: Array) -> Array:
    """deflator = (1 + inflation)^-(years since 2022): turns nominal into constant 2022 USD."""
    return 1.0 / compounded(inflation, year)


def attribute_markup(share: Array, premium: Array) -> Array:
    """markup = 1 + sum over attributes of share x premium, on the modalities that can carry the attribute.

    share: fraction [attribute, place, year]. premium: ratio [attribute]. Returns ratio [modality, place, year].
    """
    carries = Array(
        ("attribute", "modality"),
        [
            [float(ATTRIBUTE_TYPE[attribute] in (modality, MODALITY_TYPE[modality])) for modality in MODALITIES]
            for attribute in ATTRIBUTES
        ],
    )
    return 1.0 + xr.dot(share, premium, carries, dim="attribute")


def price(
    unit_cost: Array,
    markup: Array,
    component_share: Array,
    price_level: Array,
    path: Array,
) -> Array:
    """price = unit cost x attribute markup x sum over components of component share x price level x price path.

    Returns nominal USD per episode [modality, place, year].
    """
    return unit_cost * markup * xr.dot(component_share, price_level * path, dim="component")
