"""What an episode costs in a place and a year: unit cost, attributes, price level and price path."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from spinemkt.model.equation import equation
from spinemkt.model.growth import compounded
from spinemkt.model.labelled import Array, assign, at_index, multiply, named, sum_over, sum_product, take
from spinemkt.terms import (
    ATTRIBUTE_TYPE,
    ATTRIBUTES,
    INFLATION_PERIODS,
    MODALITIES,
    MODALITY_TYPE,
    PERIODS,
    PRICE_YEAR,
    YEARS,
)

# The modalities whose episodes can carry an attribute.
ATTRIBUTE_MODALITIES = [code for code in MODALITIES if {code, MODALITY_TYPE[code]} & set(ATTRIBUTE_TYPE.values())]


def _period_of_year(periods: Mapping[str, tuple[int, int]]) -> Array:
    return Array("year", [sum(first < code for first, _ in [*periods.values()][1:]) for code in YEARS])


_GROWTH, _INFLATION = _period_of_year(PERIODS), _period_of_year(INFLATION_PERIODS)


@equation
def price_path(growth: Array, year: Array) -> Array:
    """path = product over the years since 2022 of (1 + growth of the year's period); 1 in 2022. Nominal USD.

    growth: fraction/year [component, tier or place, period]. Returns ratio [component, place, year].
    """
    return compounded(_by_year(growth, "period", _GROWTH), year)


@equation
def deflator(inflation: Array, year: Array) -> Array:
    """deflator = consumer prices of 2025 / those of the year: turns nominal into constant 2025 USD.

    inflation: fraction/year [inflation_period]; that of a year leads up to it. Returns ratio [year].
    """
    rate = _by_year(inflation, "inflation_period", _INFLATION)
    then = Array("year", [PRICE_YEAR])
    return multiply(compounded(rate, then).isel(year=0), 1.0 / compounded(rate, year))


def _by_year(rate: Array, dim: str, period_of_year: Array) -> Array:
    """A rate by period as one by year; one that also varies by year keeps what it is in each."""
    places = {dim: period_of_year}
    if "year" in rate.dims:
        places["year"] = Array("year", range(len(YEARS)))
    return rate.isel(places)


@equation
def attribute_markup(share: Array, premium: Array, modality: str) -> Array:
    """markup = 1 + sum over the attributes that a modality can carry of share x premium. Returns ratio [place, year].

    share: fraction [attribute, place, year]. premium: ratio [attribute].
    """
    codes = [
        index for index, code in enumerate(ATTRIBUTES) if ATTRIBUTE_TYPE[code] in (modality, MODALITY_TYPE[modality])
    ]
    return 1.0 + sum_over(multiply(take(share, "attribute", codes), take(premium, "attribute", codes)), "attribute")


@equation
def price(bare_price: Array, markups: Mapping[str, Array]) -> Array:
    """price = unit cost x attribute markup x sum over components of component share x price level x price path.

    bare_price: without the markup. markups: ratio [place, year] of the modalities that can carry an attribute. Returns
    USD per episode [modality, place, year], nominal or constant as the price path is.
    """
    marked = [([list(MODALITIES).index(code)], markup) for code, markup in markups.items()]
    return assign(bare_price, "modality", *((at, multiply(bare_price[at], markup)) for at, markup in marked))


@equation
def bare_price(unit_cost: Array, component_share: Array, levels: Array) -> Array:
    """bare price = unit cost x sum over components of component share x price level x price path.

    levels: price level x price path, ratio [component, place, year]. Returns USD per episode [modality, place, year].
    """
    costs = multiply(unit_cost, component_share)
    found = []
    for index in range(costs.sizes["modality"]):
        cost = at_index(costs, "modality", index)
        codes = np.flatnonzero((cost != 0.0).any([dim for dim in cost.dims if dim != "component"]).values).tolist()
        both = (take(each, "component", codes or [0]) for each in (cost, levels))
        found.append(sum_product(("component",), *both))
    return named(("modality", *found[0].dims), np.stack([each.values for each in found]))
