"""What of an episode pays for products, how many units of them it takes, and what their makers net.

A use is a product category in a modality, a row of units_per_episode or product_share: arrays of the maker's view have
one dimension of them in place of the two, since most pairs do not exist. What has no row is not disclosed, and no use.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from spinemkt.evidence.caching import cached_on_first
from spinemkt.evidence.inputs import Inputs
from spinemkt.model.equation import equation
from spinemkt.model.labelled import (
    Array,
    assign,
    broadcast,
    multiply,
    named,
    or_one,
    smaller,
    sum_over,
    sum_product,
    take,
)
from spinemkt.terms import (
    ATTRIBUTE_TYPE,
    ATTRIBUTES,
    FRACTION_PRODUCTS,
    MODALITIES,
    MODALITY_TYPE,
    PRICE_COMPONENTS,
    PRODUCT_ATTRIBUTE,
    PRODUCT_CATEGORIES,
    PRODUCT_COMPONENTS,
)

USE = "product_use"


@dataclass(frozen=True)
class Uses:
    """The uses of products: of each its modality and its category, in the order of the vocabulary."""

    pairs: tuple[tuple[str, str], ...]

    @cached_property
    def codes(self) -> list[str]:
        """The name of each use."""
        return [" ".join(pair) for pair in self.pairs]

    @cached_property
    def parents(self) -> dict[tuple[str, str], Mapping[str, str]]:
        """(use, coarser dimension) -> the code of each use there, as query.parents gives it."""
        modality = {code: pair[0] for code, pair in zip(self.codes, self.pairs, strict=True)}
        return {
            (USE, "modality"): modality,
            (USE, "treatment_type"): {code: MODALITY_TYPE[of] for code, of in modality.items()},
            (USE, "product_category"): {code: pair[1] for code, pair in zip(self.codes, self.pairs, strict=True)},
        }

    def positions(self, modalities: Collection[str], categories: Collection[str]) -> list[int]:
        """Where the uses of some categories in some modalities stand."""
        return [at for at, (one, other) in enumerate(self.pairs) if one in modalities and other in categories]

    def of(self, array: Array) -> Array:
        """An array by modality, product category or both, made one by use."""
        which = {"modality": self._modalities, "product_category": self._categories}
        have = [dim for dim in which if dim in array.dims]
        rest = [str(dim) for dim in array.dims if dim not in have]
        return named((USE, *rest), array.transpose(*have, *rest).values[tuple(which[dim] for dim in have)])

    @cached_property
    def _modalities(self) -> list[int]:
        return [list(MODALITIES).index(modality) for modality, _ in self.pairs]

    @cached_property
    def _categories(self) -> list[int]:
        return [list(PRODUCT_CATEGORIES).index(category) for _, category in self.pairs]


def pair(use: str) -> tuple[str, str]:
    """The modality and the category of the name of a use."""
    modality, category = use.split(" ")
    return modality, category


@cached_on_first
def product_uses(inputs: Inputs) -> Uses:
    """The uses of products that have a row in baseline inputs."""
    rows = inputs.register[inputs.register["parameter"].isin(("units_per_episode", "product_share"))]
    found = set(zip(rows["modality"], rows["product_category"], strict=True))
    return Uses(
        tuple((modality, code) for modality in MODALITIES for code in PRODUCT_CATEGORIES if (modality, code) in found)
    )


@equation
def episode_units(
    products: Array, uses_per_machine: Array, fractions_per_episode: Array, fractions_per_machine: Array
) -> Array:
    """units = products per episode / uses of a machine; where fractions are used, x fractions / those of a machine.

    products: products/episode [modality, product_category]. Returns units of the category per episode (machine-years,
    sets, doses).
    """
    codes = [list(PRODUCT_CATEGORIES).index(code) for code in FRACTION_PRODUCTS]
    sessions = multiply(fractions_per_episode, 1.0 / or_one(fractions_per_machine))
    units = multiply(products, 1.0 / uses_per_machine)
    return assign(units, "product_category", (codes, multiply(take(units, "product_category", codes), sessions)))


@equation
def machine_cost(units: Array, machine_price: Array, useful_life: Array, service_rate: Array) -> Array:
    """machine cost = units x machine price x (1 / useful life + service rate).

    The price is spread evenly over the years of use (straight-line, without interest). Returns USD of 2022 per episode
    [modality, product_category] at United States prices.
    """
    return multiply(units, machine_price, 1.0 / useful_life + service_rate)


@equation
def machine_level(machine_cost: Array, unit_cost: Array, machine_price_level: Array, price_level: Array) -> Array:
    """level of machines = price level of machines / price level of the fee, at most unit cost / machine cost.

    So all machines of an episode cost no more than is paid for it, wherever that is. Returns ratio [modality,
    component, place].
    """
    relative = multiply(machine_price_level, 1.0 / or_one(price_level))
    return smaller(relative, multiply(unit_cost, 1.0 / or_one(sum_over(machine_cost, "product_category"))))


@equation
def product_price(
    cost: Array, component_share: Array, levels: Array, machines: Array, added: Mapping[int, Array], uses: Sequence[str]
) -> Array:
    """product price = product cost x sum over its components of component share x price level x price path + premiums.

    cost: USD of 2022 per episode and component_share, by use: of machines their cost, of other products unit cost x
    product in the component. levels: price level x price path, ratio [component, place, year]. machines: level of
    machines, by use, component and place, which multiplies it. added: of the uses that an attribute makes
    dearer, what it adds, USD per episode [place, year]. uses: the category of each use. Returns USD per episode
    [product_use, place, year].
    """
    found = []
    for at, category in enumerate(uses):
        share = take(component_share, USE, [at])
        listed = [list(PRICE_COMPONENTS).index(code) for code in PRODUCT_COMPONENTS[category] or PRICE_COMPONENTS]
        there = (share != 0.0).any([dim for dim in share.dims if dim != "component"]).values
        codes = [code for code in listed if there[code]] or listed[:1]
        parts = [share, levels] if PRODUCT_COMPONENTS[category] else [share, levels, take(machines, USE, [at])]
        paid = (take(each, "component", codes) for each in parts)
        found.append(sum_product(("component",), take(cost, USE, [at]), *paid).isel({USE: 0}))
    whole = [broadcast(each, *found) for each in found]
    price = named((USE, *whole[0].dims), np.stack([each.values for each in whole]))
    return assign(price, USE, *(([at], take(price, USE, [at]) + premium) for at, premium in added.items()))


@equation
def product_cost(unit_cost: Array, product_share: Array, machine_cost: Array) -> Array:
    """product cost = unit cost x product in the price component; of machines their cost.

    Returns USD of 2022 per episode [modality, product_category] at United States prices.
    """
    return multiply(unit_cost, product_share) + machine_cost


@equation
def attribute_premium(bare_price: Array, share: Array, premium: Array, part: Array) -> Array:
    """part of a premium = price without it x share of episodes with the attribute x premium x product in it.

    bare_price: USD per episode [place, year]. Returns USD per episode [place, year].
    """
    return multiply(bare_price, share, premium, part)


def attributes_of(modality: str) -> list[int]:
    """The attributes that episodes of a modality can carry."""
    return [at for at, code in enumerate(ATTRIBUTES) if ATTRIBUTE_TYPE[code] in (modality, MODALITY_TYPE[modality])]


@equation
def used_units(units: Array, shares: Mapping[int, Array]) -> Array:
    """units = units per episode x share of episodes with the attribute that the product is used in.

    units: by use. shares: of the uses of an attribute, its share [place, year]. Returns units per episode.
    """
    return assign(units, USE, *(([at], multiply(take(units, USE, [at]), share)) for at, share in shares.items()))


def attribute_uses(uses: Uses) -> dict[int, int]:
    """The uses that count only where an attribute is, and its place among the attributes."""
    return {
        at: list(ATTRIBUTES).index(PRODUCT_ATTRIBUTE[category])
        for at, (_, category) in enumerate(uses.pairs)
        if category in PRODUCT_ATTRIBUTE
    }


@equation
def product_spend(episode_count: Array, price: Array, attribution: Array) -> Array:
    """spend on products = episodes x product price x attribution. Returns USD/year [.., product_use, year]."""
    return multiply(episode_count, price, attribution)


@equation
def maker_revenue(episode_count: Array, price: Array, attribution: Array) -> Array:
    """net revenue = episodes x maker's price x attribution. Never above spend on products. Returns USD/year."""
    return multiply(episode_count, price, attribution)


@equation
def units(episode_count: Array, units_per_episode: Array) -> Array:
    """units = episodes x units per episode, whole whatever part of their cost counts. Returns units/year."""
    return multiply(episode_count, units_per_episode)


@equation
def maker_price(price: Array, net_to_list: Array) -> Array:
    """maker's price = product price x net to list. Returns USD per episode [product_use, place, year]."""
    return multiply(price, net_to_list)


@equation
def net_to_list(margins_and_rebates: Array) -> Array:
    """net to list = 1 - margins and rebates. Returns fraction [product_use, place]."""
    return 1.0 - margins_and_rebates


def split_uses(data: np.ndarray, axis: int, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Sum uses along an axis to two dimensions, which come first. first, second: bool or 0 and 1 [use, code]."""
    found = np.empty((first.shape[1], second.shape[1], *np.delete(data.shape, axis)), data.dtype)
    for at, one in enumerate(first.T):
        for place, other in enumerate(second.T):
            found[at, place] = data.take(np.flatnonzero(one * other), axis).sum(axis=axis)
    return found
