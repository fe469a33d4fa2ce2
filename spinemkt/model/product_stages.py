"""The stages of the maker's view, by use of a product; none is made before it is asked for."""

from __future__ import annotations

from collections.abc import Callable

from spinemkt.model import chain, products
from spinemkt.model.labelled import Array, at_index, multiply, pick
from spinemkt.model.lookup import Lookup
from spinemkt.model.products import Uses, product_uses
from spinemkt.model.stages import Product


def product_stages(
    at: Lookup, patients: Array, price: tuple[Array, Array, Array], attribution: Array
) -> dict[str, Product]:
    """Return the stages by name.

    patients: of each modality. price: price level x price path, the bare price of the modalities, and what turns
    constant into nominal money, as run_stages has them. attribution: fraction [modality] in the scope of the run.
    """
    uses, (levels, bare, inflated) = product_uses(at.inputs.baseline), price

    def by_use(array: Callable[[], Array]) -> Product:
        return Product(lambda: uses.of(array()))

    counted = by_use(lambda: attribution)
    episodes = Product(chain.episodes, by_use(lambda: patients), by_use(lambda: at("episodes_per_patient")))
    units = Product(lambda: _units(at, uses))
    paid = Product(lambda: _price(at, uses, levels, bare))
    kept = Product(
        products.maker_price, paid, Product(lambda: products.net_to_list(uses.of(at("margins_and_rebates"))))
    )
    nominal = Product(multiply, kept, inflated)
    return {
        "product_units": units,
        "units": Product(products.units, episodes, units),
        "product_price": paid,
        "product_spend": Product(products.product_spend, episodes, paid, counted),
        "maker_price": kept,
        "maker_revenue": Product(products.maker_revenue, episodes, kept, counted),
        "maker_revenue_nominal": Product(products.maker_revenue, episodes, nominal, counted),
    }


def _episode_units(at: Lookup) -> Array:
    """Units of each product category in an episode of each modality."""
    return products.episode_units(
        at("units_per_episode"), at("uses_per_machine"), at("fractions_per_episode"), at("fractions_per_machine")
    )


def _units(at: Lookup, uses: Uses) -> Array:
    share = at.placed(at.curve("attribute"))
    shares = {use: at_index(share, "attribute", one) for use, one in products.attribute_uses(uses).items()}
    return products.used_units(uses.of(_episode_units(at)), shares)


def _price(at: Lookup, uses: Uses, levels: Array, bare: Array) -> Array:
    """What payers pay for the products of an episode in constant money, by use, place and year."""
    unit_cost, units = at("unit_cost"), _episode_units(at)
    machines = products.machine_cost(units, at("machine_price"), at("useful_life"), at("service_rate"))
    level = uses.of(products.machine_level(machines, unit_cost, at("machine_price_level"), at("price_level")))
    cost = uses.of(products.product_cost(unit_cost, at("product_share"), machines))
    share, categories = uses.of(at("component_share")), [category for _, category in uses.pairs]
    return products.product_price(cost, share, levels, level, _premiums(at, uses, bare), categories)


def _premiums(at: Lookup, uses: Uses, bare: Array) -> dict[int, Array]:
    """What attributes add to the price of each use that they make dearer."""
    share, premium, part = at.placed(at.curve("attribute")), at("attribute_premium"), at("attribute_product_share")
    found: dict[int, Array] = {}
    for use, (modality, category) in enumerate(uses.pairs):
        for one in products.attributes_of(modality):
            own = at_index(pick(part, "product_category", category), "attribute", one)
            if not (own != 0.0).any():
                continue
            base, here = pick(bare, "modality", modality), at_index(share, "attribute", one)
            added = products.attribute_premium(base, here, at_index(premium, "attribute", one), own)
            found[use] = found[use] + added if use in found else added
    return found
